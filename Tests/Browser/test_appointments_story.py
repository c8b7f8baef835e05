"""A patient finds a physician's free time, asks for it with access for the visit, moves it, calls it off; the physician
answers from the command line, so that both read each other. COVERAGE rows: appointments."""

import time

import pytest
from people import accessible, at_work, confirm, fits, reject
from playwright.sync_api import expect

HOUR = 3_600


@pytest.fixture(scope="module")
def people(network):
    network.patient("selma", display_name="Selma Aydin")
    network.staff("ilse", "Ilse Ahrens", "physician", "Riverside")
    return network


def tomorrow(hour):
    """Tomorrow at an hour, as the command line takes it."""
    return time.strftime(f"%Y-%m-%d {hour:02}:00", time.localtime(time.time() + 24 * HOUR))


def test_a_patient_asks_with_access_for_the_visit(open_page, people):
    page = at_work(open_page, people, "selma", "/appointments")
    expect(page.get_by_text("No appointment is ahead.")).to_be_visible()
    accessible(page, "no appointments")
    page.get_by_role("link", name="New appointment").click()
    page.get_by_label("Name of the physician").fill("ilse")
    page.get_by_role("link", name="Ilse Ahrens").click()
    expect(page.get_by_text("No free times are offered at the moment.")).to_be_visible()
    accessible(page, "no free times")

    people.ask("ilse", "availability", "publish", "--from", tomorrow(9), "--to", tomorrow(11), "--slot", "30min")
    page.goto(f"{people.url}/#/appointments")
    expect(page.get_by_text("No appointment is ahead.")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Ask for this time").click()
    expect(page.get_by_text("Please fill this in.")).to_be_visible()
    page.get_by_label("09:30").check()
    page.get_by_label("Reason").fill("Chest pain when climbing stairs")
    page.get_by_label("Let them see records for this visit").check()
    page.get_by_label("imaging").uncheck()
    expect(page.get_by_role("link", name="See exactly what they would see")).to_have_attribute(
        "href", "#/record/preview?categories=clinical,medication,laboratory"
    )
    accessible(page, "asking for an appointment")
    fits(page, "asking for an appointment")
    page.get_by_role("button", name="Ask for this time").click()
    reject(page)
    assert people.ask("ilse", "appointment", "list")["appointments"] == []
    page.get_by_role("button", name="Ask for this time").click()
    confirm(page, "Ask Ilse Ahrens", "From the confirmation until 1 day after the visit they may read and add to "
            "clinical, medication and laboratory records for treatment", "The safety category")  # fmt: skip
    card = page.locator("[data-appointment]")
    expect(card).to_contain_text("waiting for an answer")
    expect(card).to_contain_text("Chest pain when climbing stairs")
    expect(card).to_contain_text("Begins with the confirmation")
    accessible(page, "an appointment")

    # The physician reads the reason on the command line; nothing is open to her yet.
    [asked] = people.ask("ilse", "appointment", "list")["appointments"]
    shown = people.ask("ilse", "appointment", "show", asked["appointment"])
    assert shown["reason"] == "Chest pain when climbing stairs"
    assert people.ask("ilse", "record", "list", "--patient", people.ids["selma"])["records"] == []
    people.ask("ilse", "appointment", "confirm", asked["appointment"], "--note", "Come fasting.")
    # The patient's page changes by itself, and the access has begun.
    expect(card).to_contain_text("confirmed")
    expect(card).to_contain_text("Come fasting.")
    expect(card).to_contain_text("They may read and add to")
    page.goto(f"{people.url}/#/access")
    expect(page.locator("[data-grant]")).to_contain_text("Ilse Ahrens")


def test_a_time_that_somebody_else_took_loses_nothing(open_page, people):
    people.patient("tove", display_name="Tove Dahl")
    page = at_work(open_page, people, "tove", f"/appointments/new/{people.ids['ilse']}", width=390)
    # Half past nine is taken; nobody is told by whom.
    expect(page.get_by_label("09:30")).to_have_count(0)
    page.get_by_label("10:00").check()
    page.get_by_label("Reason").fill("Second opinion")
    fits(page, "free times")
    people.ask("selma", "appointment", "request", "--physician", "Ilse Ahrens", "--at", tomorrow(10))
    page.get_by_role("button", name="Ask for this time").click()
    confirm(page)
    expect(page.get_by_role("alert").get_by_text("This time is not free.")).to_be_visible()
    expect(page.get_by_label("Reason")).to_have_value("Second opinion")
    expect(page.get_by_label("10:00")).to_have_count(0)
    page.get_by_label("10:30").check()
    page.get_by_role("button", name="Ask for this time").click()
    confirm(page, "Ask Ilse Ahrens")
    expect(page.locator("[data-appointment]")).to_contain_text("10:30")


def test_an_appointment_is_moved_and_called_off(open_page, people):
    page = at_work(open_page, people, "selma", "/appointments")
    expect(page.locator("[data-appointment]")).to_have_count(2)
    card = page.locator("[data-appointment]").filter(has_text="Chest pain")
    card.get_by_role("link", name="Choose another time").click()
    expect(page.get_by_text("That time is given up")).to_be_visible()
    page.get_by_label("09:00").check()
    accessible(page, "another time")
    page.get_by_role("button", name="Choose another time").click()
    confirm(page, "Ask for another time instead", "access that goes with it waits until then")
    card = page.locator("[data-appointment]").filter(has_text="Chest pain")
    expect(card).to_contain_text("09:00")
    expect(card).to_contain_text("waiting for an answer")
    expect(card).to_contain_text("Begins with the confirmation")

    card.get_by_role("button", name="Cancel the appointment").click()
    dialog = page.get_by_role("dialog", name="Cancel the appointment")
    dialog.get_by_label("Why").fill("I feel well again.")
    dialog.get_by_role("button", name="Cancel the appointment").click()
    confirm(page, "Cancel the appointment. An access that goes with it ends.")
    expect(page.locator("[data-appointment]")).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="cancelled")).to_be_visible()
    accessible(page, "appointments, before and after")
    told = people.ask("ilse", "appointment", "list", "--status", "cancelled")["appointments"]
    assert people.ask("ilse", "appointment", "show", told[0]["appointment"])["reason"] == "I feel well again."
