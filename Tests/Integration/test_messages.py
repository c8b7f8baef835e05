"""Messages between patient and care team, and between clinicians, with the real program. Rows 002-24, 004-36, 004-49,
004-58."""

import pytest
from network import REFUSED

CANARY = "canary-message-4711"


@pytest.fixture(scope="module")
def team(network):
    network.patient("mona")
    network.staff("mail-doctor", "Mara Dorn", "physician", "Riverside")
    network.staff("mail-nurse", "Mina Nell", "nurse", "Riverside")
    network.staff("mail-stranger", "Mats Strand", "physician", "St. Brigid")
    network.granted("mona", "mail-doctor", "clinical,medication", "read,contribute")
    network.granted("mona", "mail-nurse", "clinical", "read,contribute")
    return network


def thread_of(network, user, thread):
    return network.ask(user, "message", "show", thread)["messages"]


def test_a_patient_and_a_physician_write_to_each_other(team, tmp_path):
    scan = tmp_path / f"{CANARY}.txt"
    scan.write_text(f"attached {CANARY}\n")
    sent = team.ask(
        "mona", "message", "send", "--to", "Mara Dorn", "--subject", f"Dizzy {CANARY}", "--kind", "question",
        "--text", f"I feel dizzy {CANARY}", "--attach", scan,
    )  # fmt: skip
    thread = sent["thread"]
    waiting = team.ask("mail-doctor", "message", "list", "--unread")["threads"]
    assert [(item["thread"], item["unread"], item["patient"]) for item in waiting] == [(thread, 1, team.ids["mona"])]
    folder = tmp_path / "saved"
    message = team.ask("mail-doctor", "message", "show", thread, "--save-to", folder)["messages"][0]
    assert message["text"] == f"I feel dizzy {CANARY}"
    assert (message["subject"], message["kind"]) == (f"Dizzy {CANARY}", "question")
    assert (folder / f"1-1-{CANARY}.txt").read_text() == f"attached {CANARY}\n"
    assert team.ask("mail-doctor", "message", "list", "--unread")["threads"] == []
    team.ask("mail-doctor", "message", "reply", thread, "--text", "Please sit down.")
    messages = thread_of(team, "mona", thread)
    assert [item["text"] for item in messages] == [f"I feel dizzy {CANARY}", "Please sit down."]
    assert [reading["person"] for reading in messages[0]["readBy"]] == [team.ids["mail-doctor"]]


def test_a_handoff_note_reaches_a_colleague_and_the_patient_sees_that_it_was_sent(team):
    sent = team.ask(
        "mail-nurse", "message", "send", "--patient", team.ids["mona"], "--to", "Mara Dorn", "--kind", "handoff",
        "--text", "Restless since two.",
    )  # fmt: skip
    assert thread_of(team, "mail-doctor", sent["thread"])[0]["kind"] == "handoff"
    events = team.ask("mona", "access", "inbox")["events"]
    told = [
        item["event"]
        for item in events
        if item["event"].get("subject") == sent["message"] and item["event"]["type"] == "message.sent"
    ]
    assert [(event["type"], event["actor"]) for event in told] == [("message.sent", team.ids["mail-nurse"])]
    assert team.ask("mona", "message", "show", sent["thread"], code=REFUSED)["code"] == "notFound"


def test_nobody_writes_without_consent(team):
    mona = team.ids["mona"]
    for user, to, code in [
        ("mail-stranger", "Mara Dorn", "access.denied"),
        ("mail-nurse", "Mats Strand", "message.recipient"),
        ("mona", "Mats Strand", "message.recipient"),
    ]:
        refused = team.ask(user, "message", "send", "--patient", mona, "--to", to, "--text", "Hello", code=REFUSED)
        assert refused["code"] == code


def test_what_was_written_stands_nowhere_in_the_clear(team):
    for file in team.data.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file
