"""The web application in Debian's Chromium: what its first page costs, and whether a large study freezes it."""

import importlib.util
import io
import os
import time

import networks
from results import Figure

CHROMIUM = os.environ.get("MEDCHAIN_CHROMIUM", "/usr/bin/chromium")
STUDY_BYTES = 50 << 20
# Gaps between two drawn frames while the study opens, as the page itself sees them.
WATCH_FRAMES = """
(() => {
  window.longestGap = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    window.longestGap = Math.max(window.longestGap, now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})()
"""


def _stories():
    """The helpers of the integration tests: people are made as there."""
    path = networks.ROOT / "Tests" / "Integration" / "network.py"
    spec = importlib.util.spec_from_file_location("story_network", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def study():
    """A DICOM series of 50 MiB in one file: 100 frames of 512 by 512 in 16 bits."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID, dataset.Modality = "1.2.840.10008.5.1.4.1.1.2", generate_uid(), "CT"
    dataset.Rows = dataset.Columns = 512
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.PixelRepresentation = 1, "MONOCHROME2", 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.NumberOfFrames = STUDY_BYTES // (512 * 512 * 2)
    dataset.WindowCenter, dataset.WindowWidth = 2048, 4096
    frame = b"".join(((row * 8 + column) % 4096).to_bytes(2, "little") for row in range(512) for column in range(512))
    dataset.PixelData = frame * dataset.NumberOfFrames
    dataset["PixelData"].VR = "OW"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    target = io.BytesIO()
    dataset.save_as(target, enforce_file_format=True)
    return target.getvalue()


def _first_page(browser, url):
    """A cold visit: bytes transferred, and milliseconds until the sign-in can be used."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    began = time.monotonic()
    page.goto(url)
    page.get_by_role("link", name="Sign in").or_(page.get_by_role("button", name="Sign in")).first.wait_for()
    usable = (time.monotonic() - began) * 1000
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(received), usable, len(received)


def _open_study(browser, story):
    """A patient opens the study; milliseconds until it is drawn, and the longest time without a frame."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(story.url + "/#/sign-in")
    page.get_by_label("Sign-in card").fill((story.folder / "amelie.card").read_text().strip())
    page.get_by_label("Passphrase", exact=True).fill("correct horse battery")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_selector('nav a[href="#/record"]', state="attached")
    page.goto(story.url + "/#/record/documents")
    entry = page.get_by_role("button", name="Large study")
    entry.wait_for()
    page.wait_for_timeout(1_000)
    page.evaluate(WATCH_FRAMES)
    began = time.monotonic()
    entry.click()
    page.locator("canvas").first.wait_for()
    drawn = (time.monotonic() - began) * 1000
    page.wait_for_timeout(1_000)
    gap = page.evaluate("window.longestGap")
    context.close()
    return drawn, gap


def measure(run):
    from playwright.sync_api import sync_playwright

    stories = _stories()
    folder = run.work / "web"
    folder.mkdir(parents=True, exist_ok=True)
    story = stories.Network(folder, name="Browser").start()
    try:
        story.patient("amelie")
        file = folder / "study.dcm"
        file.write_bytes(study())
        story.cli("amelie", "record", "add", "--file", file, "--title", "Large study", "--category", "imaging")
        run.quiet()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            pages = [_first_page(browser, story.url) for _ in range(run.repeat)]
            opened = [_open_study(browser, story) for _ in range(run.repeat)]
            browser.close()
    finally:
        story.close()
    transferred = max(page[0] for page in pages) / 1000
    usable = sorted(page[1] for page in pages)[len(pages) // 2]
    drawn, gap = sorted(opened)[len(opened) // 2]
    run.data["web"] = {"firstPage": pages, "study": opened}
    return [
        Figure("first page, transferred", transferred, "KB", goal="<= 150 KB", reached=transferred <= 150,
               note=f"{pages[0][2]} requests"),
        Figure("first page, usable", usable, "ms", goal="<= 1000 ms", reached=usable <= 1000),
        Figure("study of 50 MiB, drawn", drawn, "ms"),
        Figure("study of 50 MiB, longest freeze", gap, "ms", goal="<= 500 ms", reached=gap <= 500),
    ]  # fmt: skip
