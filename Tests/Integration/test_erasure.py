"""Restricting and erasing, with the real program; and a backup that brings nothing back. GDPR 17; row 003-83."""

import base64
import json
import shutil
import sqlite3
from contextlib import closing

from network import REFUSED

CANARY = "canary-diagnosis-1848"


def record_of(network, user, title):
    return network.ask(user, "record", "add", "--condition", title)["record"]


def test_what_is_restricted_is_hidden_at_once_and_comes_back(network):
    network.patient("rosa")
    network.staff("restrict-doctor", "Rolf Dorn", "physician", "Riverside")
    rosa = network.ids["rosa"]
    record = record_of(network, "rosa", "Low mood")
    network.granted("rosa", "restrict-doctor", "clinical")
    show = ("record", "show", record, "--patient", rosa)
    network.ask("restrict-doctor", *show)
    network.ask("rosa", "record", "restrict", record)
    assert network.ask("restrict-doctor", *show, code=REFUSED)["code"] == "notFound"
    assert network.ask("restrict-doctor", "record", "list", "--patient", rosa)["records"] == []
    assert "Low mood" in network.ask("rosa", "record", "show", record)["resource"]
    # Who may read the restricted records opens it under their key, also when that has changed since.
    network.granted("rosa", "restrict-doctor", "restricted")
    assert "Low mood" in network.ask("restrict-doctor", *show)["resource"]
    network.ask("rosa", "record", "restrict", record, "--open")
    assert "Low mood" in network.ask("restrict-doctor", *show)["resource"]


def test_a_professionals_record_is_erased_or_kept_with_a_reason(network):
    network.patient("rita")
    network.staff("erasure-doctor", "Enno Dorn", "physician", "St. Brigid")
    network.staff("erasure-manager", "Elsa Mahn", "hospital-manager", "St. Brigid")
    rita = network.ids["rita"]
    network.granted("rita", "erasure-doctor", "clinical", "read,contribute")
    records = [
        network.ask("erasure-doctor", "record", "add", "--patient", rita, "--condition", title)["record"]
        for title in ("Wrong one", "Right one")
    ]
    assert network.ask("rita", "record", "erase", records[0], code=REFUSED)["code"] == "record.notSelfReported"
    for record in records:
        network.ask("rita", "record", "request-erasure", record, "--reason", "It is about somebody else")
    asked = network.ask("erasure-manager", "record", "erasures")["erasures"]
    assert {item["record"] for item in asked} == set(records)
    assert {item["reason"] for item in asked} == {"It is about somebody else"}
    answer = ("record", "answer-erasure")
    network.ask("erasure-manager", *answer, records[0], "--patient", rita, "--erase")
    network.ask(
        "erasure-manager", *answer, records[1], "--patient", rita, "--keep", "10y", "--reason", "The law has it kept"
    )
    answers = {item["record"]: item for item in network.ask("rita", "record", "erasures")["erasures"]}
    assert answers[records[0]]["status"] == "erased"
    assert (answers[records[1]]["status"], answers[records[1]]["answerReason"]) == ("refused", "The law has it kept")
    show = ("record", "show", records[0], "--patient", rita)
    # Its author goes on seeing that there was something, and opens nothing.
    assert network.ask("erasure-doctor", *show, code=REFUSED)["code"] == "access.denied"
    network.ask("erasure-manager", "record", "erasure-certificate", records[0], "--patient", rita)


def test_a_backup_brings_nothing_back(own_network):
    network = own_network
    network.patient("erna")
    network.staff("backup-doctor", "Bodo Kern", "physician", "Riverside")
    erna = network.ids["erna"]
    record = record_of(network, "erna", CANARY)
    kept = record_of(network, "erna", "Something else")
    network.granted("erna", "backup-doctor", "clinical")
    show = ("record", "show", record, "--patient", erna)
    network.ask("backup-doctor", *show)
    before = network.ask("erna", "record", "list", "--all")["records"]
    content = next(item for item in before if item["record"] == record)
    network.stop()
    backup = network.folder / "backup"
    shutil.copytree(network.data / "content", backup)
    network.start()

    network.ask("erna", "record", "erase", record)
    file = network.folder / "erased.json"
    signed = network.ask("erna", "record", "erasure-certificate", record, "--output", file)
    assert set(signed["erased"]) >= {content["payload"], content["envelope"]}
    network.run("record", "erasure-certificate", "--verify", file, "--json")
    genesis = network.data / "genesis.json"
    network.run("record", "erasure-certificate", "--verify", file, "--genesis", genesis, "--json")
    altered = {**json.loads(file.read_text()), "erasedAt": 1}
    file.write_text(json.dumps(altered, separators=(",", ":"), sort_keys=True))
    assert network.run("record", "erasure-certificate", "--verify", file, "--json", code=None).problem["code"] == (
        "receipt.invalid"
    )

    # The content of before comes back from a backup: at the next start it goes again, and nobody gets it meanwhile.
    network.stop()
    shutil.rmtree(network.data / "content")
    shutil.copytree(backup, network.data / "content")
    network.start()
    for user, command in [("erna", ("record", "show", record)), ("backup-doctor", show)]:
        refused = network.ask(user, *command, code=REFUSED)
        assert refused["code"] == "notFound", refused
    again = network.ask("erna", "record", "erasure-certificate", record)
    assert again["erased"] == signed["erased"]
    assert "Something else" in network.ask("erna", "record", "show", kept)["resource"]
    # No file of the restored node has a copy of the sealed payload, or of its envelope, where the only copy of its key
    # stood; the backup still has them, so that one would be seen.
    network.stop()
    for cid in (content["payload"], content["envelope"]):
        sealed = stored(backup, cid)
        assert sealed is not None
        assert stored(network.data / "content", cid) is None
        for file in network.data.rglob("*"):
            if file.is_file():
                assert sealed not in file.read_bytes(), file
    network.start()


