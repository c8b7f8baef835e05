"""Runs the README's tour, command by command, against the demonstration that it describes."""

import os
import re
import signal
import subprocess

import pytest
from network import MEDCHAIN, ROOT, free_port

README = ROOT / "README.md"
END = "@@end-of-command"


def tour(text):
    """The commands of the README's console blocks, each with the lines of output that follow it."""
    steps = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                steps[-1][1].append(line)
    return steps


def pattern(line):
    """What a line of the README stands for: `…` is anything, white space is any white space."""
    words = [".*" if word == "…" else re.escape(word).replace("…", ".*") for word in line.split()]
    return re.compile(r"\s*".join(words) + r"\s*$")


def unmatched(expected, output):
    """The first expected line that does not follow in the output; None when all do."""
    lines = iter(output.splitlines())
    for line in expected:
        if line.strip() == "…":
            continue
        wanted = pattern(line)
        if not any(wanted.match(actual) for actual in lines):
            return line
    return None


class Shell:
    """One shell for the whole tour, as a reader has it."""

    def __init__(self, folder, environment):
        self.process = subprocess.Popen(
            ["bash", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command):
        self.process.stdin.write(f'{command}\necho "{END} $?"\n')
        self.process.stdin.flush()
        output = []
        for line in self.process.stdout:
            if line.startswith(END):
                return "".join(output), int(line.split()[1])
            output.append(line)
        raise AssertionError("the shell ended: " + "".join(output))

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


@pytest.fixture
def demonstration(tmp_path):
    """The folder of a reader: the binary where `make run` builds it, the demonstration where it keeps it, running."""
    (tmp_path / ".build").mkdir()
    (tmp_path / ".build" / "release").symlink_to(MEDCHAIN.parent)
    address = f"http://127.0.0.1:{(port := free_port())}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEDCHAIN_")}
    environment |= {"MEDCHAIN_NODE": address, "MEDCHAIN_SHARE": str(ROOT / ".build" / "share" / "medchain")}
    command = [MEDCHAIN, "demo", "--data", tmp_path / ".data" / "demo", "--port", str(port)]
    demo = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        welcome = []
        for line in demo.stdout:
            welcome.append(line)
            if line.startswith("Ctrl-C"):
                break
        assert address in "".join(welcome), "".join(welcome)
        yield tmp_path, environment
    finally:
        demo.send_signal(signal.SIGINT)
        demo.stdout.read()
        assert demo.wait(timeout=60) == 0


def test_the_tour_of_the_readme_runs(demonstration):
    folder, environment = demonstration
    steps = tour(README.read_text())
    assert len(steps) > 30
    shell = Shell(folder, environment)
    for command, expected in steps:
        output, code = shell.run(command)
        refused = any(line.startswith("error:") for line in expected)
        assert (code != 0) == refused, f"{command}: exit code {code}\n{output}"
        missing = unmatched(expected, output)
        assert missing is None, f"{command}\nexpected: {missing}\n{output}"
    shell.close()


def test_a_line_that_does_not_come_is_noticed():
    assert unmatched(["Granted to … until …"], "Granted to Eva until noon\n") is None
    assert unmatched(["Granted to … until …"], "Refused\n") == "Granted to … until …"
    assert unmatched(["b", "a"], "a\nb\n") == "a"
