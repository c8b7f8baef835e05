"""Reasons travel sealed from who gives them to whom they concern, and officers are admitted without editing files."""

from network import PASSPHRASE, REFUSED, certificate

WHY = "the lantern operation on Monday 5521"
NO = "I would rather see the other doctor 5522"
REVIEW = "licence under review since spring 5523"
EXPIRED = "the certificate has expired 5524"
WRONG = "meant for another patient 5525"


def said(network, who, request, member, *more):
    listed = network.ask(who, "access", "requests", *more)["requests"]
    return next(item for item in listed if item["request"] == request).get(member)


def test_the_first_request_carries_a_reason_that_only_the_patient_reads(network):
    patient = network.patient("rosa")
    network.staff("falk", "Jonas Falk", "physician", "Riverside")
    asked = network.ask("falk", "access", "request", patient, "--categories", "clinical", "--reason", WHY)["request"]
    assert said(network, "rosa", asked, "reasonText") == WHY
    assert WHY in network.cli("rosa", "access", "requests").out
    assert said(network, "falk", asked, "reasonText") == WHY
    network.cli("rosa", "access", "deny", asked, "--reason", NO)
    assert said(network, "falk", asked, "answerText", "--all") == NO
    assert NO in network.cli("falk", "access", "requests", "--all").out
    again = network.ask("falk", "access", "request", patient, "--categories", "clinical", "--reason", WHY)["request"]
    assert WHY in network.cli("rosa", "access", "grant", "--request", again).err


def test_no_reason_is_sealed_for_nobody(network):
    physician = network.staff("brandt", "Ida Brandt", "physician", "Riverside")
    # An id that is well formed and no patient's.
    refused = network.ask(
        "brandt", "access", "request", physician, "--categories", "clinical", "--reason", WHY, code=REFUSED
    )
    assert refused["code"] in ("notFound", "identity.unknown")
    empty = network.ask("brandt", "access", "request", physician, "--categories", "clinical", "--reason", " ", code=6)
    assert empty["code"] == "reason.invalid"


def test_a_decision_says_why_to_the_person(network, tmp_path):
    person = network.staff("orth", "Mira Orth", "nurse", "Riverside", verify=False)
    network.cli("ruth", "identity", "reject", person, "--note", EXPIRED)
    status = network.ask("orth", "identity", "status")
    assert status["identity"]["status"] == "rejected"
    assert status["reason"] == EXPIRED
    assert EXPIRED in network.cli("orth", "identity", "status").out
    assert network.ask("ruth", "identity", "show", person)["reason"] == EXPIRED
    network.cli("ruth", "identity", "verify", person, "--note", "the new certificate is in order")
    network.cli("ruth", "identity", "suspend", person, "--note", REVIEW)
    assert network.ask("orth", "identity", "status")["reason"] == REVIEW
    # On another device, too: signing in says it at once.
    signed_in = network.run(
        "wallet", "sign-in", "--card-file", network.folder / "orth.card", "--node", network.url,
        environment={"MEDCHAIN_HOME": str(tmp_path / "other")},
    )  # fmt: skip
    assert REVIEW in signed_in.out
    colleague = network.staff("vogt", "Emil Vogt", "nurse", "Riverside")
    assert colleague
    assert "reason" not in network.ask("vogt", "identity", "show", person)
    network.cli("ruth", "identity", "reinstate", person)
    assert "reason" not in network.ask("orth", "identity", "status")


def test_a_retraction_says_why_to_the_patient(network):
    network.patient("nele")
    network.staff("kern", "Paul Kern", "physician", "Riverside")
    network.granted("nele", "kern", "clinical", "read,contribute")
    added = network.ask("kern", "record", "add", "--patient", network.ids["nele"], "--condition", "Gout")["record"]
    network.cli("kern", "record", "retract", added, "--patient", network.ids["nele"], "--reason", WRONG)
    shown = network.cli("nele", "record", "show", added).out
    assert WRONG in shown
    assert f"Paul Kern, Riverside General Hospital ({readable(network.ids['kern'])})" in shown
    own = network.ask("nele", "record", "add", "--condition", "Nothing much")["record"]
    network.cli("nele", "record", "retract", own, "--reason", "I was mistaken")


def readable(identity):
    return "-".join(identity[start : start + 4] for start in range(0, len(identity), 4))


def test_a_further_officer_is_admitted_like_any_staff(network):
    licence = network.folder / "officer.pdf"
    licence.write_bytes(certificate("Second Officer"))
    network.wallet("omar")
    registered = network.ask(
        "omar", "identity", "register", "--role", "authority", "--organisation", "Ministry of Health",
        "--name", "Omar Haddad", "--credentials", licence,
    )  # fmt: skip
    waiting = network.staff("petri", "Petri Salo", "physician", "Riverside", verify=False)
    refused = network.ask("omar", "identity", "verify", waiting, code=REFUSED)
    assert refused["code"] == "identity.notVerified"
    network.cli("ruth", "identity", "verify", registered["identity"])
    network.cli("omar", "identity", "verify", waiting)
    assert network.ask("petri", "identity", "status")["identity"]["status"] == "verified"


def test_the_node_keeps_no_reason_in_clear(network):
    texts = [text.encode() for text in (WHY, NO, REVIEW, EXPIRED, WRONG, PASSPHRASE)]
    searched = 0
    for file in network.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            searched += 1
            assert not any(text in content for text in texts), file
    assert searched > 5
