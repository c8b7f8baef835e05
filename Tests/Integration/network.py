"""A real network and its people, driven through the command line, as anybody would."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The release that `make run` starts, which scripts/test has built before: what people use is what is tested here.
# MEDCHAIN_BINARY names another program.
MEDCHAIN = Path(os.environ.get("MEDCHAIN_BINARY", ROOT / ".build" / "release" / "medchain")).absolute()
PASSPHRASE = "correct horse battery"
ORGANISATIONS = [
    "authority:Ministry of Health",
    "hospital:Riverside General Hospital",
    "hospital:St. Brigid's Hospital",
    "laboratory:Meridian Laboratory",
    "imagingCentre:Northlight Imaging Centre",
    "pharmacy:Old Mill Pharmacy",
    "insurer:Harbour Health Insurance",
]
OK, OTHER, USAGE, REFUSED, UNREACHABLE, LOCKED, INVALID, UNVERIFIED = range(8)


def samples():
    """The five FHIR R4 Bundles that are shared beside the repository; their absence is a failure, never a skip."""
    folder = Path(os.environ.get("MEDCHAIN_SAMPLES", ROOT.parent / "shared" / "data")) / "fhir-r4"
    files = sorted(folder.glob("*.json"))
    assert len(files) == 5, f"the five sample Bundles are not in {folder}; set MEDCHAIN_SAMPLES"
    return files


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def certificate(name):
    """A small PDF that names somebody."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R]"
        b" /Count 1 >>"
        b"\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n% "
        + name.encode()
        + b"\n"
        b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n"
    )


class Result:
    """What a command printed and how it ended."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def problem(self):
        """The problem object that a command with --json ends with."""
        return json.loads(self.err.strip().splitlines()[-1])


class Network:
    """A network with one node, and the wallets of its people."""

    def __init__(self, folder, name="Integration"):
        self.folder = Path(folder)
        self.data = self.folder / "node"
        self.home = self.folder / "wallets"
        self.passphrase_file = self.folder / "passphrase"
        self.passphrase_file.write_text(PASSPHRASE + "\n")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.log = self.folder / "node.log"
        self.ids = {}
        organisations = [part for name in ORGANISATIONS for part in ("--organisation", name)]
        arguments = ["network", "init", "--data", self.data, "--name", name, "--port", self.port, *organisations]
        self.run(*arguments, "--official", "Ruth Amsel", "--as", "ruth")

    @classmethod
    def around(cls, folder, data):
        """A network that was founded already, in `data`: its node listens where there is room."""
        network = cls.__new__(cls)
        network.folder, network.data, network.home = Path(folder), Path(data), Path(folder) / "wallets"
        network.passphrase_file = network.folder / "passphrase"
        network.passphrase_file.write_text(PASSPHRASE + "\n")
        network.port = free_port()
        network.url = f"http://127.0.0.1:{network.port}"
        network.process, network.log, network.ids = None, network.folder / "node.log", {}
        (network.data / "node.yaml").write_text(
            (network.data / "node.yaml").read_text().replace("port: 8443", f"port: {network.port}")
        )
        return network

    @property
    def environment(self):
        keep = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "TMPDIR", "MEDCHAIN_SHARE")
            if name in os.environ
        }
        return {
            **keep,
            "MEDCHAIN_HOME": str(self.home),
            "MEDCHAIN_NODE": self.url,
            "MEDCHAIN_PASSPHRASE_FILE": str(self.passphrase_file),
            "MEDCHAIN_RATE_LIMITS": "off",
        }

    def start(self):
        with self.log.open("a") as log:
            command = [MEDCHAIN, "node", "run", "--data", self.data, "--log-level", "warning"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while True:
            assert self.process.poll() is None, f"the node ended: {self.log.read_text()}"
            try:
                with urllib.request.urlopen(self.url + "/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return self
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            assert time.monotonic() < deadline, f"the node is not ready: {self.log.read_text()}"
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process = None
        assert code == 0, f"the node did not stop as it should ({code}): {self.log.read_text()}"

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=60)
        self.process = None

    def close(self):
        if self.process is not None:
            self.stop()

    def run(self, *arguments, code=OK, stdin=None, environment=None, cwd=None):
        """Runs a command and expects its exit code (None for any)."""
        process = subprocess.run(
            [MEDCHAIN, *map(str, arguments)],
            env={**self.environment, **(environment or {})},
            cwd=cwd or self.folder,
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if code is not None:
            assert process.returncode == code, f"{arguments}: {process.returncode}\n{process.stdout}\n{process.stderr}"
        return Result(process)

    def cli(self, person, *arguments, code=OK, **more):
        """Runs a command as somebody; what is signed is approved."""
        return self.run(*arguments, "--as", person, "--yes", code=code, **more)

    def ask(self, person, *arguments, code=OK, **more):
        """Runs a command as somebody and reads its JSON: the result, or the problem when it is to fail."""
        result = self.cli(person, *arguments, "--json", code=code, **more)
        return result.json if code == OK else result.problem

    # People

    def patient(self, user, organisation="Riverside", **options):
        self.wallet(user, **options)
        registered = self.ask(user, "identity", "register", "--role", "patient", "--organisation", organisation)
        self.ids[user] = registered["identity"]
        return self.ids[user]

    def wallet(self, user, display_name=None):
        name = ["--display-name", display_name] if display_name else []
        self.run("wallet", "create", user, "--card-file", self.folder / f"{user}.card", *name)

    def staff(self, user, name, role, organisation, verify=True):
        self.wallet(user)
        licence = self.folder / f"licence-{user}.pdf"
        licence.write_bytes(certificate(name))
        registered = self.ask(
            user, "identity", "register", "--role", role, "--organisation", organisation,
            "--name", name, "--credentials", licence,
        )  # fmt: skip
        self.ids[user] = registered["identity"]
        if verify:
            self.ask("ruth", "identity", "verify", self.ids[user])
        return self.ids[user]

    def granted(self, patient, user, categories, rights="read", *more):
        """The user asks and the patient grants what was asked. Returns the grant."""
        asked = self.ask(
            user, "access", "request", self.ids[patient], "--categories", categories, "--rights", rights, *more
        )
        return self.ask(patient, "access", "grant", "--request", asked["request"])["grant"]
