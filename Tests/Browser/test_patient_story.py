"""A patient at home with their record: what waits, prescriptions and a refill, an examination and its correction, a
restricted and an erased record, details that a hospital has, a claim. Staff act from the command line, so that both
read each other. COVERAGE rows: patient's home, prescriptions, results, erasure, claims."""

import json

import pytest
from people import accessible, confirm, fits, reject, sign_in, signed_in
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def people(network):
    network.patient("paula", display_name="Paula Winter")
    network.staff("dora", "Dora Feld", "physician", "St. Brigid")
    network.staff("mona", "Mona Kern", "hospital-manager", "St. Brigid")
    network.staff("pia", "Pia Thal", "pharmacist", "Old Mill")
    network.staff("tilo", "Tilo Voss", "laboratory-technician", "Meridian")
    network.staff("mara", "Mara Hain", "hospital-manager", "Meridian")
    network.staff("ines", "Ines Falk", "insurer", "Harbour")
    for keeper in ("mara", "ines"):
        network.ask(keeper, "organisation", "key", "rotate")
    network.granted("paula", "dora", "demographics,clinical,medication,laboratory", "read,contribute")
    network.granted("paula", "pia", "medication", "read,dispense")
    return network


def opened(open_page, network, address, user="paula", **options):
    page = open_page(None, **options)
    sign_in(page, network, user)
    signed_in(page)
    page.goto(f"{network.url}/#{address}")
    return page


def test_home_says_what_waits_and_follows(open_page, people):
    page = opened(open_page, people, "/home")
    for nothing in ("Nobody waits for your answer.", "No appointment is ahead.", "No results in the last 30 days.",
                    "No prescription is valid at the moment.", "Nobody has read your record."):  # fmt: skip
        expect(page.get_by_text(nothing)).to_be_visible()
    accessible(page, "home, empty")
    fits(page, "home, empty")
    patient = people.ids["paula"]
    issued = people.ask(
        "dora", "prescription", "issue", "--patient", patient, "--medication", "Bisoprolol 5 mg", "--dosage",
        "1 in the morning", "--quantity", "30", "--repeats", "1",
    )  # fmt: skip
    people.prescription = issued["prescription"]
    part = page.locator("[data-part=medicines]")
    expect(part).to_contain_text("Bisoprolol 5 mg, 1 in the morning")
    expect(part).to_contain_text("60 of 60 units left")
    people.ask("dora", "message", "send", "--patient", patient, "--to", patient, "--text", "How are you?")
    expect(page.get_by_role("link", name="1 new message")).to_be_visible()
    accessible(page, "home")


def test_a_prescription_is_fetched_and_a_refill_asked_for(open_page, people):
    page = opened(open_page, people, "/medicines")
    card = page.locator("[data-prescription]")
    expect(card).to_contain_text("60 of 60 units")
    expect(card).to_contain_text("2 times, 30 units each")
    card.get_by_role("button", name="Show code").click()
    sheet = page.get_by_role("dialog", name="Code for the pharmacy")
    expect(sheet.get_by_text(people.prescription)).to_be_visible()
    expect(sheet.get_by_role("img", name="Code for the pharmacy")).to_be_visible()
    accessible(page, "the code")
    page.keyboard.press("Escape")
    people.ask("pia", "prescription", "dispense", people.prescription, "--quantity", "30", "--substituted")
    expect(card).to_contain_text("30 of 60 units")
    card.get_by_text("Dispensed once").click()
    expect(card.get_by_text("Old Mill Pharmacy", exact=True)).to_be_visible()
    expect(card.get_by_text("another product")).to_be_visible()
    accessible(page, "medicines")
    fits(page, "medicines")

    card.get_by_role("button", name="Ask for a refill").click()
    dialog = page.get_by_role("dialog", name="Ask for a refill")
    dialog.get_by_label("Message").fill("I travel for two months.")
    dialog.get_by_role("button", name="Ask for a refill").click()
    reject(page)
    dialog.get_by_role("button", name="Ask for a refill").click()
    confirm(page, "Ask the prescriber to allow the prescription once more.")
    expect(card).to_contain_text("no answer yet")
    [waiting] = people.ask("dora", "prescription", "refills")["prescriptions"]
    assert waiting["prescription"] == people.prescription
    shown = people.ask("dora", "prescription", "show", people.prescription)
    assert "I travel for two months." in json.dumps(shown)
    people.ask("dora", "prescription", "answer-refill", people.prescription, "--approve", "--note", "Have a good trip.")
    expect(card).to_contain_text("allowed once")
    expect(card).to_contain_text("Have a good trip.")
    expect(card).to_contain_text("60 of 90 units")


