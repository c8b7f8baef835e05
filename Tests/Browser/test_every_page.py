"""Every page of the application, as each role meets it in the demonstration network: accessible, at a phone's and a
wide screen's width, light and dark, in both languages, by keyboard, without an error, a missing text or a stranger's
server."""

import os
import re
import time
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from demonstration import Demonstration
from people import RULES
from playwright.sync_api import expect

# Who walks, in which language. Every text is there in both (test_session.py), so each role needs one.
WALKERS = {
    "anna": "en", "eva": "de", "joana": "en", "lena": "de", "tariq": "en", "paolo": "de", "otto": "en", "greta": "de",
    "ruth": "en", "nils": "de",
}  # fmt: skip
WIDTHS = (390, 1440)
SCREENS = [(390, "light"), (1440, "dark"), (390, "dark"), (1440, "light")]
# Pages are looked at by people, too: MEDCHAIN_PAGES names a folder for their pictures, outside the repository.
PICTURES = os.environ.get("MEDCHAIN_PAGES")

# Notes which elements answer to a click, before the application runs.
LISTENING = """
  window.clickable = new Set();
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (type === 'click' && this instanceof Element) window.clickable.add(this);
    return add.call(this, type, ...rest);
  };
"""

# What is wrong with the page as it stands: texts, names, reach by keyboard.
EXAMINE = r"""() => {
  const found = [];
  const key = /^[a-z][A-Za-z]{2,}(\.[a-zA-Z]+){1,4}(?<!\.(pdf|png|jpg|jpeg|dcm|json|txt|card))$/;
  const odd = /\bundefined\b|\[object |\bNaN\b|Invalid Date|\{\w+\}|^(true|false|null)$/;
  const seen = (element) => (
    element.checkVisibility?.({ visibilityProperty: true }) && !element.closest('[inert], .exact'));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    const text = textContent.trim();
    if (!text || !seen(parentElement) || parentElement.closest('code, pre, option, .id, .secret')) continue;
    if (key.test(text) || odd.test(text)) found.push(`text: ${text.slice(0, 100)}`);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const text = element.getAttribute(name) ?? '';
      if (key.test(text) || odd.test(text)) found.push(`${name}: ${text}`);
    }
  }
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, audio, video';
  const isControl = (element) => element.matches(controls) || element.tabIndex >= 0;
  for (const element of document.querySelectorAll(controls)) {
    // One of a group (a list's options, a row of tabs) is reached by arrow keys.
    const inGroup = element.closest('[role=listbox], [role=tablist], [role=toolbar], [role=grid], [role=menu]');
    if (!seen(element) || element.disabled || inGroup) continue;
    if (element.tabIndex < 0) found.push(`not reached by keyboard: ${element.outerHTML.slice(0, 120)}`);
    if (element.tabIndex > 0) found.push(`out of order: ${element.outerHTML.slice(0, 120)}`);
  }
  for (const element of window.clickable) {
    if (!element.isConnected || !seen(element) || element.matches('dialog, html, body') || isControl(element)) continue;
    if (element.matches('label') || element.querySelector(controls) || element.closest('[role=listbox]')) continue;
    found.push(`clicked, but not by keyboard: ${element.outerHTML.slice(0, 120)}`);
  }
  const problem = document.querySelector('.state-problem');
  if (problem && seen(problem)) found.push(`a problem: ${problem.innerText}`);
  const headings = [...document.querySelectorAll('h1')].filter(seen);
  if (headings.length !== 1) found.push(`${headings.length} first headings`);
  return found;
}"""

# What is lost where 320 CSS pixels are left (a phone's page at 200 %, WCAG 1.4.10), with the widest spacing of text
# that readers may choose (1.4.12). Tables, images and code may be wider: they scroll in a frame of their own.
NARROW = r"""() => {
  const found = [];
  const spacing = new CSSStyleSheet();
  spacing.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets.push(spacing);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`${scrollWidth} wide in a window of ${clientWidth}`);
  // The name and the role in the head are shortened; they stand in full on the page of one's account.
  const frame = 'pre, .table-frame, .table-scroll, .stage, iframe, .visually-hidden, [inert], svg, .whoami';
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest(frame) || !element.checkVisibility({ visibilityProperty: true })) continue;
    const { right, width } = element.getBoundingClientRect();
    const { overflowX, textOverflow } = getComputedStyle(element);
    const typed = element.matches('input, select, textarea');
    const hidden = overflowX !== 'visible' && !typed && element.scrollWidth > element.clientWidth + 1;
    if ((hidden && textOverflow !== 'ellipsis') || (width > 0 && right > clientWidth + 1)) {
      found.push(`cut at ${clientWidth}: ${element.outerHTML.slice(0, 120)}`);
    }
  }
  document.adoptedStyleSheets.pop();
  return found.slice(0, 5);
}"""

