"""A patient and a physician, each in a browser of their own: read, write, correct, preview, take home."""

import io
import json
import urllib.parse
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from network import PASSPHRASE, certificate, samples

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LONG = 60_000


@pytest.fixture(scope="module")
def people(network):
    """Luigi with his record, and a physician whom he let read and write all but what is restricted."""
    network.patient("luigi", display_name="Luigi Wiegand")
    bundle = next(one for one in samples() if one.name.startswith("Luigi"))
    network.cli("luigi", "record", "import", bundle)
    network.staff("berg", "Dr. Anna Berg", "physician", "Riverside")
    network.granted("luigi", "berg", "demographics,clinical,medication,laboratory,imaging", "read,contribute")
    return network


def sign_in(open_page, network, user, **options):
    card = (network.folder / f"{user}.card").read_text().strip()
    fragment = urllib.parse.urlencode({"card": card, "passphrase": PASSPHRASE})
    page = open_page(f"/#/sign-in?{fragment}", **options)
    page.locator("form button[type=submit]").click()
    page.wait_for_selector('nav a[href="#/record"], nav a[href="#/patients"]', state="attached", timeout=LONG)
    return page


def visit(page, network, address):
    page.goto(f"{network.url}/#{address}")


def accessible(page):
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), "the page scrolls sideways"


def confirm(page):
    page.locator("dialog[open] [data-action=confirm]").click()


def opened(page):
    """The own record opens by itself."""
    page.wait_for_selector(".allergy-banner", timeout=LONG)
    page.get_by_role("heading", name="Vaccinations").wait_for(timeout=LONG)
    page.locator(".progress").wait_for(state="detached", timeout=LONG)


def test_a_patient_reads_adds_previews_and_takes_home(open_page, people):
    """001-12, 003-42, 004-15, 004-44: the own record, in the own hands."""
    page = sign_in(open_page, people, "luigi", width=390)
    visit(page, people, "/record")
    opened(page)
    assert "not recorded" in page.inner_text(".allergy-banner")
    assert "Luigi Wiegand" in page.inner_text(".chart-body")
    accessible(page)
    visit(page, people, "/record/results")
    page.locator("details.series").filter(has_text="Body Weight").first.locator("summary").click()
    page.wait_for_selector("svg.trend")
    visit(page, people, "/record/add/allergy")
    page.get_by_role("combobox", name="Allergic to").fill("peanut")
    page.locator("[role=option]").first.click()
    page.get_by_label("Risk of a dangerous reaction").select_option("high")
    page.locator(".entry-form [type=submit]").click()
    confirm(page)
    page.wait_for_selector(".record-head h2")
    assert page.locator(".allergy-banner").get_attribute("data-state") == "known"
    assert "high risk" in page.inner_text(".allergy-banner")
    accessible(page)
    upload_own(page, people)
    preview(page, people)
    take_home(page, people)


def upload_own(page, people):
    """001-61, 003-33: a document, sealed here, shown in place."""
    visit(page, people, "/record/documents")
    page.set_input_files("input[type=file]", [
        {"name": "Letter of mine.pdf", "mimeType": "application/pdf", "buffer": certificate("Luigi")},
    ])  # fmt: skip
    page.get_by_role("button", name="Review and sign").click()
    confirm(page)
    entry = page.get_by_role("button", name="Letter of mine")
    entry.wait_for()
    accessible(page)
    entry.click()
    page.wait_for_selector(".pdf-viewer")
    page.get_by_role("button", name="Save as a file").wait_for()


def preview(page, people):
    """What the grantee would see, before granting."""
    visit(page, people, "/record/preview?categories=laboratory")
    shown = page.locator(".preview-frame")
    shown.get_by_role("heading", name="Timeline").wait_for()
    assert "Vaccination" not in shown.locator(".timeline").inner_text()
    # Allergies go along with every right to read.
    assert shown.locator(".allergy-banner").get_attribute("data-state") == "known"
    page.get_by_label("clinical").check()
    page.locator(".preview-frame .timeline", has_text="Vaccination").wait_for()
    accessible(page)


def take_home(page, people):
    """Download everything: other programs read it."""
    visit(page, people, "/record/download")
    with page.expect_download(timeout=LONG) as download:
        page.locator("[data-action=download]").click()
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert archive.testzip() is None
    bundle = json.loads(archive.read("records.json"))
    assert bundle["type"] == "collection" and len(bundle["entry"]) >= 60
    assert archive.read("documents/Letter of mine.pdf").startswith(b"%PDF-")


def test_a_physician_opens_the_chart_writes_and_corrects(open_page, people):
    """000-2, 000-53, 001-19, 002-52, 004-34: allergies first, each read signed, a correction struck through."""
    patient = people.ids["luigi"]
    page = sign_in(open_page, people, "berg")
    visit(page, people, "/patients")
    page.locator("a.item-title").first.click()
    page.locator("[data-action=open-chart]").wait_for()
    assert "nothing is opened yet" in page.inner_text(".chart-body")
    accessible(page)
    page.locator("[data-action=open-chart]").click()
    confirm(page)
    page.get_by_role("heading", name="Vaccinations").wait_for(timeout=LONG)
    page.locator(".progress").wait_for(state="detached", timeout=LONG)
    assert "Luigi Wiegand" in page.inner_text(".banner")
    accessible(page)
    write_diagnosis(page, people, patient)
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("Status").select_option("resolved")
    page.locator(".entry-form [type=submit]").click()
    confirm(page)
    page.get_by_role("heading", name="Asthma (resolved)").wait_for()
    page.locator(".notice button.link").click()
    page.get_by_text("This record was replaced by a correction.").wait_for()
    assert page.locator(".record-head h2 s").count() == 1
    reads = people.ask("luigi", "access", "log")
    assert "berg" in json.dumps(reads).lower() or people.ids["berg"] in json.dumps(reads)


def write_diagnosis(page, people, patient):
    visit(page, people, f"/chart/{patient}/add/condition")
    page.get_by_role("combobox", name="Diagnosis or problem").fill("asthma")
    page.locator("[role=option]").first.click()
    page.locator(".entry-form [type=submit]").click()
    # Rejected: nothing has happened, and nothing that was typed is lost.
    page.locator("dialog[open] [data-action=reject]").click()
    assert page.get_by_role("combobox", name="Diagnosis or problem").input_value() == "Asthma"
    page.locator(".entry-form [type=submit]").click()
    confirm(page)
    page.get_by_role("heading", name="Asthma", exact=True).wait_for()
    accessible(page)
