"""Runs every check of this folder: programs that read our formats with code that is not ours, and end with 0 when all
holds. A check is a file NAME_check.py; it can also be run by hand."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CHECKS = sorted(path.name for path in HERE.glob("*_check.py"))


@pytest.mark.parametrize("check", CHECKS)
def test_check(check):
    result = subprocess.run([sys.executable, HERE / check], capture_output=True, text=True, check=False)
    print(result.stdout)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.strip(), "a check says what it checked"


def test_every_program_here_is_a_check():
    programs = [path.name for path in HERE.glob("*.py") if '__name__ == "__main__"' in path.read_text(encoding="utf-8")]
    assert [name for name in programs if name not in CHECKS and name != Path(__file__).name] == []
    assert CHECKS
