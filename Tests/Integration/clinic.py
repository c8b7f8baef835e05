"""People of a clinic who speak the node's HTTP API: written from docs/spec alone, with nothing of MedChain's code. What
they store is random bytes, which to a node look like what is sealed: nothing here opens a record (test_story does)."""

import base64
import hashlib
import http.client
import json
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from independent_client import ORDER, b64, canonical

CATEGORIES = ["demographics", "safety", "clinical", "medication", "laboratory", "imaging", "restricted"]


def cid(content):
    """CIDv1 of one raw leaf (content-v1): enough for content below a chunk."""
    digest = bytes([0x01, 0x55, 0x12, 0x20]) + hashlib.sha256(content).digest()
    return "b" + base64.b32encode(digest).decode().lower().rstrip("=")


def jwk(key):
    numbers = key.public_key().public_numbers()
    x, y = (b64(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


class Clinic:
    """A node's address, its network, and the seeded chance by which the day is played."""

    def __init__(self, url, chance):
        self.host = urllib.parse.urlsplit(url).netloc
        self.chance = chance
        self.network = Visitor(self).json("GET", "/v1/network")

    def id(self):
        return b64(self.chance.randbytes(16))

    def key(self):
        return ec.derive_private_key(self.chance.randrange(1, ORDER), ec.SECP256R1())


class Visitor:
    """Somebody at one connection to the node."""

    def __init__(self, clinic):
        self.clinic = clinic
        self.connection = http.client.HTTPConnection(clinic.host, timeout=60)
        self.session = None

    def request(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.session:
            headers["authorization"] = f"Bearer {self.session}"
        try:
            return self.exchange(method, path, body, headers)
        except (ConnectionError, http.client.RemoteDisconnected):
            # The node let go of an idle connection. Whatever is sent again is the same: nothing happens twice.
            self.connection.close()
            return self.exchange(method, path, body, headers)

    def exchange(self, method, path, body, headers):
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def json(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        status, answer = self.request(method, path, data, {"content-type": "application/json"} if data else None)
        assert 200 <= status < 300, (method, path, status, answer)
        return json.loads(answer) if answer else None

    def list(self, path):
        """Every item of a list, page by page."""
        items, after = [], None
        while True:
            query = f"{'&' if '?' in path else '?'}limit=200" + (f"&after={urllib.parse.quote(after)}" if after else "")
            page = self.json("GET", path + query)
            items += page["items"]
            after = page.get("next")
            if after is None:
                return items


class Member(Visitor):
    """Somebody with keys of their own, and an identity once they are registered."""

    def __init__(self, clinic, name, role, signing=None):
        super().__init__(clinic)
        self.name, self.role = name, role
        self.signing, self.sealing = signing or clinic.key(), clinic.key()
        self.thumbprint = b64(hashlib.sha256(canonical(jwk(self.signing))).digest())
        self.id = None

    def sign(self, typ, payload):
        header = {"alg": "ES256", "kid": self.thumbprint, "typ": typ}
        text = b64(canonical(header)) + "." + b64(canonical(payload))
        return text + "." + b64(self.raw_signature(text.encode()))

    def raw_signature(self, message):
        r, s = decode_dss_signature(self.signing.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")

    def transaction(self, command):
        now = int(time.time() * 1000)
        return self.sign(
            "medchain-tx",
            {
                "v": 1,
                "network": self.clinic.network["network"],
                "id": self.clinic.id(),
                "issuedAt": now,
                "expiresAt": now + 600_000,
                "command": command,
            },
        )

    def does(self, command):
        """The code with which a command is refused; None when it is accepted."""
        headers = {"content-type": "application/jose"}
        status, body = self.request("POST", "/v1/transactions", self.transaction(command).encode(), headers)
        answer = json.loads(body)
        if status != 200:
            return answer["code"]
        self.last = answer
        return None if answer["accepted"] else answer["code"]

    def must(self, command):
        code = self.does(command)
        assert code is None, (self.name, command["type"], code)

    def upload(self, size, path="/v1/content/"):
        return self.store(self.clinic.chance.randbytes(size), path)

    def store(self, content, path="/v1/content/"):
        headers = {"content-type": "application/octet-stream", "upload-length": str(len(content))}
        status, answer = self.request("PUT", path + cid(content), content, headers)
        assert status == 201, (status, answer)
        return cid(content)

    def register(self, organisation):
        command = {
            "type": "identity.apply",
            "role": self.role,
            "organisation": organisation,
            "signingKey": jwk(self.signing),
            "sealingKey": jwk(self.sealing),
        }
        if self.role != "patient":
            command["profile"] = {"name": self.name}
            command["credentials"] = self.upload(300, "/v1/registrations/content/")
        answer = self.json("POST", "/v1/registrations", {"application": self.transaction(command)})
        assert answer["accepted"], answer
        self.id = answer["identity"]

    def sign_in(self):
        challenge = self.json("POST", "/v1/sessions/challenges", {"key": self.thumbprint})
        network = self.clinic.network
        payload = {"v": 1, "network": network["network"], "node": network["node"], **challenge}
        answer = self.json("POST", "/v1/sessions", {"proof": self.sign("medchain-session", payload)})
        self.session, self.id = answer["session"], answer["identity"]

    def open_compartments(self):
        compartments = []
        for category in CATEGORIES:
            key = jwk(self.clinic.key())
            statement = self.states({"category": category, "holder": self.id, "publicKey": key, "version": 1})
            compartments.append(
                {"category": category, "publicKey": key, "keyEnvelope": self.upload(120), "statement": statement}
            )
        self.must({"type": "compartment.open", "compartments": compartments})

    def states(self, about):
        """The signature of a key statement (docs/spec/contract-v1.md section 4)."""
        message = b"medchain/v1/key\0" + canonical({**about, "network": self.clinic.network["network"]})
        return b64(self.raw_signature(message))

    def adds(self, patient, category, grant=None, kind="record.add", **more):
        """Adds a record; returns its id and the code of a refusal."""
        organisations = self.clinic.network["organisationSet"]["organisations"]
        shares = [
            {"organisation": organisation, "commitment": b64(self.clinic.chance.randbytes(32))}
            for organisation in sorted(one["organisation"] for one in organisations)
        ]
        record = self.clinic.id()
        command = {
            "type": kind,
            "patient": patient.id,
            "record": record,
            "category": category,
            "payload": self.upload(700),
            "size": 700,
            "envelope": self.store(canonical(self.envelope(record, patient, category, shares))),
            "compartmentVersion": 1,
            "threshold": len(shares) // 2 + 1,
            "shares": shares,
            **({"grant": grant} if grant else {}),
            **more,
        }
        return record, self.does(command)

    def envelope(self, record, patient, category, shares):
        """A record envelope (docs/spec/sealed-record-v1.md section 6): all that a node can check of one holds."""
        sealed = {
            "type": "medchain-record-envelope",
            "v": 1,
            "network": self.clinic.network["network"],
            "patient": patient.id,
            "record": record,
            "category": category,
            "compartment": {"sealed": self.box(32), "version": 1},
            "patientSealed": self.box(64),
            "k": len(shares) // 2 + 1,
            "shares": [
                {"organisation": share["organisation"], "sealed": self.box(32), "x": x}
                for x, share in enumerate(shares, 1)
            ],
        }
        return sealed if self is patient else sealed | {"author": {"id": self.id, "sealed": self.box(32)}}

    def box(self, size):
        """What HPKE makes of so many bytes, for nobody to open."""
        point = self.clinic.key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"suite": 1, "enc": b64(point), "ct": b64(self.clinic.chance.randbytes(size + 16))}

    def reads(self, patient, records, grant, purpose="TREAT"):
        command = {"type": "access.read", "patient": patient.id, "purpose": purpose, "records": sorted(records)}
        return self.does(command | ({"grant": grant} if grant else {}))
