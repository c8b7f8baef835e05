"""From signing up to the end of an access, in browsers alone: a patient, a physician and the authority, each at their
own. COVERAGE rows of the papers' screens: registration, verification, request, decision, log."""

import re

import pytest
from network import PASSPHRASE, certificate
from people import accessible, confirm, fits, keep_card, reject, sign_in, signed_in
from playwright.sync_api import expect

NAME = "Mira <b>Solé</b> & Söhne"


@pytest.fixture(scope="module")
def story():
    """What one chapter leaves to the next."""
    return {}


def writes(page):
    """The requests by which a page tells the node anything but who signs in."""
    sent = []
    page.on(
        "request",
        lambda request: request.method != "GET" and "/v1/sessions" not in request.url and sent.append(request.url),
    )
    return sent


def test_a_patient_signs_up(open_page, network, story):
    page = open_page("/#/sign-up")
    sent = writes(page)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Date of birth").fill("1987-04-12")
    page.get_by_label("Choose a passphrase").fill("short")
    page.get_by_role("button", name="Make my record").click()
    expect(page.get_by_text("A passphrase has at least 10 characters.")).to_be_visible()
    page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    accessible(page, "sign-up")
    page.get_by_role("button", name="Make my record").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    accessible(page, "confirm")
    reject(page)
    # Rejected, nothing has happened, and nothing that was typed is lost.
    assert sent == []
    expect(page.get_by_label("Your name")).to_have_value(NAME)
    page.get_by_role("button", name="Make my record").click()
    confirm(page, "Register as a patient", "one key for each of the seven categories", "personal details record")
    expect(page.get_by_role("heading", name="Your sign-in card")).to_be_visible()
    accessible(page, "card")
    story["card"] = network.folder / "mira.card"
    keep_card(page, story["card"])
    expect(page.get_by_role("heading", name=f"Welcome, {NAME}")).to_be_visible()
    # The node was told no name: not as a sign-in name, not in an address.
    assert not any("mira" in url.lower() for url in sent)
    expect(page.get_by_text("Your record is not set up yet")).to_be_hidden()
    story["patient"] = page.locator("strong.id").inner_text()
    accessible(page, "home")
    network.ids["mira"] = story["patient"].replace("-", "")


