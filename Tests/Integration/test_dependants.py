"""A newborn, two parents, a grandmother who helps, and the day on which the child is grown up, with the real program.
Rows 001-40, 003-75, 004-46."""

from datetime import UTC, datetime

import pytest
from network import INVALID, REFUSED, USAGE

THIS_YEAR = str(datetime.now(UTC).year)
WORDS = ("Canary Hollowbrook 4711", "Canary after the grandmother 4712", "Canary of the adult 4713")


@pytest.fixture(scope="module")
def family(network):
    network.staff("nina", "Nina Falk", "nurse", "Riverside")
    network.staff("dora", "Dora Stein", "physician", "Riverside")
    network.staff("sara", "Sara Blom", "nurse", "St. Brigid")
    network.staff("otto", "Otto Brandt", "hospitalManager", "Riverside")
    network.ask("otto", "organisation", "key", "rotate")
    for person in ("mia", "tom", "gran", "eve"):
        network.patient(person)
    attested = ("dependant", "attest", "--guardian", network.ids["mia"], "--comes-of-age", THIS_YEAR)
    assert network.ask("mia", *attested, code=REFUSED)["code"] == "identity.wrongRole"
    assert network.ask("mia", "dependant", "register", code=REFUSED)["code"] == "attestation.unknown"
    network.ask("nina", *attested)
    network.ids["kim"] = network.ask("mia", "dependant", "register")["patient"]
    network.kim = ("--on-behalf-of", network.ids["kim"])
    return network


def represented(network, person):
    return network.ask(person, "representative", "list")["representations"]


def opened(network, person, record, *whose, code=0):
    return network.ask(person, "record", "show", record, *whose, code=code)


def test_two_parents_act_each_in_their_own_name(family):
    kim = family.kim
    assert [item["guardian"] for item in represented(family, "mia")] == [True]
    assert family.ask("eve", "record", "list", *kim, code=INVALID)["code"] == "client.notRepresentative"
    # The mother writes for the child, makes the father a guardian too, and lets the physician in.
    family.birth = family.ask("mia", "record", "add", "--condition", WORDS[0], *kim)["record"]
    assert family.run("representative", "appoint", family.ids["tom"], "--guardian", code=USAGE)
    family.ask("mia", "representative", "appoint", family.ids["tom"], "--guardian", *kim)
    asked = family.ask("dora", "access", "request", family.ids["kim"], "--categories", "clinical", "--rights",
                       "read,contribute", "--reason", "The first examination")["request"]  # fmt: skip
    waiting = family.ask("tom", "access", "requests", *kim)["requests"]
    assert [(item["request"], item["reasonText"]) for item in waiting] == [(asked, "The first examination")]
    family.ask("tom", "access", "grant", "--request", asked, *kim)
    # The physician reads what the mother wrote, and writes what both parents read: each read is theirs.
    shown = opened(family, "dora", family.birth, "--patient", family.ids["kim"])
    assert WORDS[0] in shown["resource"]
    family.found = family.ask("dora", "record", "add", "--patient", family.ids["kim"], "--condition", "Healthy")[
        "record"
    ]
    for parent in ("mia", "tom"):
        assert WORDS[0] in opened(family, parent, family.birth, *kim)["resource"]
        assert "Healthy" in opened(family, parent, family.found, *kim)["resource"]
    log = family.ask("tom", "access", "log", *kim)["reads"]
    readers = [read["reader"] for read in log]
    assert [readers.count(family.ids[who]) for who in ("dora", "mia", "tom")] == [1, 2, 2]
    assert {read["purpose"] for read in log} == {"TREAT", "FAMRQT"}
    # A hospital too, which they look up like anybody.
    hospital = ("--organisation", "Riverside General Hospital", "--categories", "laboratory")
    grant = family.ask("mia", "access", "grant", *hospital, *kim)["grant"]
    family.ask("tom", "access", "revoke", grant, *kim)
    # Who acted is in every event, and both parents are told what the child is told.
    events = family.ask("tom", "inbox")["notifications"]
    added = [item["event"] for item in events if item["event"]["type"] == "record.added"]
    assert family.ids["dora"] in {event["actor"] for event in added}
    # Parents cannot shut each other out.
    theirs = {
        item["representative"]: item for item in family.ask("tom", "representative", "list", *kim)["representations"]
    }
    mother = theirs[family.ids["mia"]]
    refused = family.ask("tom", "representative", "end", mother["representation"], *kim, code=REFUSED)
    assert refused["code"] == "representation.guardian"
    assert family.ask("tom", "access", "revoke", mother["grant"], *kim, code=REFUSED)["code"] == "representation.grant"
    last = family.ask("eve", "representative", "end", mother["representation"], code=REFUSED)
    assert last["code"] == "representation.unknown"


