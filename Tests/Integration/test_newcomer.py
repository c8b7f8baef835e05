"""What a newcomer stumbled over: each mistake is now found before it costs anything, and says what to do."""

import json
import shutil

import pytest
from network import INVALID, LOCKED, REFUSED, UNVERIFIED, Network, certificate


@pytest.fixture(scope="module")
def people(network):
    network.patient("newcomer")
    network.staff("newdoc", "Nils Aakerson", "physician", "Riverside")
    return network


@pytest.fixture
def document(tmp_path):
    file = tmp_path / "letter.pdf"
    file.write_bytes(certificate("a letter"))
    return file


def added_document(people, document):
    added = people.ask("newcomer", "record", "add", "--file", document, "--title", "A letter", "--category", "clinical")
    return added["record"]


def test_an_output_that_cannot_be_written_spends_no_read(people, document, tmp_path):
    record = added_document(people, document)
    people.cli("newcomer", "access", "grant", "--to", "Nils Aakerson", "--record", record, "--reads", "1")
    show = ("record", "show", record, "--patient", people.ids["newcomer"], "--output")
    taken = tmp_path / "taken.pdf"
    taken.write_text("mine")
    assert people.ask("newdoc", *show, taken, code=INVALID)["code"] == "file.exists"
    assert people.ask("newdoc", *show, tmp_path / "no" / "folder.pdf", code=INVALID)["code"] == "file.failed"
    assert taken.read_text() == "mine"
    people.cli("newdoc", *show, tmp_path / "right.pdf")
    assert (tmp_path / "right.pdf").read_bytes() == document.read_bytes()
    # Now it is spent, and the name that was held for it is free again.
    assert people.ask("newdoc", *show, tmp_path / "again.pdf", code=REFUSED)["code"] == "access.usedUp"
    assert not (tmp_path / "again.pdf").exists()


def test_what_was_opened_is_kept_under_another_name_when_its_own_is_taken(people, document, tmp_path):
    record = added_document(people, document)
    first = people.ask("newcomer", "record", "show", record, cwd=tmp_path)["file"]
    second = people.ask("newcomer", "record", "show", record, cwd=tmp_path)["file"]
    assert first == f"{record}.pdf" and second != first
    assert (tmp_path / first).read_bytes() == (tmp_path / second).read_bytes() == document.read_bytes()


def test_the_beginning_of_a_name_is_nobody(people):
    waiting = people.staff("nils-pending", "Nils Aaker", "nurse", "Riverside", verify=False)
    grant = ("access", "grant", "--categories", "clinical", "--to")
    problem = people.ask("newcomer", *grant, "Nils Aaker", code=INVALID)
    assert problem["code"] == "name.notExact" and "Nils Aakerson" in problem["detail"]
    # An officer sees who waits, and means that one.
    people.ask("ruth", "identity", "suspend", "Nils", code=INVALID)
    shown = people.ask("ruth", "identity", "show", "nils aaker")
    assert shown["id"] == waiting and shown["status"] == "pending"
    people.ask("ruth", "identity", "verify", "Nils Aaker")
    people.ask("newcomer", *grant, "Nils Aaker")
    to_all = ("access", "grant", "--categories", "clinical", "--organisation", "River")
    assert people.ask("newcomer", *to_all, code=INVALID)["code"] == "name.notExact"


def test_people_are_found_by_any_part_of_the_name_and_without_accents(people):
    people.staff("joerg", "Jörg Lindqvist", "physician", "Riverside")
    for words in ("lindq", "jorg", "LINDQVIST Jörg"):
        found = people.ask("newcomer", "identity", "find", words)["people"]
        assert [person["name"] for person in found] == ["Jörg Lindqvist"], words
    assert "name" in people.ask("newcomer", "identity", "find", "", code=2)["title"]


