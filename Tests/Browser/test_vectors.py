"""The browser's sealing, signing and proofs run the vectors that Swift's run: the same bytes, the same refusals."""

import json
import urllib.request
from pathlib import Path

import pytest

VECTORS = Path(__file__).resolve().parents[1] / "Vectors"
SCRIPT = Path(__file__).with_name("vectors.js")
# The other files are the node's own: batches, world state, FHIR validation, the list of codes.
NAMES = [
    "base64url", "json", "identity", "transaction", "hpke-rfc9180", "hpke", "shamir", "cid-v1", "payload", "envelope",
    "wallet", "block-merkle", "block-header", "block-genesis", "checkpoint", "receipt",
    "key-statement",
]  # fmt: skip


@pytest.fixture(scope="module")
def root(network):
    with urllib.request.urlopen(network.url + "/app/bundle.json", timeout=10) as answer:
        return json.load(answer)["root"]


@pytest.mark.parametrize("name", NAMES)
def test_the_vectors_hold_in_the_browser(name, open_page, root):
    page = open_page()
    # The policy lets the page run the node's own files alone; to it, this is one of them.
    body, kind = SCRIPT.read_text(), "text/javascript; charset=utf-8"
    page.route(lambda url: "/vectors.js" in url, lambda route: route.fulfill(body=body, content_type=kind))
    document = json.loads((VECTORS / f"{name}.json").read_text())
    result = page.evaluate(
        "async ({root, name, document}) => (await import(`/vectors.js?root=${root}`)).run(name, document)",
        {"root": root, "name": name, "document": document},
    )
    assert result["failures"] == []
    assert result["checks"] > 3
