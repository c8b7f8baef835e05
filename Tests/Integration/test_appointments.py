"""A patient and a physician arrange a visit through the program (rows 000-19, 001-19, 003-32, 003-40, 003-41, 004-37,
004-47)."""

import time
from datetime import datetime, timedelta

from network import INVALID, REFUSED

MINUTE = 60_000


# One beginning for all moments of a run: a minute may pass between two of them.
BEGINNING = datetime.now().replace(second=0, microsecond=0)


def moment(minutes):
    """A whole minute from the beginning on, as people write it."""
    return (BEGINNING + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")


def test_a_visit_from_the_offer_to_its_record(network):
    network.patient("visitor")
    network.patient("rival")
    network.staff("visited", "Vilma Isted", "physician", "Riverside")
    offered = network.ask(
        "visited", "availability", "publish", "--from", moment(60), "--lasting", "1h", "--slot", "20min"
    )
    slots = network.ask("visitor", "appointment", "slots", "--physician", "Vilma Isted")["slots"]
    assert [slot["from"] - slots[0]["from"] for slot in slots] == [0, 20 * MINUTE, 40 * MINUTE]
    assert slots[0]["availability"] == offered["availability"]

    record = network.ask("visitor", "record", "add", "--condition", "Migraine")["record"]
    visit = network.ask(
        "visitor", "appointment", "request", "--physician", "Vilma Isted", "--at", moment(60),
        "--reason", "the headaches are back", "--categories", "clinical", "--rights", "read,contribute",
        "--after", "7d",
    )["appointment"]  # fmt: skip
    taken = network.ask(
        "rival", "appointment", "request", "--physician", "Vilma Isted", "--at", moment(60), code=INVALID
    )
    assert taken["code"] == "appointment.slot"

    waiting = network.ask("visited", "appointment", "list", "--status", "requested")["appointments"]
    assert [item["appointment"] for item in waiting] == [visit]
    seen = network.ask("visited", "appointment", "show", visit)
    assert seen["reason"] == "the headaches are back"
    show = ("record", "show", record, "--patient", network.ids["visitor"])
    assert network.cli("visited", *show, code=None).code != 0

    network.ask("visited", "appointment", "confirm", visit, "--note", "bring your glasses")
    assert network.ask("visitor", "appointment", "show", visit)["reply"] == "bring your glasses"
    network.ask("visited", *show)
    events = [item["event"]["type"] for item in network.ask("visitor", "access", "inbox")["events"]]
    assert "appointment.confirmed" in events and "access.began" in events

    network.ask("visitor", "appointment", "move", visit, "--at", moment(80))
    assert network.cli("visited", *show, code=None).code != 0
    network.ask("visited", "appointment", "decline", visit, "--note", "I am away then")
    declined = network.ask("visitor", "appointment", "show", visit)
    assert (declined["status"], declined["reply"]) == ("declined", "I am away then")
    network.ask("visitor", "appointment", "cancel", visit, code=REFUSED)

    # Nothing of the reason stands anywhere but sealed.
    for file in network.data.rglob("*"):
        if file.is_file():
            assert b"headaches are back" not in file.read_bytes(), file


def test_a_physician_books_and_completes_a_visit(network):
    network.patient("called-in")
    network.staff("calling", "Carla Alling", "physician", "Riverside")
    refused = network.ask(
        "calling", "appointment", "book", "--patient", network.ids["called-in"], "--at", moment(5),
        "--lasting", "20min", code=REFUSED,
    )  # fmt: skip
    assert refused["code"] == "client.noGrant"
    network.granted("called-in", "calling", "clinical", "read,contribute")
    soon = (datetime.now() + timedelta(seconds=4)).strftime("%Y-%m-%d %H:%M:%S")
    booked = network.ask(
        "calling", "appointment", "book", "--patient", network.ids["called-in"], "--at", soon,
        "--lasting", "20min", "--reason", "check-up",
    )["appointment"]  # fmt: skip
    assert network.ask("called-in", "appointment", "show", booked)["reply"] == "check-up"
    note = network.ask("calling", "record", "add", "--patient", network.ids["called-in"], "--condition", "Anaemia")
    complete = ("appointment", "complete", booked, "--record", note["record"])
    # Before the visit has begun by the ledger's clock it cannot be completed.
    deadline = time.monotonic() + 60
    while network.cli("calling", *complete, code=None).code != 0:
        assert time.monotonic() < deadline, "the visit never began"
    visits = network.ask("called-in", "appointment", "list", "--status", "completed")["appointments"]
    assert [visit["records"] for visit in visits] == [[note["record"]]]
