"""Fixtures of the browser tests: Debian's Chromium, and pages in which nothing may go wrong unseen."""

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Integration"))

from network import MEDCHAIN, Network

CHROMIUM = os.environ.get("MEDCHAIN_CHROMIUM", "/usr/bin/chromium")
# Screenshots are for people who look at them: none is kept unless this names a folder, outside the repository.
SCREENSHOTS = os.environ.get("MEDCHAIN_SCREENSHOTS")
# How long a page may take on a busy machine; nothing waits longer than it must.
TIMEOUT = 60_000
expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session", autouse=True)
def binary():
    assert MEDCHAIN.is_file(), f"{MEDCHAIN} is missing: build it with `make test`"
    return MEDCHAIN


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A running network for each file: stories make people, and keys of organisations, that no other one knows."""
    running = Network(tmp_path_factory.mktemp("network"), name="Browser").start()
    yield running
    running.close()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Watch:
    """Collects what must not happen in a page: errors, violations of the policy, requests to others."""

    def __init__(self, address):
        self.address = address
        self.complaints = []
        self.expected = []

    def follow(self, page):
        page.set_default_timeout(TIMEOUT)
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.complain(f"error: {error}"))
        page.on("request", self.request)

    def complain(self, text):
        if not any(part in text for part in self.expected):
            self.complaints.append(text)

    def console(self, message):
        # A refusal that a story provokes shows as a failed resource; the page's own handling is what is tested.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complain(f"{message.type}: {message.text}")

    def request(self, request):
        if not request.url.startswith((self.address, "blob:", "data:", "about:")):
            self.complain(f"a request to another: {request.url}")


@pytest.fixture
def open_page(chromium, network, request):
    """Opens a page of the application in a context of its own: a person at a browser."""
    contexts = []
    watches = []

    def open_one(path="/", address=None, width=1280, height=900, **options):
        address = address or network.url
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB", **options)
        contexts.append(context)
        watch = Watch(address)
        watches.append(watch)
        context.on("page", watch.follow)
        page = context.new_page()
        page.watch = watch
        if path is not None:
            page.goto(address + path)
        return page

    yield open_one
    if SCREENSHOTS:
        for index, context in enumerate(contexts):
            for page in context.pages:
                name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
                page.screenshot(path=f"{SCREENSHOTS}/{name}-{index}.png", full_page=True)
    for context in contexts:
        context.close()
    complaints = [text for watch in watches for text in watch.complaints]
    assert not complaints, "\n".join(complaints)