def test_a_result_comes_is_corrected_and_the_order_closed(open_page, people):
    page = opened(open_page, people, "/examinations")
    expect(page.get_by_text("Nothing has been ordered for you yet.")).to_be_visible()
    order = people.ask(
        "dora", "order", "place", "--patient", people.ids["paula"], "--laboratory", "Potassium in serum",
        "--to", "Meridian Laboratory", "--priority", "urgent",
    )["order"]  # fmt: skip
    card = page.locator("[data-order]")
    expect(card.get_by_role("heading", name="Potassium in serum")).to_be_visible()
    expect(card).to_contain_text("ordered")
    people.ask("tilo", "order", "accept", order)
    fulfil = ("order", "fulfil", order, "--observation", "Potassium", "--unit", "mmol/L", "--range", "3.5-5.1")
    people.ask("tilo", *fulfil, "--value", "6.8", "--critical", "4h")
    expect(card).to_contain_text("Flagged as critical")
    expect(card).to_contain_text("6.8")
    people.ask("tilo", *fulfil, "--value", "4.8")
    expect(card.get_by_text("4.8")).to_be_visible()
    expect(card.locator("s").get_by_text("6.8")).to_be_visible()
    expect(card).to_contain_text("replaced by the one above")
    accessible(page, "examinations")
    fits(page, "examinations")
    # The replaced one says so on its own page too, and leads to its successor.
    card.locator("s").get_by_role("link").click()
    expect(page.get_by_role("heading", level=2).locator("s")).to_be_visible()
    page.get_by_role("note").get_by_role("button").click()
    expect(page.locator("article").get_by_text("4.8").first).to_be_visible()
    page.goto(f"{people.url}/#/home")
    expect(page.locator("[data-part=results]")).to_contain_text("4.8")

    page.goto(f"{people.url}/#/examinations")
    page.get_by_role("button", name="Close the order").click()
    dialog = page.get_by_role("dialog", name="Close the order")
    dialog.get_by_role("button", name="Close the order").click()
    confirm(page, "Cancel the order. Nobody opens or adds anything under it any more.")
    expect(card).to_contain_text("closed")
    assert people.ask("dora", "order", "show", order)["status"] == "closed"


def test_a_record_is_restricted_and_shared_again(open_page, people):
    added = people.ask("dora", "record", "add", "--patient", people.ids["paula"], "--condition", "Panic disorder")
    page = opened(open_page, people, f"/record/item/{added['record']}")
    page.get_by_role("button", name="Restrict").click()
    confirm(page, "Move the record to your restricted records")
    expect(page.get_by_text("Restricted: whoever may read its category does not see it.")).to_be_visible()
    accessible(page, "a restricted record")
    people.ask("paula", "access", "grant", "--to", "Tilo Voss", "--categories", "clinical", "--rights", "read")
    listed = people.ask("tilo", "record", "list", "--patient", people.ids["paula"])["records"]
    assert added["record"] not in [record["record"] for record in listed]
    # What a grant would show is what it shows: the preview leaves it out.
    page.goto(f"{people.url}/#/record/preview?categories=clinical")
    expect(page.get_by_role("region", name="What they would see").or_(page.locator(".preview-frame"))).to_be_visible()
    expect(page.locator(".preview-frame").get_by_text("Panic disorder")).to_have_count(0)
    page.goto(f"{people.url}/#/privacy")
    page.get_by_role("link", name="Panic disorder").click()
    page.get_by_role("button", name="Share with its category again").click()
    confirm(page, "Move the record back to its category")
    expect(page.get_by_role("button", name="Restrict")).to_be_visible()
    shown = people.ask("tilo", "record", "show", added["record"], "--patient", people.ids["paula"])
    assert "Panic disorder" in json.dumps(shown)
    people.erasable = added["record"]


