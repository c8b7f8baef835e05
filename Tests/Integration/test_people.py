"""Details shared with a hospital's management, and its staff, with the real program. Rows 001-4, 001-5, 003-52 to
003-59."""

import pytest
from network import REFUSED, USAGE, certificate

NAME = "Canary Quillfeather 0815"


@pytest.fixture(scope="module")
def hospital(network):
    network.staff("people-manager", "Paula Mahn", "hospital-manager", "Riverside")
    network.staff("people-other", "Pia Ost", "hospital-manager", "St. Brigid")
    network.staff("people-doctor", "Peer Dahl", "physician", "Riverside")
    network.patient("penelope")
    network.patient("percy")
    return network


def test_hit_miss_and_not_shared_look_the_same(hospital):
    penelope, percy = hospital.ids["penelope"], hospital.ids["percy"]
    share = ("details", "share", penelope, "--name", NAME, "--blood-group", "0 Rh+", "--to", "Paula Mahn")
    assert hospital.ask("people-doctor", *share, code=REFUSED)["code"] in ("client.noGrant", "notFound")
    grant = hospital.granted("penelope", "people-doctor", "demographics")
    hospital.ask("people-doctor", *share)

    shared = hospital.ask("people-manager", "details", "list")["patients"]
    assert [(item["patient"], item["details"]["name"]) for item in shared] == [(penelope, NAME)]
    hit = hospital.ask("people-manager", "details", "show", penelope)
    assert hit["details"] == {"name": NAME, "bloodGroup": "0 Rh+"}
    not_shared = hospital.ask("people-manager", "details", "show", percy, code=REFUSED)
    nobody = hospital.ask("people-manager", "details", "show", "0000-0000-0000-00", code=None)
    assert not_shared["code"] == "notFound", nobody
    assert hospital.ask("people-other", "details", "show", penelope, code=REFUSED) == not_shared
    # A manager who wants more asks the patient, who decides (003-57, 003-58).
    asked = hospital.ask(
        "people-manager", "access", "request", penelope, "--categories", "medication", "--rights", "list"
    )
    hospital.ask("penelope", "access", "grant", "--request", asked["request"])
    assert hospital.ask("people-manager", "record", "list", "--patient", penelope)["records"] == []

    # The patient sees with whom, and the consent's end ends it.
    assert [item["sharedBy"] for item in hospital.ask("penelope", "details", "list")["patients"]] == [
        hospital.ids["people-doctor"]
    ]
    hospital.ask("penelope", "access", "revoke", grant)
    assert hospital.ask("people-manager", "details", "show", penelope, code=REFUSED) == not_shared
    for file in hospital.data.rglob("*"):
        if file.is_file():
            assert NAME.encode() not in file.read_bytes(), file


def test_staff_join_by_a_link_that_works_once_and_leave(hospital):
    invited = hospital.ask("people-manager", "staff", "invite", "--role", "nurse", "--for", "2d")
    link = invited["link"]
    licence = hospital.folder / "licence-invited.pdf"
    licence.write_bytes(certificate("Nele Jung"))
    hospital.wallet("invited-nurse")
    join = ("staff", "join", link, "--name", "Nele Jung", "--credentials", licence)
    assert hospital.ask("invited-nurse", "staff", "join", "nonsense", *join[3:], code=None)["code"] == (
        "invitation.malformed"
    )
    nurse = hospital.ask("invited-nurse", *join)["identity"]
    listed = hospital.ask("people-manager", "staff", "invitations")["invitations"]
    assert [(item["status"], item["identity"]) for item in listed] == [("used", nurse)]
    hospital.wallet("second-nurse")
    assert hospital.ask("second-nurse", *join, code=REFUSED)["code"] == "invitation.invalid"
    # The authority verifies whoever was invited, like everybody.
    assert hospital.ask("invited-nurse", "staff", "list", code=REFUSED)["code"] == "forbidden"
    hospital.ask("ruth", "identity", "verify", nurse)
    assert nurse in {person["id"] for person in hospital.ask("invited-nurse", "staff", "list")["people"]}
    hospital.ask("invited-nurse", "staff", "leave")
    assert hospital.ask("invited-nurse", "staff", "list", code=REFUSED)["code"] == "forbidden"
    assert nurse not in {person["id"] for person in hospital.ask("people-manager", "staff", "list")["people"]}
    withdrawn = hospital.ask("people-manager", "staff", "invite", "--role", "physician")
    hospital.ask("people-manager", "staff", "withdraw", withdrawn["invitation"])
    third = ("staff", "join", withdrawn["link"], "--name", "Tom Tal", "--credentials", licence)
    assert hospital.ask("second-nurse", *third, code=REFUSED)["code"] == "invitation.invalid"
    assert hospital.run("staff", "invite", "--role", "nurse", "--for", "soon", code=USAGE)
