"""A physician's day at the browser, with patient, laboratory and pharmacy at the command line: appointments and a
visit, a prescription with its safety check, an order with a critical result and its correction. COVERAGE rows 000-2,
000-3, 000-4, 000-5, 000-19, 000-23, 001-19, 003-40, 004-37."""

import json
import re
from datetime import datetime, timedelta

import pytest
from network import PASSPHRASE
from people import accessible, at_work, confirm, fits, part, patient_with_allergy, reject
from playwright.sync_api import expect

CANARY = "Zitronenmelisse"
BORN = "1957-03-09"


@pytest.fixture(scope="module")
def people(network):
    """Paul, who is allergic to penicillin, and those who treat him."""
    patient_with_allergy(network, "paul", "Paul Ander", "Penicillin", birthDate=BORN, gender="male")
    network.staff("dora", "Dora Klein", "physician", "Riverside")
    network.staff("bench-hand", "Bert Labor", "laboratory-technician", "Meridian")
    network.staff("bench-head", "Mara Leiter", "hospital-manager", "Meridian")
    network.staff("chemist", "Carla Mist", "pharmacist", "Old Mill")
    network.ask("bench-head", "organisation", "key", "rotate")
    return network


def physician(open_page, people, address="/day", **options):
    return at_work(open_page, people, "dora", address, **options)


def pick(page, label, typed, entry):
    """Types until the list has the entry: it may still be loading."""
    box = page.get_by_role("combobox", name=label)
    option = page.locator("[role=option]", has_text=re.compile(f"^{entry}", re.IGNORECASE)).first
    expect(box).to_be_visible()
    for _ in range(40):
        box.fill("")
        box.press_sequentially(typed)
        if option.is_visible():
            break
    option.click()


def fill_prescription(page, medicine, repeats):
    """A medicine three times a day, twenty of it."""
    pick(page, "Medicine", medicine, medicine)
    page.get_by_label("Dose", exact=True).fill("1")
    page.get_by_label("How often").select_option("TID")
    page.get_by_label("Quantity to dispense").fill("20")
    page.get_by_label("Repeats").fill(repeats)


def test_an_empty_day(open_page, people):
    page = physician(open_page, people, width=390)
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    expect(part(page, "today")).to_contain_text("No appointments today.")
    for name in ("results", "waiting", "refills", "corrections", "answers", "messages"):
        expect(part(page, name).locator(".state-empty")).to_be_visible()
    accessible(page, "an empty day")
    fits(page, "an empty day")
    for address in ("/calendar", "/orders", "/prescriptions", "/corrections", "/calendar/book", "/calendar/offer"):
        page.goto(f"{people.url}/#{address}")
        expect(page.locator("h1")).not_to_have_text("Today")
        expect(page.locator(".state .spinner")).to_have_count(0)
        accessible(page, f"empty {address}")
        fits(page, f"empty {address}")


