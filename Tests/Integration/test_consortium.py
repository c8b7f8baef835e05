"""Three organisations on this machine, started by the program that `make consortium` starts: people of three nodes work
together, one machine goes and the others go on, and `medchain doctor` names what is wrong (docs/operations.md)."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from network import MEDCHAIN, OK, OTHER, Result

NODES = ["riverside", "brigid", "authority"]


def free_range(count):
    """The first of so many ports in a row that are free now."""
    for first in range(21000, 32000, count):
        listeners = []
        try:
            for port in range(first, first + count):
                listener = socket.socket()
                listeners.append(listener)
                listener.bind(("127.0.0.1", port))
            return first
        except OSError:
            pass
        finally:
            for listener in listeners:
                listener.close()
    raise AssertionError("there are no free ports")


def environment(**more):
    mine = {name: value for name, value in os.environ.items() if not name.startswith("MEDCHAIN_")}
    kept = {name: os.environ[name] for name in ("MEDCHAIN_SHARE",) if name in os.environ}
    return {**mine, **kept, "MEDCHAIN_RATE_LIMITS": "off", **more}


class Consortium:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_range(31)
        self.log = folder.parent / "consortium.log"
        self.process = None
        self.lines = []

    def start(self, *more):
        command = [MEDCHAIN, "consortium", "start", "--data", self.folder, "--quiet", *more]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True)
        self.lines = [self.process.stdout.readline() for _ in NODES]
        assert all(self.lines), self.said()
        return self

    def said(self):
        logs = sorted((self.folder / "logs").glob("*.log")) if self.folder.exists() else []
        return self.log.read_text() + "".join(f"\n{path.name}: {path.read_text()[-500:]}" for path in logs)

    def run(self, *arguments, code=OK):
        command = [MEDCHAIN, *map(str, arguments)]
        people = self.folder / "people"
        wallets = {"MEDCHAIN_HOME": str(people), "MEDCHAIN_PASSPHRASE_FILE": str(people / "passphrase")}
        process = subprocess.run(
            command, env=environment(**wallets), capture_output=True, text=True, timeout=120, check=False
        )
        if code is not None:
            assert process.returncode == code, f"{arguments}: {process.stdout}{process.stderr}\n{self.said()}"
        return Result(process)

    def ask(self, person, *arguments, code=OK):
        result = self.run(*arguments, "--as", person, "--yes", "--json", code=code)
        return result.json if code == OK else result.problem

    def status(self):
        return self.run("consortium", "status", "--data", self.folder, "--json").json

    def node(self, organisation):
        return self.folder / "network" / organisation / "node"

    def processes(self):
        """Every process of the consortium but its first, with its command line."""
        listed = json.loads((self.folder / "processes.json").read_text())["processes"]
        return {entry["process"]: Path(f"/proc/{entry['process']}/cmdline").read_bytes() for entry in listed}

    def process_of(self, organisation):
        """The process of an organisation's node."""
        data = str(self.node(organisation)).encode()
        return next(process for process, command in self.processes().items() if data in command)

    def wait(self, what, condition):
        deadline = time.monotonic() + 90
        while True:
            found = condition()
            if found:
                return found
            assert time.monotonic() < deadline, f"{what}: {self.said()}"
            time.sleep(0.1)

    def ready(self):
        return self.wait(
            "all nodes are ready",
            lambda: (status := self.status())["running"] and all(n["ready"] for n in status["nodes"]) and status,
        )

    def doctor(self, data):
        result = self.run("doctor", "--data", data, "--json", code=None)
        answer = json.loads(result.out)
        assert result.code == (OK if answer["healthy"] else OTHER), answer
        return {finding["code"] for finding in answer["findings"] if finding["severity"] == "failure"}, answer


