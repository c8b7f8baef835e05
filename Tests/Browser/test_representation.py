"""The browser believes that somebody acts for a patient only when it has seen every step signed: chains made here hold,
and each way in which a hostile node could bend them is refused. Row 001-40."""

import json
import urllib.request
from pathlib import Path

SCRIPT = Path(__file__).with_name("representation.js")


def test_forged_representations_are_refused(open_page, network):
    with urllib.request.urlopen(network.url + "/app/bundle.json", timeout=10) as answer:
        root = json.load(answer)["root"]
    page = open_page()
    body, kind = SCRIPT.read_text(), "text/javascript; charset=utf-8"
    page.route(lambda url: "/representation.js?" in url, lambda route: route.fulfill(body=body, content_type=kind))
    result = page.evaluate("async (root) => (await import(`/representation.js?root=${root}`)).run()", root)
    assert result["failures"] == []
    assert result["checks"] > 40
