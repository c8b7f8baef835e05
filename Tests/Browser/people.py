"""What people do at a browser, as the stories say it."""

import json

from axe_playwright_python.sync_playwright import Axe
from network import PASSPHRASE
from playwright.sync_api import expect

# WCAG 2.2 AA, and what axe calls good practice.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def sign_in(page, network, user, keep=False, passphrase=PASSPHRASE, address=None):
    """Signs in with the text of a card that the command line or the application has written."""
    card = network.folder / f"{user}.card"
    if not card.exists():
        network.run("wallet", "card", "--as", user, "--output", card)
    page.goto((address or network.url) + "/#/sign-in")
    page.get_by_label("Sign-in card").fill(card.read_text().strip())
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    if keep:
        page.get_by_label("This is my own device").check()
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def signed_in(page):
    expect(page.locator(".whoami-name")).to_be_visible()


def at_work(open_page, network, user, address=None, **options):
    """A page of somebody who has signed in, at that address or where signing in leads."""
    page = open_page(None, **options)
    sign_in(page, network, user)
    signed_in(page)
    if address:
        page.goto(f"{network.url}/#{address}")
    return page


def part(page, name):
    """A part of a first screen."""
    return page.locator(f"[data-part={name}]")


def patient_with_allergy(network, user, name, allergy, **person):
    """A patient whose name and severe allergy are on record."""
    network.patient(user, display_name=name)
    file = network.folder / f"{user}.json"
    file.write_text(json.dumps({"resourceType": "Patient", "name": [{"text": name}], **person}))
    network.ask(user, "record", "add", "--file", file)
    network.ask(user, "record", "add", "--allergy", allergy, "--criticality", "high")


def confirm(page, *words):
    """Reads what is to be signed, expects these words in it, and confirms."""
    dialog = page.get_by_role("dialog", name="Confirm what you sign")
    expect(dialog).to_be_visible()
    for text in words:
        expect(dialog).to_contain_text(text)
    dialog.get_by_role("button", name="Confirm and sign").click()
    expect(dialog).to_be_hidden()


def reject(page):
    dialog = page.get_by_role("dialog", name="Confirm what you sign")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog).to_be_hidden()


def keep_card(page, path):
    """Saves the card that is shown once, and goes on."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    download.value.save_as(path)
    page.get_by_label("I have printed or saved the card.").check()
    page.get_by_role("button", name="Continue").click()


def accessible(page, name):
    """Nothing on the page that axe objects to."""
    violations = Axe().run(page, options=RULES).response["violations"]
    said = [f"{name}: {one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in violations]
    assert not said, "\n".join(said)


def fits(page, name):
    """Nothing hangs out at the side."""
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"{name}: {width[0]} wide in a window of {width[1]}"
