"""People of a clinic who speak the node's HTTP API: written from docs/spec alone, with nothing of MedChain's code. What
they write is sealed as the specification says (sealing.py), and who may read it opens it."""

import base64
import hashlib
import http.client
import json
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from independent_client import ORDER, b64, canonical
from sealed_record_reader import CATEGORIES, open_note, read_note
from sealing import (
    SealedRecord,
    compartment_envelope,
    grant_envelope,
    note,
    open_record,
    organisation_key_envelope,
    point,
    point_of,
    scalar,
    unb64,
)


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
        self.name = self.network["network"]
        # To whom shares are sealed: (organisation, release key), ascending.
        self.releases = sorted((one["organisation"], point_of(one["key"])) for one in self.network["releaseKeys"])
        # The organisations' sealing keys, and the first half of each record, as their writers' devices know them.
        self.organisation_keys = {}
        self.halves = {}

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
        self.point = point(self.sealing)
        self.compartments = {}
        self.organisation = None
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
        self.organisation = organisation

    def sign_in(self):
        challenge = self.json("POST", "/v1/sessions/challenges", {"key": self.thumbprint})
        network = self.clinic.network
        payload = {"v": 1, "network": network["network"], "node": network["node"], **challenge}
        answer = self.json("POST", "/v1/sessions", {"proof": self.sign("medchain-session", payload)})
        self.session, self.id = answer["session"], answer["identity"]

    def open_compartments(self):
        compartments = []
        for category in CATEGORIES:
            pair = self.compartments[category] = self.clinic.key()
            key = jwk(pair)
            statement = self.states({"category": category, "holder": self.id, "publicKey": key, "version": 1})
            envelope = self.store(compartment_envelope(self.clinic.name, self, category, pair))
            compartments.append(
                {"category": category, "publicKey": key, "keyEnvelope": envelope, "statement": statement}
            )
        self.must({"type": "compartment.open", "compartments": compartments})

    def states(self, about):
        """The signature of a key statement (docs/spec/contract-v1.md section 4)."""
        message = b"medchain/v1/key\0" + canonical({**about, "network": self.clinic.network["network"]})
        return b64(self.raw_signature(message))

    def makes_organisation_key(self, members):
        """The manager makes the organisation's key and seals it to these members."""
        pair = self.clinic.organisation_keys[self.organisation] = self.clinic.key()
        key, organisation = jwk(pair), self.organisation
        envelopes = []
        for one in sorted(members, key=lambda one: one.id):
            envelope = organisation_key_envelope(self.clinic.name, organisation, one, pair)
            envelopes.append({"member": one.id, "envelope": self.store(envelope)})
        statement = self.states({"holder": organisation, "publicKey": key, "version": 1})
        command = {"type": "organisation.rotateKey", "version": 1, "publicKey": key, "statement": statement}
        self.must(command | {"members": envelopes})

    def seals(self, patient, category, content):
        """Seals a record and stores it; returns it and the members of the command that adds it."""
        record = SealedRecord(
            content,
            self.clinic.id(),
            category,
            network=self.clinic.name,
            releases=self.clinic.releases,
            patient=patient,
            author=self,
        )
        self.clinic.halves[record.record] = (category, record.a)
        return record, {
            "record": record.record,
            "category": category,
            "payload": self.store(record.payload),
            "size": len(record.payload),
            "envelope": self.store(record.envelope),
            "compartmentVersion": 1,
            "threshold": record.threshold,
            "shares": record.shares,
        }

    def adds(self, patient, category, grant=None, content=b"", **more):
        """Adds a record; returns its id and the code of a refusal."""
        record, members = self.seals(patient, category, content)
        command = {"type": "record.add", "patient": patient.id, **members, **({"grant": grant} if grant else {})}
        return record.record, self.does(command | more)

    def half_of(self, record, patient, grantee, to):
        """Stores one record's first half, sealed to somebody's point."""
        category, a = self.clinic.halves[record]
        return self.store(grant_envelope(self.clinic.name, patient, grantee, to, records=[(record, category, a)]))

    def fetches(self, patient, record, envelope):
        """What is needed besides the released shares: a one-time view is used up with the read."""
        path = f"/v1/patients/{patient.id}/records/{record}"
        return (
            self.json("GET", path),
            self.clinic.name,
            self.bytes(path + "/envelope"),
            self.bytes(path + "/payload"),
            self.bytes(envelope),
        )

    def opens(self, patient, record, fetched, key, read):
        """Opens one record of an accepted read: with what was fetched, what opens its keys, and released shares."""
        released = self.json("POST", "/v1/releases", {"transaction": read, "records": [record]})["items"]
        return open_record(
            *fetched,
            scalar(key),
            unb64(read),
            scalar(self.sealing),
            [item["share"].encode() for item in released],
        )

    def bytes(self, path):
        status, body = self.request("GET", path)
        assert status == 200, (self.name, path, status, body)
        return body

    def seals_note(self, text, sort, recipients, **metadata):
        """Stores a note to people or organisations, id -> point, and to its sender."""
        readers = {**recipients, self.id: self.point}
        metadata = {"mediaType": "text/plain", **metadata}
        return self.store(note(text.encode(), metadata, sort, self.clinic.name, self.id, readers))

    def opens_note(self, path, recipient=None, key=None):
        """The text of a note, as its recipient: oneself, or the organisation whose key one holds."""
        return open_note(read_note(self.bytes(path)), recipient or self.id, scalar(key or self.sealing))[1].decode()

    def reads(self, patient, records, grant, purpose="TREAT"):
        command = {"type": "access.read", "patient": patient.id, "purpose": purpose, "records": sorted(records)}
        return self.does(command | ({"grant": grant} if grant else {}))
