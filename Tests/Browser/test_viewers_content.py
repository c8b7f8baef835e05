"""Viewers in a real browser: hostile content never runs, DICOM is drawn as it says, forms work by keyboard."""

import base64
import io
import json
import struct

import pytest
from axe_playwright_python.sync_playwright import Axe
from clinical_page import call, clinical_page
from network import samples
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, generate_uid

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def page(open_page, network):
    return clinical_page(open_page, network)


@pytest.fixture
def narrow(open_page, network):
    return clinical_page(open_page, network, width=390, color_scheme="dark")


def accessible(page):
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), "the page scrolls sideways"


def until(page, expression):
    """Waits for an expression; the policy of the page forbids what Playwright's own waiting evaluates."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")


def encoded(data):
    return base64.b64encode(data).decode()


def dicom(pixels, rows, columns, syntax=ExplicitVRLittleEndian, **more):
    """A DICOM file, written by code that is not ours."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID, dataset.Modality = CT_IMAGE, generate_uid(), "CT"
    dataset.PatientName = "Canary^Name"
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = rows, columns, 1
    dataset.PhotometricInterpretation, dataset.PixelRepresentation = "MONOCHROME2", 0
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit = 7
    for name, value in more.items():
        setattr(dataset, name, value)
    dataset.PixelData = pixels
    dataset["PixelData"].VR = "OW" if dataset.BitsAllocated == 16 else "OB"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = CT_IMAGE
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    target = io.BytesIO()
    dataset.save_as(target, enforce_file_format=True)
    return target.getvalue()


def greys(frame):
    return frame[::4]


def test_dicom_pixels_are_drawn_as_the_file_says(page):
    """000-57: explicit and implicit VR, 8 and 16 bit, signed, rescaled, inverted, RGB, several frames."""
    plain = call(page, "dicom", encoded(dicom(bytes([0, 64, 128, 255]), 2, 2)), {"center": 128, "width": 256})
    assert (plain["rows"], plain["columns"], plain["modality"]) == (2, 2, "CT")
    assert greys(plain["frames"][0]) == [0, 64, 128, 255]
    inverted = dicom(bytes([0, 255]), 1, 2, PhotometricInterpretation="MONOCHROME1")
    assert greys(call(page, "dicom", encoded(inverted), {"center": 128, "width": 256})["frames"][0]) == [255, 0]
    signed = dicom(
        struct.pack("<4h", -1000, 0, 400, 3000), 1, 4, ImplicitVRLittleEndian, BitsAllocated=16, BitsStored=16,
        HighBit=15, PixelRepresentation=1, RescaleSlope="2", RescaleIntercept="-100", WindowCenter="40",
        WindowWidth="400",
    )  # fmt: skip
    found = call(page, "dicom", encoded(signed), None)
    assert found["level"] == {"center": 40, "width": 400} and greys(found["frames"][0]) == [0, 38, 255, 255]
    colour = dicom(
        bytes([255, 0, 0, 0, 0, 255]), 1, 2, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0
    )
    assert call(page, "dicom", encoded(colour), None)["frames"][0] == [255, 0, 0, 255, 0, 0, 255, 255]
    planar = dicom(
        bytes([255, 0, 0, 0, 0, 255]), 1, 2, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=1
    )
    assert call(page, "dicom", encoded(planar), None)["frames"][0] == [255, 0, 0, 255, 0, 0, 255, 255]
    frames = dicom(bytes([0, 0, 200, 200]), 1, 2, NumberOfFrames=2)
    assert [greys(one) for one in call(page, "dicom", encoded(frames), {"center": 128, "width": 256})["frames"]] == [
        [0, 0], [200, 200],
    ]  # fmt: skip


def test_dicom_that_cannot_be_shown_says_so(page):
    whole = dicom(bytes(range(256)), 16, 16)
    cases = {
        "damaged": [whole[:-10], whole[:200], whole[:131] + b"X" + whole[132:], b"DICM", b""],
        "compressed": [
            whole.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.2\0"),
            dicom(bytes(4), 2, 2).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0"),
        ],
        "unsupported": [dicom(bytes(4), 2, 2, PhotometricInterpretation="PALETTE COLOR")],
        "noImage": [dicom(bytes(4), 0, 2)],
    }
    for code, files in cases.items():
        for data in files:
            assert call(page, "dicom", encoded(data), None) == {"code": code}, (code, len(data))
    huge = dicom(bytes(4), 65_535, 65_535)
    assert call(page, "dicom", encoded(huge), None) == {"code": "tooLarge"}


@pytest.mark.parametrize("seed", [1, 20261121])
def test_damaged_dicom_is_refused_and_nothing_else(page, seed):
    data = dicom(bytes(64), 8, 8, StudyDescription="Chest", PatientID="x", WindowCenter="40", WindowWidth="80")
    assert call(page, "fuzzDICOM", encoded(data), 1_500, seed) > 300


