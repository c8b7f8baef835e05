"""Live: a connection that is lost is shown and heals; what was begun survives locking and reloading; long uploads and
downloads show how far they are, go on after an interruption, and can be cancelled."""

import json

import pytest
from network import PASSPHRASE
from people import accessible, confirm, sign_in, signed_in
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def people(network):
    network.patient("lore", display_name="Lore Anders")
    network.staff("omar", "Dr. Omar Haddad", "physician", "Riverside")
    return network


def test_a_lost_connection_is_shown_and_heals(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore")
    signed_in(page)
    page.watch.expected.append("net::ERR_INTERNET_DISCONNECTED")
    notice = page.locator("[data-notice=connection]")
    expect(notice).to_be_hidden()
    page.context.set_offline(True)
    expect(notice).to_be_visible()
    accessible(page, "connection lost")
    # What happens meanwhile is there once the connection is back, without a hand on the page.
    people.ask("omar", "access", "request", people.ids["lore"], "--categories", "laboratory")
    page.context.set_offline(False)
    expect(notice).to_be_hidden()
    expect(page.get_by_text("Dr. Omar Haddad").first).to_be_visible()


def test_a_page_that_could_not_be_loaded_is_there_when_the_connection_is_back(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore")
    signed_in(page)
    page.watch.expected.append("net::ERR_INTERNET_DISCONNECTED")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.context.set_offline(True)
    # The page itself was never loaded before.
    page.evaluate("location.hash = '#/ledger/organisations'")
    expect(page.get_by_role("heading", name="This page could not be shown")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Riverside General Hospital").first).to_be_visible()


def test_a_part_that_could_not_be_loaded_is_there_when_the_connection_is_back(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore")
    signed_in(page)
    page.watch.expected.append("net::ERR_FAILED")
    lost = []

    def lose(route):
        lost.append(route)
        if len(lost) == 1:
            route.abort()
        else:
            route.continue_()

    # One question gets lost while all else goes on: nobody has to press anything.
    page.route("**/grants?limit=50*", lose)
    page.goto(people.url + "/#/access")
    expect(page.get_by_text("No access has ended")).to_be_visible()
    expect(page.locator(".state-problem")).to_be_hidden()
    assert len(lost) > 1


def test_a_draft_survives_locking_reloading_and_another_tab(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore", keep=True)
    signed_in(page)
    address = people.url + "/#/record/add/note"
    page.goto(address)
    page.get_by_label("Title").fill("About my knee")
    page.get_by_label("Text").fill("It hurts on stairs")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Lock").click()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_label("Title")).to_have_value("About my knee")
    page.reload()
    expect(page.get_by_label("Text")).to_have_value("It hurts on stairs")
    # Nothing of it is readable in the browser's storage.
    stored = page.evaluate(
        """async () => {
          const open = await new Promise((done) => {
            const request = indexedDB.open('medchain', 1);
            request.onsuccess = () => done(request.result);
          });
          const all = await new Promise((done) => {
            const request = open.transaction('drafts').objectStore('drafts').getAll();
            request.onsuccess = () => done(request.result);
          });
          open.close();
          return all.map((one) => new TextDecoder('latin1').decode(one));
        }"""
    )
    assert stored and not any("knee" in one or "stairs" in one for one in stored)
    second = page.context.new_page()
    second.goto(address)
    expect(second.get_by_label("Title")).to_have_value("About my knee")
    page.locator(".entry-form [type=submit]").click()
    confirm(page)
    expect(page.get_by_role("heading", name="About my knee")).to_be_visible()
    second.reload()
    expect(second.get_by_label("Title")).to_have_value("")


def scan(size):
    """A PDF as large as a scan is."""
    return b"%PDF-1.4\n" + b"% scanned line\n" * (size // 15) + b"%%EOF\n"


def choose(page, people, name, size):
    page.goto(people.url + "/#/record/documents")
    chosen = {"name": name, "mimeType": "application/pdf", "buffer": scan(size)}
    page.set_input_files("input[type=file]", chosen)
    page.get_by_role("button", name="Review and sign").click()
    confirm(page)


def test_what_is_said_of_a_refused_file_stays_when_another_is_accepted(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore")
    signed_in(page)
    page.goto(people.url + "/#/record/documents")
    panel = page.locator("[data-panel=upload]")
    good = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": scan(2_000)}
    page.set_input_files(
        "input[type=file]", [{"name": "letter.doc", "mimeType": "application/msword", "buffer": b"PK??"}, good]
    )
    expect(panel.get_by_role("heading", name="letter.pdf")).to_be_visible()
    expect(panel.get_by_role("alert")).to_contain_text("letter.doc: neither PDF")
    page.set_input_files("input[type=file]", {**good, "name": "second.pdf"})
    expect(panel.get_by_role("heading", name="second.pdf")).to_be_visible()
    expect(panel.get_by_role("alert")).to_contain_text("letter.doc: neither PDF")
    accessible(page, "a file refused")
    panel.get_by_role("button", name="Remove: letter.doc").click()
    expect(panel.get_by_text("letter.doc")).to_be_hidden()


def test_an_upload_goes_on_after_an_interruption_and_shows_how_far_it_is(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore")
    signed_in(page)
    page.watch.expected.append("net::ERR")
    pieces = []

    def interrupt(route):
        offset = int(route.request.headers["upload-offset"])
        pieces.append(offset)
        # The second piece gets lost on the way, once.
        if pieces == [0, offset]:
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/content/*", interrupt)
    choose(page, people, "long.pdf", 9_000_000)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="long")).to_be_visible()
    large = [offset for offset in pieces if offset > 0]
    # Only what was lost was sent again.
    assert len(large) == len(set(large)) + 1, pieces
    entry = next(one for one in people.ask("lore", "record", "list", "--all")["records"] if one["title"] == "long")
    assert entry["size"] > 9_000_000


def test_an_upload_can_be_cancelled_and_leaves_nothing(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore")
    signed_in(page)
    before = len(people.ask("lore", "record", "list", "--all")["records"])
    page.watch.expected.append("net::ERR")
    # The node does not answer until somebody has had enough.
    page.route("**/v1/content/*", lambda route: None)
    choose(page, people, "never.pdf", 5_000_000)
    page.locator(".progress").get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Nothing was added").first).to_be_visible()
    expect(page.locator(".progress")).to_be_hidden()
    assert len(people.ask("lore", "record", "list", "--all")["records"]) == before


def test_a_download_shows_how_far_it_is_goes_on_and_can_be_cancelled(open_page, people):
    page = open_page(None)
    sign_in(page, people, "lore")
    signed_in(page)
    page.watch.expected.append("net::ERR")
    page.goto(people.url + "/#/record/documents")
    # What is large is opened when somebody asks for it, after what is small.
    page.locator(".timeline-entries button").first.click()
    page.get_by_role("button", name="Open").wait_for()
    bar = page.locator(".progress")
    expect(bar).to_have_count(0)
    held = []
    page.route("**/payload", lambda route: held.append(route) if not held else route.continue_())
    # The owner's opening it is noted nowhere.
    expect(page.locator(".closed-record")).to_contain_text("Only your keys, and those you gave access, open it.")
    # Cancelled while it is on its way, not before.
    with page.expect_request("**/payload"):
        page.get_by_role("button", name="Open").click()
    expect(bar.get_by_role("progressbar")).to_be_visible()
    bar.get_by_role("button", name="Cancel").click()
    expect(bar).to_be_hidden()
    assert len(held) == 1
    page.get_by_role("button", name="Open").click()
    page.wait_for_selector(".pdf-viewer, .cannot-show")


def test_what_was_sent_and_its_proof_survive_locking(open_page, people):
    page = open_page(None)
    sign_in(page, people, "omar")
    signed_in(page)
    page.goto(f"{people.url}/#/find/{people.ids['lore']}")
    page.get_by_role("button", name="Ask the patient").click()
    confirm(page)
    expect(page.get_by_text("The patient has been asked.")).to_be_visible()
    page.goto(people.url + "/#/ledger")
    expect(page.locator("li[data-state=proven]")).to_have_count(1)
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    assert "treatment" not in json.dumps(page.inner_text("body"))
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    expect(page.locator("li[data-state=proven]")).to_have_count(1)
