"""The demonstration survives what happens to demonstrations: a crash and a Ctrl-C in the middle of its first start."""

import json
import os
import pty
import select
import signal
import subprocess
import time

from network import MEDCHAIN, OTHER, USAGE, free_port

PATIENTS = ["anna", "bruno", "carmen", "david", "emma"]


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("MEDCHAIN_")} | {
        "MEDCHAIN_RATE_LIMITS": "off"
    }


class Demo:
    """One start of the demonstration in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        command = [MEDCHAIN, "demo", "--data", folder, "--port", str(self.port), "--quiet"]
        self.log = folder.parent / f"{folder.name}-{self.port}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True)

    def done(self):
        try:
            return set(json.loads((self.folder / "demo.json").read_text())["done"])
        except FileNotFoundError:
            return set()

    def wait_for(self, step):
        """Waits until a step is done, while the next one runs."""
        deadline = time.monotonic() + 120
        while step not in self.done():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, f"{step} is not done: {self.done()}"
            time.sleep(0.01)
        assert "complete" not in self.done(), "too late to interrupt anything"

    def ready(self):
        assert self.process.stdout.readline().startswith("http"), self.log.read_text()
        assert "complete" in self.done()
        return self

    def records(self):
        """Of each patient, how often each title stands in the chart."""
        people = self.folder / "people"
        more = {"MEDCHAIN_HOME": str(people), "MEDCHAIN_PASSPHRASE_FILE": str(people / "passphrase")}
        charts = {}
        for patient in PATIENTS:
            command = [MEDCHAIN, "record", "list", "--as", patient, "--all", "--json"]
            listed = subprocess.run(
                command, env=environment() | more, capture_output=True, text=True, timeout=60, check=True
            )
            # What was erased has no title any more.
            records = [item for item in json.loads(listed.stdout)["records"] if item["status"] != "erased"]
            charts[patient] = sorted((item["category"], item["title"]) for item in records)
        return charts

    def end(self, how):
        self.process.send_signal(how)
        self.process.stdout.read()
        return self.process.wait(timeout=60)


def test_an_interrupted_first_start_is_completed(tmp_path):
    untroubled = Demo(tmp_path / "untroubled")
    folder = tmp_path / "troubled"
    first = Demo(folder)
    first.wait_for("keys")
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    second = Demo(folder)
    second.wait_for("history-bruno")
    assert second.end(signal.SIGINT) == OTHER
    assert "demo.interrupted" in second.log.read_text()
    third = Demo(folder).ready()
    expected = untroubled.ready().records()
    assert sum(len(chart) for chart in expected.values()) > 100
    assert third.records() == expected, "nothing is lost and nothing stands there twice"
    assert untroubled.end(signal.SIGINT) == 0
    assert third.end(signal.SIGINT) == 0
    verified = subprocess.run([MEDCHAIN, "verify", "--data", folder], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def reset(folder, answer):
    """`medchain demo --reset` at a terminal: its question is answered, and what it did is returned."""
    main, terminal = pty.openpty()
    command = [MEDCHAIN, "demo", "--data", folder, "--port", str(free_port()), "--reset"]
    process = subprocess.Popen(command, env=environment(), stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = b""
    deadline = time.monotonic() + 60
    while b"[y/N]" not in shown:
        ready, _, _ = select.select([main], [], [], deadline - time.monotonic())
        assert ready, shown
        shown += os.read(main, 4096)
    os.write(main, answer)
    return process, main


def test_reset_asks_first(tmp_path):
    folder = tmp_path / "demo"
    started = Demo(folder)
    started.wait_for("people")
    started.end(signal.SIGKILL)
    genesis = (folder / "node" / "genesis.json").read_bytes()

    command = [MEDCHAIN, "demo", "--data", folder, "--reset"]
    nobody = subprocess.run(command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert nobody.returncode == USAGE
    for answer in (b"n\n", b"\n", b"yes please\n", b"\x04"):
        process, terminal = reset(folder, answer)
        assert process.wait(timeout=60) == OTHER, answer
        os.close(terminal)
        assert (folder / "node" / "genesis.json").read_bytes() == genesis, answer
        assert "people" in started.done()

    process, terminal = reset(folder, b"y\n")
    deadline = time.monotonic() + 60
    while not (folder / "node" / "genesis.json").exists() or (folder / "node" / "genesis.json").read_bytes() == genesis:
        assert process.poll() is None
        assert time.monotonic() < deadline, "it did not start anew"
        time.sleep(0.02)
    process.kill()
    process.wait(timeout=60)
    os.close(terminal)