def test_the_dicom_viewer_draws_slices_and_survives_hostile_files(page):
    data = dicom(
        bytes([10, 10, 10, 10, 250, 250, 250, 250]),
        2,
        2,
        NumberOfFrames=2,
        StudyDescription="<img src=x onerror=hacked()>",
    )
    call(page, "showDocument", encoded(data), "application/dicom", "scan.dcm")
    page.wait_for_selector("canvas.dicom-canvas")
    # It is this test that looks at pixels.
    page.watch.expected.append("willReadFrequently")
    until(page, "document.querySelector('.slice-text').textContent.includes('Slice 1 of 2')")
    assert "<img src=x" in page.inner_text(".dicom-heading") and "Canary" not in page.inner_text("body")
    page.locator(".stage").focus()
    page.keyboard.press("ArrowDown")
    until(page, "document.querySelector('.slice-text').textContent.includes('Slice 2 of 2')")
    pixel = "[...document.querySelector('canvas').getContext('2d').getImageData(0, 0, 1, 1).data]"
    assert page.evaluate(pixel)[0] > 200
    page.keyboard.press("i")
    until(page, f"{pixel}[0] < 60")
    accessible(page)
    call(page, "showDocument", encoded(data[:-3]), "application/dicom", "scan.dcm")
    page.wait_for_selector(".cannot-show")
    assert "damaged" in page.inner_text(".cannot-show") and page.locator(".cannot-show button").is_visible()


HOSTILE = [
    "<script>hacked()</script>Words", "<img src=x onerror=hacked()>Words", "<svg onload=hacked()></svg>Words",
    "<iframe srcdoc='<script>parent.hacked()</script>'></iframe>Words", "<a href='javascript:hacked()'>Words</a>",
    "<math><mtext></math><style>@import 'http://evil.example/'</style>Words", "<p onclick=hacked()>Words</p>",
    "<form action='http://evil.example/'><button>Words</button></form>Words",
    "<object data='http://evil.example/'>Words", "<base href='http://evil.example/'><img src='pixel.gif'>Words",
    "<link rel=stylesheet href='http://evil.example/'>Words",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>Words",
]  # fmt: skip


def test_hostile_narrative_shows_as_words_and_nothing_runs(page):
    """004: script in a record never runs, loads nothing, and what people wrote is still read."""
    page.evaluate("() => { window.hacked = () => { window.ran = true; }; }")
    # Parsing what is then thrown away: the policy says that it would not have let it run.
    page.watch.expected += ["inline event handler violates", "Applying inline style violates", "base URI"]
    for index, markup in enumerate(HOSTILE):
        resource = {
            "resourceType": "Composition", "status": "final", "title": markup, "date": "2026-01-02",
            "section": [{"title": markup, "text": {"status": "additional", "div": f"<div>{markup}</div>"}}],
            "text": {"status": "generated", "div": f"<div>{markup}</div>"},
        }  # fmt: skip
        call(page, "showRecord", [{"id": f"r{index}", "category": "clinical", "resource": resource}], f"r{index}")
        frame = page.locator("iframe").first
        # A frame without scripts is a closed book to the test's own as well: what it was given is looked at.
        given = frame.get_attribute("srcdoc")
        assert "Words" in given and frame.get_attribute("sandbox") == "", markup
        for trace in ("hacked", "evil", "<script", "<img", "<svg", "<iframe", "<link", "<form", " on", "href"):
            assert trace not in given.split("<body>")[1], (markup, trace)
        assert markup[:20] in page.inner_text("h2")
    for media in ("text/html", "image/svg+xml", "text/plain", "application/x-unknown"):
        source = f'<svg xmlns="http://www.w3.org/2000/svg"><script>hacked()</script><text>{HOSTILE[1]}</text></svg>'
        call(page, "showDocument", encoded(source.encode()), media, "../../<b>evil</b>.exe")
        page.wait_for_selector(".viewer, .cannot-show")
    assert page.evaluate("window.ran") is None


def test_pictures_zoom_by_keyboard_and_broken_ones_say_so(page):
    """000-59."""
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    call(page, "showDocument", encoded(picture), "image/png", "photo.png")
    until(page, "document.querySelector('.stage img')?.complete")
    until(page, "document.querySelector('.zoom-text').textContent.includes('%')")
    before = page.inner_text(".zoom-text")
    page.locator(".stage").focus()
    page.keyboard.press("-")
    assert page.inner_text(".zoom-text") != before
    accessible(page)
    with page.expect_download() as download:
        page.locator(".viewer button", has_text="Save as a file").click()
    assert download.value.suggested_filename == "photo.png"
    call(page, "showDocument", encoded(picture[:40]), "image/png", "photo.png")
    page.wait_for_selector(".cannot-show")
    bomb = picture[:16] + struct.pack(">II", 60_000, 60_000) + picture[24:]
    call(page, "showDocument", encoded(bomb), "image/png", "bomb.png")
    assert "too large" in page.inner_text(".cannot-show")


