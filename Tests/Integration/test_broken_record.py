"""One record that does not open spoils no chart: it is left out, named, and the work on the others goes on."""

import base64
import hashlib
import json

from independent_client import Person
from network import PASSPHRASE


def cid(data):
    """The identifier of content of one chunk (content-v1)."""
    multihash = bytes([1, 0x55, 0x12, 0x20]) + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(multihash).decode().lower().rstrip("=")


def upload(person, data):
    headers = {"content-type": "application/octet-stream", "upload-length": str(len(data))}
    status, _, body = person.request("PUT", f"/v1/content/{cid(data)}", data, headers)
    assert status == 201, body
    return cid(data)


def versions(network, user):
    records = network.ask(user, "record", "list", "--all")["records"]
    return {record["record"]: record["compartmentVersion"] for record in records}


def test_a_broken_envelope_hides_no_other_record(network, tmp_path):
    network.patient("broken-pat")
    network.staff("broken-doc", "Bruno Kent", "physician", "Riverside")
    add = ("record", "add", "--condition")
    broken, good = (network.ask("broken-pat", *add, text)["record"] for text in ("Asthma", "Eczema"))
    # A client that is not ours seals one of them to nobody.
    person = Person(network.url, network.home / "broken-pat.wallet", PASSPHRASE)
    envelope = upload(person, b'{"garbage":1}')
    command = {
        "type": "compartment.reseal",
        "category": "clinical",
        "version": 1,
        "records": [{"record": broken, "envelope": envelope}],
    }
    status, _, body = person.submit(person.transaction(command))
    assert status == 200 and json.loads(body)["accepted"], body

    listed = network.ask("broken-pat", "record", "list", "--all")["records"]
    assert {record["record"]: record.get("title") for record in listed} == {broken: None, good: "Eczema"}
    target = tmp_path / "export"
    exported = network.ask("broken-pat", "record", "export", "--output", target)
    assert exported["resources"] == 1 and exported["unreadable"] == [broken]
    assert json.loads((target / "index.json").read_text())["unreadable"] == [broken]

    # Everything but that record gets the new key, once, and the wallet comes to an end.
    grant = network.granted("broken-pat", "broken-doc", "clinical")
    read = network.ask("broken-doc", "record", "export", "--output", tmp_path / "doc", "--patient",
                       network.ids["broken-pat"])  # fmt: skip
    assert read["unreadable"] == [broken] and read["resources"] == 1
    network.ask("broken-pat", "access", "revoke", grant)
    assert versions(network, "broken-pat") == {broken: 1, good: 2}
    assert network.ask("broken-pat", "record", "list")["records"]


def test_nobody_adds_a_record_that_cannot_be_opened(network):
    """The node looks at an envelope before it proposes a record."""
    network.patient("envelope-pat")
    network.ask("envelope-pat", "record", "add", "--condition", "Asthma")
    person = Person(network.url, network.home / "envelope-pat.wallet", PASSPHRASE)
    record = person.json("GET", f"/v1/patients/{person.id}/records")["items"][0]
    height = network.run("node", "status", "--json").json["height"]
    names = ("category", "size", "compartmentVersion", "threshold", "shares")
    command = {
        **{name: record[name] for name in names},
        "type": "record.add",
        "patient": person.id,
        "record": base64.urlsafe_b64encode(bytes(range(16))).rstrip(b"=").decode(),
        "payload": upload(person, b"payload"),
        "envelope": upload(person, b'{"garbage":1}'),
    }
    status, _, body = person.submit(person.transaction(command))
    assert (status, json.loads(body)["code"]) == (400, "content.envelope")
    assert network.run("node", "status", "--json").json["height"] == height


def test_what_is_on_the_disk_is_for_its_owner(network):
    for path in network.data.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_json_on_a_terminal_shows_what_it_holds(network):
    network.patient("terminal-pat")
    network.ask("terminal-pat", "record", "add", "--condition", "red \u202egniht")
    out = network.cli("terminal-pat", "record", "list", "--json").out
    record = json.loads(out)["records"][0]["record"]
    shown = network.cli("terminal-pat", "record", "show", record, "--json").out
    assert json.loads(shown)
    for text in (out, shown):
        assert not any(ord(character) in (*range(0x7F, 0xA0), *range(0x202A, 0x202F)) for character in text)
