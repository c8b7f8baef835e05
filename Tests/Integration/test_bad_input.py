"""Bad input at each boundary of the command line gets its stable code and exit code, and loses nothing."""

import json
import os

import pytest
from network import INVALID, LOCKED, REFUSED, UNREACHABLE, UNVERIFIED, USAGE, samples


@pytest.fixture(scope="module")
def people(network):
    network.patient("bad-patient")
    network.staff("bad-doctor", "Bela Arnold", "physician", "Riverside")
    return network


def height(network):
    return network.run("node", "status", "--json").json["height"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["record", "add"],
        ["record", "add", "--condition", "A", "--allergy", "B"],
        ["record", "add", "--condition", "A", "--reaction", "B"],
        ["record", "list", "--limit", "0"],
        ["record", "list", "--category", "everything"],
        ["access", "request", "X", "--categories", "all", "--for", "forever"],
        ["access", "request", "X", "--rights", "everything", "--categories", "all"],
        ["access", "grant"],
        ["access", "grant", "--to", "A", "--request", "ASNFZ4mrze8BI0VniavN7w"],
        ["identity", "register", "--role", "king", "--organisation", "X"],
        ["identity", "register", "--role", "physician", "--organisation", "X"],
        ["network", "init", "--data", "x"],
        ["node", "run", "--data", "x", "--port", "70000"],
    ],
)
def test_a_wrong_command_line_is_a_usage_error(people, arguments):
    result = people.run(*arguments, "--json", code=USAGE)
    assert result.out == ""
    assert result.problem["exit"] == USAGE


