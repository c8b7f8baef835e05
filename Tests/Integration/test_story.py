"""The story that the project is about, played line by line through the command line (rows 000-2, 000-9, 000-11, 000-32,
000-40 ... 000-50, 001-13, 001-17, 003-51 of the coverage list).

The tests of this file build on each other, in their order.
"""

import base64
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field

import pydicom.data
import pytest
from independent_client import Person
from network import MEDCHAIN, PASSPHRASE, REFUSED, ROOT, UNREACHABLE, certificate

INDEPENDENT = ROOT / "Tests" / "Independent"

# Planted in what is sealed, and then searched for in everything that the node keeps.
CANARIES = {
    "patient's name": "Zebulon Quillfeather",
    "contact": "zebulon.quillfeather@canary.example",
    "free text": "confided that the lighthouse keeps him awake",
    "code": "QX-4471-CANARY",
    "file name": "canary-report-7731.pdf",
    "content of a document": "certificate of nothing in particular 90210",
    "passphrase": PASSPHRASE,
}


@dataclass
class Story:
    network: object
    records: dict = field(default_factory=dict)
    grants: dict = field(default_factory=dict)
    before_revocation: dict = field(default_factory=dict)
    revocation: str = ""

    def __getattr__(self, name):
        return getattr(self.network, name)

    @property
    def patient_id(self):
        return self.ids["zeb"]

    def independent(self, user):
        return Person(self.url, self.home / f"{user}.wallet", PASSPHRASE)


@pytest.fixture(scope="module")
def story(own_network):
    return Story(own_network)


def bundle(resources):
    entries = [
        {"fullUrl": f"urn:uuid:00000000-0000-4000-8000-{index:012d}", "resource": resource}
        for index, resource in enumerate(resources)
    ]
    for entry in entries:
        entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def observation(index):
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}
        ],
        "code": {"text": f"Measurement {index}"},
        "subject": {"display": CANARIES["patient's name"]},
        "effectiveDateTime": "2026-03-01",
        "valueQuantity": {"value": index, "unit": "mmol/L"},
    }


def test_a_patient_registers(story):
    story.patient("zeb", display_name=CANARIES["patient's name"])
    status = story.ask("zeb", "identity", "status")
    assert status["identity"]["status"] == "verified"
    patient = {
        "resourceType": "Patient",
        "name": [{"text": CANARIES["patient's name"]}],
        "telecom": [{"system": "email", "value": CANARIES["contact"]}],
    }
    file = story.folder / "patient.json"
    file.write_text(json.dumps(bundle([patient])))
    assert story.ask("zeb", "record", "import", file)["added"] == 1
    added = story.ask("zeb", "record", "add", "--condition", f"Insomnia; {CANARIES['free text']}")
    story.records["history"] = added["record"]


def test_a_physician_registers_and_cannot_act(story):
    story.staff("eva", "Eva Lind", "physician", "Riverside", verify=False)
    problem = story.ask("eva", "access", "request", story.patient_id, "--categories", "clinical", code=REFUSED)
    assert problem["code"] in {"identity.notVerified", "forbidden"}
    assert story.ask("zeb", "access", "requests")["requests"] == []


def test_the_authority_reads_the_certificate_and_verifies(story):
    queue = story.ask("ruth", "identity", "queue")["people"]
    assert [person["name"] for person in queue] == ["Eva Lind"]
    output = story.folder / "seen.pdf"
    story.ask("ruth", "identity", "credentials", story.ids["eva"], "--output", output)
    assert output.read_bytes() == certificate("Eva Lind")
    story.ask("ruth", "identity", "verify", story.ids["eva"])
    assert story.ask("eva", "identity", "status")["identity"]["status"] == "verified"