def test_a_backup_of_the_whole_node_erases_again_what_was_erased(own_network):
    """Ledger, state and content of before the erasure come back, with the ordering log as it is, which is what a node
    catches up from: it executes the erasure again before it serves, and with everybody's keys nothing opens."""
    network = own_network
    network.patient("emil")
    network.staff("emils-doctor", "Edda Kern", "physician", "Riverside")
    record = record_of(network, "emil", "canary-of-emil")
    network.granted("emil", "emils-doctor", "clinical")
    listed = network.ask("emil", "record", "list", "--all")["records"]
    content = next(item for item in listed if item["record"] == record)
    network.stop()
    backup = network.folder / "whole-backup"
    shutil.copytree(network.data, backup)
    network.start()
    network.ask("emils-doctor", "record", "show", record, "--patient", network.ids["emil"])
    network.ask("emil", "record", "erase", record)
    signed = network.ask("emil", "record", "erasure-certificate", record)
    network.stop()

    sealed = {cid: stored(backup / "content", cid) for cid in (content["payload"], content["envelope"])}
    assert all(sealed.values())
    log = network.folder / "newest-log"
    shutil.copytree(network.data / "log", log)
    shutil.rmtree(network.data)
    shutil.copytree(backup, network.data)
    shutil.rmtree(network.data / "log")
    shutil.copytree(log, network.data / "log")
    network.start()
    refused = network.ask("emil", "record", "show", record, code=REFUSED)
    assert refused["code"] == "notFound"
    again = network.ask("emil", "record", "erasure-certificate", record)
    assert (again["erased"], again["erasedAt"]) == (signed["erased"], signed["erasedAt"])
    network.stop()
    # The record's key stood in the envelope alone: neither is in any file of the node, keys and all.
    for file in network.data.rglob("*"):
        if file.is_file():
            found = file.read_bytes()
            assert not any(piece in found for piece in sealed.values()), file
    assert network.run("verify", "--data", network.data, "--json").json["intact"] is True
    network.start()


def test_what_was_dispensed_stays_counted_when_the_prescription_is_erased(network):
    network.patient("enno")
    network.staff("enno-doctor", "Dora Enge", "physician", "Riverside")
    network.staff("enno-counter", "Paul Apo", "pharmacist", "Old Mill")
    network.staff("enno-manager", "Mara Nage", "hospital-manager", "Riverside")
    enno = network.ids["enno"]
    network.granted("enno", "enno-doctor", "medication,safety", "read,contribute")
    network.granted("enno", "enno-counter", "medication", "read,dispense")
    issued = network.ask(
        "enno-doctor", "prescription", "issue", "--patient", enno, "--medication", "Metformin 500 mg",
        "--dosage", "1 daily", "--quantity", "30", "--repeats", "1",
    )["prescription"]  # fmt: skip
    network.ask("enno-counter", "prescription", "dispense", issued, "--quantity", "12")
    network.ask("enno", "record", "request-erasure", issued)
    network.ask("enno-manager", "record", "answer-erasure", issued, "--patient", enno, "--erase")
    for user in ("enno", "enno-doctor"):
        shown = network.ask(user, "prescription", "show", issued)
        assert (shown["dispensed"], shown["remaining"]) == (12, 48)
    # Nothing more goes out on what nobody can read any more.
    refused = network.ask("enno-counter", "prescription", "dispense", issued, "--quantity", "1", code=REFUSED)
    assert refused["code"] in {"access.wrongCategory", "prescription.wrongState", "notFound", "client.noGrant"}
    assert network.ask("enno", "prescription", "show", issued)["dispensed"] == 12


def stored(folder, cid):
    """The bytes of a small object in a content folder; None where it is not."""
    name = base64.b32decode(cid[1:].upper() + "=" * (-len(cid[1:]) % 8))
    database = next(path for path in folder.rglob("*") if path.is_file() and path.read_bytes()[:6] == b"SQLite")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT content FROM object WHERE cid = ?", (name,)).fetchone()
    return row[0] if row else None
