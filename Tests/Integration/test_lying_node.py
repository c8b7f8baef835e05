"""A node that passes off keys of its own: nothing is sealed to them (docs/decisions/0009, promise 1)."""

import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from network import UNVERIFIED, Network

# A point on the curve that belongs to nobody here: the generator.
FOREIGN_KEY = {
    "crv": "P-256",
    "kty": "EC",
    "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
    "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
}


class LyingNode:
    """Stands before the node, hands everything on, and alters the answers that `lie` alters."""

    def __init__(self, node):
        self.node = node
        self.lie = None
        self.uploads = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) if self.command != "GET" else None
                if self.command == "PUT":
                    outer.uploads.append(self.path)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
                request = urllib.request.Request(outer.node + self.path, body, headers, method=self.command)
                try:
                    answer = urllib.request.urlopen(request, timeout=60)
                except urllib.error.HTTPError as error:
                    answer = error
                with answer:
                    content = answer.read()
                    if outer.lie and answer.status == 200 and "json" in answer.headers.get("Content-Type", ""):
                        content = json.dumps(outer.lie(self.path, json.loads(content))).encode()
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                            self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = forward

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    network = Network(tmp_path_factory.mktemp("lying")).start()
    network.patient("amelie")
    network.staff("weiss", "Tom Weiss", "physician", "Riverside")
    network.staff("otto", "Otto Brandt", "hospitalManager", "Riverside")
    network.ask("otto", "organisation", "key", "rotate")
    network.granted("amelie", "weiss", "clinical", "read,contribute")
    liar = LyingNode(network.url)
    yield network, liar
    liar.close()
    network.close()


class Through:
    """The network's people, for as long as they talk to it through the liar."""

    def __init__(self, network, liar, lie):
        self.network, self.url = network, liar.url
        liar.lie = lie
        liar.uploads.clear()

    def ask(self, person, *arguments, **more):
        return self.network.ask(person, *arguments, "--node", self.url, **more)

    def cli(self, person, *arguments, **more):
        return self.network.cli(person, *arguments, "--node", self.url, **more)

    def grant(self, to, category, **more):
        """Amelie lets somebody read a category for a day."""
        terms = ("--categories", category, "--rights", "read", "--for", "1d")
        return self.ask("amelie", "access", "grant", "--to", to, *terms, **more)


def replace(value, name):
    """The same JSON with every `name` replaced by a key that the liar could hold."""
    if isinstance(value, dict):
        return {k: FOREIGN_KEY if k == name else replace(v, name) for k, v in value.items()}
    return [replace(v, name) for v in value] if isinstance(value, list) else value


def test_an_honest_answer_passes_through(people):
    network, liar = people
    honest = Through(network, liar, None)
    honest.grant(network.ids["weiss"], "laboratory")


@pytest.mark.parametrize(
    ("path", "name"), [("/v1/identities/", "sealingKey"), ("/v1/identities/", "signingKey")], ids=["sealing", "signing"]
)
def test_a_grant_is_not_sealed_to_a_key_of_the_node(people, path, name):
    network, liar = people
    lied = Through(network, liar, lambda at, answer: replace(answer, name) if at.startswith(path) else answer)
    problem = lied.grant(network.ids["weiss"], "imaging", code=UNVERIFIED)
    assert problem["code"] == "client.keyNotProven"
    assert liar.uploads == []


def test_a_proof_of_somebody_else_proves_nothing(people):
    network, liar = people
    other = network.staff("mallory", "Tom Weiss", "physician", "Riverside")

    def lie(path, answer):
        if path == f"/v1/identities/{network.ids['weiss']}/proof":
            answer["people"][0]["application"] = stolen["people"][0]["application"]
        return answer

    stolen = {}
    honest = Through(
        network, liar, lambda path, answer: stolen.update(answer) or answer if "/proof" in path else answer
    )
    honest.grant(other, "imaging")
    assert stolen["people"][0]["id"] == other
    problem = Through(network, liar, lie).grant(network.ids["weiss"], "imaging", code=UNVERIFIED)
    assert problem["code"] == "client.keyNotProven"


def test_who_was_not_verified_by_the_authority_gets_no_grant(people):
    network, liar = people

    def lie(path, answer):
        if path.endswith("/proof"):
            answer["people"] = [{k: v for k, v in answer["people"][0].items() if k != "verification"}]
        return answer

    problem = Through(network, liar, lie).grant(network.ids["weiss"], "imaging", code=UNVERIFIED)
    assert problem["code"] == "client.keyNotProven"