def test_she_asks_and_the_patient_is_notified_and_grants(story):
    asked = story.ask(
        "eva", "access", "request", story.patient_id, "--categories", "clinical,medication",
        "--rights", "read,contribute", "--purpose", "treatment", "--for", "30d",
    )  # fmt: skip
    events = story.ask("zeb", "access", "inbox")["events"]
    assert events[0]["event"]["type"] == "access.requested"
    assert events[0]["event"]["actor"] == story.ids["eva"]
    open_requests = story.ask("zeb", "access", "requests")["requests"]
    assert [request["request"] for request in open_requests] == [asked["request"]]
    granted = story.ask("zeb", "access", "grant", "--request", asked["request"])
    story.grants["eva"] = granted["grant"]
    grant = story.ask("zeb", "access", "list")["grants"][0]
    assert grant["scope"] == {"categories": ["clinical", "medication"]}
    assert grant["rights"] == ["read", "contribute"]
    assert 29 <= (grant["until"] - grant["from"]) / 86_400_000 <= 31


def test_she_adds_a_diagnosis_an_allergy_and_a_report(story):
    patient = ("--patient", story.patient_id)
    code = f"urn:example:codes|{CANARIES['code']}"
    added = story.ask("eva", "record", "add", *patient, "--condition", "Hypertension", "--code", code)
    story.records["diagnosis"] = added["record"]
    allergy = story.ask("eva", "record", "add", *patient, "--allergy", "Penicillin", "--criticality", "high")
    assert allergy["category"] == "safety"
    story.records["allergy"] = allergy["record"]
    report = story.folder / CANARIES["file name"]
    report.write_bytes(certificate(CANARIES["content of a document"]))
    story.records["report"] = story.ask("eva", "record", "add", *patient, "--file", report)["record"]
    titles = [record["title"] for record in story.ask("zeb", "record", "list")["records"]]
    assert any("Penicillin" in title for title in titles)


def test_a_technician_and_a_radiologist_add_under_grants_of_their_own(story):
    story.staff("tariq", "Tariq Nasser", "laboratory-technician", "Meridian")
    story.staff("lena", "Lena Fischer", "radiologist", "Northlight")
    patient = ("--patient", story.patient_id)
    refused = story.ask(
        "tariq", "record", "add", *patient, "--observation", "Haemoglobin", "--value", "13.2", "--unit", "g/dL",
        code=REFUSED,
    )  # fmt: skip
    assert refused["code"] == "client.noGrant"
    story.granted("zeb", "tariq", "laboratory", "contribute")
    story.granted("zeb", "lena", "imaging", "contribute")
    result = story.ask(
        "tariq", "record", "add", *patient, "--observation", "Haemoglobin", "--value", "13.2", "--unit", "g/dL",
        "--range", "12.0-15.5",
    )  # fmt: skip
    image = story.folder / "film.png"
    image.write_bytes(PNG)
    film = story.ask("tariq", "record", "add", *patient, "--file", image, "--category", "laboratory")
    study = pydicom.data.get_testdata_file("CT_small.dcm")
    scan = story.ask("lena", "record", "add", *patient, "--file", study)
    assert (result["category"], film["category"], scan["category"]) == ("laboratory", "laboratory", "imaging")
    story.records.update(result=result["record"], film=film["record"], scan=scan["record"])
    output = story.folder / "scan.dcm"
    story.ask("zeb", "record", "show", scan["record"], "--output", output)
    assert output.read_bytes() == open(study, "rb").read()


def test_a_sealed_record_opens_with_independent_libraries(story):
    """With the reader's key, the grant's envelope and the released share, and nothing of MedChain's code."""
    shown = story.ask("eva", "record", "show", story.records["history"], "--patient", story.patient_id)
    reads = story.ask("zeb", "access", "log", "--record", story.records["history"])["reads"]
    eva = story.independent("eva")
    path = f"/v1/patients/{story.patient_id}/records/{story.records['history']}"
    record = eva.json("GET", path)
    shares = eva.json("POST", "/v1/releases", {"transaction": reads[0]["transaction"]})["items"]
    grant = eva.bytes(f"/v1/grants/{story.grants['eva']}/envelope")
    keys = eva.grant_keys(grant)
    folder = story.folder / "independent"
    folder.mkdir()
    (folder / "envelope").write_bytes(eva.bytes(path + "/envelope"))
    (folder / "payload").write_bytes(eva.bytes(path + "/payload"))
    (folder / "share").write_text(shares[0]["share"])
    version = record["compartmentVersion"]
    what = {
        **{name: record[name] for name in ("patient", "record", "category", "threshold")},
        "network": eva.network, "envelope": "envelope", "payload": "payload", "released": ["share"],
        "read": decoded(reads[0]["transaction"]).hex(),
        "commitments": [
            {"organisation": share["organisation"], "commitment": decoded(share["commitment"]).hex()}
            for share in record["shares"]
        ],
        "readerKey": eva.sealing.hex(), "compartmentKey": keys["clinical", version].hex(),
        "compartmentVersion": version, "out": "content",
    }  # fmt: skip
    (folder / "record.json").write_text(json.dumps(what))
    check(INDEPENDENT / "sealed_record_check.py", "open", folder / "record.json")
    assert (folder / "content").read_text() == shown["resource"]
    assert CANARIES["free text"] in shown["resource"]
    story.before_revocation.update(keys=keys, session=eva)


