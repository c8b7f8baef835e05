"""Networks to measure: founded and filled by `medchain bench fill`, each in a folder of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import machine

ROOT = Path(__file__).resolve().parents[1]
MEDCHAIN = Path(os.environ.get("MEDCHAIN_BINARY", ROOT / ".build" / "release" / "medchain")).absolute()


def medchain(*arguments, environment=None, timeout=3600):
    """Runs a command and returns its JSON."""
    process = subprocess.run(
        [MEDCHAIN, *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    if process.returncode != 0:
        raise RuntimeError(f"medchain {' '.join(map(str, arguments))}: {process.stdout}{process.stderr}")
    return json.loads(process.stdout.strip().splitlines()[-1])


class Network:
    """A filled network whose node can be started and stopped."""

    def __init__(self, folder, **sizes):
        self.folder = Path(folder)
        self.data = self.folder / "node"
        self.population = self.folder / "population.json"
        self.process = None
        self.sizes = sizes
        self.filled = {}

    def fill(self):
        """Founds and fills it; one that is there already is used again."""
        done = self.folder / "filled.json"
        if not done.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            options = []
            for name, value in self.sizes.items():
                options += [f"--{name}"] if value is True else [f"--{name}", str(value)]
            filled = medchain("bench", "fill", "--data", self.data, "--population", self.population, *options)
            done.write_text(json.dumps(filled))
        self.filled = json.loads(done.read_text())
        return self

    def start(self):
        """Starts the node; returns the seconds until it took requests."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._raise_limits()
        log = (self.folder / "node.log").open("a")
        command = [MEDCHAIN, "node", "run", "--data", self.data, "--port", str(port), "--log-level", "warning"]
        began = time.monotonic()
        self.process = subprocess.Popen(
            command, env={**os.environ, "MEDCHAIN_RATE_LIMITS": "off"}, stdout=log, stderr=log
        )
        log.close()
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"the node ended: {(self.folder / 'node.log').read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(self.url + "/readyz", timeout=10) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.002)
            if time.monotonic() - began > 600:
                raise RuntimeError("the node is not ready after ten minutes")

    def _raise_limits(self):
        """One load is one person's work of a year: the daily allowance of a signer would end it."""
        path = self.data / "node.yaml"
        text = path.read_text()
        if "limits:" not in text:
            path.write_text(
                text
                + "limits: {transactionsPerSigner: 1000000000, transactionBytesPerSigner: 1000000000000, "
                + "scrubIntervalSeconds: 2592000}\n"
            )

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=120)
        self.process = None
        if code != 0:
            raise RuntimeError(f"the node did not stop as it should: {code}")

    def load(self, **options):
        """Runs `medchain bench load`; adds what the node's processor time was, and the load of others."""
        foreign = machine.ForeignLoad()
        before = machine.processor_seconds(self.process.pid)
        arguments = [text for name, value in options.items() for text in (f"--{name.replace('_', '-')}", value)]
        report = medchain("bench", "load", "--population", self.population, "--node", self.url, *arguments)
        used = machine.processor_seconds(self.process.pid) - before
        foreign.add(used)
        report["nodeProcessorSeconds"] = round(used, 2)
        report["foreignCores"] = foreign.cores()
        if report["errors"]:
            raise RuntimeError(f"the load met errors: {report['errors']}")
        return report

    def queries(self, samples):
        return medchain("bench", "queries", "--population", self.population, "--node", self.url, "--samples", samples)

    def bytes_on_disk(self):
        """What the parts of the data directory take, in bytes."""
        sizes = {}
        for part in ("ledger", "log", "content", "accounts"):
            files = [path for path in (self.data / part).rglob("*") if path.is_file()]
            sizes[part] = sum(path.stat().st_blocks * 512 for path in files)
        return sizes

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
