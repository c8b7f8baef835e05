"""The inbox, and notices to people who are not looking: by e-mail through a real SMTP server, by sendmail, by webhook
(rows 000-10, 000-11, 003-7, 003-47). Nothing that leaves the node says what happened, to whom, or by whom."""

import base64
import datetime
import hashlib
import hmac
import http.server
import json
import re
import ssl
import threading
import time
import typing

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from network import INVALID, REFUSED, UNREACHABLE, Network, free_port

ADDRESS = "anna.quill@inbox.example"
SECRET_WORDS = ["Quillfeather", "insomnia", "Eva Lind", "physician", "record", "patient"]


class Mailbox:
    """Keeps what an SMTP server is given; refuses while it is told to."""

    def __init__(self):
        self.messages = []
        self.refuses = False

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return "451 come back later"
        text = envelope.content.decode()
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, text, session.ssl is not None))
        return "250 taken"


class Hook(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted; fails the first time."""

    calls: typing.ClassVar = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        Hook.calls.append((self.headers["medchain-signature"], body))
        self.send_response(500 if len(Hook.calls) == 1 else 204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


def certificate(folder):
    """A self-signed certificate for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "smtp.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "smtp.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "smtp.crt", folder / "smtp.key"


def wait_for(condition, what):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture(scope="module")
def mailbox():
    return Mailbox()


@pytest.fixture(scope="module")
def mailing(tmp_path_factory, mailbox):
    """A network whose node writes through an SMTP relay with STARTTLS and a password, and posts to a webhook."""
    folder = tmp_path_factory.mktemp("mail")
    crt, key = certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(crt, key)

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"node", b"se cret"))

    controller = Controller(
        mailbox, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True,
        authenticator=authenticate, auth_required=True,
    )  # fmt: skip
    controller.start()
    hook = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=hook.serve_forever, daemon=True).start()

    network = Network(tmp_path_factory.mktemp("network"), name="Mailing")
    network.hook = f"http://127.0.0.1:{hook.server_port}/notices"
    credentials = folder / "credentials"
    credentials.write_text("node\nse cret\n")
    credentials.chmod(0o600)
    with (network.data / "node.yaml").open("a") as yaml:
        yaml.write(
            f"""notifications:
  address: https://medchain.example
  everySeconds: 1
  email:
    from: medchain@hospital.example
    smtp: {{host: localhost, port: {controller.port}, security: starttls, credentials: {credentials}, authority: {crt}}}
  webhooks: {{allowPrivate: true}}
"""
        )
    network.start()
    network.staff("notice-doctor", "Eva Lind", "physician", "Riverside")
    network.patient("anna", display_name="Anna Quillfeather")
    yield network
    network.close()
    controller.stop()
    hook.shutdown()


def asks(network):
    """Somebody asks the patient for access: news for her. Returns the request."""
    asked = network.ask("notice-doctor", "access", "request", network.ids["anna"], "--categories", "clinical")
    return asked["request"]


def test_the_inbox_has_what_others_did_and_keeps_what_was_read(mailing):
    mailing.ask("anna", "record", "add", "--condition", "insomnia")
    request = asks(mailing)
    inbox = mailing.ask("anna", "inbox")["notifications"]
    # Registering was the registrar's act; what she did herself is no news.
    assert inbox[0]["topic"] == "access"
    assert all(item["event"].get("actor") != mailing.ids["anna"].replace("-", "") for item in inbox)
    assert inbox[0]["event"]["subject"] == request and inbox[0]["read"] is False

    mailing.ask("anna", "inbox", "--unread", "--mark-read")
    assert mailing.ask("anna", "inbox", "--unread")["notifications"] == []
    assert all(item["read"] for item in mailing.ask("anna", "inbox")["notifications"])
    asks(mailing)
    unread = mailing.ask("anna", "inbox", "--unread")["notifications"]
    assert len(unread) == 1
    assert mailing.ask("anna", "inbox", "--unread", "--read", unread[0]["cursor"])["notifications"] == []
    # Another's marks are another's.
    grant = mailing.ask("anna", "access", "grant", "--request", asks(mailing))["grant"]
    theirs = mailing.ask("notice-doctor", "inbox", "--unread")["notifications"]
    assert theirs[0]["event"]["subject"] == grant