def test_a_second_physician_gets_one_view_of_one_record(story):
    story.staff("clara", "Clara Novak", "physician", "St. Brigid")
    what = (story.records["history"], "--patient", story.patient_id)
    assert story.ask("clara", "record", "show", *what, code=REFUSED)["code"] == "notFound"
    asked = story.ask(
        "clara", "access", "request", story.patient_id, "--record", story.records["history"], "--reads", 1,
        "--for", "2d",
    )  # fmt: skip
    story.ask("zeb", "access", "grant", "--request", asked["request"])
    assert CANARIES["free text"] in story.ask("clara", "record", "show", *what)["resource"]
    assert story.ask("clara", "record", "show", *what, code=REFUSED)["code"] == "access.usedUp"
    assert story.ask("clara", "record", "list", "--patient", story.patient_id)["records"] == []


def test_any_physician_reads_under_a_hospitals_grant_in_their_own_name(story):
    story.staff("otto", "Otto Brandt", "hospital-manager", "Riverside")
    story.staff("marek", "Marek Sova", "physician", "Riverside")
    story.staff("hedda", "Hedda Krag", "physician", "Riverside")
    story.ask("otto", "organisation", "key", "rotate")
    story.ask(
        "zeb",
        "access",
        "grant",
        "--organisation",
        "Riverside General Hospital",
        "--categories",
        "laboratory",
        "--for",
        "1y",
    )
    for user in ("marek", "hedda"):
        shown = story.ask(user, "record", "show", story.records["result"], "--patient", story.patient_id)
        assert "13.2" in shown["resource"]
    log = story.ask("zeb", "access", "log", "--record", story.records["result"])["reads"]
    assert [read["readerName"] for read in log] == [
        "Hedda Krag, Riverside General Hospital",
        "Marek Sova, Riverside General Hospital",
    ]


def test_the_patient_sees_every_read_by_whom_and_why(story):
    log = story.ask("zeb", "access", "log")["reads"]
    assert {read["reader"] for read in log} == {story.ids[user] for user in ("eva", "clara", "marek", "hedda")}
    assert {read["purpose"] for read in log} == {"TREAT"}
    table = story.cli("zeb", "access", "log").out
    assert "Clara Novak, St. Brigid's Hospital" in table and "treatment" in table


def test_the_patient_revokes_and_old_keys_open_nothing_new(story):
    revoked = story.ask("zeb", "access", "revoke", story.grants["eva"])
    story.revocation = revoked["transaction"]
    assert revoked["openedBefore"] == 1
    what = (story.records["history"], "--patient", story.patient_id)
    assert story.ask("eva", "record", "show", *what, code=REFUSED)["code"] == "access.revoked"
    refused_by_the_contract(story)

    new = story.ask("zeb", "record", "add", "--condition", "Something that came later")["record"]
    zeb = story.independent("zeb")
    record = zeb.json("GET", f"/v1/patients/{story.patient_id}/records/{new}")
    envelope = json.loads(zeb.bytes(f"/v1/patients/{story.patient_id}/records/{new}/envelope"))
    old = story.before_revocation["keys"]
    assert record["compartmentVersion"] > max(version for category, version in old if category == "clinical")
    assert envelope["compartment"]["version"] == record["compartmentVersion"]
    assert not opened_by(old.values(), envelope)
    # Records from before that she never opened are sealed under the new key too.
    allergy = json.loads(zeb.bytes(f"/v1/patients/{story.patient_id}/records/{story.records['allergy']}/envelope"))
    assert not opened_by(old.values(), allergy)