def test_a_physician_applies_and_waits(open_page, network, story):
    page = open_page("/#/sign-up/staff")
    page.get_by_label("Your name").fill("Dr. Jonas Berg")
    page.get_by_label("Role").select_option("physician")
    page.get_by_label("Registered with").select_option(label="Riverside General Hospital")
    page.get_by_label("Specialty").fill("Cardiology")
    page.get_by_label("Credentials").set_input_files(
        {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": certificate("Jonas Berg")}
    )
    page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    accessible(page, "staff sign-up")
    page.get_by_role("button", name="Apply").click()
    confirm(page, "Register as a physician")
    keep_card(page, network.folder / "jonas.card")
    expect(page.get_by_role("heading", name="Your application is being checked")).to_be_visible()
    expect(page.get_by_text("Received, sealed to the authority")).to_be_visible()
    accessible(page, "waiting")

    # The authority rejects first, with a reason; only the applicant reads it.
    officer = open_page(None)
    sign_in(officer, network, "ruth")
    row = officer.get_by_role("row").filter(has_text="Dr. Jonas Berg")
    row.get_by_role("link", name="Check").click()
    expect(officer.get_by_text("licence.pdf")).to_be_visible()
    accessible(officer, "applicant")
    officer.get_by_role("button", name="Reject").click()
    expect(officer.get_by_text("Please say why")).to_be_visible()
    officer.get_by_label("Note to the applicant").fill("The licence is not readable.")
    officer.get_by_role("button", name="Reject").click()
    confirm(officer, "Reject the registration of Dr. Jonas Berg")
    expect(page.get_by_role("heading", name="Your application was rejected")).to_be_visible()
    expect(page.get_by_text("The licence is not readable.")).to_be_visible()
    accessible(page, "rejected")

    # And verifies after all: the physician's page changes by itself.
    officer.goto(f"{network.url}/#/verification/{page.locator('dd').nth(2).inner_text().replace('-', '')}")
    officer.get_by_role("button", name="Verify").click()
    confirm(officer, "is who they say and may act")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()


def test_consent_is_asked_given_and_ended(open_page, network, story):
    patient, physician = open_page(None), open_page(None)
    sign_in(patient, network, "mira")
    signed_in(patient)
    sign_in(physician, network, "jonas")
    physician.get_by_role("link", name="Find a patient").first.click()
    physician.get_by_label("Identity of the patient").fill(story["patient"][:-1] + "U")
    physician.get_by_role("button", name="Continue").click()
    expect(physician.get_by_text("That is no identity.")).to_be_visible()
    physician.get_by_label("Identity of the patient").fill(story["patient"].lower())
    physician.get_by_role("button", name="Continue").click()
    expect(physician.get_by_role("region", name="Patient")).to_contain_text(story["patient"])
    physician.get_by_label("Reason").fill("Follow-up after the emergency visit")
    accessible(physician, "ask")
    physician.get_by_role("button", name="Ask the patient").click()
    confirm(physician, "Ask", "read and add to", "for treatment", "7 days")

    # It appears at the patient's by itself; less is granted than was asked.
    patient.get_by_role("link", name="Decide").click()
    expect(patient.get_by_text("Follow-up after the emergency visit")).to_be_visible()
    accessible(patient, "request")
    patient.get_by_label("imaging").uncheck()
    patient.get_by_label("How many reads").fill("2")
    patient.get_by_role("button", name="Grant access").click()
    reject(patient)
    expect(patient.get_by_role("button", name="Grant access")).to_be_enabled()
    patient.get_by_role("button", name="Grant access").click()
    confirm(patient, "Dr. Jonas Berg, Riverside General Hospital", "clinical, medication and laboratory records",
            "at most 2 reads", "The safety category (allergies, current medicines) goes along.")  # fmt: skip
    card = patient.locator("[data-grant]")
    expect(card).to_contain_text("0 of 2 used")
    accessible(patient, "access")
    expect(physician.get_by_text("granted")).to_be_visible()

    card.get_by_role("button", name="End this access").click()
    confirm(patient, "End this access now")
    expect(patient.get_by_text("Nobody has access at the moment.")).to_be_visible()
    expect(patient.get_by_role("row").filter(has_text="revoked")).to_be_visible()


def test_a_request_is_refused_with_a_reason(open_page, network, story):
    patient, physician = open_page(None), open_page(None)
    sign_in(physician, network, "jonas")
    signed_in(physician)
    physician.goto(f"{network.url}/#/find/{story['patient'].replace('-', '')}")
    physician.get_by_role("button", name="Ask the patient").click()
    confirm(physician)
    sign_in(patient, network, "mira")
    patient.get_by_role("link", name="Decide").click()
    patient.get_by_role("button", name="Deny").click()
    patient.get_by_role("dialog").get_by_label("Reason").fill("Please call me first.")
    patient.get_by_role("dialog").get_by_role("button", name="Deny").click()
    confirm(patient, "Refuse the request. Nobody gets access.")
    expect(physician.get_by_text("Please call me first.")).to_be_visible()
    expect(patient).to_have_url(re.compile("#/requests$"))


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(390, "light", "en"), (390, "dark", "de"), (1440, "light", "de"), (1440, "dark", "en")],
)
def test_every_page_of_a_patient_is_accessible_and_fits(open_page, network, width, scheme, language):
    page = open_page(None, width=width, color_scheme=scheme)
    sign_in(page, network, "mira")
    signed_in(page)
    if language != "en":
        page.goto(network.url + "/#/me")
        page.get_by_label("Language").select_option(language)
        expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    pages = ["home", "requests", "access", "access/new", "log", "inbox", "me", "nowhere", "appointments",
             "appointments/new", "medicines", "examinations", "messages", "messages/new", "privacy", "claims",
             "claims/new"]  # fmt: skip
    for name in pages:
        page.goto(f"{network.url}/#/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        # What takes longer than this shows a spinner, which is waited for.
        expect(page.locator(".page .spinner")).to_have_count(0)
        accessible(page, f"{name} {width} {scheme} {language}")
        fits(page, f"{name} {width}")
