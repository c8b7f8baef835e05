"""Commands that the other tests do not play: changing a passphrase, backups, amendments, watching, certificates."""

import json
import shutil
import subprocess

from network import INVALID, LOCKED, MEDCHAIN, OK, REFUSED, USAGE

NEW = "another horse entirely"


def test_a_changed_passphrase_counts_here_and_at_the_node(network, tmp_path):
    network.patient("tilda")
    new = tmp_path / "new"
    new.write_text(NEW + "\n")
    wallet = network.home / "tilda.wallet"
    before = wallet.read_bytes()
    short = tmp_path / "short"
    short.write_text("short\n")
    refused = network.run("wallet", "change-passphrase", "--as", "tilda", "--new-passphrase-file", short, code=None)
    assert refused.code not in (OK, None)
    assert wallet.read_bytes() == before
    wrong = network.run(
        "wallet", "change-passphrase", "--as", "tilda", "--passphrase-file", new, "--new-passphrase-file", new,
        code=LOCKED,
    )  # fmt: skip
    assert wrong.code == LOCKED
    changed = network.run("wallet", "change-passphrase", "--as", "tilda", "--new-passphrase-file", new, "--json")
    assert changed.json == {"wallet": "tilda", "changed": True, "atNode": True}
    assert wallet.read_bytes() != before
    network.cli("tilda", "identity", "status", code=LOCKED)
    network.cli("tilda", "identity", "status", "--passphrase-file", new)
    # A new device: the card is the same, the passphrase the new one.
    other = {"MEDCHAIN_HOME": str(tmp_path / "other")}
    card = ["wallet", "sign-in", "--card-file", network.folder / "tilda.card", "--node", network.url]
    network.run(*card, environment=other, code=LOCKED)
    network.run(*card, "--passphrase-file", new, environment=other)
    network.run("identity", "status", "--as", "tilda", "--passphrase-file", new, environment=other)


def test_a_mistyped_word_is_answered_with_what_was_probably_meant(network):
    patient = network.patient("typo")
    network.staff("kranz", "Eva Kranz", "physician", "Riverside")
    wrong = network.run("apointment", "list", code=USAGE)
    assert "Did you mean: medchain appointment" in wrong.err
    assert "medchain record amend" in network.run("record", "ammend", "x", code=USAGE).err
    assert "Did you mean" not in network.run("zzzzzzzz", code=USAGE).err
    assert network.run("recrod", "--json", code=USAGE).problem["detail"] == "Did you mean: medchain record"
    near = network.ask("typo", "access", "grant", "--to", "Eva Krnaz", "--categories", "clinical", code=INVALID)
    assert near["code"] == "name.unknown" and "Eva Kranz" in near["detail"]
    assert network.ids["kranz"].replace("-", "") in near["detail"].replace("-", "")
    # An id that is none ends every command alike, of a record or of a person; dashes are for people alone.
    assert network.ask("typo", "record", "show", "nonsense", code=INVALID)["code"] == "id.malformed"
    lost = network.ask("kranz", "access", "request", "nonsense", "--categories", "clinical", code=INVALID)
    assert lost["code"] == "identity.malformed"
    network.ask("kranz", "access", "request", patient.replace("-", "").lower(), "--categories", "clinical")


def test_a_time_is_local_unless_it_names_its_zone(network):
    network.staff("stunde", "Ute Stunde", "physician", "Riverside")
    vienna = {"TZ": "Europe/Vienna"}
    offered = ["availability", "publish", "--lasting", "1h", "--slot", "30min", "--from"]
    local = network.cli("stunde", *offered, "2027-01-11 09:00", environment=vienna).out
    assert "2027-01-11 10:00 CET" in local
    zoned = network.ask("stunde", *offered, "2027-01-12T09:00+01:00", environment={"TZ": "America/New_York"})
    universal = network.ask("stunde", *offered, "2027-01-13T08:00Z", environment=vienna)
    assert universal["from"] - zoned["from"] == 86_400_000
    network.cli("stunde", *offered, "2027-01-14T08:00+1", code=USAGE)


def test_an_exported_wallet_is_a_backup(network, tmp_path):
    network.patient("uwe")
    record = network.ask("uwe", "record", "add", "--condition", "Asthma")["record"]
    backup = tmp_path / "uwe.wallet"
    network.run("wallet", "export", "--as", "uwe", "--output", backup)
    assert backup.stat().st_mode & 0o777 == 0o600
    # Never over another file.
    assert network.run("wallet", "export", "--as", "uwe", "--output", backup, code=None).code != OK
    copy = tmp_path / "second.wallet"
    exported = network.run("wallet", "export", "--as", "uwe", "--output", copy, "--json").json
    assert exported == {"wallet": "uwe", "output": str(copy)}
    assert network.run("wallet", "forget", "uwe", "--yes", "--json").json == {"wallet": "uwe", "removed": True}
    assert "Asthma" in network.cli(backup, "record", "show", record).out
    shutil.copy(backup, network.home / "uwe.wallet")