@pytest.mark.parametrize("arguments", [["record", "show", "not-an-id"], ["receipt", "get", "short", "--output", "x"]])
def test_what_is_no_id_is_named(people, arguments):
    result = people.run(*arguments, "--json", code=INVALID)
    assert result.out == ""
    assert result.problem["code"] == "id.malformed"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document.unknownType"),
        (b"just text", "document.unknownType"),
        (b"{", "fhir.json.syntax"),
        (b'{"resourceType":"Condition"}', "fhir.elementMissing"),
        (b'{"resourceType":"Nonsense"}', "fhir.resourceTypeUnknown"),
        (b'{"resourceType":"Basic","resourceType":"Basic"}', "fhir.json.duplicateKey"),
        (b'{"resourceType":"Basic","id":"\xff"}', "fhir.json.invalidUTF8"),
        (b"[" * 500, "document.unknownType"),
        (b'{"a":' * 500, "fhir.json.tooDeep"),
        (b"%PDF-1.4 truncated", "document.damaged"),
        (b"\x89PNG\r\n\x1a\n", "document.damaged"),
    ],
)
def test_content_that_is_not_valid_is_refused(people, tmp_path, content, code):
    before = height(people)
    file = tmp_path / "file"
    file.write_bytes(content)
    assert people.ask("bad-patient", "record", "add", "--file", file, code=INVALID)["code"] == code
    assert height(people) == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "fhir.bundle.expected"),
        ('{"resourceType":"Patient"}', "fhir.bundle.expected"),
        ('{"resourceType":"Bundle","type":"history","entry":[]}', "fhir.bundle.type"),
        ('{"resourceType":"Bundle","type":"transaction","entry":[{"resource"', "fhir.json.syntax"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused_as_a_whole(people, tmp_path, text, code):
    file = tmp_path / "bundle.json"
    file.write_text(text)
    assert people.ask("bad-patient", "record", "import", file, code=INVALID)["code"] == code


def test_an_invalid_entry_is_refused_with_its_reason_and_the_others_go_in(people, tmp_path):
    good = {"resourceType": "Basic", "code": {"text": "A note"}}
    entries = [{"resource": good}, {"resource": {"resourceType": "Condition"}}]
    for entry in entries:
        entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
    result = people.cli("bad-patient", "record", "import", file, "--json", code=INVALID)
    assert result.json["added"] == 1
    assert [entry["entry"] for entry in result.json["refused"]] == [1]
    assert "fhir.elementMissing" in result.json["refused"][0]["reasons"][0]


def test_wrong_passphrases_and_cards(people, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase\n")
    options = ("--as", "bad-patient", "--passphrase-file", wrong, "--json")
    assert people.run("record", "list", *options, code=LOCKED).problem["code"] == "wallet.locked"
    short = tmp_path / "short"
    short.write_text("short\n")
    result = people.run("wallet", "create", "tiny", "--passphrase-file", short, "--json", code=INVALID)
    assert result.problem["code"] == "wallet.passphraseTooShort"
    environment = {"MEDCHAIN_PASSPHRASE_FILE": ""}
    result = people.run("record", "list", "--as", "bad-patient", "--json", code=LOCKED, environment=environment)
    assert result.problem["code"] == "passphrase.missing"

    card = (people.folder / "bad-patient.card").read_text().strip()
    swapped = card[:-1] + ("A" if card[-1] != "A" else "B")
    for text, code in ((swapped, "card.checksum"), ("nonsense", "card.malformed"), ("", "card.malformed")):
        file = tmp_path / "card"
        file.write_text(text)
        result = people.run("wallet", "sign-in", "second", "--card-file", file, "--json", code=INVALID)
        assert result.problem["code"] == code
    file.write_text(card)
    result = people.run(
        "wallet", "sign-in", "second", "--card-file", file, "--passphrase-file", wrong, "--json", code=LOCKED
    )
    assert result.problem["code"] == "account.credentials"
    people.run("wallet", "sign-in", "second", "--card-file", file)
    assert people.ask("second", "identity", "status")["identity"]["id"] == people.ids["bad-patient"]


def test_wallet_files_are_for_their_owner_alone(people, tmp_path):
    wallet = people.home / "bad-patient.wallet"
    assert wallet.stat().st_mode & 0o777 == 0o600
    assert people.home.stat().st_mode & 0o777 == 0o700
    damaged = tmp_path / "damaged.wallet"
    damaged.write_bytes(wallet.read_bytes()[:-40])
    assert people.ask(damaged, "record", "list", code=INVALID)["code"] == "wallet.file"
    assert people.ask("nobody-here", "record", "list", code=INVALID)["code"] == "wallet.unknown"
    assert people.run("wallet", "create", "Not A Name", "--json", code=INVALID).problem["code"] == "wallet.userName"
    assert people.run("wallet", "create", "bad-patient", "--json", code=INVALID).problem["code"] == "wallet.exists"


def test_a_node_that_is_not_there(people):
    options = ("--as", "bad-patient", "--node", "http://127.0.0.1:9", "--json")
    assert people.run("record", "list", *options, code=UNREACHABLE).problem["code"] == "node.unreachable"
    result = people.run("node", "status", "--node", "ftp://example", "--json", code=INVALID)
    assert result.problem["code"] == "node.address"


def stored(people):
    """What the node's content store holds, down to its bytes."""
    return {path: path.read_bytes() for path in (people.data / "content").rglob("*") if path.is_file()}


def test_without_confirmation_nothing_is_signed_or_sent(people):
    before, content = height(people), stored(people)
    result = people.run("record", "add", "--condition", "Cough", "--as", "bad-patient", "--json", code=USAGE)
    assert result.problem["code"] == "signature.unconfirmed"
    assert (height(people), stored(people)) == (before, content)


def test_names_that_are_unknown_or_ambiguous_are_refused(people):
    people.staff("twin-one", "Toni Twin", "physician", "Riverside")
    people.staff("twin-two", "Toni Twin", "physician", "St. Brigid")
    grant = ("access", "grant", "--categories", "clinical", "--to")
    assert people.ask("bad-patient", *grant, "Nobody Atall", code=INVALID)["code"] == "name.unknown"
    problem = people.ask("bad-patient", *grant, "Toni Twin", code=INVALID)
    assert problem["code"] == "name.ambiguous"
    assert problem["detail"].count("Toni Twin") == 2


def test_a_patients_id_with_a_wrong_symbol_is_noticed(people):
    mistyped = people.ids["bad-patient"][:-1] + ("2" if people.ids["bad-patient"][-1] != "2" else "3")
    problem = people.ask("bad-doctor", "access", "request", mistyped, "--categories", "clinical", code=INVALID)
    assert problem["code"] == "identity.malformed"
    readable = "-".join(people.ids["bad-patient"][start : start + 4].lower() for start in range(0, 14, 4))
    people.ask("bad-doctor", "access", "request", readable, "--categories", "clinical")


def test_what_is_not_shared_looks_like_what_is_not_there(people):
    record = people.ask("bad-patient", "record", "add", "--condition", "Private")["record"]
    patient = ("--patient", people.ids["bad-patient"])
    hidden = people.cli("bad-doctor", "record", "show", record, *patient, "--json", code=REFUSED)
    absent = people.cli("bad-doctor", "record", "show", "ASNFZ4mrze8BI0VniavN7w", *patient, "--json", code=REFUSED)
    assert hidden.problem == absent.problem


def test_an_answer_is_never_wider_than_the_request(people):
    asked = people.ask("bad-doctor", "access", "request", people.ids["bad-patient"], "--categories", "clinical")
    wider = ("--categories", "clinical,restricted")
    problem = people.ask("bad-patient", "access", "grant", "--request", asked["request"], *wider, code=INVALID)
    assert problem["code"] == "access.wider"


def test_altered_receipts_do_not_verify(people, tmp_path):
    added = people.ask("bad-patient", "record", "add", "--condition", "Cold")
    receipt = tmp_path / "receipt.json"
    people.ask("bad-patient", "receipt", "get", added["transaction"], "--output", receipt)
    people.run("receipt", "verify", receipt, "--genesis", people.data / "genesis.json")
    content = json.loads(receipt.read_text())
    content["outcome"] = content["outcome"][:-4] + "AAAA"
    receipt.unlink()
    receipt.write_text(json.dumps(content))
    people.run("receipt", "verify", receipt, code=UNVERIFIED)
    receipt.write_text("{}")
    people.run("receipt", "verify", receipt, code=UNVERIFIED)


def test_files_are_never_overwritten(people, tmp_path):
    target = tmp_path / "out"
    target.write_text("precious")
    people.ask("bad-patient", "record", "export", "--output", target, code=INVALID)
    people.cli("bad-patient", "wallet", "card", "--output", target, code=None)
    assert target.read_text() == "precious"


def test_control_characters_do_not_reach_the_terminal(people):
    title = "harmless\u001b[2J\u202eevil"
    people.ask("bad-patient", "record", "add", "--condition", "x", code=0)
    added = people.cli("bad-patient", "record", "add", "--condition", title, "--json", code=None)
    listed = people.cli("bad-patient", "record", "list", "--category", "clinical").out + added.out + added.err
    assert "\u001b" not in listed and "\u202e" not in listed


def test_nothing_secret_stands_in_arguments_or_help(people):
    text = people.run("wallet", "create", "--help").out + people.run("record", "list", "--help").out
    assert "--passphrase " not in text and "--secret" not in text


def test_the_samples_are_there():
    assert all(os.path.getsize(sample) > 100_000 for sample in samples())