def test_a_caregiver_has_fewer_rights_and_reads_nothing_once_removed(family):
    kim, gran = family.kim, family.ids["gran"]
    wrong = family.run("representative", "appoint", gran, "--rights", "consent", *kim, "--as", "tom", code=USAGE)
    assert "read" in wrong.err
    helps = family.ask("tom", "representative", "appoint", gran, "--rights", "read,arrange", "--for", "5d", *kim)
    assert WORDS[0] in opened(family, "gran", family.birth, *kim)["resource"]
    assert {item["record"] for item in family.ask("gran", "record", "list", *kim)["records"]} >= {family.birth}
    for refused in (
        ("access", "grant", "--to", "Sara Blom", "--categories", "clinical"),
        ("record", "add", "--condition", "Not hers to write"),
        ("access", "requests"),
        ("access", "log"),
        ("representative", "appoint", family.ids["eve"], "--rights", "arrange"),
    ):
        problem = family.ask("gran", *refused, *kim, code=REFUSED)
        assert problem["code"] in ("representation.right", "forbidden", "client.guardianOnly"), (refused, problem)
    # Removed: every key changes, and what is written afterwards is closed to her; what others have stays theirs.
    family.ask("mia", "representative", "end", helps["representation"], *kim)
    later = family.ask("mia", "record", "add", "--condition", WORDS[1], *kim)["record"]
    assert family.ask("gran", "record", "list", *kim, code=INVALID)["code"] == "client.notRepresentative"
    show = ("--patient", family.ids["kim"], "--purpose", "family-request")
    assert opened(family, "gran", later, *show, code=REFUSED)["code"] in ("notFound", "access.revoked")
    assert opened(family, "gran", family.birth, *show, code=REFUSED)["code"] in ("notFound", "access.revoked")
    assert WORDS[1] in opened(family, "tom", later, *kim)["resource"]
    assert WORDS[1] in opened(family, "dora", later, "--patient", family.ids["kim"])["resource"]
    family.later = later


def test_an_adult_appoints_a_representative_and_takes_it_back(family):
    eve = ("--on-behalf-of", family.ids["eve"])
    own = family.ask("eve", "record", "add", "--condition", "Migraine")["record"]
    helps = family.ask("eve", "representative", "appoint", family.ids["gran"], "--rights", "read,contribute,consent")
    assert "Migraine" in opened(family, "gran", own, *eve)["resource"]
    written = family.ask("gran", "record", "add", "--condition", "Noted by who helps", *eve)["record"]
    assert "Noted by who helps" in opened(family, "eve", written)["resource"]
    grant = family.ask("gran", "access", "grant", "--to", "Dora Stein", "--categories", "clinical", *eve)["grant"]
    assert "Migraine" in opened(family, "dora", own, "--patient", family.ids["eve"])["resource"]
    one = family.ask("gran", "access", "grant", "--to", "Sara Blom", "--record", own, *eve)["grant"]
    assert "Migraine" in opened(family, "sara", own, "--patient", family.ids["eve"], "--grant", one)["resource"]
    assert [
        item["representative"] for item in family.ask("eve", "representative", "list", "--mine")["representations"]
    ] == [family.ids["gran"]]
    family.ask("eve", "representative", "end", helps["representation"])
    assert family.ask("gran", "access", "revoke", grant, *eve, code=INVALID)["code"] == "client.notRepresentative"
    family.ask("eve", "access", "revoke", grant)
    # The patient's wallet has made new keys, carrying over only what patient or representative signed.
    later = family.ask("eve", "record", "add", "--condition", "Later still")["record"]
    show = ("--patient", family.ids["eve"], "--purpose", "family-request")
    assert opened(family, "gran", later, *show, code=REFUSED)["code"] in ("notFound", "access.revoked")


def test_grown_up(family):
    kim, kim_id = family.kim, family.ids["kim"]
    family.wallet("kim")
    family.ask("kim", "dependant", "take-over", kim_id, "--output", family.folder / "kim.takeover")
    signed = family.folder / "kim.takeover"
    assert family.ask("sara", "dependant", "hand-over", signed, code=REFUSED)["code"] == "identity.wrongOrganisation"
    assert family.ask("eve", "dependant", "pass-key", signed, code=INVALID)["code"] == "client.notRepresentative"
    (family.folder / "nonsense").write_text("nonsense")
    assert family.ask("nina", "dependant", "hand-over", "nonsense", code=INVALID)["code"] == "client.notSuitable"
    family.ask("mia", "dependant", "pass-key", signed)
    family.ask("nina", "dependant", "hand-over", signed)

    # Nobody acts for Kim any more, and Kim has everything.
    assert family.ask("tom", "record", "list", *kim, code=INVALID)["code"] == "client.notRepresentative"
    assert {item["status"] for item in represented(family, "mia")} == {"handedOver"}
    records = family.ask("kim", "record", "list")["records"]
    assert {family.birth, family.found, family.later} <= {item["record"] for item in records}
    assert WORDS[0] in opened(family, "kim", family.birth)["resource"]
    assert "Healthy" in opened(family, "kim", family.found)["resource"]
    own = family.ask("kim", "record", "add", "--condition", WORDS[2])["record"]
    show = ("--patient", kim_id, "--purpose", "family-request")
    for parent in ("mia", "tom"):
        for record in (own, family.birth):
            assert opened(family, parent, record, *show, code=REFUSED)["code"] in ("notFound", "access.revoked")
    # The physician's access goes on until Kim ends it; her reading is now told to Kim.
    assert WORDS[2] in opened(family, "dora", own, "--patient", kim_id)["resource"]
    assert family.ids["dora"] in {read["reader"] for read in family.ask("kim", "access", "log")["reads"]}
    grants = family.ask("kim", "access", "list")["grants"]
    assert [grant["grantee"] for grant in grants if grant["status"] == "live"] == [family.ids["dora"]]
    family.ask("kim", "access", "revoke", grants[0]["grant"])
    assert opened(family, "dora", own, "--patient", kim_id, code=REFUSED)["code"] in ("notFound", "access.revoked")

    for file in family.data.rglob("*"):
        if file.is_file():
            assert not any(word.encode() in file.read_bytes() for word in WORDS), file
