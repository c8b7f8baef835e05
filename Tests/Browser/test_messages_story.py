"""A patient and the care team write to each other, each at their own browser or command line; a nurse hands over. The
node never sees a word. COVERAGE rows: messages between patients and staff, handoff, question to the prescriber."""

import json

import pytest
from network import certificate
from people import accessible, at_work, confirm, fits, reject
from playwright.sync_api import expect

CANARY = "Mirabellenkompott"


@pytest.fixture(scope="module")
def people(network):
    network.patient("nora", display_name="Nora Vogel")
    network.staff("eva", "Eva Lind", "physician", "Riverside")
    network.staff("joana", "Joana Prates", "nurse", "Riverside")
    network.granted("nora", "eva", "clinical", "read,contribute")
    network.granted("nora", "joana", "clinical", "read")
    return network


def test_a_patient_writes_and_a_physician_answers(open_page, people):
    patient = at_work(open_page, people, "nora", "/messages")
    expect(patient.get_by_text("No messages yet.")).to_be_visible()
    accessible(patient, "no messages")
    physician = at_work(open_page, people, "eva", "/day")

    patient.get_by_role("link", name="Write a message").click()
    patient.get_by_label("Eva Lind, Riverside General Hospital").check()
    patient.get_by_label("Subject").fill("Dizzy")
    patient.get_by_label("Message", exact=True).fill(f"Since Monday, after {CANARY}.\nMay I take both tablets?")
    accessible(patient, "a new message")
    fits(patient, "a new message")
    # What was begun survives leaving the page.
    patient.goto(f"{people.url}/#/home")
    expect(patient.get_by_role("heading", name="Welcome, Nora Vogel")).to_be_visible()
    patient.goto(f"{people.url}/#/messages/new")
    expect(patient.get_by_label("Message", exact=True)).to_have_value(
        f"Since Monday, after {CANARY}.\nMay I take both tablets?"
    )
    patient.locator("input[type=file]").set_input_files(
        [
            {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": certificate(CANARY)},
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": f"{CANARY} at noon".encode()},
        ]
    )
    expect(patient.get_by_text("letter.pdf")).to_be_visible()
    patient.get_by_role("button", name="Send").click()
    reject(patient)
    expect(patient.get_by_label("Subject")).to_have_value("Dizzy")
    patient.get_by_role("button", name="Send").click()
    confirm(patient, "Send a sealed message", "Eva Lind", "with 2 attachments")
    expect(patient.get_by_role("heading", name="Dizzy")).to_be_visible()
    expect(patient.get_by_text("Not read yet")).to_be_visible()

    # It arrives by itself, and says how much is new.
    navigation = physician.get_by_role("navigation", name="Main")
    expect(navigation.get_by_role("link", name="Messages 1 waiting")).to_be_visible()
    navigation.get_by_role("link", name="Messages").click()
    accessible(physician, "messages")
    physician.get_by_role("link", name="Dizzy").click()
    expect(physician.get_by_text("May I take both tablets?")).to_be_visible()
    physician.get_by_role("button", name="Attachment 2").click()
    shown = physician.get_by_role("dialog", name="notes.txt")
    expect(shown.get_by_text(f"{CANARY} at noon")).to_be_visible()
    accessible(physician, "an attachment")
    physician.keyboard.press("Escape")
    accessible(physician, "a conversation")
    physician.get_by_label("Message", exact=True).fill("One in the morning is enough.")
    physician.get_by_role("button", name="Send").click()
    confirm(physician, "Send a sealed message about", "Let the senders know that you have read 1 message")
    expect(navigation.get_by_role("link", name="Messages 1 waiting")).to_be_hidden()

    # The patient sees the answer and that it was read, without touching anything.
    expect(patient.get_by_text("One in the morning is enough.")).to_be_visible()
    expect(patient.get_by_text("Read by Eva Lind")).to_be_visible()
    patient.get_by_role("button", name="Mark as read").click()
    confirm(patient, "Let the senders know that you have read 1 message")
    expect(physician.get_by_text("Read by")).to_be_visible()
    expect(patient.get_by_role("button", name="Mark as read")).to_be_hidden()


def test_the_command_line_and_the_browser_read_each_other(open_page, people):
    [thread] = people.ask("eva", "message", "list")["threads"]
    told = people.ask("eva", "message", "show", thread["thread"], "--keep-unread")["messages"]
    assert told[0]["text"] == f"Since Monday, after {CANARY}.\nMay I take both tablets?"
    assert told[0]["subject"] == "Dizzy"
    assert told[0]["files"] == ["letter.pdf", "notes.txt"]
    scan = people.folder / "scan.pdf"
    scan.write_bytes(certificate("scan"))
    people.ask("eva", "message", "reply", thread["thread"], "--text", "See the leaflet.", "--attach", scan)
    patient = at_work(open_page, people, "nora", f"/messages/{thread['thread']}")
    expect(patient.get_by_text("See the leaflet.")).to_be_visible()
    patient.get_by_role("button", name="Attachment 1").last.click()
    expect(patient.get_by_role("dialog", name="scan.pdf")).to_be_visible()


def test_a_nurse_hands_over_to_a_physician(open_page, people):
    nurse = at_work(open_page, people, "joana", "/messages/new")
    # One patient alone: nothing to choose.
    nurse.get_by_label("Eva Lind, Riverside General Hospital").check()
    nurse.get_by_label("What it is").select_option("handoff")
    nurse.get_by_label("Message", exact=True).fill("Restless since two in the morning.")
    accessible(nurse, "handoff")
    nurse.get_by_role("button", name="Send").click()
    confirm(nurse, "Send a sealed message about", "Eva Lind")
    expect(nurse.locator(".message").get_by_text("Handoff")).to_be_visible()
    physician = at_work(open_page, people, "eva", "/messages", width=390)
    physician.get_by_role("link", name="Restless since two in the morning.").click()
    expect(physician.locator(".message").get_by_text("Handoff")).to_be_visible()
    accessible(physician, "handoff, narrow")
    fits(physician, "handoff")
    # The patient learns that they wrote about her, never what.
    patient = at_work(open_page, people, "nora", "/inbox")
    expect(patient.get_by_text("Joana Prates, Riverside General Hospital wrote a message.")).to_be_visible()
    patient.goto(f"{people.url}/#/messages")
    expect(patient.get_by_role("link", name="Dizzy")).to_be_visible()
    expect(patient.get_by_text("Restless")).to_be_hidden()


def test_who_lost_access_is_told_and_loses_nothing(open_page, people):
    nurse = at_work(open_page, people, "joana", "/messages/new")
    nurse.get_by_label("Eva Lind, Riverside General Hospital").check()
    nurse.get_by_label("Message", exact=True).fill("She slept well.")
    [grant] = [
        one for one in people.ask("nora", "access", "list")["grants"]
        if one["grantee"] == people.ids["joana"] and one["status"] == "live"
    ]  # fmt: skip
    people.ask("nora", "access", "revoke", grant["grant"])
    nurse.get_by_role("button", name="Send").click()
    confirm(nurse)
    expect(nurse.get_by_role("alert").get_by_text("There is no consent for this.")).to_be_visible()
    expect(nurse.get_by_label("Message", exact=True)).to_have_value("She slept well.")


def test_no_word_reached_the_node(people):
    found = [
        path for path in people.data.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()
    ]  # fmt: skip
    assert found == []
    assert json.dumps(people.ask("eva", "message", "list")).count(CANARY) == 0