def test_offered_asked_confirmed_declined(open_page, people):
    page = physician(open_page, people, "/calendar/offer")
    page.get_by_label("Length of an appointment").select_option("60")
    page.get_by_label("Until", exact=True).fill("08:00")
    page.get_by_role("button", name="Review and offer").click()
    expect(page.get_by_text("The end comes after the beginning.")).to_be_visible()
    page.get_by_label("Until", exact=True).fill("12:00")
    page.get_by_label("Repeat").select_option("2")
    page.get_by_role("button", name="Review and offer").click()
    confirm(page, "in slots of 1 hour")
    expect(page.get_by_text("09:00, 10:00, 11:00")).to_be_visible()
    accessible(page, "a week with free times")

    slots = people.ask("paul", "appointment", "slots", "--physician", "Dora Klein")["slots"]
    assert len(slots) == 6
    moments = [datetime.fromtimestamp(one["from"] / 1000).strftime("%Y-%m-%d %H:%M") for one in slots[:2]]
    asked = [
        people.ask(
            "paul", "appointment", "request", "--physician", "Dora Klein", "--at", moment, "--reason",
            f"Palpitations after {CANARY}", "--categories", "demographics,clinical,medication", "--rights",
            "read,contribute", "--after", "7d",
        )["appointment"]
        for moment in moments
    ]  # fmt: skip
    # It arrives by itself.
    expect(part(page, "waiting")).to_contain_text("2 requests wait for your answer")
    part(page, "waiting").get_by_role("link", name="Answer").first.click()
    expect(page.get_by_text(f"Palpitations after {CANARY}")).to_be_visible()
    expect(page.get_by_text("begins when you confirm")).to_be_visible()
    accessible(page, "an appointment to answer")
    page.get_by_label("Note to the patient").fill("Bring your list of medicines.")
    page.get_by_role("button", name="Confirm", exact=True).click()
    reject(page)
    expect(page.get_by_label("Note to the patient")).to_have_value("Bring your list of medicines.")
    page.get_by_role("button", name="Confirm", exact=True).click()
    confirm(page, "Confirm the appointment. An access that goes with it begins.")
    expect(page.get_by_text("Bring your list of medicines.")).to_be_visible()
    assert people.ask("paul", "appointment", "show", asked[0])["reply"] == "Bring your list of medicines."

    page.goto(f"{people.url}/#/calendar/{asked[1]}")
    page.get_by_role("button", name="Decline").click()
    confirm(page, "Decline the appointment")
    expect(page.get_by_text("declined", exact=True)).to_be_visible()

    # Now that there is access, the name and the date of birth can be opened, by a signed read.
    page.goto(f"{people.url}/#/calendar/{asked[0]}")
    page.get_by_role("button", name="Show the name of 1 patient").click()
    confirm(page, "Open 1 record")
    expect(page.locator(".banner")).to_contain_text("Paul Ander")
    expect(page.locator(".banner")).to_contain_text("1957")
    page.get_by_role("button", name="Cancel the appointment").click()
    dialog = page.get_by_role("dialog", name="Cancel the appointment")
    dialog.get_by_label("Note to the patient").fill("I am ill.")
    dialog.get_by_role("button", name="Cancel the appointment").click()
    confirm_for_paul(page, "Cancel the appointment")
    expect(page.get_by_text("cancelled", exact=True)).to_be_visible()
    assert people.ask("paul", "appointment", "show", asked[0])["status"] == "cancelled"


def confirm_for_paul(page, *words):
    """Whoever signs sees whose record it concerns: name and date of birth."""
    page.get_by_role("dialog", name="Confirm what you sign").wait_for()
    signed = page.get_by_role("dialog", name="Confirm what you sign")
    expect(signed.locator("[data-part=patient]")).to_contain_text("Paul Ander")
    expect(signed.locator("[data-part=patient]")).to_contain_text("1957")
    confirm(page, *words)


def test_a_visit_groups_what_is_written_in_it(open_page, people):
    people.granted("paul", "dora", "demographics,clinical,medication,laboratory", "read,contribute")
    soon = (datetime.now() + timedelta(seconds=5)).strftime("%Y-%m-%d %H:%M:%S")
    booked = people.ask(
        "dora", "appointment", "book", "--patient", people.ids["paul"], "--at", soon, "--lasting", "20min"
    )["appointment"]
    page = physician(open_page, people)
    page.get_by_role("button", name="Show the name of 1 patient").click()
    confirm(page, "Open 1 record")
    today = part(page, "today")
    expect(today).to_contain_text("Paul Ander")
    accessible(page, "a day")
    today.get_by_role("link", name="Appointment").click()
    page.get_by_label("What it is about").fill(f"Palpitations, {CANARY}")
    page.get_by_role("button", name="Start the visit").click()
    confirm_for_paul(page, "Add one clinical record")
    expect(part(page, "visit")).to_contain_text("A visit is under way")
    accessible(page, "a chart in a visit")
    page.goto(f"{people.url}/#/chart/{people.ids['paul']}/add/condition")
    pick(page, "Diagnosis or problem", "atrial fib", "Atrial fibrillation")
    page.locator(".entry-form [type=submit]").click()
    confirm_for_paul(page, "Add one clinical record")
    expect(page.locator(".record-head h2")).to_contain_text("Atrial fibrillation")
    part(page, "visit").get_by_role("link", name="To the appointment").click()
    expect(page.get_by_label("Atrial fibrillation")).to_be_checked()
    accessible(page, "completing a visit")
    page.get_by_role("button", name="Complete", exact=True).click()
    confirm_for_paul(page, "Note that the visit took place, with 1 record written in it.", "Replace a record")
    expect(page.get_by_text("took place", exact=True)).to_be_visible()
    shown = people.ask("paul", "appointment", "show", booked)
    assert shown["status"] == "completed" and len(shown["records"]) == 1 and shown["encounter"]
    written = people.folder / "written.json"
    people.cli("paul", "record", "show", shown["records"][0], "--output", written)
    visit = people.folder / "visit.json"
    people.cli("paul", "record", "show", shown["encounter"], "--output", visit)
    assert json.loads(visit.read_text())["status"] == "finished"
    assert json.loads(written.read_text())["encounter"]["reference"].startswith("urn:uuid:")


