"""Laboratory and imaging at their own screens: a list by urgency, results entered, corrected, critical ones followed
until somebody confirms. The physician works on the command line: both programs write what the other opens. Rows
000-21, 000-22, 000-57, 000-58."""

import base64
import io
import struct
import zlib

import pytest
from network import REFUSED
from people import accessible, confirm, fits, sign_in, signed_in
from playwright.sync_api import expect


def picture():
    """A small grey PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * 7 + y * 3) % 256 for x in range(64)) for y in range(64))
    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def dicom():
    """A small monochrome slice, made by code that is not ours."""
    import pydicom
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

    image = Dataset()
    image.SOPClassUID, image.SOPInstanceUID = CTImageStorage, generate_uid()
    image.Modality, image.StudyDescription, image.InstanceNumber = "CT", "Chest", 1
    image.Rows = image.Columns = 16
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 12, 11, 0
    image.PixelData = b"".join(struct.pack("<H", value * 16) for value in range(256))
    image.file_meta = FileMetaDataset()
    image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image.file_meta.MediaStorageSOPClassUID = CTImageStorage
    image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    written = io.BytesIO()
    pydicom.dcmwrite(written, image, enforce_file_format=True)
    return written.getvalue()


@pytest.fixture(scope="module")
def orders(network):
    """A patient, a physician who ordered two tests and a scan, and those who perform them."""
    patient = network.patient("lab-patient")
    network.staff("lab-physician", "Dr. Olga Rder", "physician", "Riverside")
    network.staff("lab-bench", "Berta Ench", "laboratory-technician", "Meridian")
    network.staff("lab-lead", "Mara Nager", "hospital-manager", "Meridian")
    network.staff("scan-reader", "Dr. Ray Ader", "radiologist", "Northlight")
    network.staff("scan-lead", "Nora Light", "hospital-manager", "Northlight")
    network.ask("lab-lead", "organisation", "key", "rotate")
    network.ask("scan-lead", "organisation", "key", "rotate")
    network.staff("ward-lead", "Wilma Ardlead", "hospital-manager", "Riverside")
    network.ask("ward-lead", "organisation", "key", "rotate")
    network.granted("lab-patient", "lab-physician", "clinical", "read,contribute")
    order = ("order", "place", "--patient", patient)
    placed = {
        "lipids": network.ask("lab-physician", *order, "--laboratory", "Lipid panel", "--to", "Meridian Laboratory"),
        "potassium": network.ask(
            "lab-physician", *order, "--laboratory", "Potassium in serum", "--to", "Meridian Laboratory",
            "--priority", "stat", "--reason", "Arrhythmia",
        ),
        "chest": network.ask(
            "lab-physician", *order, "--imaging", "CT of the chest", "--to", "Northlight Imaging Centre",
            "--priority", "urgent", "--reason", "Cough",
        ),
    }  # fmt: skip
    return {name: answer["order"] for name, answer in placed.items()}


def test_a_technician_works_from_the_list_to_the_correction(open_page, network, orders):
    page = open_page(None)
    sign_in(page, network, "lab-bench")
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    rows = page.locator("li[data-order]")
    expect(rows).to_have_count(2)
    # The most urgent first, whoever ordered earlier.
    assert rows.first.get_attribute("data-order") == orders["potassium"]
    expect(rows.first).to_contain_text("at once")
    expect(page.locator("[data-part=nameless]")).to_contain_text("the patient has not let you read the name")
    accessible(page, "worklist")
    rows.first.get_by_role("link", name="Open").click()
    page.get_by_role("button", name="Open the order").click()
    confirm(page, "Open 1 record", "The patient will see that you did")
    expect(page.get_by_role("heading", name="Potassium in serum")).to_be_visible()
    expect(page.get_by_text("Arrhythmia")).to_be_visible()
    accessible(page, "order")
    page.get_by_role("button", name="Take it on").click()
    confirm(page, "Take the order on")
    page.get_by_role("link", name="Enter the result").click()
    enter_potassium(page, "6.8")
    page.get_by_label("Critical: must be seen soon").check()
    page.get_by_label("To be confirmed within").select_option(label="4 hours")
    accessible(page, "result")
    page.get_by_role("button", name="Review and sign").click()
    confirm(page, "final result of the order", "acknowledged within 4 hours")
    expect(page.locator("[data-part=results]")).to_contain_text("critical")
    accessible(page, "order with a result")

    # The physician's program opens what the browser sealed; that it was seen shows here by itself.
    waiting = network.ask("lab-physician", "result", "list")["orders"]
    assert [item["order"] for item in waiting] == [orders["potassium"]]
    assert "6.8" in network.ask("lab-physician", "result", "open", orders["potassium"])["content"]
    network.ask("lab-physician", "result", "acknowledge", orders["potassium"])
    expect(page.locator("[data-part=results]")).to_contain_text("Confirmed")

    # A correction begins with what was written, and recalls whoever read it.
    page.get_by_role("link", name="Correct the result").click()
    expect(page.get_by_text("This replaces a final result.")).to_be_visible()
    value = page.get_by_label("Value", exact=True)
    expect(value).to_have_value("6.8")
    value.fill("4.8")
    page.get_by_role("button", name="Review and sign").click()
    confirm(page, "corrected result of the order")
    expect(page.locator("[data-part=results] li").first).to_contain_text("corrected")
    page.get_by_role("link", name="Worklist").click()
    expect(page.get_by_role("heading", name="Corrections that are not known")).to_be_visible()
    recalled = network.ask("lab-physician", "record", "acknowledge")["pending"]
    network.ask("lab-physician", "record", "acknowledge", recalled[0]["record"], "--patient", recalled[0]["patient"])
    expect(page.get_by_role("heading", name="Corrections that are not known")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page, "worklist")

    # Each version is sealed to the physician's house too, for a colleague should it escalate.
    results = network.ask("lab-physician", "order", "show", orders["potassium"])["results"]
    assert len(results) == 2 and all(result["organisationEnvelope"] for result in results)

    # The patient ends what the order opened; what stands in the record can still be put right.
    network.ask("lab-patient", "order", "cancel", orders["potassium"])
    page.goto(f"{network.url}/#/worklist/{orders['potassium']}")
    page.get_by_role("link", name="Correct the result").click()
    expect(page.get_by_label("How far it is")).to_be_visible()
    expect(page.get_by_label("Critical: must be seen soon")).to_have_count(0)
    page.get_by_label("Value", exact=True).fill("4.9")
    page.get_by_role("button", name="Review and sign").click()
    confirm(page, "corrected result of the order")
    expect(page.locator("[data-part=results] li")).to_have_count(3)


def enter_potassium(page, value):
    test = page.get_by_role("combobox", name="Test or panel")
    expect(test).to_have_value("Potassium in serum")
    analyte = page.get_by_role("combobox", name="Test", exact=True)
    analyte.fill("Potassium")
    page.locator("[role=option]").first.click()
    # The pick list brings the unit.
    expect(page.get_by_role("textbox", name="Unit")).to_have_value("mmol/L")
    page.get_by_label("Value", exact=True).fill(value)


def test_an_order_is_rejected_with_a_reason(open_page, network, orders):
    page = open_page(None)
    sign_in(page, network, "lab-bench")
    signed_in(page)
    page.goto(f"{network.url}/#/worklist/{orders['lipids']}")
    page.locator("[data-action=reject-order]").click()
    dialog = page.get_by_role("dialog", name="Reject the order")
    dialog.get_by_role("button", name="Reject", exact=True).click()
    expect(dialog.get_by_text("Please fill this in.")).to_be_visible()
    dialog.get_by_label("Why").fill("No sample came")
    dialog.get_by_role("button", name="Reject", exact=True).click()
    confirm(page, "Reject the order")
    expect(page.get_by_text("No sample came")).to_be_visible()
    assert network.ask("lab-physician", "order", "show", orders["lipids"])["reason"] == "No sample came"
    page.goto(f"{network.url}/#/worklist/done")
    expect(page.get_by_role("cell", name="rejected")).to_be_visible()
    accessible(page, "done")


def test_a_radiologist_reports_beside_the_images(open_page, network, orders):
    page = open_page(None, width=1440)
    sign_in(page, network, "scan-reader")
    page.get_by_role("link", name="Open").click()
    page.get_by_role("button", name="Open the order").click()
    confirm(page, "Open 1 record")
    page.get_by_role("button", name="Take it on").click()
    confirm(page, "Take the order on")
    page.get_by_role("link", name="Enter the result").click()
    expect(page.get_by_label("Examination")).to_have_value("CT of the chest")
    page.set_input_files("input[type=file]", [
        {"name": "slice.dcm", "mimeType": "application/dicom", "buffer": dicom()},
        {"name": "key image.png", "mimeType": "image/png", "buffer": picture()},
        {"name": "fake.png", "mimeType": "image/png", "buffer": b"<script>alert(1)</script>"},
    ])  # fmt: skip
    expect(page.get_by_role("alert").get_by_text("fake.png")).to_be_visible()
    expect(page.locator(".dicom-viewer canvas")).to_be_visible()
    expect(page.locator(".viewer").nth(1)).to_be_visible()
    page.get_by_label("Modality").select_option("CT")
    page.get_by_label("Findings").fill("No infiltrate.")
    page.get_by_label("Conclusion").fill("Normal chest.")
    page.get_by_label("How far it is").select_option(label="preliminary")
    accessible(page, "imaging report")
    page.get_by_role("button", name="Review and sign").click()
    confirm(page, "preliminary result of the order")
    expect(page.get_by_role("link", name="Enter the next version")).to_be_visible()
    page.get_by_role("button", name="Look at it").click()
    shown = page.get_by_role("dialog")
    expect(shown.locator(".dicom-viewer canvas")).to_be_visible()
    page.keyboard.press("Escape")

    # What the physician opens holds the report and both images, byte for byte.
    opened = network.ask("lab-physician", "result", "open", orders["chest"])
    assert "Normal chest." in opened["content"]
    for content in (dicom_of(opened["content"]), base64.b64encode(picture()).decode()):
        assert content in opened["content"]
    page.locator("[data-action=flag]").click()
    page.get_by_role("dialog").get_by_role("button", name="Flag as critical").click()
    confirm(page, "Flag the result as critical")
    expect(page.locator("[data-part=results]")).to_contain_text("critical")
    refused = network.ask("lab-bench", "order", "show", orders["chest"], code=REFUSED)
    assert refused["code"] == "notFound"


def dicom_of(content):
    """How base64 of any DICOM file of this story begins: 128 zero bytes."""
    return base64.b64encode(b"\0" * 120).decode()
