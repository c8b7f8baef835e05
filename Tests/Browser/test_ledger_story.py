"""The ledger in the browser: blocks as they come, receipts verified step by step, and a node that lies about "done"."""

import base64
import json

import pytest
from people import accessible, confirm, fits, sign_in, signed_in
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def people(network):
    network.patient("lea", display_name="Lea Torres")
    network.staff("hugo", "Dr. Hugo Stern", "physician", "Riverside")
    return network


def ask(page, network, patient):
    """Asks for access: one transaction, signed in the page."""
    page.goto(f"{network.url}/#/find/{network.ids[patient]}")
    page.get_by_role("button", name="Ask the patient").click()
    confirm(page)


def test_blocks_come_by_themselves_and_follow_from_one_another(open_page, people):
    page = open_page(None, width=390)
    sign_in(page, people, "lea")
    signed_in(page)
    page.goto(people.url + "/#/ledger")
    rows = page.locator("tr[data-height]")
    expect(rows.first).to_be_visible()
    before = int(rows.first.get_attribute("data-height"))
    asked = people.ask("hugo", "access", "request", people.ids["lea"], "--categories", "laboratory")
    expect(page.locator(f"tr[data-height='{before + 1}']")).to_be_visible()
    page.get_by_label("Also what others did").check()
    expect(page.get_by_role("row").filter(has_text="Dr. Hugo Stern").first).to_be_visible()
    expect(page.get_by_text("Confirmed by")).to_be_visible()
    accessible(page, "ledger")
    fits(page, "ledger")
    while page.get_by_role("button", name="Show earlier ones").is_visible():
        page.get_by_role("button", name="Show earlier ones").click()
        page.wait_for_timeout(50)
    expect(page.locator("tr[data-height='0']")).to_contain_text("the first")
    people.ask("hugo", "access", "withdraw", asked["request"])