def test_a_prescription_in_spite_of_an_allergy(open_page, people):
    patient = people.ids["paul"]
    people.granted("paul", "chemist", "medication", "read,dispense")
    page = physician(open_page, people, f"/chart/{patient}/add/prescription")
    fill_prescription(page, "amoxicillin", repeats="1")
    sign = page.locator(".entry-form [type=submit]")
    sign.click()
    # Who it is for and what the check looks at is opened first.
    confirm(page, "Open", "for treatment")
    expect(page.get_by_role("heading", name="Safety check")).to_be_visible()
    expect(page.locator(".finding").first).to_contain_text("Penicillin")
    expect(page.locator(".allergy-banner")).to_contain_text("Penicillin")
    accessible(page, "a safety check")
    sign.click()
    expect(page.get_by_text("Say why, in at least three characters.")).to_be_visible()
    page.get_by_label("Why all the same").fill("Tested in May, tolerated")
    sign.click()
    confirm_for_paul(page, "20 units may be dispensed, and once more without asking", "Add one medication record")
    expect(page.locator(".record-head h2")).to_contain_text("amoxicillin")
    expect(page.locator(".record")).to_contain_text("Tested in May, tolerated")
    page.get_by_role("link", name="Dispensing and refills").click()
    expect(page.get_by_text("40 of 40")).to_be_visible()
    accessible(page, "a prescription")

    [prescription] = people.ask("paul", "prescription", "list")["prescriptions"]
    output = people.folder / "prescribed.json"
    people.cli("paul", "record", "show", prescription["prescription"], "--output", output)
    resource = json.loads(output.read_bytes())
    issue = resource["contained"][0]
    assert resource["detectedIssue"][0] == {"reference": "#finding-1"} and issue["id"] == "finding-1"
    assert (issue["severity"], issue["code"]["coding"][0]["code"]) == ("high", "ALGY")
    assert issue["mitigation"][0]["action"]["text"] == "Tested in May, tolerated"

    # The pharmacy hands out; the patient asks for more; the physician hears of both without touching anything.
    people.ask("chemist", "prescription", "dispense", prescription["prescription"], "--quantity", "20", "--substituted")
    expect(page.get_by_text("20 of 40")).to_be_visible()
    expect(part(page, "dispenses")).to_contain_text("Carla Mist")
    people.ask("paul", "prescription", "request-refill", prescription["prescription"], "--note", f"For {CANARY}")
    expect(part(page, "refill")).to_contain_text(f"For {CANARY}")
    page.goto(f"{people.url}/#/day")
    part(page, "refills").get_by_role("link", name="Answer").click()
    page.get_by_role("button", name="Allow once more").click()
    confirm(page, "Allow the prescription to be dispensed once more.")
    expect(page.get_by_text("40 of 60")).to_be_visible()
    page.get_by_role("button", name="Cancel the prescription").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the prescription").click()
    confirm(page, "Nothing more may be dispensed.")
    expect(page.locator(".chip", has_text="cancelled")).to_be_visible()
    page.goto(f"{people.url}/#/prescriptions")
    expect(page.get_by_role("cell", name="40 of 60")).to_be_visible()
    accessible(page, "prescriptions")
    fits(page, "prescriptions")