def test_views_of_a_real_patient_are_accessible(page, narrow):
    bundle = next(one for one in samples() if one.name.startswith("Dennis")).read_text()
    for view in (page, narrow):
        for name in ("timeline", "results", "allergies", "problems", "medicines", "record"):
            call(view, "show", name, bundle)
            if name == "results":
                view.locator("details.series").filter(has_text="Glucose").first.locator("summary").click()
                view.wait_for_selector(".result-table")
            accessible(view)


def test_a_trend_is_drawn_and_told(page):
    """004-44: the drawing has a title, a description and a table with every value."""
    bundle = next(one for one in samples() if one.name.startswith("Liz")).read_text()
    call(page, "show", "results", bundle)
    page.locator("details.series").filter(has_text="Body Weight").locator("summary").click()
    chart = page.locator("svg.trend")
    assert chart.get_attribute("role") == "img"
    assert "3 values from" in chart.locator("desc").text_content()
    assert chart.locator(".trend-point").count() == page.locator(".result-table tbody tr").count() == 3
    assert "no reference range" in page.inner_text("details[open] .series-body")


def test_allergies_cannot_be_missed(page):
    """000-4, 000-56."""
    bundle = json.loads(next(one for one in samples() if one.name.startswith("Dennis")).read_text())
    call(page, "show", "allergies", json.dumps(bundle))
    assert page.locator(".allergy-banner").get_attribute("data-state") == "known"
    assert "4 allergies" in page.inner_text(".allergy-banner h2")
    bundle["entry"] = [one for one in bundle["entry"] if one["resource"]["resourceType"] != "AllergyIntolerance"]
    for access, words in [
        ({}, "not recorded"), ({"granted": False}, "not open to you"), ({"unopened": 1}, "have not opened"),
    ]:  # fmt: skip
        call(page, "show", "allergies", json.dumps(bundle), access)
        assert words in page.inner_text(".allergy-banner")


def test_a_correction_is_struck_through_and_leads_to_its_successor(page):
    def record(identifier, value, **more):
        resource = {"resourceType": "Observation", "status": "final", "code": {"text": "Glucose"}, "valueString": value}
        return {"id": identifier, "category": "laboratory", "resource": resource, "createdAt": 1, **more}

    call(page, "showRecord", [record("old", "wrong"), record("new", "right", supersedes="old")], "old")
    assert "wrong" in page.inner_text("h2 s") and "replaced by a correction" in page.inner_text(".notice")
    page.get_by_role("button", name="Go to the correction").click()
    assert "right" in page.inner_text("h2") and page.locator("h2 s").count() == 0
    accessible(page)


def test_a_form_is_filled_by_keyboard_alone(page):
    """002-52: a diagnosis from the list, with free text beside it, and mistakes told beside the field."""
    call(page, "showForm", "condition")
    accessible(page)
    page.locator("[type=submit]").click()
    assert "needs your attention" in page.inner_text(".form-summary")
    assert page.evaluate("document.activeElement.className") == "form-summary"
    accessible(page)
    diagnosis = page.get_by_role("combobox", name="Diagnosis or problem")
    assert diagnosis.get_attribute("aria-invalid") == "true"
    diagnosis.focus()
    page.keyboard.type("asth")
    page.wait_for_selector("[role=option]")
    accessible(page)
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    page.keyboard.press("Enter")
    assert "asthma" in diagnosis.input_value().lower() and "SNOMED CT" in page.inner_text(".combobox-code")
    page.locator("[type=submit]").click()
    values = page.evaluate("checks.submitted[0]")
    assert values["diagnosis"]["system"] == "http://snomed.info/sct" and values["clinicalStatus"] == "active"
    diagnosis.fill("something of my own")
    assert "Free text" in page.inner_text(".combobox-code")
    page.locator("[type=submit]").click()
    assert page.evaluate("checks.submitted[1].diagnosis") == {"text": "something of my own"}


def test_rows_of_results_are_added_and_removed(page):
    call(page, "showForm", "laboratoryReport")
    page.get_by_role("button", name="Add a row").click()
    assert page.locator("fieldset.group-row").count() == 2
    page.get_by_role("combobox", name="Test", exact=True).first.fill("glucose")
    page.locator("[role=option]").first.click()
    assert page.get_by_label("Unit").first.input_value() != ""
    page.get_by_role("button", name="Remove row 2").click()
    assert page.locator("fieldset.group-row").count() == 1
    accessible(page)


def test_files_are_recognised_by_content(page):
    """003-33: dropped or chosen; a disguise is refused by name."""
    call(page, "showDropZone")
    page.set_input_files("input[type=file]", [
        {"name": "report.png", "mimeType": "image/png", "buffer": b"%PDF-1.4 rest"},
        {"name": "run.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a PDF"},
        {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""},
    ])  # fmt: skip
    until(page, "checks.dropped.length === 3")
    assert sorted(page.evaluate("checks.dropped")) == [
        ["empty.pdf", "empty"], ["report.png", "application/pdf"], ["run.pdf", "neither PDF, PNG, JPEG nor DICOM"],
    ]  # fmt: skip
    accessible(page)