def test_an_officers_wallet_goes_to_its_own_network_alone(people, tmp_path):
    home = {"MEDCHAIN_HOME": str(tmp_path / "wallets")}
    card = tmp_path / "other.card"
    people.run(
        "network", "init", "--data", tmp_path / "node", "--name", "Other", "--organisation", "authority:Other Ministry",
        "--official", "Otto Other", "--as", "otto", "--port", people.port, "--card-file", card, environment=home,
    )  # fmt: skip
    assert card.stat().st_size > 20
    wallet = json.loads((tmp_path / "wallets" / "otto.wallet").read_text())
    assert wallet["node"].endswith(f":{people.port}")
    # Another network's node listens there.
    problem = people.ask("otto", "identity", "status", code=INVALID, environment=home)
    assert problem["code"] == "client.otherNetwork"
    # It has its account where it belongs: in its own node's directory.
    assert json.loads((tmp_path / "wallets" / "otto.wallet").read_text())["account"] is True
    same = people.run(
        "network", "init", "--data", tmp_path / "twins", "--name", "Twins", "--organisation", "authority:One Ministry",
        "--organisation", "hospital:One  ministry", "--json", code=INVALID,
    )  # fmt: skip
    assert same.problem["code"] == "organisation.sameName"


def test_a_card_that_cannot_be_written_makes_no_account(people, tmp_path):
    refused = people.run("wallet", "create", "cardless", "--card-file", tmp_path / "no" / "x", "--json", code=INVALID)
    assert refused.problem["code"] == "file.failed"
    people.run("wallet", "create", "cardless", "--card-file", tmp_path / "x")


def test_a_list_that_is_cut_says_so(people):
    people.patient("long-list")
    for number in range(3):
        people.ask("long-list", "record", "add", "--condition", f"Cold {number}")
    cut = people.ask("long-list", "record", "list", "--limit", "2")
    assert (len(cut["records"]), cut["total"], cut["more"]) == (2, 3, True)
    assert "2 of 3" in people.cli("long-list", "record", "list", "--limit", "2").err
    whole = people.ask("long-list", "record", "list")
    assert (len(whole["records"]), whole["more"]) == (3, False)
    assert people.ask("long-list", "access", "inbox", "--limit", "1")["more"] is True
    assert "--all" in people.cli("long-list", "access", "inbox", "--limit", "1").err
    assert people.ask("long-list", "access", "inbox", "--all")["more"] is False


def test_the_signer_reads_what_and_about_whom(people):
    granted = people.cli("newcomer", "access", "grant", "--to", "Nils Aakerson", "--categories", "laboratory")
    assert "safety category" in granted.err
    assert "(+ safety)" in people.cli("newcomer", "access", "list").out
    grant = next(
        grant["grant"]
        for grant in people.ask("newcomer", "access", "list")["grants"]
        if grant["scope"].get("categories") == ["laboratory"]
    )
    revoked = people.cli("newcomer", "access", "revoke", grant)
    assert "Nils Aakerson" in revoked.err
    again = people.ask("newcomer", "access", "revoke", grant, code=REFUSED)
    assert again["code"] == "access.revoked" and "already" in again["title"]
    asked = people.ask("newdoc", "access", "request", people.ids["newcomer"], "--categories", "imaging")["request"]
    assert "Nils Aakerson" in people.cli("newcomer", "access", "deny", asked).err
    assert "Hay fever" in people.cli("newcomer", "record", "add", "--condition", "Hay fever").err


def bundle(folder, *patients):
    entries = [
        {"resource": {"resourceType": "Patient", "name": [{"family": family}], "birthDate": born}}
        for family, born in patients
    ]
    for entry in entries:
        entry["request"] = {"method": "POST", "url": "Patient"}
    file = folder / f"bundle-{'-'.join(family for family, _ in patients)}.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
    return file