def test_blocks_that_do_not_follow_are_shown_as_such(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lea")
    signed_in(page)

    def alter(route):
        answer = route.fetch()
        body = answer.json()
        if len(body["items"]) > 3:
            header = bytearray(base64.urlsafe_b64decode(body["items"][2]["header"] + "=="))
            header[100] ^= 1
            body["items"][2]["header"] = base64.urlsafe_b64encode(bytes(header)).decode().rstrip("=")
        route.fulfill(response=answer, body=json.dumps(body))

    page.route("**/v1/headers*", alter)
    page.goto(people.url + "/#/ledger")
    expect(page.get_by_text("These blocks do not follow from one another.")).to_be_visible()


def test_a_transaction_is_verified_step_by_step_and_its_receipt_taken_home(open_page, people):
    page = open_page(None)
    sign_in(page, people, "hugo")
    signed_in(page)
    ask(page, people, "lea")
    expect(page.get_by_text("The patient has been asked.")).to_be_visible()
    page.goto(people.url + "/#/ledger")
    # "Done" was said after the proof.
    expect(page.locator("li[data-state=proven]").first).to_contain_text("for treatment")
    page.locator("li[data-state=proven]").first.get_by_role("link", name="Look").click()
    expect(page.get_by_text("You signed it")).to_be_visible()
    accessible(page, "transaction")
    page.get_by_role("button", name="Verify in this browser").click()
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_attribute("data-verdict", "holds")
    expect(verdict).to_contain_text("it is final")
    steps = page.locator("li[data-step]")
    assert steps.evaluate_all("all => all.map((one) => one.dataset.step)") == [
        "form", "network", "signature", "outcome", "block", "inclusion", "history", "cosigned", "chain",
    ]  # fmt: skip
    assert set(steps.evaluate_all("all => all.map((one) => one.dataset.state)")) == {"holds"}
    accessible(page, "verified")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the receipt").click()
    path = people.folder / "receipt.json"
    download.value.save_as(path)
    # The command line reads what the browser saved.
    people.run("receipt", "verify", path, "--genesis", people.data / "genesis.json")


def change(receipt, name):
    """A receipt with one thing altered."""
    altered = json.loads(json.dumps(receipt))

    def flip(text, at=40):
        return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]

    if name == "transaction":
        head, payload, signature = altered["transaction"].split(".")
        command = json.loads(base64.urlsafe_b64decode(payload + "=="))
        command["issuedAt"] -= 1
        text = json.dumps(command, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        altered["transaction"] = f"{head}.{base64.urlsafe_b64encode(text).decode().rstrip('=')}.{signature}"
    elif name == "place":
        altered["outcome"] = base64.urlsafe_b64encode(b'{"accepted":false,"code":"access.denied"}').decode().rstrip("=")
    elif name == "header":
        altered["header"] = flip(altered["header"], 200)
    elif name == "checkpoint":
        lines = altered["checkpoint"].split("\n")
        lines[2] = flip(lines[2], 5)
        altered["checkpoint"] = "\n".join(lines)
    elif name == "cosigned":
        lines = altered["checkpoint"].split("\n")
        lines[4] = lines[4][:-8] + ("AAAA" if lines[4][-8:-4] != "AAAA" else "BBBB") + lines[4][-4:]
        altered["checkpoint"] = "\n".join(lines)
    elif name == "genesis":
        altered["genesis"]["name"] = "Another network"
    return json.dumps(altered).encode()


def test_a_dropped_receipt_is_examined_and_what_was_altered_is_named(open_page, people):
    receipt = json.loads((people.folder / "receipt.json").read_text())
    page = open_page("/#/ledger/receipt")
    verdict = page.locator("[data-verdict]")

    def give(content):
        chosen = {"name": "receipt.json", "mimeType": "application/json", "buffer": content}
        page.locator("input[type=file]").set_input_files(chosen)

    give(json.dumps(receipt).encode())
    expect(verdict).to_have_attribute("data-verdict", "holds")
    accessible(page, "receipt")
    said = {
        "transaction": "The transaction was altered after it was signed.",
        "place": "the outcome or the proof was altered",
        "header": "The header of the block was altered",
        "checkpoint": "The checkpoint was altered after the organisations confirmed it.",
        "cosigned": "The confirmation of the organisations is missing or was altered.",
        "genesis": "The founding document of the network in it was altered.",
    }
    for name, words in said.items():
        give(change(receipt, name))
        expect(verdict).to_have_attribute("data-verdict", name)
        expect(verdict).to_contain_text(words)
    accessible(page, "receipt that fails")
    for content in (b"", b"{}", b"\x00\xff<script>", b"[" * 100_000):
        give(content)
        expect(verdict).to_have_attribute("data-verdict", "form")


def test_a_node_that_says_done_to_what_it_dropped_is_noticed(open_page, people):
    page = open_page(None)
    sign_in(page, people, "hugo")
    signed_in(page)

    def drop(route):
        # "Done", and nothing was ordered.
        route.fulfill(json={"hash": "A" * 43, "accepted": True, "height": 7, "index": 0, "time": 1, "events": []})

    page.route("**/v1/transactions", drop)
    ask(page, people, "lea")
    expect(page.get_by_text("cannot prove it. Treat it as not done").first).to_be_visible()
    assert page.get_by_text("The patient has been asked.").count() == 0
    notice = page.locator("[data-notice=receipt]")
    expect(notice).to_be_visible()
    accessible(page, "alarm")
    notice.get_by_role("link").click()
    expect(page.locator("li[data-state=refuted]")).to_contain_text("for treatment")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_be_hidden()


def test_a_node_that_forges_the_receipt_is_noticed(open_page, people):
    page = open_page(None)
    sign_in(page, people, "hugo")
    signed_in(page)

    def forge(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=change(answer.json(), "cosigned"))

    page.route("**/v1/transactions/*/receipt", forge)
    ask(page, people, "lea")
    expect(page.locator("[data-notice=receipt]")).to_be_visible()
    assert page.get_by_text("The patient has been asked.").count() == 0


def test_a_connection_that_breaks_after_the_commit_loses_and_doubles_nothing(open_page, people):
    page = open_page(None)
    sign_in(page, people, "hugo")
    signed_in(page)
    page.watch.expected.append("net::ERR")
    broken = []

    def swallow(route):
        if broken:
            route.continue_()
            return
        broken.append(route.fetch().json())
        route.abort()

    page.route("**/v1/transactions", swallow)
    before = len(people.ask("hugo", "access", "requests")["requests"])
    ask(page, people, "lea")
    expect(page.get_by_text("The patient has been asked.")).to_be_visible()
    assert broken[0]["accepted"] is True
    assert len(people.ask("hugo", "access", "requests")["requests"]) == before + 1


def test_organisations_are_a_public_page(open_page, people):
    page = open_page("/#/ledger/organisations", width=390, color_scheme="dark")
    expect(page.get_by_role("heading", name="Riverside General Hospital")).to_be_visible()
    accessible(page, "organisations")
    fits(page, "organisations")
    sign_in(page, people, "lea")
    signed_in(page)
    page.goto(people.url + "/#/ledger/organisations")
    page.get_by_role("link", name="Riverside General Hospital").click()
    expect(page.get_by_role("row").filter(has_text="Dr. Hugo Stern")).to_contain_text("Physician")
    accessible(page, "organisation")
