"""A nurse's shift at the browser: the ward, a handoff, the round with what is to be done for each patient, and what she
writes. COVERAGE row 000-4."""

import pytest
from people import accessible, at_work, confirm, fits, part, patient_with_allergy, reject
from playwright.sync_api import expect

CANARY = "Birnenmost"


@pytest.fixture(scope="module")
def people(network):
    """Rosa, who gave a nurse and a physician access; another nurse hands over."""
    patient_with_allergy(network, "rosa", "Rosa Weiss", "Latex", birthDate="1941-07-30")
    network.staff("nadia", "Nadia Rund", "nurse", "Riverside")
    network.staff("late", "Lars Spaet", "nurse", "Riverside")
    network.staff("ward-doctor", "Wanda Arzt", "physician", "Riverside")
    return network


def nurse(open_page, people, address="/ward", **options):
    return at_work(open_page, people, "nadia", address, **options)


def test_an_empty_ward(open_page, people):
    page = nurse(open_page, people, width=390)
    expect(page.get_by_role("heading", name="My ward")).to_be_visible()
    for name in ("handoffs", "patients", "corrections", "messages"):
        expect(part(page, name).locator(".state-empty")).to_be_visible()
    accessible(page, "an empty ward")
    fits(page, "an empty ward")


def test_a_round(open_page, people):
    page = nurse(open_page, people)
    everything = "demographics,clinical,medication"
    people.granted("rosa", "nadia", everything, "read,contribute")
    people.granted("rosa", "late", everything, "read,contribute")
    people.granted("rosa", "ward-doctor", everything, "read,contribute")
    patient = people.ids["rosa"]
    people.ask(
        "ward-doctor", "prescription", "issue", "--patient", patient, "--medication", "Paracetamol 500 mg",
        "--dosage", f"1 with {CANARY}", "--quantity", "20",
    )  # fmt: skip
    people.ask(
        "late", "message", "send", "--patient", patient, "--to", "Nadia Rund", "--kind", "handoff", "--subject",
        "Night", "--text", f"Restless since 2 am; drank {CANARY}.",
    )  # fmt: skip
    # All of it arrives by itself: the patient, and the handoff, opened on this device.
    expect(part(page, "handoffs")).to_contain_text(f"Restless since 2 am; drank {CANARY}.")
    card = page.locator(f"[data-patient='{patient}']")
    expect(card).to_contain_text("3 records are not opened yet: allergies and tasks are unknown here")
    page.get_by_role("button", name="Show the name of 1 patient").click()
    confirm(page, "Open 1 record")
    expect(card).to_contain_text("Rosa Weiss")
    expect(card).to_contain_text("1941")
    card.get_by_role("button", name="Open for my round").click()
    reject(page)
    expect(card.get_by_role("button", name="Open for my round")).to_be_visible()
    card.get_by_role("button", name="Open for my round").click()
    confirm(page, "Open", "for treatment")
    expect(card.locator(".allergy-banner")).to_contain_text("Latex")
    expect(card.locator(".tasks")).to_contain_text("Paracetamol 500 mg")
    expect(card.locator(".tasks")).to_contain_text("not given yet")
    accessible(page, "a ward")
    fits(page, "a ward")

    card.get_by_role("link", name="Medicine given").click()
    expect(page.locator(".banner")).to_contain_text("Rosa Weiss")
    expect(page.locator(".allergy-banner")).to_contain_text("Latex")
    page.get_by_role("combobox", name="Medicine").fill("Paracetamol 500 mg")
    page.get_by_role("combobox", name="Medicine").press("Escape")
    page.get_by_label("Dose", exact=True).fill("500")
    page.locator(".entry-form [type=submit]").click()
    dialog = page.get_by_role("dialog", name="Confirm what you sign")
    expect(dialog.locator("[data-part=patient]")).to_contain_text("Rosa Weiss")
    expect(dialog.locator("[data-part=patient]")).to_contain_text("1941")
    confirm(page, "Add one medication record")
    expect(page.locator(".record-head h2")).to_contain_text("Paracetamol 500 mg")
    page.goto(f"{people.url}/#/ward")
    expect(card.locator(".tasks")).to_contain_text("given")
    expect(card.locator(".tasks")).not_to_contain_text("not given yet")
    shown = people.ask("rosa", "record", "list")["records"]
    assert any(one["author"] == people.ids["nadia"] and one["category"] == "medication" for one in shown)

    # A care plan's steps are tasks, too.
    page.goto(f"{people.url}/#/chart/{patient}/add/carePlan")
    page.get_by_label("Title").fill("Prevent falls")
    page.get_by_label("Activities").fill("Bed rail up\nWalk with help twice a day")
    page.locator(".entry-form [type=submit]").click()
    confirm(page, "Add one clinical record")
    expect(page.locator(".record-head h2")).to_contain_text("Prevent falls")
    page.goto(f"{people.url}/#/ward")
    expect(card.locator(".tasks")).to_contain_text("Walk with help twice a day")
    expect(card.get_by_role("link", name="Hand over")).to_have_attribute(
        "href", f"#/messages/new?patient={patient}&kind=handoff"
    )
    part(page, "handoffs").get_by_role("link", name="Read and answer").click()
    expect(page.get_by_role("heading", name="Night")).to_be_visible()


def test_a_correction_of_what_the_nurse_read(open_page, people):
    patient = people.ids["rosa"]
    page = nurse(open_page, people)
    written = people.ask("ward-doctor", "record", "add", "--patient", patient, "--condition", "Pneumonia")["record"]
    people.cli("nadia", "record", "show", written, "--patient", patient)
    people.ask("ward-doctor", "record", "amend", written, "--patient", patient, "--condition", "Bronchitis")
    corrections = part(page, "corrections")
    expect(corrections).to_contain_text("Replaced by a correction")
    expect(corrections).to_contain_text("Wanda Arzt")
    corrections.get_by_role("button", name="I know of it").click()
    confirm(page, "Confirm that you know a record you read has changed.")
    expect(corrections).to_contain_text("Nothing that you read was changed.")


def test_a_round_of_several_patients_is_opened_by_one_confirmation(open_page, people):
    for user in ("ida", "olga"):
        people.patient(user)
        people.ask(user, "record", "add", "--allergy", "Penicillin")
        people.granted(user, "nadia", "clinical", "read,contribute")
    page = nurse(open_page, people, width=390)
    cards = [page.locator(f"[data-patient='{people.ids[user]}']") for user in ("ida", "olga")]
    expect(cards[0]).to_contain_text("1 record is not opened yet")
    fits(page, "a ward to open")
    accessible(page, "a ward to open")
    part(page, "round").get_by_role("button", name="Open all for my round").click()
    confirm(page, "for treatment")
    for card in cards:
        expect(card.locator(".allergy-banner")).to_contain_text("Penicillin")
        expect(card.get_by_role("button", name="Open for my round")).to_be_hidden()
    expect(part(page, "round")).to_be_hidden()