BUSY = """() => !document.querySelector('h1') || document.querySelectorAll('.spinner, .progress').length > 0"""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    started = Demonstration(tmp_path_factory.mktemp("demonstration"))
    yield started
    started.close()


# Which routes were seen, over all walkers; which were examined by axe.
seen = set()
examined = {}


def under_way(page):
    """The requests that the page waits for. Its events never end, and of a page that was left no end comes."""
    if not hasattr(page, "asked"):
        page.asked = {}
        page.on("request", lambda one: page.asked.setdefault(one, time.monotonic()))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda one: page.asked.pop(one, None))
    return [one.url for one, at in page.asked.items() if "/v1/events" not in one.url and time.monotonic() - at < 10]


def settle(page):
    """Waits until the page has all that it loads: also what it draws only once a module of it is there."""
    deadline = time.monotonic() + 120
    calm = 0
    while calm < 3:
        assert time.monotonic() < deadline, f"still busy: {page.url} {under_way(page)}"
        calm = 0 if under_way(page) or page.evaluate(BUSY) else calm + 1
        page.wait_for_timeout(40)


class Walker:
    """Somebody who opens every page that is theirs, following the links on them."""

    def __init__(self, page, address, name):
        self.page, self.address, self.name = page, address, name
        self.faults = []
        self.links = []
        root = page.evaluate("fetch('/app/bundle.json').then((answer) => answer.json()).then((one) => one.root)")
        self.routes = page.evaluate(
            """async (root) => {
              const [{ sharedRoutes }, { areaRoutes }] = await Promise.all(
                [import(`${root}/pages/shared/routes.js`), import(`${root}/pages/areas.js`)]);
              return [...sharedRoutes, ...areaRoutes].map(
                ({ path, roles, open }) => ({ path, roles, open: open ?? false }));
            }""",
            root,
        )

    def route_of(self, path):
        for route in self.routes:
            if re.fullmatch(re.sub(r":\w+", "[^/]+", route["path"]), path):
                return route["path"]
        return None

    def visit(self, path, route):
        page = self.page
        page.evaluate("(address) => { location.hash = address; }", f"#{path}")
        page.wait_for_timeout(30)
        settle(page)
        if route.startswith("/chart/:patient") and page.locator("[data-action=open-chart]").count():
            page.locator("[data-action=open-chart]").click()
            page.locator("dialog[open] [data-action=confirm]").click()
            page.locator("[data-action=open-chart]").wait_for(state="detached")
            settle(page)
        seen.add(route)
        where = f"{self.name} {path}"
        self.faults += [f"{where}: {fault}" for fault in page.evaluate(EXAMINE)]
        self.links += page.evaluate("[...document.querySelectorAll('a[href^=\"#/\"]')].map((one) => one.hash.slice(1))")
        self.look(where, route)

    def look(self, where, route):
        page = self.page
        # The first two who open a page have it examined by axe, each on two of the four screens.
        turn = examined.setdefault(route, 0)
        examined[route] = turn + 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            if size[0] > size[1]:
                self.faults.append(f"{where}: {size[0]} wide in a window of {width}")
        page.set_viewport_size({"width": 320, "height": 900})
        self.faults += [f"{where}: {fault}" for fault in page.evaluate(NARROW)]
        if turn < 2:
            # Another pair of screens for every second page.
            width, scheme = SCREENS[turn + 2 * (len(route) % 2)]
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            for one in Axe().run(page, options=RULES).response["violations"]:
                shown = [node["html"][:140] for node in one["nodes"][:3]]
                self.faults.append(f"{where} {width} {scheme}: {one['id']}: {shown}")
        for width, scheme in SCREENS if PICTURES else []:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            name = re.sub(r"\W+", "-", where)[:60]
            page.screenshot(path=f"{PICTURES}/{name}-{width}-{scheme}.png", full_page=True)

    def walk(self, role, samples=()):
        """First the pages that have an address of their own, then one of each kind that they link to."""
        mine = [route for route in self.routes if route["open"] or not route["roles"] or role in route["roles"]]
        for route in mine:
            if ":" not in route["path"]:
                self.visit(route["path"], route["path"])
        done = {route["path"] for route in mine if ":" not in route["path"]}
        self.links += samples
        for link in self.links:
            path = link.split("?")[0]
            route = self.route_of(path)
            if route and route not in done and any(route == one["path"] for one in mine):
                done.add(route)
                self.visit(link, route)


