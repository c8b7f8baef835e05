"""What the network is never told: a story from signing up to the end of an access, played in browsers alone, with all
traffic and the node's whole data directory recorded. No planted text stands in either, however it were written."""

import gzip
import json

import pytest
from canary import Recorder, find, needles
from network import Network, certificate
from people import confirm, keep_card, sign_in, signed_in
from playwright.sync_api import expect

CANARIES = {
    "the patient's name": "Zebulon Quillfeather",
    "the birth date": "1931-07-23",
    "the birth date, written otherwise": "23.07.1931",
    "a contact": "zebulon@quillfeather.example",
    "a telephone number": "+49 171 5559-8842",
    "the reason of a request": "Wrenching nightmares of marzipan",
    "the text of a diagnosis": "Marzipanophobia with wrenches",
    "a note": "Sleeps beside an anvil",
    "a code": "195967001",
    "the words of a code": "Asthma",
    "a file's name": "quillfeather-anvil-scan.pdf",
    "a file's title": "Anvil scan of the left toe",
    "a file's content": "Canary of the anvil scan",
    "a message": "The anvil rings at midnight",
    "a message's subject": "Nocturnal anvils",
    "the credentials' content": "Licence of Jonas Canarius",
    "the credentials' file name": "canarius-licence.pdf",
    "the authority's note": "Seal of the anvil checked",
    "the passphrase": "nine anvils under marzipan",
}
PASSPHRASE = CANARIES["the passphrase"]


class Watched:
    """A network of its own, spoken to through the recorder alone."""

    def __init__(self, folder):
        self.network = Network(folder, name="Watched").start()
        self.recorder = Recorder(self.network.port)
        self.folder, self.url = self.network.folder, self.recorder.url
        # The founding official's account is on the command line; its vault is at the node.
        self.network.ask("ruth", "identity", "status")
        self.network.run("wallet", "card", "--as", "ruth", "--output", self.folder / "ruth.card")

    def close(self):
        self.recorder.close()
        self.network.close()

    def disk(self):
        """Everything that the node has written, with its log."""
        files = [path for path in self.network.data.rglob("*") if path.is_file()]
        return {path: path.read_bytes() for path in [*files, self.network.log]}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    made = Watched(tmp_path_factory.mktemp("watched"))
    yield made
    made.close()


@pytest.fixture
def person(open_page, watched):
    """Somebody at a browser who speaks through the recorder."""

    def opened(path=None):
        page = open_page(None, address=watched.url)
        if path:
            page.goto(watched.url + path)
        return page

    return opened


def sign_up(page, watched, card):
    page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    page.get_by_role("main").locator("button[type=submit]").click()
    confirm(page)
    keep_card(page, watched.folder / f"{card}.card")


def visit(page, watched, address):
    page.goto(f"{watched.url}/#{address}")


def write(page, watched, address, fill):
    """Fills in a form of the chart and signs it."""
    visit(page, watched, address)
    page.locator(".entry-form").wait_for()
    fill(page)
    page.locator(".entry-form [type=submit]").click()
    confirm(page)
    page.locator(".record-head h2").wait_for()


def diagnosis(page):
    page.get_by_role("combobox", name="Diagnosis or problem").fill("asthma")
    page.locator("[role=option]").first.click()
    page.get_by_label("Note").first.fill(CANARIES["a note"])


def own_note(page):
    page.get_by_role("combobox", name="Diagnosis or problem").fill(CANARIES["the text of a diagnosis"])
    said = f"{CANARIES['a contact']}, {CANARIES['a telephone number']}"
    page.get_by_label("Note").first.fill(said)


def test_the_story_is_played(person, watched):
    """From signing up to the end of an access, in browsers alone."""
    patient = person("/#/sign-up")
    patient.get_by_label("Your name").fill(CANARIES["the patient's name"])
    patient.get_by_label("Date of birth").fill(CANARIES["the birth date"])
    sign_up(patient, watched, "patient")
    expect(patient.get_by_role("heading", name="Welcome")).to_be_visible()
    identity = patient.locator("strong.id").inner_text().replace("-", "")

    physician = person("/#/sign-up/staff")
    physician.get_by_label("Your name").fill("Dr. Jonas Berg")
    physician.get_by_label("Role").select_option("physician")
    physician.get_by_label("Registered with").select_option(label="Riverside General Hospital")
    physician.get_by_label("Credentials").set_input_files(
        {
            "name": CANARIES["the credentials' file name"], "mimeType": "application/pdf",
            "buffer": certificate(CANARIES["the credentials' content"]),
        }
    )  # fmt: skip
    sign_up(physician, watched, "physician")
    officer = person()
    sign_in(officer, watched, "ruth")
    officer.get_by_role("link", name="Check").first.click()
    officer.get_by_text(CANARIES["the credentials' file name"]).wait_for()
    officer.get_by_label("Note to the applicant").fill(CANARIES["the authority's note"])
    officer.get_by_role("button", name="Verify").click()
    confirm(officer)
    signed_in(physician)
    expect(physician.get_by_role("link", name="Find a patient").first).to_be_visible()

    ask(physician, watched, identity)
    patient.get_by_role("link", name="Decide").first.click()
    expect(patient.get_by_text(CANARIES["the reason of a request"])).to_be_visible()
    patient.get_by_role("button", name="Grant access").click()
    confirm(patient)
    expect(patient.locator("[data-grant]")).to_be_visible()

    write(patient, watched, "/record/add/condition", own_note)
    upload(patient, watched)
    read_and_write(physician, watched, identity)
    correspond(patient, watched)
    visit(physician, watched, "/messages")
    physician.get_by_text(CANARIES["a message's subject"]).first.click()
    expect(physician.get_by_text(CANARIES["a message"], exact=True).first).to_be_visible()

    visit(patient, watched, "/access")
    patient.get_by_role("button", name="End this access").click()
    confirm(patient)
    expect(patient.get_by_text("Nobody has access at the moment.")).to_be_visible()
    visit(patient, watched, "/log")
    expect(patient.get_by_text("Dr. Jonas Berg").first).to_be_visible()
    visit(patient, watched, "/record/timeline")
    patient.get_by_role("searchbox").first.fill("anvil")
    patient.reload()


