"""A hospital's management and the health authority: an invited nurse joins by her link and is verified; the key of the
organisation; somebody is suspended at once and reinstated; a request to erase is refused. Rows 001-2, 001-4, 001-5."""

import time

import pytest
from network import PASSPHRASE, certificate
from people import accessible, at_work, confirm, fits, keep_card, reject, sign_in, signed_in
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def house(network):
    """A hospital with a manager, a physician, and a patient who wants a record erased."""
    network.staff("admin-lead", "Ada Minister", "hospital-manager", "St. Brigid")
    network.staff("admin-physician", "Dr. Sven Usp", "physician", "St. Brigid")
    network.patient("admin-patient", organisation="St. Brigid")
    network.granted("admin-patient", "admin-physician", "clinical", "read,contribute")
    record = network.ask(
        "admin-physician", "record", "add", "--patient", network.ids["admin-patient"], "--condition", "Gout"
    )["record"]
    network.ask("admin-patient", "record", "request-erasure", record, "--reason", "I do not want it kept")
    return network.ids


def receipt(page, network, button):
    """Saves a receipt, and has the command line verify it: answers what that says."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    path = network.folder / download.value.suggested_filename
    download.value.save_as(path)
    return network.run("receipt", "verify", path, "--genesis", network.data / "genesis.json", "--json").json


def test_an_invited_nurse_joins_and_is_verified(open_page, network, house):
    manager = open_page(None)
    sign_in(manager, network, "admin-lead")
    expect(manager.get_by_role("heading", name="Home")).to_be_visible()
    expect(manager.get_by_role("heading", name="Requests to erase")).to_be_visible()
    expect(manager.get_by_text("There is none yet.")).to_be_visible()
    accessible(manager, "management")
    manager.get_by_role("button", name="Make the key").click()
    confirm(manager, "Make a new key for your organisation")
    expect(manager.get_by_text("There is none yet.")).to_be_hidden()
    manager.get_by_role("link", name="Staff", exact=True).click()
    manager.locator("[data-action=invite]").click()
    dialog = manager.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("Role").select_option("nurse")
    dialog.get_by_role("button", name="Make the link").click()
    confirm(manager, "Invite somebody to your organisation as a nurse")
    link = manager.get_by_role("textbox", name="The invitation").input_value()
    assert link.startswith(f"{network.url}/#join=")
    accessible(manager, "the link")
    manager.keyboard.press("Escape")

    nurse = open_page("/" + link.rsplit("/", 1)[1])
    expect(nurse.get_by_text("You are invited to St. Brigid's Hospital as: Nurse.")).to_be_visible()
    accessible(nurse, "join")
    nurse.get_by_label("Your name").fill("Nina Urse")
    nurse.get_by_label("Credentials").set_input_files(
        {"name": "diploma.pdf", "mimeType": "application/pdf", "buffer": certificate("Nina Urse")}
    )
    nurse.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    nurse.get_by_role("button", name="Apply").click()
    confirm(nurse, "Register as a nurse")
    keep_card(nurse, network.folder / "nina.card")
    expect(nurse.get_by_role("heading", name="Your application is being checked")).to_be_visible()
    # Who waits can prove already that the application stands on the ledger.
    saved = receipt(nurse, network, "Save the receipt of your application")
    assert saved["command"] == "identity.register" and saved["accepted"] and saved["networkTrusted"]
    expect(manager.locator("[data-part=waiting]")).to_contain_text("Nina Urse")
    expect(manager.locator("[data-part=invitations]")).to_contain_text("joined")
    # The link has worked once.
    second = open_page("/" + link.rsplit("/", 1)[1])
    expect(second.get_by_text("This invitation is not valid any more")).to_be_visible()

    officer = open_page(None, width=1440)
    sign_in(officer, network, "ruth")
    officer.get_by_role("row").filter(has_text="Nina Urse").get_by_role("link", name="Check").click()
    expect(officer.locator(".pdf-viewer")).to_be_visible()
    accessible(officer, "applicant")
    officer.get_by_role("button", name="Verify").click()
    confirm(officer, "Confirm that Nina Urse")
    expect(manager.locator("[data-part=members]")).to_contain_text("Nina Urse")
    joined = manager.locator("[data-part=members] li").filter(has_text="Nina Urse")
    expect(joined).to_contain_text("has no key")
    manager.get_by_role("button", name="Give the key: Nina Urse").click()
    confirm(manager, "Give the organisation", "key to Nina Urse")
    expect(joined).to_contain_text("has the key")
    expect(joined.get_by_role("button", name="Give the key")).to_have_count(0)
    accessible(manager, "staff")
    manager.set_viewport_size({"width": 390, "height": 844})
    fits(manager, "staff")


def test_somebody_is_suspended_at_once(open_page, network, house):
    manager, physician = open_page(None), open_page(None)
    sign_in(physician, network, "admin-physician")
    signed_in(physician)
    sign_in(manager, network, "admin-lead")
    manager.get_by_role("link", name="Staff", exact=True).click()
    manager.get_by_role("button", name="Suspend: Dr. Sven Usp").click()
    dialog = manager.get_by_role("dialog", name="Suspend")
    dialog.get_by_label("Reason").fill("Lost his device")
    dialog.get_by_role("button", name="Suspend", exact=True).click()
    confirm(manager, "Suspend Dr. Sven Usp")
    # The physician's own screen says so by itself, and why.
    expect(physician.get_by_text("Lost his device")).to_be_visible()
    expect(manager.locator("[data-part=suspended]")).to_contain_text("Dr. Sven Usp")
    accessible(manager, "suspended")
    manager.get_by_role("button", name="Reinstate: Dr. Sven Usp").click()
    confirm(manager, "Let Dr. Sven Usp")
    expect(manager.locator("[data-part=members]")).to_contain_text("Dr. Sven Usp")


def test_a_request_to_erase_is_refused_with_a_day(open_page, network, house):
    page = open_page(None)
    sign_in(page, network, "admin-lead")
    page.get_by_role("link", name="Answer").click()
    expect(page.get_by_text("I do not want it kept")).to_be_visible()
    accessible(page, "requests to erase")
    page.get_by_role("button", name="Refuse").click()
    dialog = page.get_by_role("dialog", name="Refuse")
    dialog.get_by_label("Reason").fill("Kept for ten years by law")
    dialog.get_by_label("Kept until").fill("2039-01-01")
    dialog.get_by_role("button", name="Refuse").click()
    confirm(page, "Refuse to erase the record")
    expect(page.get_by_text("refused", exact=True)).to_be_visible()


def at(day, hour):
    """An hour of a day, as the command line takes it."""
    return f"{day} {hour:02}:00"


def test_the_day_of_the_house_names_no_patient(open_page, network, house):
    """Row 000-19: managers see which physician is taken when, and what is free; not by whom (decision 0104)."""
    day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 24 * 3_600))
    network.ask("admin-physician", "availability", "publish", "--from", at(day, 9), "--to", at(day, 12), "--slot", "1h")
    for hour in (9, 10):
        network.ask("admin-patient", "appointment", "request", "--physician", "Dr. Sven Usp", "--at", at(day, hour))
    first, second = network.ask("admin-physician", "appointment", "list")["appointments"]
    network.ask("admin-physician", "appointment", "confirm", first["appointment"])
    network.ask("admin-patient", "appointment", "cancel", second["appointment"])
    page = at_work(open_page, network, "admin-lead")
    expect(page.get_by_role("heading", name="Appointments today")).to_be_visible()
    page.get_by_role("link", name="Appointments", exact=True).click()
    expect(page.locator("[data-physician]").filter(has_text="Dr. Sven Usp")).to_contain_text("No appointments")
    page.get_by_role("link", name="The day after").click()
    card = page.locator("[data-physician]").filter(has_text="Dr. Sven Usp")
    expect(card).to_contain_text("confirmed")
    expect(card).to_contain_text("cancelled")
    expect(card).to_contain_text("Free:")
    shown = page.get_by_role("main").inner_text()
    assert house["admin-patient"] not in shown.replace("-", "")
    accessible(page, "a day of the house")
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page, "a day of the house")


def test_the_authority_finds_and_suspends_people(open_page, network, house):
    page = open_page(None)
    sign_in(page, network, "ruth")
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name").fill("Ada Min")
    row = page.get_by_role("row").filter(has_text="Ada Minister")
    expect(row).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    accessible(page, "people")
    row.get_by_role("button", name="Suspend").click()
    page.get_by_role("dialog", name="Suspend").get_by_role("button", name="Suspend", exact=True).click()
    confirm(page, "Suspend Ada Minister")
    page.get_by_role("link", name="Suspended").click()
    page.get_by_role("button", name="Reinstate: Ada Minister").click()
    confirm(page, "Let Ada Minister")
    page.get_by_role("link", name="Rules").click()
    expect(page.get_by_role("heading", name="Who votes")).to_be_visible()
    accessible(page, "rules")


def test_who_leaves_reads_what_follows_and_acts_no_more(open_page, network, house):
    network.staff("admin-leaver", "Dr. Lea Vane", "physician", "St. Brigid")
    manager, leaver = open_page(None), open_page(None)
    sign_in(manager, network, "admin-lead")
    signed_in(manager)
    manager.goto(network.url + "/#/organisation/staff")
    expect(manager.locator("[data-part=members]")).to_contain_text("Dr. Lea Vane")
    manager.get_by_role("button", name="Give the key: Dr. Lea Vane").click()
    confirm(manager, "Give the organisation", "key to Dr. Lea Vane")
    sign_in(leaver, network, "admin-leaver")
    signed_in(leaver)
    leaver.goto(network.url + "/#/me")
    # Whoever works under the key sees who holds it.
    expect(leaver.locator("[data-part=key]")).to_contain_text("You: has the key")
    expect(leaver.locator("[data-part=key]")).to_contain_text("Ada Minister")
    part = leaver.locator("[data-part=leave]")
    expect(part).to_contain_text("It cannot be undone")
    accessible(leaver, "leaving")
    part.get_by_role("button", name="Leave for good").click()
    reject(leaver)
    expect(part).to_be_visible()
    part.get_by_role("button", name="Leave for good").click()
    confirm(leaver, "Leave your organisation for good")
    expect(leaver.get_by_role("heading", name="You have left your organisation")).to_be_visible()
    accessible(leaver, "left")
    # The last thing they signed is theirs to prove.
    assert receipt(leaver, network, "Save the receipt of leaving")["command"] == "staff.leave"
    expect(leaver.get_by_role("navigation").get_by_role("link", name="Patients")).to_be_hidden()
    expect(manager.locator("[data-part=members]")).not_to_contain_text("Dr. Lea Vane")
    expect(manager.locator("[data-part=left]")).to_contain_text("Dr. Lea Vane")
    # She had the key of the house: the manager is told, and makes a new one.
    key = manager.locator("[data-part=key]")
    expect(key).to_contain_text("has left or was suspended")
    expect(key).to_contain_text("Dr. Lea Vane")
    accessible(manager, "a stale key")
    key.get_by_role("button", name="Make a new key").click()
    manager.get_by_role("dialog").get_by_role("button", name="Make a new key").click()
    confirm(manager, "Make a new key for your organisation")
    expect(key).not_to_contain_text("has left or was suspended")
    officer = at_work(open_page, network, "ruth", "/authority/people?state=left")
    expect(officer.get_by_role("row").filter(has_text="Dr. Lea Vane")).to_be_visible()
    accessible(officer, "who left")
    # Signing in again leads to the same page, and nowhere else.
    again = open_page(None, width=390)
    sign_in(again, network, "admin-leaver")
    expect(again.get_by_role("heading", name="You have left your organisation")).to_be_visible()
    again.goto(network.url + "/#/day")
    expect(again.get_by_role("heading", name="You have left your organisation")).to_be_visible()
    fits(again, "left")
