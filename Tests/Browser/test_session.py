"""Signing in, locking, several tabs, shared computers; the first page; what must not be in the code."""

import json
import re
import urllib.request
from pathlib import Path

import pytest
from network import PASSPHRASE, ROOT
from people import accessible, fits, sign_in, signed_in
from playwright.sync_api import expect

APP = ROOT / "Web" / "app"


@pytest.fixture(scope="module")
def person(network):
    """A patient whom the command line has registered: the same card and vault work here."""
    network.patient("petra", display_name="Petra Lang")
    return "petra"


def kept(page):
    """What the browser keeps: the stores' entries, and the other places."""
    return page.evaluate(
        """async () => {
            const open = await new Promise((resolve) => {
              const request = indexedDB.open('medchain', 1);
              request.onsuccess = () => resolve(request.result);
            });
            const found = { local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie };
            for (const name of open.objectStoreNames) {
              found[name] = await new Promise((resolve) => {
                const request = open.transaction(name).objectStore(name).count();
                request.onsuccess = () => resolve(request.result);
              });
            }
            open.close();
            return found;
        }"""
    )


def test_a_wrong_passphrase_and_a_wrong_card_say_so(open_page, network, person):
    page = open_page(None)
    sign_in(page, network, person, passphrase="another passphrase")
    expect(page.get_by_role("alert")).to_contain_text("Card and passphrase do not belong together")
    card = (network.folder / "petra.card").read_text().strip()
    page.get_by_label("Sign-in card").fill(card[:-1] + ("A" if card[-1] != "A" else "B"))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("code is wrong. Check what you typed.")).to_be_visible()
    accessible(page, "sign-in with an error")


def test_a_card_is_opened_as_a_file_typed_or_carried_by_an_address(open_page, network, person):
    text = (network.folder / "petra.card").read_text().strip()
    page = open_page("/#/sign-in")
    page.locator("#card-file").set_input_files(network.folder / "petra.card")
    expect(page.get_by_label("Sign-in card")).to_have_value(text)
    page.get_by_label("Sign-in card").fill("")
    page.get_by_text("Type it from the printed card instead").click()
    page.get_by_label("Sign-in name").fill("petra")
    secret = text.split("secret=")[1]
    page.get_by_label("Code", exact=True).fill("-".join(re.findall("....?.?", secret)).lower())
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    signed_in(page)

    # An address with a card is taken out of the bar at once, and no request carried it.
    other = open_page(None)
    urls = []
    other.on("request", lambda request: urls.append(request.url + (request.post_data or "")))
    other.goto(f"{network.url}/#/sign-in?card={urllib.request.quote(text)}")
    expect(other.get_by_label("Sign-in card")).to_have_value(text)
    assert other.url.endswith("#/sign-in")
    assert not any(secret in url for url in urls)


def test_a_shared_computer_keeps_nothing(open_page, network, person):
    page = open_page(None)
    sign_in(page, network, person)
    signed_in(page)
    found = kept(page)
    assert (found["accounts"], found["keys"], found["drafts"]) == (0, 0, 0)
    assert found["session"] == {} and found["cookies"] == ""
    page.reload()
    expect(page.get_by_role("link", name="Sign up as a patient")).to_be_visible()


def test_an_own_device_goes_on_after_a_reload_and_locks_in_all_tabs(open_page, network, person):
    page = open_page(None)
    sign_in(page, network, person, keep=True)
    signed_in(page)
    page.reload()
    signed_in(page)
    second = page.context.new_page()
    second.goto(network.url + "/#/log")
    expect(second.get_by_role("heading", name="Who read what")).to_be_visible()
    # The keys that are kept cannot be taken out of the browser.
    assert page.evaluate(
        """async () => {
            const open = await new Promise((resolve) => {
              const request = indexedDB.open('medchain', 1);
              request.onsuccess = () => resolve(request.result);
            });
            const [held] = await new Promise((resolve) => {
              const request = open.transaction('keys').objectStore('keys').getAll();
              request.onsuccess = () => resolve(request.result);
            });
            open.close();
            const { signing, sealing, importing } = held.keys;
            return [signing.privateKey, sealing.privateKey, importing].every((key) => key.extractable === false);
        }"""
    )
    page.get_by_role("button", name="Lock").click()
    for tab in (page, second):
        expect(tab.get_by_role("heading", name="Locked")).to_be_visible()
    assert kept(page)["keys"] == 0
    accessible(page, "locked")
    second.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    second.get_by_role("button", name="Unlock").click()
    expect(second.get_by_role("heading", name="Who read what")).to_be_visible()
    signed_in(page)
    # Signing out of the device leaves nothing.
    page.goto(network.url + "/#/me")
    page.get_by_role("button", name="Sign out and remove me from this device").click()
    expect(second.get_by_role("link", name="Sign in").first).to_be_visible()
    found = kept(page)
    assert (found["accounts"], found["keys"], found["drafts"]) == (0, 0, 0)


def test_it_locks_when_nobody_is_there(open_page, network, person):
    page = open_page(None)
    page.clock.install()
    sign_in(page, network, person)
    signed_in(page)
    page.clock.fast_forward("10:01")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    assert "Petra" not in page.locator(".head").inner_text()