def test_an_amendment_replaces_and_readers_acknowledge(network):
    patient = network.patient("vera")
    network.staff("adler", "Sara Adler", "physician", "Riverside")
    network.staff("busch", "Otto Busch", "physician", "St. Brigid")
    network.granted("vera", "adler", "laboratory", "read,contribute")
    grant = network.granted("vera", "busch", "laboratory")
    record = network.ask(
        "adler", "record", "add", "--patient", patient, "--observation", "Potassium", "--value", "9.1",
        "--unit", "mmol/L",
    )["record"]  # fmt: skip
    assert "9.1 mmol/L" in network.cli("busch", "record", "show", record, "--patient", patient).out
    new = ["--observation", "Potassium", "--value", "4.1", "--unit", "mmol/L"]
    refused = network.ask("busch", "record", "amend", record, "--patient", patient, *new, code=REFUSED)
    assert refused["code"] in ("record.notAuthor", "client.noGrant", "access.wrongRight")
    amended = network.ask("adler", "record", "amend", record, "--patient", patient, *new)
    assert amended["supersedes"] == record
    assert amended["record"] not in ("", record)
    shown = network.cli("vera", "record", "show", record).out
    assert "superseded" in shown
    assert amended["record"] in shown
    assert "4.1 mmol/L" in network.cli("vera", "record", "show", amended["record"]).out
    listed = [item["record"] for item in network.ask("vera", "record", "list")["records"]]
    assert amended["record"] in listed
    pending = network.ask("busch", "record", "acknowledge")["pending"]
    assert [item["record"] for item in pending] == [record]
    assert network.ask("adler", "record", "acknowledge")["pending"] == []
    network.cli("busch", "record", "acknowledge", record, "--patient", patient)
    assert network.ask("busch", "record", "acknowledge")["pending"] == []
    again = network.ask("adler", "record", "amend", record, "--patient", patient, *new, code=REFUSED)
    assert again["code"] == "record.superseded"
    network.cli("vera", "access", "revoke", grant)


def test_watching_shows_what_happens_as_it_happens(network):
    patient = network.patient("wim")
    network.staff("clausen", "Nils Clausen", "physician", "Riverside")
    known = network.ask("wim", "access", "inbox", "--limit", "1")["events"][0]["cursor"]
    watching = subprocess.Popen(
        [MEDCHAIN, "access", "watch", "--as", "wim", "--count", "2", "--after", known, "--json"],
        env=network.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        asked = network.ask("clausen", "access", "request", patient, "--categories", "clinical")["request"]
        first = json.loads(watching.stdout.readline())
        assert first["event"]["type"] == "access.requested"
        assert first["event"]["subject"] == asked
        network.ask("clausen", "access", "withdraw", asked)
        second = json.loads(watching.stdout.readline())
        assert second["event"]["type"] == "access.withdrawn"
        assert watching.wait(timeout=60) == OK
    finally:
        watching.kill()
        watching.stdout.close()
        watching.wait(timeout=60)


def test_certificates_verify_with_openssl(network, tmp_path):
    physician = network.staff("dorn", "Lea Dorn", "physician", "Riverside")
    network.cli("dorn", "identity", "certificate", "--output", tmp_path / "dorn.pem")
    assert network.cli("ruth", "identity", "certificate", physician).out.count("BEGIN CERTIFICATE") == 3
    parts = (tmp_path / "dorn.pem").read_text().split("-----END CERTIFICATE-----\n")[:3]
    for name, part in zip(("leaf", "organisation", "root"), parts, strict=True):
        (tmp_path / name).write_text(part + "-----END CERTIFICATE-----\n")
    verify = [
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        tmp_path / "root",
        "-untrusted",
        tmp_path / "organisation",
    ]
    verified = subprocess.run([*verify, tmp_path / "leaf"], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    subject = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "leaf", "-noout", "-subject"], capture_output=True, text=True, check=True
    ).stdout
    assert physician in subject
    assert "physician" in subject
    assert "Riverside General Hospital" in subject
    waiting = network.staff("ebert", "Max Ebert", "physician", "Riverside", verify=False)
    assert network.ask("ebert", "identity", "certificate", code=REFUSED)["code"] in ("notFound", "forbidden")
    assert network.ask("ruth", "identity", "certificate", waiting, code=REFUSED)["code"] == "notFound"
    network.cli("ruth", "identity", "suspend", physician)
    assert network.ask("ruth", "identity", "certificate", physician, code=REFUSED)["code"] == "notFound"