def signed_in(open_page, demonstration, name, language):
    page = open_page(None, address=demonstration.url, width=1280)
    page.context.add_init_script(LISTENING)
    page.goto(f"{demonstration.url}/{demonstration.people[name]}")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".whoami-name")).to_be_visible()
    if language != "en":
        page.evaluate("location.hash = '#/me'")
        page.locator("main select[name=language]").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
    return page


ROLES = {
    "anna": "patient", "eva": "physician", "joana": "nurse", "lena": "radiologist", "tariq": "laboratoryTechnician",
    "paolo": "pharmacist", "otto": "hospitalManager", "greta": "insurer", "ruth": "authority",
}  # fmt: skip


def own_pages(demonstration):
    """What a patient reaches by a button: a record, and the correction of one that they wrote."""
    records = demonstration.ask("anna", "record", "list", "--all")["records"]
    own = next(one for one in records if one["selfReported"] and one["status"] == "current")
    return [f"/record/item/{own['record']}", f"/record/amend/{own['record']}"]


def staff_pages(demonstration):
    """What a physician reaches by a button: a patient who was typed in, a record of the chart, its correction."""
    me = demonstration.ask("eva", "identity", "status")["identity"]["id"]
    for name in ("anna", "bruno", "carmen", "david", "emma"):
        records = demonstration.ask(name, "record", "list", "--all")["records"]
        own = [one for one in records if one["author"] == me and one.get("resourceType") == "Condition"]
        if own:
            at = f"/chart/{own[0]['patient']}"
            return [f"/find/{own[0]['patient']}", f"{at}/item/{own[0]['record']}", f"{at}/amend/{own[0]['record']}"]
    raise AssertionError("the physician of the demonstration wrote nothing")


SAMPLES = {"anna": own_pages, "eva": staff_pages}


@pytest.mark.parametrize("name", ROLES)
def test_every_page_of_a_role(open_page, demonstration, name):
    page = signed_in(open_page, demonstration, name, WALKERS[name])
    walker = Walker(page, demonstration.url, name)
    walker.walk(ROLES[name], SAMPLES.get(name, lambda _: [])(demonstration))
    assert not walker.faults, "\n".join(sorted(set(walker.faults)))


def test_every_page_of_nobody_and_of_who_waits(open_page, demonstration):
    page = open_page(None, address=demonstration.url)
    page.context.add_init_script(LISTENING)
    page.goto(demonstration.url)
    settle(page)
    nobody = Walker(page, demonstration.url, "nobody")
    for route in nobody.routes:
        if route["open"] and ":" not in route["path"]:
            nobody.visit(route["path"], route["path"])
    waiting = signed_in(open_page, demonstration, "nils", "en")
    expect(waiting.get_by_role("heading", name="Your application is being checked")).to_be_visible()
    nils = Walker(waiting, demonstration.url, "nils")
    nils.visit("/waiting", "/waiting")
    assert not nobody.faults + nils.faults, "\n".join(nobody.faults + nils.faults)


# Shown in states that the demonstration does not have; their own stories open them.
ELSEWHERE = {
    "/locked", "/rejected", "/suspended", "/left", "/appointments/:appointment/move", "/join/:link",
    "/worklist/:order/result",
}  # fmt: skip


def test_no_page_was_left_out(open_page, demonstration):
    page = open_page("/", address=demonstration.url)
    settle(page)
    routes = {route["path"] for route in Walker(page, demonstration.url, "nobody").routes}
    assert not routes - seen - ELSEWHERE, f"nobody came to {sorted(routes - seen - ELSEWHERE)}"


def headers(url):
    with urllib.request.urlopen(url) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


def test_what_is_served_is_kept_and_run_as_it_should(demonstration):
    """The page is asked for anew, its files are kept for ever, answers are kept nowhere; nothing foreign runs."""
    page = headers(demonstration.url + "/")
    assert page["cache-control"] == "no-cache"
    with urllib.request.urlopen(demonstration.url + "/") as answer:
        script = re.search(r'src="(/app/[0-9a-f]{16}/app\.js)"', answer.read().decode())[1]
    file = headers(demonstration.url + script)
    assert "immutable" in file["cache-control"] and "max-age" in file["cache-control"]
    assert headers(demonstration.url + "/v1/network")["cache-control"] == "no-store"
    policy = dict(part.strip().partition(" ")[::2] for part in page["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in page["content-security-policy"] and "*" not in page["content-security-policy"]
    for one in (page, file):
        assert one["x-content-type-options"] == "nosniff" and one["referrer-policy"] == "no-referrer"