@pytest.fixture(scope="module")
def consortium(tmp_path_factory):
    running = Consortium(tmp_path_factory.mktemp("consortium") / "data")
    running.start("--bare", "--port", str(running.port))
    yield running
    ended = subprocess.run(
        [MEDCHAIN, "consortium", "stop", "--data", running.folder], capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == 0, running.said()


# The tests of this file build on each other, in their order.


def test_three_nodes_with_their_people(consortium):
    assert [line.split()[0] for line in consortium.lines] == NODES
    status = consortium.ready()
    assert [node["organisation"] for node in status["nodes"]] == NODES
    assert len(consortium.processes()) == 6
    for person, organisation in [("anna", 0), ("clara", 1), ("paolo", 2)]:
        wallet = json.loads((consortium.folder / "people" / f"{person}.wallet").read_text())
        assert consortium.lines[organisation].split()[1] in json.dumps(wallet).replace("\\/", "/")
        assert consortium.ask(person, "identity", "status")
    # A second one in the same place is told so.
    refused = consortium.run("consortium", "start", "--data", consortium.folder, code=OTHER)
    assert "consortium.running" in refused.err


def test_people_of_three_nodes_work_together(consortium):
    """A patient, a physician and a pharmacist, each at a node of another organisation: what one node's person writes,
    another's opens, with shares of two of the three organisations."""
    anna = consortium.ask("anna", "identity", "status")["identity"]["id"]
    migraine = consortium.ask("anna", "record", "add", "--condition", "Migraine")["record"]
    asked = consortium.ask(
        "clara", "access", "request", anna, "--categories", "clinical,medication", "--rights", "read,contribute"
    )

    def found(person, what, key, wanted, *arguments):
        """Waits until somebody's node knows something."""
        consortium.wait(
            f"{wanted} is seen by {person}",
            lambda: [item for item in consortium.ask(person, *arguments)[what] if item[key] == wanted],
        )

    found("anna", "requests", "request", asked["request"], "access", "requests")
    granted = consortium.ask("anna", "access", "grant", "--request", asked["request"])
    found("clara", "grants", "grant", granted["grant"], "access", "list")
    assert "Migraine" in consortium.run("record", "show", migraine, "--patient", anna, "--as", "clara", "--yes").out
    record = consortium.ask("clara", "record", "add", "--patient", anna, "--condition", "Hypertension")["record"]
    found("anna", "records", "record", record, "record", "list")
    assert "Hypertension" in consortium.run("record", "show", record, "--as", "anna", "--yes").out

    issued = consortium.ask(
        "clara", "prescription", "issue", "--patient", anna, "--medication", "Amlodipine 5 mg", "--dosage", "1 daily",
        "--quantity", "30",
    )["prescription"]  # fmt: skip
    found("anna", "records", "record", issued, "record", "list")
    terms = ["--categories", "medication", "--rights", "read,dispense"]
    granted = consortium.ask("anna", "access", "grant", "--to", "Paolo Rinaldi", *terms)
    found("paolo", "grants", "grant", granted["grant"], "access", "list")
    assert "Amlodipine" in consortium.run("record", "show", issued, "--patient", anna, "--as", "paolo", "--yes").out
    consortium.ask("paolo", "prescription", "dispense", issued, "--quantity", "12")
    consortium.wait(
        "the patient sees what was dispensed",
        lambda: consortium.ask("anna", "prescription", "show", issued)["remaining"] == 18,
    )
    # Every read stands in the patient's log, whichever node it came through.
    readers = {"clara", "paolo"}
    log = json.dumps(consortium.ask("anna", "access", "log"))
    assert all(consortium.ask(reader, "identity", "status")["identity"]["id"] in log for reader in readers)


def is_running(process):
    """Whether a process runs; of one that has ended, something may be left until its parent looks."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes() != b""
    except OSError:
        return False


def heights(consortium):
    return [node.get("height") for node in consortium.status()["nodes"]]


def test_the_others_go_on_without_one_machine(consortium):
    """A machine that hangs, node and etcd member: the two others go on. It comes back and catches up."""
    gone = [
        process
        for process, command in consortium.processes().items()
        if str(consortium.node("brigid")).encode() in command
    ]
    member = consortium.folder / "network" / "brigid" / "etcd"
    gone += [process for process in consortium.processes() if os.readlink(f"/proc/{process}/cwd") == str(member)]
    assert len(gone) == 2
    for process in gone:
        os.kill(process, signal.SIGSTOP)
    try:
        record = consortium.ask("anna", "record", "add", "--condition", "Hay fever")["record"]
        assert record in [item["record"] for item in consortium.ask("anna", "record", "list")["records"]]
        before = consortium.ask("paolo", "identity", "status")
        assert before
        # Two of the three organisations are enough to open what another wrote.
        assert "Migraine" in consortium.run("record", "list", "--as", "anna").out
    finally:
        for process in gone:
            os.kill(process, signal.SIGCONT)
    reached = heights(consortium)[0]
    consortium.wait("it catches up", lambda: (heights(consortium)[1] or 0) >= reached)


def test_what_is_killed_is_started_again(consortium):
    killed = consortium.process_of("riverside")
    os.kill(killed, signal.SIGKILL)
    consortium.wait("it is said", lambda: "node riverside was killed by signal 9" in consortium.log.read_text())
    consortium.wait("it is started again", lambda: consortium.process_of("riverside") != killed)
    consortium.ready()
    assert consortium.ask("anna", "record", "add", "--condition", "Asthma")["record"]


def test_a_doctor_finds_nothing_where_nothing_is_wrong(consortium):
    for organisation in NODES:
        wrong, answer = consortium.doctor(consortium.node(organisation))
        assert wrong == set(), answer
        good = {finding["code"] for finding in answer["findings"] if finding["severity"] == "good"}
        assert good >= {
            "doctor.keys", "doctor.ledger", "doctor.cluster", "doctor.clusterIdentity", "doctor.authentication",
            "doctor.certificate", "doctor.clock", "doctor.quota", "doctor.membership", "doctor.modes",
        }, answer  # fmt: skip


def planted(consortium, tmp_path, plant):
    """What is wrong with a copy of a node's data into which a fault was planted."""
    copy = tmp_path / "node"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(consortium.node("brigid"), copy)
    plant(copy)
    wrong, answer = consortium.doctor(copy)
    for finding in answer["findings"]:
        assert finding["severity"] == "good" or finding["advice"], finding
    return wrong


def edited(old, new):
    def plant(copy):
        text = (copy / "node.yaml").read_text()
        assert old in text
        (copy / "node.yaml").write_text(text.replace(old, new))

    return plant


def test_a_doctor_names_planted_faults(consortium, tmp_path):
    other = consortium.node("authority")
    # The copy is not the node that runs: its ports are taken.
    found = planted(consortium, tmp_path, lambda copy: None)
    assert found == {"doctor.port"}

    def wrong(plant):
        return planted(consortium, tmp_path, plant) - {"doctor.port"}

    assert wrong(lambda copy: (copy / "keys" / "node-release.pem").chmod(0o640)) == {"doctor.modes", "doctor.keys"}
    assert wrong(lambda copy: copy.chmod(0o755)) == {"doctor.modes"}
    assert wrong(edited("listen:", "lissen:")) == {"doctor.configuration"}
    assert wrong(edited("quotaBytes: 2147483648", "quotaBytes: 1073741824")) == {"doctor.quota"}
    assert wrong(lambda copy: shutil.rmtree(copy / "keys")) == {"doctor.directory"}
    assert wrong(lambda copy: (copy / "genesis.json").write_text("{}")) == {"doctor.genesis"}
    assert wrong(lambda copy: shutil.copy(other / "keys" / "etcd.pem", copy / "keys" / "etcd.pem")) >= {
        "doctor.certificate"
    }
    assert wrong(lambda copy: shutil.copy(other / "keys" / "node-signing.pem", copy / "keys")) == {"doctor.keys"}
    assert wrong(lambda copy: (copy / "log" / "etcd-cluster").write_text("1f\n")) == {"doctor.clusterIdentity"}

    def replaced(copy):
        for name in ["ledger.sqlite-wal", "ledger.sqlite-shm"]:
            (copy / "ledger" / name).unlink(missing_ok=True)
        (copy / "ledger" / "ledger.sqlite").write_bytes(b"no database at all")

    assert wrong(replaced) == {"doctor.ledger"}


def test_nothing_is_lost_by_stopping(consortium):
    """Also what a killed supervisor leaves running is found and ended."""
    before = {item["record"] for item in consortium.ask("anna", "record", "list")["records"]}
    left = list(consortium.processes())
    consortium.process.kill()
    consortium.process.wait(timeout=30)
    stopped = consortium.run("consortium", "stop", "--data", consortium.folder)
    assert "6 processes" in stopped.out, stopped.out
    assert not [process for process in left if is_running(process)]
    wrong, _ = consortium.doctor(consortium.node("riverside"))
    assert wrong == {"doctor.cluster"}, "no member of the cluster runs"
    consortium.start()
    consortium.ready()
    assert {item["record"] for item in consortium.ask("anna", "record", "list")["records"]} >= before