def refused_by_the_contract(story):
    """The ledger itself refuses the read, whatever a client shows."""
    eva = story.before_revocation["session"]
    command = {
        "type": "access.read", "patient": story.patient_id, "purpose": "TREAT",
        "records": [story.records["allergy"]], "grant": story.grants["eva"],
    }  # fmt: skip
    status, _, body = eva.submit(eva.transaction(command))
    answer = json.loads(body)
    assert (status, answer["accepted"], answer["code"]) == (200, False, "access.revoked")
    status, _, body = eva.request(
        "POST",
        "/v1/releases",
        json.dumps({"transaction": answer["hash"]}).encode(),
        {"content-type": "application/json"},
    )
    assert status in (403, 404, 409), body


def test_the_patients_receipt_verifies_with_independent_libraries(story):
    receipt = story.folder / "receipt.json"
    story.ask("zeb", "receipt", "get", story.revocation, "--output", receipt)
    genesis = story.data / "genesis.json"
    check(INDEPENDENT / "ledger_check.py", "--receipt", receipt, "--genesis", genesis)
    verified = story.run("receipt", "verify", receipt, "--genesis", genesis, "--json").json
    assert verified["command"] == "access.revoke" and verified["accepted"] and verified["final"]


def test_killed_in_the_middle_of_an_import_nothing_acknowledged_is_lost(story):
    file, report = story.folder / "large.json", story.folder / "report.jsonl"
    count = 600
    file.write_text(json.dumps(bundle([observation(index) for index in range(count)])))
    command = [MEDCHAIN, "record", "import", file, "--report", report, "--as", "zeb", "--yes", "--json"]
    importing = subprocess.Popen(
        command, env=story.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 120
    while not (report.exists() and len(report.read_text().splitlines()) >= 100):
        assert importing.poll() is None, importing.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.005)
    story.kill()
    out, err = importing.communicate(timeout=120)
    assert importing.returncode == UNREACHABLE, (out, err)
    assert json.loads(err)["code"] == "node.unreachable"
    acknowledged = [json.loads(line) for line in report.read_text().splitlines()]
    assert 100 <= len(acknowledged) < count, "the node was to be killed in the middle"

    story.start()
    there = {record["record"] for record in story.ask("zeb", "record", "list", "--all")["records"]}
    assert {line["record"] for line in acknowledged} <= there
    again = story.ask("zeb", "record", "import", file)
    assert again["added"] + again["present"] == count and again["present"] >= len(acknowledged)
    assert story.ask("zeb", "record", "import", file)["present"] == count
    assert story.run("verify", "--data", story.data, "--json").json["intact"]


def test_the_nodes_data_holds_no_canary(story):
    story.stop()
    files = [path for path in story.data.rglob("*") if path.is_file()] + [story.log]
    assert sum(path.stat().st_size for path in files) > 100_000
    found = []
    for path in files:
        content = path.read_bytes()
        for name, text in CANARIES.items():
            found += [(name, path) for form in forms(text) if form in content]
    assert found == []
    # The search itself finds what is there: a staff member's name is public.
    assert any(b"Clara Novak" in path.read_bytes() for path in files)
    story.start()


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def forms(text):
    """A text as it could stand in a file: plain, in hex, and in base64 at any offset."""
    plain = text.encode()
    yield plain
    yield plain.hex().encode()
    yield text.encode("utf-16-le")
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + plain)
        # Symbols at the ends also hold bits of the neighbours.
        inner = encoded[(0, 2, 3)[offset] : len(encoded) // 4 * 4 - 4]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened_by(keys, envelope):
    """Whether any of the keys opens the compartment's box, whatever version it is tried as."""
    from sealed_record_reader import Refused, context, open_box, read_record_envelope

    parsed = read_record_envelope(json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode())
    version, box = parsed["compartment"]
    for key in keys:
        for tried in range(1, version + 1):
            where = [parsed[name] for name in ("network", "patient", "record", "category")]
            try:
                open_box(box, key, context("record/a-compartment", *where, tried))
                return True
            except Refused:
                continue
    return False


def check(*command):
    result = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
