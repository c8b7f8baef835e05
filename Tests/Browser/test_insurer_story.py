"""A claim at the insurer's screen: what is claimed, the records that the patient granted for it and nothing else, the
answer. A hospital's manager, who was told who the patient is, submits one. Rows 000-20, 003-54 to 003-56."""

import pytest
from network import REFUSED
from people import accessible, confirm, fits, sign_in, signed_in
from playwright.sync_api import expect

CANARY = "Canary consultation 31415"


@pytest.fixture(scope="module")
def claims(network):
    """A patient with two records and a claim under one of them, and a second claim to answer."""
    patient = network.patient("claimant", display_name="Clara Imant")
    network.staff("claim-clerk", "Ina Sur", "insurer", "Harbour")
    network.staff("claim-manager", "Mira Kost", "hospital-manager", "Riverside")
    network.staff("claim-physician", "Dr. Paul Atient", "physician", "Riverside")
    network.ask("claim-clerk", "organisation", "key", "rotate")
    bill, hidden = (
        network.ask("claimant", "record", "add", "--condition", title)["record"] for title in ("Angina", "Depression")
    )
    insurer = ("claim", "submit", "--insurer", "Harbour Health Insurance", "--record", bill, "--currency", "EUR")
    first = network.ask("claimant", *insurer, "--amount", "120.50", "--for", CANARY)
    return {"patient": patient, "bill": bill, "hidden": hidden, "claim": first["claim"], "grant": first["grant"]}


def test_the_insurer_opens_what_supports_a_claim_and_answers(open_page, network, claims):
    page = open_page(None)
    sign_in(page, network, "claim-clerk")
    expect(page.get_by_role("heading", name="Claims")).to_be_visible()
    row = page.locator(f"li[data-claim='{claims['claim']}']")
    expect(row).to_contain_text(CANARY)
    expect(row).to_contain_text("€120.50")
    # No name was granted with the claim, and the page says why an identity stands there.
    expect(page.locator("[data-part=nameless]")).to_contain_text("the patient has not let you read the name")
    accessible(page, "claims")
    row.get_by_role("link", name="Open").click()
    page.locator("[data-action=open]").click()
    confirm(page, "Open 1 record", "for payment", "The patient will see that you did")
    expect(page.get_by_role("heading", name="Angina")).to_be_visible()
    expect(page.get_by_text("Depression")).to_have_count(0)
    accessible(page, "claim")
    page.get_by_label("Decision").select_option("partial")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Please say why not all of it is paid.")).to_be_visible()
    page.get_by_label("Reason").fill("80 are covered")
    page.get_by_role("button", name="Answer").click()
    confirm(page, "Accept part of the claim")
    expect(page.get_by_role("button", name="Answer")).to_be_hidden()
    answered = network.ask("claimant", "claim", "show", claims["claim"])
    assert (answered["decision"], answered["reason"]) == ("partial", "80 are covered")
    reads = network.ask("claimant", "access", "log")["reads"]
    assert [(one["purpose"], one["records"]) for one in reads] == [("HPAYMT", [claims["bill"]])]
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page, "claim")

    # The patient ends the access: the claim stays answered, its documents are gone.
    network.ask("claimant", "access", "revoke", claims["grant"])
    expect(page.get_by_text("The access is over: nothing can be opened any more.")).to_be_visible()


def test_a_manager_submits_under_the_patients_access(open_page, network, claims):
    patient = claims["patient"]
    page = open_page(None)
    sign_in(page, network, "claim-manager")
    signed_in(page)
    page.get_by_role("link", name="Claims").click()
    page.get_by_role("link", name="Submit a claim").click()
    expect(page.get_by_text("details are shared with you at the moment.")).to_be_visible()
    network.granted("claimant", "claim-physician", "demographics")
    network.ask("claim-physician", "details", "share", patient, "--name", "Clara Imant")
    grant = network.ask(
        "claimant", "access", "grant", "--organisation", "Harbour Health Insurance", "--record", claims["bill"],
        "--purpose", "payment",
    )["grant"]  # fmt: skip
    page.get_by_role("link", name="Shared with us").click()
    expect(page.get_by_role("heading", name="Clara Imant")).to_be_visible()
    accessible(page, "shared patients")
    # Of the patient's prescriptions management sees nothing that the patient did not let it see.
    page.get_by_role("link", name="Prescriptions").click()
    expect(page.get_by_text("There is no prescription that you may see.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Submit a claim").click()
    page.get_by_label("What for").fill("Emergency visit")
    page.get_by_label("Amount").fill("1,2,3")
    page.get_by_label("Code of the patient").fill("short")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("An amount, such as 120.50.")).to_be_visible()
    expect(page.get_by_text("That is no code of an access")).to_be_visible()
    page.get_by_label("Amount").fill("310,00")
    page.get_by_label("Code of the patient").fill(claims["grant"])
    accessible(page, "submit a claim")
    page.get_by_role("button", name="Submit").click()
    confirm(page, "Submit a claim for Clara Imant", "Harbour Health Insurance", "and nothing else")
    # The access of the first claim was ended: its code is good for nothing.
    expect(page.get_by_text("The insurer has no access to these records for payment.")).to_be_visible()
    page.get_by_label("Code of the patient").fill(grant)
    page.get_by_role("button", name="Submit").click()
    confirm(page, "Submit a claim for Clara Imant")
    expect(page.get_by_text("€310.00")).to_be_visible()
    sent = network.ask("claim-clerk", "claim", "list")["claims"]
    assert [one["amount"] for one in sent if one["status"] == "open"] == ["310.00"]
    page.get_by_role("button", name="Take the claim back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take the claim back").click()
    confirm(page, "Take the claim back")
    expect(page.get_by_text("withdrawn")).to_be_visible()
    assert network.ask("claim-clerk", "record", "show", claims["hidden"], "--patient", patient, "--purpose", "payment",
                       code=REFUSED)["code"] == "notFound"  # fmt: skip