def test_erasure_is_done_asked_for_and_answered(open_page, people):
    own = people.ask("paula", "record", "add", "--condition", "Hay fever")["record"]
    page = opened(open_page, people, f"/record/item/{own}")
    page.get_by_role("button", name="Erase").click()
    confirm(page, "Erase 1 record that you wrote, for good.")
    page.goto(f"{people.url}/#/record/item/{people.erasable}")
    page.get_by_role("button", name="Ask to erase").click()
    dialog = page.get_by_role("dialog", name="Ask to erase")
    dialog.get_by_label("Reason").fill("It was never so.")
    dialog.get_by_role("button", name="Ask to erase").click()
    confirm(page, "organisation to erase the record.")
    asked = page.locator("[data-erasure]")
    expect(asked).to_contain_text("waiting for an answer")
    accessible(page, "privacy")
    fits(page, "privacy")
    [request] = [one for one in people.ask("mona", "record", "erasures")["erasures"] if one["status"] == "open"]
    assert "It was never so." in json.dumps(request)
    people.ask("mona", "record", "answer-erasure", people.erasable, "--patient", people.ids["paula"], "--keep", "10y",
               "--reason", "The law has it kept.")  # fmt: skip
    expect(asked).to_contain_text("refused")
    expect(asked).to_contain_text("The law has it kept.")
    expect(asked).to_contain_text("Kept until")
    # What was erased is certified by the node; the browser checks it before it is saved.
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the certificate").click()
    certificate = json.loads(download.value.path().read_bytes())
    assert certificate["record"] == own and certificate["type"] == "medchain-erasure"


def test_a_hospital_forgets_who_the_patient_is(open_page, people):
    people.ask("dora", "details", "share", people.ids["paula"], "--name", "Paula Winter", "--to", "Mona Kern")
    page = opened(open_page, people, "/privacy")
    expect(page.get_by_role("listitem").filter(has_text="Dora Feld")).to_be_visible()
    page.get_by_role("button", name="End this").click()
    confirm(page, "End that the management of St. Brigid's Hospital")
    expect(page.get_by_text("management has your details.")).to_be_visible()
    assert people.ask("mona", "details", "list")["patients"] == []


def test_a_claim_shows_the_insurer_what_was_chosen(open_page, people):
    page = opened(open_page, people, "/claims", width=390)
    expect(page.get_by_text("No claim has been submitted.")).to_be_visible()
    page.get_by_role("link", name="Submit a claim").click()
    page.get_by_label("What for").fill("Laboratory test")
    page.get_by_role("textbox", name="Amount").fill("twelve")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("An amount, such as 120.50.")).to_be_visible()
    page.get_by_role("textbox", name="Amount").fill("38.20")
    page.get_by_label("Search your records").fill("panic")
    page.get_by_label("Panic disorder").check()
    expect(page.get_by_text("1 record chosen")).to_be_visible()
    accessible(page, "a new claim")
    fits(page, "a new claim")
    page.get_by_role("button", name="Submit").click()
    confirm(page, "Harbour Health Insurance", "may read 1 record", "for payment", "Submit a claim for")
    card = page.locator("[data-claim]")
    expect(card).to_contain_text("€38.20")
    [claim] = people.ask("ines", "claim", "list")["claims"]
    assert claim["amount"] == "38.20"
    people.ask("ines", "claim", "answer", claim["claim"], "--decision", "partial", "--reason", "30 are covered.")
    expect(card).to_contain_text("partly accepted")
    expect(card).to_contain_text("30 are covered.")
    accessible(page, "claims")
    fits(page, "claims")


def test_access_is_given_without_being_asked(open_page, people):
    page = opened(open_page, people, "/access/new", width=390)
    page.get_by_label("Name", exact=True).fill("ines")
    page.get_by_role("link", name="Ines Falk").click()
    # An insurer reads single records, for payment, unless the patient chooses otherwise.
    page.get_by_label("Search your records").fill("panic")
    page.get_by_label("Panic disorder").check()
    accessible(page, "giving access")
    fits(page, "giving access")
    page.get_by_role("button", name="Grant access").click()
    confirm(page, "Ines Falk, Harbour Health Insurance", "may read 1 record", "for payment")
    card = page.locator("[data-grant]").filter(has_text="Ines Falk")
    grant = card.get_attribute("data-grant")
    expect(card).to_contain_text(grant)
    shown = people.ask(
        "ines", "record", "show", people.erasable, "--patient", people.ids["paula"], "--purpose", "payment"
    )
    assert "Panic disorder" in json.dumps(shown)
    accessible(page, "who has access")
