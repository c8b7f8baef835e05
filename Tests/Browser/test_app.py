"""`medchain app`: the application from a person's own machine, in front of a node that it passes requests on to."""

import http.client
import json
import signal
import subprocess
import urllib.request

import pytest
from network import INVALID, MEDCHAIN, PASSPHRASE, certificate
from people import sign_in, signed_in
from playwright.sync_api import expect


class App:
    """A running `medchain app`."""

    def __init__(self, network, *arguments):
        command = [MEDCHAIN, "app", "--node", network.url, "--port", "0", "--json", *arguments]
        self.process = subprocess.Popen(command, env=network.environment, stdout=subprocess.PIPE, text=True)
        self.said = json.loads(self.process.stdout.readline())
        self.address = self.said["address"]

    def request(self, method, path, host=None, **headers):
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=20)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or self.address.removeprefix("http://"))
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def app(network):
    running = App(network)
    yield running
    running.stop()


def test_the_same_files_and_headers_as_from_the_node(network, app):
    for path in ["/", "/app/bundle.json", "/v1/network", "/viewer/pdf/pdf.js"]:
        if path == "/app/bundle.json":
            bundle = json.loads(urllib.request.urlopen(network.url + path).read())
            assert bundle["hash"] == app.said["bundle"]
            continue
        node = urllib.request.urlopen(network.url + path)
        answer, body = app.request("GET", path)
        assert answer.status == 200
        assert body == node.read()
        for name in ["Content-Type", "Content-Security-Policy", "Referrer-Policy", "Cross-Origin-Resource-Policy"]:
            assert answer.headers[name] == node.headers[name], f"{path}: {name}"
    assert app.request("GET", "/no-such-file")[0].status == 404
    assert app.request("POST", "/")[0].status == 405


def test_nobody_else_uses_it(app):
    port = app.address.rsplit(":", 1)[1]
    assert app.request("GET", "/v1/network", host=f"records.example:{port}")[0].status == 421
    assert app.request("GET", "/", host=f"localhost:{port}")[0].status == 200
    assert app.request("GET", "/v1/network", Origin="http://records.example")[0].status == 421
    assert app.request("GET", "/v1/network", Origin=app.address)[0].status == 200


def test_a_person_works_through_it(network, app, open_page, tmp_path):
    network.patient("quinn", display_name="Quinn Abel")
    large = tmp_path / "scan.pdf"
    large.write_bytes(certificate("scanned " * 1_250_000))
    through = {"MEDCHAIN_NODE": app.address}
    record = network.ask(
        "quinn", "record", "add", "--file", large, "--category", "clinical", "--title", "Scan of a letter",
        "--node", app.address, environment=through,
    )  # fmt: skip
    back = tmp_path / "back.pdf"
    shown = ["record", "show", record["record"], "--output", back]
    network.ask("quinn", *shown, "--node", app.address, environment=through)
    assert back.read_bytes() == large.read_bytes()

    page = open_page(None, address=app.address)
    sign_in(page, network, "quinn", address=app.address)
    signed_in(page)
    page.goto(app.address + "/#/record/documents")
    # A large file waits to be asked for.
    page.get_by_role("button", name="Sealed record").click()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("Scan of a letter").first).to_be_visible()


def test_a_node_that_is_not_there_is_said(network, open_page):
    lost = App(network)
    try:
        network.stop()
        answer, body = lost.request("GET", "/v1/network")
        assert answer.status == 502
        assert json.loads(body)["code"] == "client.unreachable"
    finally:
        network.start()
        lost.stop()


def test_what_is_no_address_is_refused(network):
    result = network.run("app", "--node", "ftp://somewhere", "--json", code=INVALID)
    assert result.problem["code"] == "node.address"
    assert PASSPHRASE not in result.err