def test_an_address_is_confirmed_before_anything_else_goes_to_it(mailing, mailbox):
    preferences = mailing.ask("anna", "notify", "--email", ADDRESS)
    assert preferences["email"] == {"address": ADDRESS, "confirmed": False}
    sender, recipients, text, over_tls = mailbox.messages[0]
    assert (sender, recipients, over_tls) == ("medchain@hospital.example", [ADDRESS], True)
    code = re.search(r"^ {4}(\d{8})\r?$", text, re.MULTILINE).group(1)
    asks(mailing)
    wrong = mailing.ask("anna", "notify", "--confirm", f"{(int(code) + 1) % 10**8:08}", code=INVALID)
    assert wrong["code"] == "notification.code"
    assert len(mailbox.messages) == 1
    assert mailing.ask("anna", "notify", "--confirm", code)["email"]["confirmed"] is True
    again = mailing.ask("anna", "notify", "--confirm", code, code=INVALID)
    assert again["code"] == "notification.code"


def test_a_notice_says_that_there_is_something_and_nothing_else(mailing, mailbox):
    mailbox.messages.clear()
    request = asks(mailing)
    wait_for(lambda: mailbox.messages, "no notice came")
    _, recipients, text, over_tls = mailbox.messages[0]
    assert recipients == [ADDRESS] and over_tls
    assert "There is something new for you" in text and "https://medchain.example" in text
    for words in [*SECRET_WORDS, request, *mailing.ids.values()]:
        assert words not in text, words


def test_what_was_read_or_muted_brings_no_notice_and_what_failed_comes_again(mailing, mailbox):
    mailing.ask("anna", "notify", "--mute", "access")
    mailbox.messages.clear()
    asks(mailing)
    mailbox.refuses = True
    mailing.ask("anna", "notify", "--mute", "-")
    asks(mailing)
    log = lambda: mailing.log.read_text()  # noqa: E731
    wait_for(lambda: "smtp.refused" in log(), "the refusal is not in the log")
    assert ADDRESS not in log() and mailbox.messages == []
    mailbox.refuses = False
    # The address is taken back: nothing more goes to it, and the node forgets it.
    preferences = mailing.ask("anna", "notify", "--no-email")
    assert "email" not in preferences
    mailing.stop()
    assert ADDRESS.encode() not in b"".join(file.read_bytes() for file in (mailing.data / "accounts").iterdir())
    mailing.start()


def test_a_webhook_gets_a_signed_notice_again_after_a_failure(mailing):
    refused = mailing.ask("anna", "notify", "--webhook", "ftp://example.org/x", code=INVALID)
    assert refused["code"] == "notification.address"
    secret = mailing.ask("anna", "notify", "--webhook", mailing.hook)["secret"]
    assert "secret" not in mailing.ask("anna", "notify")
    asks(mailing)
    wait_for(lambda: Hook.calls, "no notice was posted")
    mailing.ask("anna", "notify", "--no-webhook")
    signature, body = Hook.calls[0]
    parts = dict(part.split("=", 1) for part in signature.split(","))
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    expected = hmac.new(key, parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, parts["v1"])
    assert set(json.loads(body)) == {"v", "type", "at"}


def test_a_node_without_channels_says_so(network):
    network.patient("unreached")
    assert network.ask("unreached", "notify")["channels"] == []
    refused = network.ask("unreached", "notify", "--email", ADDRESS, code=REFUSED)
    assert refused["code"] == "notification.channel"


def test_sendmail_gets_the_message_and_a_bad_configuration_is_refused(tmp_path):
    network = Network(tmp_path, name="Sendmail")
    taken = tmp_path / "taken"
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\necho "$@" > {taken}.arguments\ncat > {taken}\n')
    program.chmod(0o755)
    yaml = network.data / "node.yaml"
    plain = yaml.read_text()
    for bad in (
        "notifications:\n  email: {from: nobody, sendmail: /bin/true}\n",
        "notifications:\n  email: {from: a@b.example}\n",
        "notifications:\n  email: {from: a@b.example, smtp: {host: h, security: none, credentials: /x}}\n",
        "notifications: {surprise: 1}\n",
    ):
        yaml.write_text(plain + bad)
        refused = network.run("node", "run", "--data", network.data, "--json", code=None)
        assert refused.code != 0 and refused.problem["code"] == "setup.malformed", refused.err
    yaml.write_text(plain + f"notifications:\n  email: {{from: a@b.example, sendmail: {program}}}\n")
    network.start()
    try:
        network.patient("pia")
        network.ask("pia", "notify", "--email", "pia@inbox.example")
        assert "pia@inbox.example" in taken.read_text()
        assert (tmp_path / "taken.arguments").read_text().strip() == "-i -- pia@inbox.example"
        program.write_text("#!/bin/sh\nexit 75\n")
        busy = network.ask("pia", "notify", "--email", "other@inbox.example", code=UNREACHABLE)
        assert busy["code"] == "notification.delivery"
    finally:
        network.close()