def test_an_order_its_critical_result_and_its_correction(open_page, people):
    patient = people.ids["paul"]
    page = physician(open_page, people, f"/chart/{patient}/add/order")
    pick(page, "What is ordered", "potassium", "Potassium")
    page.get_by_label("Priority").select_option("stat")
    page.locator(".entry-form [type=submit]").click()
    expect(page.get_by_text("Please fill this in.")).to_be_visible()
    page.get_by_label("Who is to do it").select_option(label="Meridian Laboratory")
    accessible(page, "an order to be placed")
    page.locator(".entry-form [type=submit]").click()
    # Nothing is written before it is clear for whom: the name is opened first.
    confirm(page, "Open 1 record")
    expect(page.locator(".banner")).to_contain_text("Paul Ander")
    confirm_for_paul(page, "Order a laboratory test (at once)", "Meridian Laboratory", "Add one clinical record")
    expect(part(page, "request")).to_contain_text("Potassium")
    expect(page.get_by_text("There is no result yet.")).to_be_visible()

    [waiting] = people.ask("bench-hand", "order", "worklist")["orders"]
    order = waiting["order"]
    assert "Potassium" in people.ask("bench-hand", "order", "open", order)["content"]
    people.ask("bench-hand", "order", "accept", order)
    expect(page.get_by_text("being done")).to_be_visible()
    fulfil = ("order", "fulfil", order, "--observation", "Potassium", "--unit", "mmol/L", "--range", "3.5-5.1")
    page.goto(f"{people.url}/#/day")
    people.ask("bench-hand", *fulfil, "--value", "6.8", "--critical", "4h")
    expect(page.locator(".alarm")).to_contain_text("1 critical result waits for you.")
    expect(part(page, "results")).to_contain_text("To be signed off in")
    accessible(page, "a day with a critical result")
    part(page, "results").get_by_role("link", name="Open").click()
    expect(page.get_by_text("Open the result to sign it off.")).to_be_visible()
    page.get_by_role("button", name="Open the result").click()
    confirm(page, "Open 1 record")
    expect(part(page, "newest")).to_contain_text("6.8 mmol/L")
    accessible(page, "a critical result")
    page.get_by_role("button", name="Sign off").click()
    confirm(page, "Confirm that you have seen the result.")
    expect(page.locator(".signed-off")).to_be_visible()
    assert people.ask("dora", "result", "list")["orders"] == []

    # The value was wrong: what was read stays, struck through, and is recalled.
    people.ask("bench-hand", *fulfil, "--value", "4.8")
    expect(part(page, "earlier").locator("s").first).to_be_visible()
    expect(part(page, "earlier")).to_contain_text("Replaced by the version of")
    page.get_by_role("button", name="Open the result").click()
    confirm(page, "Open 1 record")
    expect(part(page, "newest")).to_contain_text("4.8 mmol/L")
    accessible(page, "a corrected result")
    page.get_by_role("button", name="Sign off").click()
    confirm(page, "Confirm that you have seen the result.")
    page.goto(f"{people.url}/#/day")
    corrections = part(page, "corrections")
    expect(corrections).to_contain_text("Replaced by a correction")
    accessible(page, "a day with a correction")
    corrections.get_by_role("button", name="I know of it").click()
    confirm(page, "Confirm that you know a record you read has changed.")
    expect(corrections).to_contain_text("Nothing that you read was changed.")
    assert people.ask("bench-hand", "result", "recalls")["recalls"] == []


def losing(page, answers):
    """The node is out of reach for some of what is submitted: `answers` says which, in order; then it is back."""
    answers = list(answers)

    def handle(route):
        if answers and not answers.pop(0):
            route.abort()
        else:
            route.continue_()

    page.watch.expected.append("net::ERR_FAILED")
    page.route("**/v1/transactions", handle)


def half_prescribed(open_page, people, patient):
    """A prescription that arrives; that it may be dispensed does not, however often the device tries."""
    page = physician(open_page, people, f"/chart/{patient}/add/prescription")
    fill_prescription(page, "ibuprofen", repeats="0")
    sign = page.locator(".entry-form [type=submit]")
    sign.click()
    expect(page.get_by_role("heading", name="Safety check")).to_be_visible()
    losing(page, [True, False, False, False])
    sign.click()
    confirm(page, "20 units may be dispensed", "Add one medication record")
    expect(page.locator(".form-notices .state-problem")).to_be_visible()
    return page, sign