def test_a_record_is_not_sealed_to_a_compartment_key_of_the_node(people):
    network, liar = people
    lie = lambda path, answer: (  # noqa: E731
        replace(answer, "publicKey") if path == f"/v1/patients/{network.ids['amelie']}" else answer
    )
    problem = Through(network, liar, lie).ask(
        "weiss", "record", "add", "--patient", network.ids["amelie"], "--condition", "Migraine", code=UNVERIFIED
    )
    assert problem["code"] == "client.keyNotProven"
    assert liar.uploads == []


def test_a_share_is_not_sealed_to_another_release_key(people):
    network, liar = people

    def lie(path, answer):
        if path == "/v1/network":
            answer["releaseKeys"][0]["key"] = FOREIGN_KEY
        return answer

    problem = Through(network, liar, lie).ask("amelie", "record", "add", "--condition", "Migraine", code=UNVERIFIED)
    assert problem["code"] == "client.keyNotProven"
    assert liar.uploads == []


def test_an_organisations_key_is_its_managers(people):
    network, liar = people
    lie = lambda path, answer: (  # noqa: E731
        replace(answer, "publicKey") if path.startswith("/v1/organisations") else answer
    )
    problem = Through(network, liar, lie).ask(
        "amelie",
        "access",
        "grant",
        "--organisation",
        "Riverside General Hospital",
        "--categories",
        "clinical",
        "--for",
        "1d",
        code=UNVERIFIED,
    )
    assert problem["code"] == "client.keyNotProven"


def test_credentials_are_sealed_to_officials_of_the_genesis_document_only(people):
    network, liar = people
    network.wallet("newcomer")
    licence = network.folder / "licence-weiss.pdf"
    lie = lambda path, answer: (  # noqa: E731
        replace(answer, "sealingKey") if path == "/v1/network" else answer
    )
    lied = Through(network, liar, lie)
    lied.ask(
        "newcomer",
        "identity",
        "register",
        "--role",
        "physician",
        "--organisation",
        "Riverside",
        "--name",
        "New Comer",
        "--credentials",
        licence,
    )
    liar.lie = None
    queue = network.run("identity", "queue", "--as", "ruth").out.splitlines()
    newcomer = next(line.split()[0] for line in queue if "New Comer" in line)
    output = network.folder / "seen.pdf"
    network.ask("ruth", "identity", "credentials", newcomer, "--output", output)
    assert output.read_bytes() == licence.read_bytes()


def test_a_record_is_opened_only_when_the_author_it_names_signed_it(people):
    network, liar = people
    network.ask("amelie", "record", "add", "--allergy", "Penicillin")
    record = network.ask("amelie", "record", "list")["records"][0]["record"]

    def lie(path, answer):
        if path.startswith(f"/v1/patients/{network.ids['amelie']}/records/{record}") and "author" in answer:
            answer |= {"author": network.ids["weiss"], "authorRole": "physician", "selfReported": False}
        return answer

    problem = Through(network, liar, lie).ask("amelie", "record", "show", record, code=UNVERIFIED)
    assert problem["code"] == "client.factNotProven"


def test_the_wallet_carries_over_no_grant_that_it_did_not_sign(people):
    network, liar = people
    mallory = network.staff("mallet", "Mal Let", "physician", "Riverside")

    def lie(path, answer):
        if path.endswith("/duties"):
            answer["rekey"] = ["clinical"]
        if path.startswith(f"/v1/patients/{network.ids['amelie']}/grants"):
            answer["items"] = [item | {"grantee": mallory} for item in answer["items"]]
        return answer

    result = Through(network, liar, lie).cli("amelie", "record", "list")
    assert "client.factNotProven" in result.out + result.err


def test_a_childs_keys_go_to_no_other_guardian_than_who_registered(people):
    network, liar = people
    network.staff("nina", "Nina Falk", "nurse", "Riverside")
    stranger = network.staff("sly", "Sly Stranger", "physician", "Riverside")
    mother = network.patient("mia")
    network.ask("nina", "dependant", "attest", "--guardian", mother, "--comes-of-age", "2040")
    child = network.ask("mia", "dependant", "register")["patient"]

    def lie(path, answer):
        if path.endswith("/duties"):
            answer["rekey"] = ["clinical"]
        if path.startswith(f"/v1/patients/{child}/grants"):
            answer["items"] = [item | {"grantee": stranger} for item in answer["items"]]
        return answer

    result = Through(network, liar, lie).cli("mia", "record", "list", "--on-behalf-of", child)
    assert "client.factNotProven" in result.out + result.err
