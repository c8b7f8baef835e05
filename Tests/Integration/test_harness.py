"""The checks of the test run itself: each must be able to fail."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVENTS = ROOT / "scripts" / "check_test_events.py"

SKIPPING_TESTS = {
    "mark": "@pytest.mark.skip(reason='no tool')\ndef test_it():\n    pass\n",
    "call": "def test_it():\n    pytest.skip('no tool')\n",
    "fixture": "@pytest.fixture\ndef tool():\n    pytest.skip('no tool')\n\n\ndef test_it(tool):\n    pass\n",
    "module": "pytest.importorskip('a_module_that_nobody_has')\n\n\ndef test_it():\n    pass\n",
    "expected failure": "@pytest.mark.xfail(reason='no tool')\ndef test_it():\n    assert False\n",
}


def run_pytest(folder, body):
    shutil.copy(ROOT / "Tests" / "conftest.py", folder)
    # A configuration of its own: the repository's may lie above the temporary folder.
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_sample.py").write_text("import pytest\n\n\n" + body)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", SKIPPING_TESTS)
def test_a_skipping_test_fails_the_run(tmp_path, kind):
    result = run_pytest(tmp_path, SKIPPING_TESTS[kind])
    assert result.returncode != 0, result.stdout
    assert "a test never skips" in result.stdout


def test_a_passing_test_passes(tmp_path):
    result = run_pytest(tmp_path, "def test_it():\n    pass\n")
    assert result.returncode == 0, result.stdout


def event(kind, **payload):
    return json.dumps({"kind": "event", "version": 0, "payload": {"kind": kind, "testID": "T.t()", **payload}})


PASSED = [event("runStarted"), event("testStarted"), event("testEnded"), event("runEnded")]


@pytest.mark.parametrize(
    ("events", "complaint"),
    [
        (PASSED, None),
        ([event("testSkipped", _comments=["no tool"]), *PASSED], "no tool"),
        ([event("testCancelled"), *PASSED], "never skips"),
        ([event("issueRecorded", issue={"isKnown": True}), *PASSED], "known issue"),
        ([event("runStarted"), event("runEnded")], "no test ran"),
        (PASSED[:-1], "did not come to its end"),
    ],
)
def test_swift_test_events_are_judged(tmp_path, events, complaint):
    stream = tmp_path / "events.jsonl"
    stream.write_text("\n".join(events) + "\n")
    result = subprocess.run([sys.executable, str(EVENTS), str(stream)], capture_output=True, text=True, check=False)
    if complaint is None:
        assert (result.returncode, result.stderr) == (0, "")
    else:
        assert result.returncode == 1
        assert complaint in result.stderr