def test_a_node_lost_between_writing_and_issuing_doubles_nothing(open_page, people):
    patient = people.patient("petra", display_name="Petra Blau")
    people.granted("petra", "dora", "clinical,medication", "read,contribute")
    page, sign = half_prescribed(open_page, people, patient)
    dialog = page.get_by_role("dialog", name="Confirm what you sign")
    sign.click()
    expect(dialog).to_contain_text("20 units may be dispensed")
    expect(dialog).not_to_contain_text("Add one medication record")
    confirm(page)
    expect(page.locator(".record-head h2")).to_contain_text("ibuprofen")
    [prescription] = people.ask("petra", "prescription", "list")["prescriptions"]
    [record] = people.ask("petra", "record", "list", "--all")["records"]
    assert record["record"] == prescription["prescription"]

    # Changed before it is tried again, the order replaces the record; the answer alone lost, it is not placed twice.
    page.unroute("**/v1/transactions")
    page.goto(f"{people.url}/#/chart/{patient}/add/order")
    pick(page, "What is ordered", "potassium", "Potassium")
    page.get_by_label("Priority").select_option("stat")
    page.get_by_label("Who is to do it").select_option(label="Meridian Laboratory")
    losing(page, [True, False, False, False])
    sign.click()
    confirm(page, "Order a laboratory test", "Add one clinical record")
    expect(page.locator(".form-notices .state-problem")).to_be_visible()
    page.get_by_label("Priority").select_option("routine")
    sign.click()
    confirm(page, "Order a laboratory test", "Replace")
    expect(part(page, "request")).to_contain_text("Potassium")
    records = people.ask("petra", "record", "list", "--all")["records"]
    assert sorted(one["status"] for one in records if one["category"] == "clinical") == ["current", "superseded"]
    [order] = people.ask("bench-hand", "order", "worklist")["orders"]
    assert order["priority"] == "routine"
    assert "Potassium" in people.ask("bench-hand", "order", "open", order["order"])["content"]


def test_what_was_written_and_not_issued_is_taken_back(open_page, people):
    """Who gives the form up after its record arrived leaves nothing that looks prescribed."""
    patient = people.patient("pavel", display_name="Pavel Grau")
    people.granted("pavel", "dora", "clinical,medication", "read,contribute")
    page, sign = half_prescribed(open_page, people, patient)
    page.unroute("**/v1/transactions")
    cancel = page.locator(".entry-form").get_by_role("button", name="Cancel")
    question = page.get_by_role("dialog", name="It stands in the record already")
    cancel.click()
    question.get_by_role("button", name="Cancel").click()
    expect(sign).to_be_visible()
    cancel.click()
    accessible(page, "giving a prescription up")
    question.get_by_role("button", name="Take it back").click()
    confirm(page, "Take back")
    expect(page.get_by_role("heading", name="What do you want to write?")).to_be_visible()
    [record] = people.ask("pavel", "record", "list", "--all")["records"]
    assert record["status"] == "retracted"
    assert people.ask("pavel", "prescription", "list")["prescriptions"] == []


def test_the_management_learns_who_the_patient_is(open_page, people):
    """Details shared with the hospital's management, and taken back again."""
    people.staff("front-desk", "Fritz Amt", "hospital-manager", "Riverside")
    people.granted("paul", "dora", "demographics", "read")
    page = physician(open_page, people, f"/details/{people.ids['paul']}")
    page.get_by_role("button", name="Show the name of 1 patient").click()
    confirm(page, "Open 1 record")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Paul Ander")
    expect(page.get_by_label("Date of birth")).to_have_value(BORN)
    page.get_by_label("Phone").fill("0043 1 5550100")
    accessible(page, "details to be shared")
    page.get_by_role("button", name="Review and share").click()
    confirm_for_paul(page, "Fritz Amt")
    expect(part(page, "shared")).to_contain_text("You shared them on")
    [told] = people.ask("front-desk", "details", "list")["patients"]
    assert told["patient"] == people.ids["paul"]
    opened = people.cli("front-desk", "details", "show", people.ids["paul"]).out
    assert "Paul Ander" in opened and "5550100" in opened
    page.get_by_role("button", name="Take them back").click()
    confirm_for_paul(page, "End that the management")
    expect(part(page, "shared")).to_have_count(0)
    assert people.ask("front-desk", "details", "list")["patients"] == []


def test_nothing_readable_is_on_the_node(people):
    words = (CANARY, "Paul Ander", "Palpitations", "Tested in May", "list of medicines", "I am ill", PASSPHRASE)
    for file in people.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found = [word for word in words if word.encode() in content]
            assert found == [], f"{file}: {found}"