def ask(page, watched, identity):
    visit(page, watched, f"/find/{identity}")
    page.get_by_label("Reason").fill(CANARIES["the reason of a request"])
    page.get_by_role("button", name="Ask the patient").click()
    confirm(page)
    expect(page.get_by_text("The patient has been asked.")).to_be_visible()


def upload(page, watched):
    visit(page, watched, "/record/documents")
    page.set_input_files("input[type=file]", [
        {
            "name": CANARIES["a file's name"], "mimeType": "application/pdf",
            "buffer": certificate(CANARIES["a file's content"]),
        },
    ])  # fmt: skip
    page.get_by_label("Title").fill(CANARIES["a file's title"])
    page.get_by_role("button", name="Review and sign").click()
    confirm(page)
    page.get_by_role("button", name=CANARIES["a file's title"]).wait_for()


def read_and_write(page, watched, identity):
    visit(page, watched, f"/chart/{identity}")
    page.locator("[data-action=open-chart]").click()
    confirm(page)
    expect(page.locator(".chart-body").get_by_text(CANARIES["the text of a diagnosis"]).first).to_be_visible()
    expect(page.get_by_role("region", name="Patient")).to_contain_text(CANARIES["the patient's name"])
    write(page, watched, f"/chart/{identity}/add/condition", diagnosis)


def correspond(page, watched):
    visit(page, watched, "/messages/new")
    page.get_by_label("Dr. Jonas Berg").first.check()
    page.get_by_label("Subject").fill(CANARIES["a message's subject"])
    page.get_by_label("Message").last.fill(CANARIES["a message"])
    page.get_by_role("main").locator("button[type=submit]").click()
    confirm(page)
    expect(page.get_by_text(CANARIES["a message"], exact=True).first).to_be_visible()


def served(path):
    """The application itself, which holds the lists of codes and speaks to nobody of anybody."""
    return path == "/" or path.startswith(("/app/", "/viewer/"))


def test_the_traffic_holds_no_canary(watched):
    messages = list(watched.recorder.messages())
    # The recording is what happened: sealed content went up, and was read.
    assert sum(path == "/v1/transactions" for path, *_ in messages) > 10
    assert any(path.startswith("/v1/content/") and len(body) > 1_000 for path, _, _, body in messages)
    assert any(path.endswith("/payload") and body for path, direction, _, body in messages if "from" in direction)
    assert any(path.startswith("/v1/events") for path, *_ in messages)
    found = [
        (path, direction, *hit)
        for path, direction, head, body in messages
        for hit in find(head + b"\r\n\r\n" + body, CANARIES)
        if direction == "to the node" or not served(path)
    ]
    assert not found, found


def test_the_disk_holds_no_canary(watched):
    """While the node runs, with its write-ahead logs, and after it has stopped."""
    for _ in range(2):
        disk = watched.disk()
        assert sum(map(len, disk.values())) > 100_000
        found = [(str(path), *hit) for path, data in disk.items() for hit in find(data, CANARIES)]
        assert not found, found
        if watched.network.process:
            watched.network.stop()


def test_the_detector_finds_what_is_planted(tmp_path_factory, open_page):
    """In every encoding, on the disk and in the traffic: the two tests above can fail."""
    text = CANARIES["the patient's name"]
    for encoding, needle in needles(text).items():
        hits = find(b"before " + needle + b" after", {"name": text})
        assert any(name == encoding for _, name in hits), encoding
    for written in (text.encode(), text.encode("utf-16-le"), json.dumps({"name": text}).encode()):
        assert find(b"\0\1" + gzip.compress(written) + b"\2", {"name": text}), written
    assert not find(b"Zebulon Quillfeathe " * 1_000, {"name": text})

    other = Watched(tmp_path_factory.mktemp("planted"))
    try:
        page = open_page(None, address=other.url)
        page.goto(other.url)
        page.evaluate(
            """async ([text]) => {
              const post = (body) => fetch('/v1/sessions', { method: 'POST', body,
                headers: { 'Content-Type': 'application/json' } });
              await fetch(`/v1/organisations?limit=${encodeURIComponent(text)}`);
              await post(JSON.stringify({ proof: btoa(`x${text}`) }));
              const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
              await post(await new Response(packed).blob());
            }""",
            [text],
        )
        hits = {
            encoding
            for _, _, head, body in other.recorder.messages()
            for _, encoding in find(head + b"\r\n\r\n" + body, {"name": text})
        }
        assert "percent-encoding" in hits and any("base64 at 1" in one for one in hits), hits
        assert "UTF-8 in a compressed stream" in hits, hits
        (other.network.data / "planted").write_bytes(b"\0" * 5_000 + text.encode("utf-16-be"))
        assert [path.name for path, data in other.disk().items() if find(data, {"name": text})] == ["planted"]
    finally:
        other.close()
