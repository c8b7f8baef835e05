"""What a node does by itself, seen from outside: uploads outlive a kill, and damaged content is found and reported."""

import base64
import hashlib
import os
import time
import urllib.request

import pytest
from independent_client import Person
from network import PASSPHRASE, Network


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    running = Network(tmp_path_factory.mktemp("housekeeping"), name="Housekeeping")
    configuration = running.data / "node.yaml"
    configuration.write_text(configuration.read_text() + "limits: {scrubIntervalSeconds: 1}\n")
    running.start()
    running.patient("noor")
    yield running
    running.close()


def raw_cid(data):
    digest = b"\x01\x55\x12\x20" + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(digest).decode().lower().rstrip("=")


def person(own):
    return Person(own.url, own.home / "noor.wallet", PASSPHRASE)


def put(someone, cid, data, offset, size):
    headers = {
        "content-type": "application/octet-stream",
        "upload-offset": str(offset),
        "upload-length": str(size),
    }
    return someone.request("PUT", f"/v1/content/{cid}", data, headers)[0]


def metric(own, name):
    with urllib.request.urlopen(own.url + "/metrics", timeout=10) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith(name + " ") or line.startswith(name + "{"):
                return float(line.split()[-1])
    return None


def test_an_upload_goes_on_after_the_node_was_killed(own):
    data = os.urandom(200_000)
    cid = raw_cid(data)
    noor = person(own)
    assert put(noor, cid, data[:70_000], 0, len(data)) == 202
    own.kill()
    own.start()
    noor = person(own)
    assert noor.json("GET", f"/v1/content/{cid}/upload")["offset"] == 70_000
    assert put(noor, cid, data[70_000:], 70_000, len(data)) == 201


def test_a_flipped_byte_is_found_by_the_running_node(own, tmp_path):
    pdf = tmp_path / "scan.pdf"
    pdf.write_bytes(b"%PDF-1.4\n" + os.urandom(150_000) + b"\nstartxref\n0\n%%EOF\n")
    record = own.ask("noor", "record", "add", "--file", pdf, "--title", "A scan", "--category", "clinical")["record"]
    objects = [path for path in (own.data / "content" / "objects").rglob("b*") if path.is_file()]
    stored = max(objects, key=lambda path: path.stat().st_mtime)
    deadline = time.monotonic() + 60
    while metric(own, "medchain_content_damage") != 0:
        assert time.monotonic() < deadline, "no scrub has come to its end"
        time.sleep(0.1)
    with stored.open("r+b") as file:
        file.seek(100_000)
        byte = file.read(1)[0]
        file.seek(100_000)
        file.write(bytes([byte ^ 1]))
    while metric(own, "medchain_content_damage") != 1:
        assert time.monotonic() < deadline, "the damage was not found"
        time.sleep(0.1)
    assert metric(own, 'medchain_content_damage_found_total{code="scrub.altered"}') >= 1
    assert "scrub.altered" in own.log.read_text()
    assert stored.name in own.log.read_text()
    # It is never given out.
    assert own.cli("noor", "record", "show", record, code=None).code != 0
