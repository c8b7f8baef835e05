"""A page of the node in which the application's clinical modules can be called, under the node's own policy."""

import json
import urllib.request
from pathlib import Path

STYLES = Path(__file__).resolve().parents[2] / "Web" / "app" / "styles"
SCRIPT = Path(__file__).with_name("clinical_checks.js")


def root_of(network):
    """Where the application's files are served."""
    with urllib.request.urlopen(network.url + "/app/bundle.json", timeout=10) as answer:
        return json.load(answer)["root"]


def clinical_page(open_page, network, **options):
    """An empty page with the checks loaded; `call(page, name, ...)` runs one."""
    page = open_page(None, **options)
    root = root_of(network)
    names = [name for name in ("tokens", "base", "components", "clinical") if (STYLES / f"{name}.css").is_file()]
    styles = "".join(f'<link rel="stylesheet" href="{root}/styles/{name}.css">' for name in names)
    body = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Checks</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{styles}</head>'
        '<body><main class="clinical" id="stage"><h1>Checks</h1></main></body></html>'
    )
    # The policy of the real page, which the checks replace the words of.
    with urllib.request.urlopen(network.url + "/", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    page.route(
        lambda url: url.endswith("/clinical-checks"),
        lambda route: route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": policy}),
    )
    page.route(
        lambda url: "/clinical_checks.js" in url,
        lambda route: route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript; charset=utf-8"),
    )
    page.goto(network.url + "/clinical-checks")
    page.evaluate(
        "async (root) => { window.checks = await import(`/clinical_checks.js?root=${root}`); await checks.ready; }",
        root,
    )
    return page


def call(page, name, *arguments):
    """Runs one function of the checks and gives its answer."""
    return page.evaluate("([name, values]) => checks[name](...values)", [name, list(arguments)])