def test_keys_are_exported_after_the_passphrase_alone(open_page, network, person):
    page = open_page(None)
    sign_in(page, network, person)
    signed_in(page)
    page.goto(network.url + "/#/me")
    page.get_by_role("button", name="Export my keys").click()
    dialog = page.get_by_role("dialog")
    accessible(page, "export")
    dialog.get_by_label("Passphrase", exact=True).fill("another passphrase")
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Continue").click()
    keys = json.loads(Path(download.value.path()).read_text())
    assert keys["userName"] == "petra" and len(keys["signingKey"]["d"]) == 43


def test_a_lost_connection_is_shown_and_heals(open_page, network, person):
    page = open_page(None)
    sign_in(page, network, person)
    signed_in(page)
    for name in ("log", "access"):
        page.goto(f"{network.url}/#/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.watch.expected.append("net::ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.goto(network.url + "/#/log")
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    # A page that was never opened before cannot be loaded, and says the same.
    page.goto(network.url + "/#/inbox")
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    accessible(page, "offline")
    page.context.set_offline(False)
    page.goto(network.url + "/#/log")
    expect(page.get_by_text("Nobody has read your record.")).to_be_visible()


def test_a_founding_officer_needs_no_command_before(open_page, network):
    """`network init` leaves the officer's account in the node's directory: the card opens it at any browser."""
    page = open_page(None)
    sign_in(page, network, "ruth")
    expect(page.get_by_role("heading", name="Verification")).to_be_visible()


def test_the_keyboard_alone_signs_in(open_page, network, person):
    page = open_page("/")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent") != "Sign in":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Sign-in card")).to_be_focused()
    page.keyboard.insert_text((network.folder / "petra.card").read_text().strip())
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Passphrase", exact=True)).to_be_focused()
    page.keyboard.insert_text(PASSPHRASE)
    page.keyboard.press("Enter")
    signed_in(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_pages_before_signing_in(open_page, network, width, scheme):
    page = open_page(None, width=width, color_scheme=scheme)
    for name in ["", "sign-in", "sign-up", "sign-up/staff"]:
        page.goto(f"{network.url}/#/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        accessible(page, f"{name} {width} {scheme}")
        fits(page, f"{name} {width}")


def test_the_first_page_is_small(open_page, network):
    page = open_page(None)
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(network.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= 150_000, f"{sum(sizes)} bytes in {len(sizes)} answers"


def texts(area, language):
    """The keys and texts of an area, as the files write them."""
    source = (APP / "texts" / f"{area}.{language}.js").read_text()
    joined = re.sub(r"'\s*\n\s*\+ '", "", source)
    return dict(re.findall(r"^\s*'([^']+)':\s*'((?:[^'\\]|\\.)*)',$", joined, re.MULTILINE))


AREAS = sorted(path.name.split(".")[0] for path in (APP / "texts").glob("*.en.js"))


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_are_complete(area):
    english, german = texts(area, "en"), texts(area, "de")
    assert len(english) > 5
    assert english.keys() == german.keys()
    for key, text in english.items():
        places = set(re.findall(r"\{\w+\}", text))
        # A plural may leave its number out ("once").
        assert set(re.findall(r"\{\w+\}", german[key])) <= places, key
        assert german[key], key


def test_every_text_that_is_asked_for_is_there():
    known = {key for area in AREAS for key in texts(area, "en")}
    missing = []
    for path in APP.rglob("*.js"):
        if "texts" in path.parts or "models" in path.parts or "viewers" in path.parts:
            continue
        for key in re.findall(r"\bt\('([a-zA-Z]+\.[a-zA-Z.]+)'[,)]", path.read_text()):
            if key not in known and f"{key}.other" not in known:
                missing.append(f"{path.relative_to(APP)}: {key}")
    assert not missing, "\n".join(missing)


def test_nothing_makes_markup_of_texts():
    """What people and records say becomes text: no module has a way to make it elements or code."""
    forbidden = re.compile(
        r"\.(innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write\b|\beval\(|new Function\b"
        r"|setTimeout\(\s*['\"`]"
    )
    found = []
    for path in APP.rglob("*.js"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.lstrip().startswith(("*", "//", "/*")) and forbidden.search(line):
                found.append(f"{path.relative_to(APP)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_what_is_signed_in_care_has_words():
    """A command without words shows its JSON: that is for the governance of the network, not for care."""
    areas = ("access", "appointment", "availability", "claim", "details", "message", "order", "prescription", "record",
             "result", "staff")  # fmt: skip
    source = ROOT / "Sources" / "RecordContract"
    for area, file in (("wallet", "Commands/CommandType.swift"), ("events", "Execution/Event.swift")):
        words = texts(area, "en")
        named = re.findall(rf'case \w+ = "((?:{"|".join(areas)})\.\w+)"', (source / file).read_text())
        key = {"wallet": "command", "events": "event"}[area]
        missing = [name for name in named if not any(known.startswith(f"{key}.{name}") for known in words)]
        assert len(named) > 30 and not missing, missing
