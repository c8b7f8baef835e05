"""At the counter: prescriptions that wait, opened with allergies beside them, handed out in part or as another product,
never more than was issued. Physician and patient work on the command line. Rows 003-52, 003-53, 003-57, 003-58,
003-60, 004-48."""

import json

import pytest
from people import accessible, confirm, fits, reject, sign_in, signed_in
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def prescriptions(network):
    """A patient with an allergy and two prescriptions, and a pharmacist who may only list them."""
    patient = network.patient("rx-patient", display_name="Tessa Aking")
    network.staff("rx-physician", "Dr. Petra Reber", "physician", "Riverside")
    network.staff("rx-counter", "Carl Unter", "pharmacist", "Old Mill")
    network.granted("rx-patient", "rx-physician", "medication,safety", "read,contribute")
    network.ask("rx-patient", "record", "add", "--allergy", "Penicillin", "--criticality", "high")
    issue = ("prescription", "issue", "--patient", patient)
    issued = [
        network.ask("rx-physician", *issue, "--medication", name, "--dosage", "1 daily", "--quantity", "20", *more)
        for name, *more in (("Ibuprofen 400 mg", "--repeats", "1"), ("Paracetamol 500 mg",))
    ]
    network.ask("rx-patient", "access", "grant", "--to", "Carl Unter", "--categories", "medication", "--rights", "list")
    return patient, [answer["prescription"] for answer in issued]


def test_what_may_only_be_listed_is_asked_for(open_page, network, prescriptions):
    patient, (first, _) = prescriptions
    page = open_page(None)
    sign_in(page, network, "rx-counter")
    expect(page.get_by_role("heading", name="Pharmacy")).to_be_visible()
    rows = page.locator("li[data-prescription]")
    expect(rows).to_have_count(2)
    # That it exists, of when, by whom; nothing of what it is.
    expect(rows.first).to_contain_text("Dr. Petra Reber")
    expect(rows.first).to_contain_text("You see that it exists")
    expect(rows.first).not_to_contain_text("units")
    accessible(page, "pharmacy, listed")
    code = page.get_by_label("Code of a prescription, or identity of a patient")
    code.fill("not a code")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("That is neither a prescription nor an identity.")).to_be_visible()
    code.fill(first)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="Prescription", exact=True)).to_be_visible()
    page.get_by_role("link", name="Ask the patient").click()
    page.get_by_role("button", name="Ask the patient").click()
    confirm(page, "read and dispense from", "medication", "for treatment")
    request = network.ask("rx-patient", "access", "requests")["requests"][0]["request"]
    network.ask("rx-patient", "access", "grant", "--request", request)
    page.goto(f"{network.url}/#/pharmacy/patient/{patient}")
    expect(page.get_by_text("20 of 20 units left")).to_be_visible()
    expect(page.get_by_text("40 of 40 units left")).to_be_visible()
    accessible(page, "pharmacy, of a patient")


def test_it_is_handed_out_in_parts_and_never_more(open_page, network, prescriptions):
    patient, (first, second) = prescriptions
    page = open_page(None)
    sign_in(page, network, "rx-counter")
    signed_in(page)
    page.get_by_label("Code of a prescription, or identity of a patient").fill(f"{patient} {first}")
    page.get_by_role("button", name="Find").click()
    page.locator("[data-action=open-prescription]").click()
    confirm(page, "Open 2 records", "for treatment")
    expect(page.get_by_role("heading", name="Ibuprofen 400 mg")).to_be_visible()
    expect(page.locator(".allergy-banner")).to_contain_text("Penicillin")
    accessible(page, "prescription")
    units = page.get_by_label("Units")
    expect(units).to_have_value("20")
    units.fill("21")
    page.get_by_role("button", name="Dispense").click()
    expect(page.get_by_text("Between 1 and 20 units.")).to_be_visible()
    units.fill("15")
    page.get_by_label("Another product than the one prescribed").check()
    page.get_by_role("button", name="Dispense").click()
    expect(page.get_by_text("Say what you hand out instead.")).to_be_visible()
    page.get_by_label("What you hand out").fill("Ibuprofen 400 mg, another maker")
    page.get_by_role("button", name="Dispense").click()
    reject(page)
    expect(units).to_have_value("15")
    page.get_by_role("button", name="Dispense").click()
    confirm(page, "you dispensed 15 units, as another product", "Add one medication record")
    expect(page.get_by_text("25 of 40 units left")).to_be_visible()
    expect(page.locator("[data-part=dispenses]")).to_contain_text("Substituted")
    for count, rest in ((20, "5 of 40"), (5, "0 of 40")):
        expect(page.get_by_label("Units")).to_have_value(str(count))
        page.get_by_role("button", name="Dispense").click()
        confirm(page, f"you dispensed {count} units")
        expect(page.get_by_text(f"{rest} units left") if rest[0] != "0" else page.get_by_text("All of it has been")
               ).to_be_visible()  # fmt: skip
    expect(page.get_by_role("button", name="Dispense")).to_be_hidden()
    accessible(page, "prescription, all dispensed")

    # What the browser wrote, the patient's program opens.
    shown = network.ask("rx-patient", "prescription", "show", first)
    assert (shown["remaining"], shown["status"]) == (0, "dispensed")
    written = [one["record"] for one in shown["dispenses"]]
    resource = json.loads(network.ask("rx-patient", "record", "show", written[0])["resource"])
    assert resource["substitution"] == {"wasSubstituted": True}
    assert resource["medicationCodeableConcept"]["text"] == "Ibuprofen 400 mg, another maker"

    # A refill that waits is shown; the prescriber cancels the other one, and the list follows by itself.
    network.ask("rx-patient", "prescription", "request-refill", first)
    page.get_by_role("link", name="Pharmacy", exact=True).click()
    expect(page.get_by_role("heading", name="Refills under way")).to_be_visible()
    expect(page.locator(f"li[data-prescription='{second}']")).to_be_visible()
    network.ask("rx-physician", "prescription", "cancel", second)
    expect(page.locator(f"li[data-prescription='{second}']")).to_be_hidden()
    network.ask("rx-physician", "prescription", "answer-refill", first, "--approve")
    expect(page.get_by_text("refill allowed")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page, "pharmacy")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="What I dispensed").click()
    expect(page.get_by_role("row")).to_have_count(4)
    accessible(page, "dispensed")
    fits(page, "dispensed")