def test_another_persons_bundle_is_not_imported_by_accident(people, tmp_path):
    people.patient("importing")
    first = people.cli("importing", "record", "import", bundle(tmp_path, ("Moser", "1970-01-02")))
    assert "Moser, born 1970-01-02" in first.err
    other = bundle(tmp_path, ("Huber", "1980-03-04"))
    problem = people.ask("importing", "record", "import", other, code=INVALID)
    assert problem["code"] == "import.otherPerson" and "Huber" not in json.dumps(problem)
    several = bundle(tmp_path, ("Moser", "1970-01-02"), ("Huber", "1980-03-04"))
    assert people.ask("importing", "record", "import", several, code=INVALID)["code"] == "import.severalPeople"
    assert people.ask("importing", "record", "import", other, "--other-person")["added"] == 1


def test_what_is_retracted_or_replaced_says_so_first(people):
    record = people.ask("newcomer", "record", "add", "--condition", "Gout")["record"]
    new = people.ask("newcomer", "record", "amend", record, "--condition", "Gouty arthritis")["record"]
    assert people.cli("newcomer", "record", "show", record).out.startswith("SUPERSEDED")
    people.cli("newcomer", "record", "retract", new)
    assert people.cli("newcomer", "record", "show", new).out.startswith("RETRACTED")


def test_small_mistakes_are_found_before_anything_is_signed(people, document, tmp_path):
    future = people.ask("newcomer", "record", "add", "--condition", "Gout", "--onset", "2099-01-01", code=INVALID)
    assert future["code"] == "date.future"
    short = tmp_path / "short"
    short.write_text("short\n")
    wrong = people.run("record", "list", "--as", "newcomer", "--passphrase-file", short, "--json", code=LOCKED)
    assert wrong.problem["code"] == "wallet.locked"
    people.wallet("blank")
    blank = people.ask(
        "blank", "identity", "register", "--role", "nurse", "--organisation", "Riverside", "--name", "  ",
        "--credentials", document, code=2,
    )  # fmt: skip
    assert "--name" in blank["title"]


def test_a_port_in_use_is_called_that(people, tmp_path):
    data = tmp_path / "node"
    people.run("network", "init", "--data", data, "--name", "Second", "--organisation", "authority:Second Ministry")
    result = people.run("node", "run", "--data", data, "--port", people.port, "--json", code=INVALID)
    assert result.problem["code"] == "setup.portInUse"
    assert str(people.port) in result.problem["title"] and "--port" in result.problem["detail"]


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A node that has done something and has stopped."""
    running = Network(tmp_path_factory.mktemp("stopped"), name="Stopped").start()
    running.patient("vera")
    letter = running.folder / "letter.pdf"
    letter.write_bytes(certificate("x" * 300_000))
    running.ask("vera", "record", "add", "--file", letter, "--title", "A letter", "--category", "clinical")
    report = running.run("verify", "--data", running.data, "--json").json
    assert report["intact"] and report["unchecked"] == ["ordering log", "content"]
    running.close()
    return running


def flip(file, offset):
    data = bytearray(file.read_bytes())
    data[offset] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize("part", ["nothing", "content", "log", "last of the log", "genesis"])
def test_verify_names_what_was_altered_wherever_it_lies(stopped, tmp_path, part):
    data = tmp_path / "node"
    shutil.copytree(stopped.data, data)
    log = max((data / "log").glob("*.log"))
    if part == "content":
        flip(max((data / "content" / "objects").rglob("b*"), key=lambda path: path.stat().st_size), 5_000)
    elif part == "log":
        flip(log, 200)
    elif part == "last of the log":
        flip(log, log.stat().st_size - 20)
    elif part == "genesis":
        flip(data / "genesis.json", 100)
    else:
        report = stopped.run("verify", "--data", data, "--json").json
        assert report["intact"] and report["unchecked"] == []
        assert "ordering log, content" in stopped.run("verify", "--data", data).out
        return
    result = stopped.run("verify", "--data", data, "--json", code=UNVERIFIED)
    assert result.problem["code"] == "verify.altered"
    word = {"last of the log": "ordering log", "log": "ordering log"}.get(part, part)
    assert word in result.problem["title"]
