"""Seals what docs/spec/sealed-record-v1.md describes, written from that page with nothing of MedChain's code: the other
half of Tests/Independent/sealed_record_reader.py, which opens it again."""

import base64
import hashlib
import os
import struct
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Independent"))

from sealed_record_reader import (
    CATEGORIES,
    KINDS,
    SEGMENT,
    SUITE,
    canonical,
    combine_released,
    commitment,
    context,
    data_key,
    hkdf_expand,
    hkdf_extract,
    open_a,
    open_box,
    open_key,
    open_payload,
    padded,
    public_bytes,
    read_grant_envelope,
    read_record_envelope,
    split,
)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(value):
    return canonical(value).encode()


def point(key):
    """The public half of a private key: 65 bytes."""
    return public_bytes(key)


def point_of(jwk):
    return b"\x04" + unb64(jwk["x"]) + unb64(jwk["y"])


def scalar(key):
    return key.private_numbers().private_value.to_bytes(32, "big")


def box(plaintext, to, info):
    """Section 2."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to)
    sealed = SUITE.encrypt(plaintext, key, info)
    return {"suite": 1, "enc": b64(sealed[:65]), "ct": b64(sealed[65:])}


def seal_payload(content, metadata, dk, network, subject, item, code):
    """Section 5."""
    described = encoded(metadata)
    plaintext = struct.pack(">IQ", len(described), len(content)) + described + content
    length = padded(len(plaintext))
    plaintext += bytes(length - len(plaintext))
    salt = os.urandom(16)
    prk = hkdf_extract(salt, dk)
    header = b"MCSP" + bytes([1, 1, code, 0]) + struct.pack(">Q", length) + salt
    header += hkdf_expand(prk, context("payload-commitment"))
    for kind, name in (("network", network), ("subject", subject), ("object", item)):
        header += hashlib.sha256(context("payload-tag", kind, salt, name)).digest()[:16]
    associated = hashlib.sha256(context("payload-data", network, subject, item, header)).digest()
    cipher = AESGCM(hkdf_expand(prk, context("payload-key")))
    sealed = header
    for index, start in enumerate(range(0, length, SEGMENT)):
        last = start + SEGMENT >= length
        nonce = bytes(3) + struct.pack(">Q", index) + bytes([last])
        sealed += cipher.encrypt(nonce, plaintext[start : start + SEGMENT], associated)
    return sealed


class SealedRecord:
    """A record before it is sent: payload, envelope, the command's shares, and its first half for grants."""

    def __init__(self, content, record, category, *, network, releases, patient, author, media_type="text/plain"):
        """`releases`: (organisation, release point) ascending; `patient`: with id, sealing point and compartments."""
        self.record, self.category = record, category
        self.a, b = os.urandom(32), os.urandom(32)
        where = (network, patient.id, record)
        self.payload = seal_payload(
            content,
            {"mediaType": media_type},
            data_key(self.a, b, *where),
            *where,
            CATEGORIES.index(category) + 1,
        )
        self.threshold = len(releases) // 2 + 1
        coefficients = [os.urandom(32) for _ in range(self.threshold - 1)]
        parts = split(b, coefficients, len(releases))
        shares = []
        self.shares = []
        for (organisation, release), (x, y) in zip(releases, parts, strict=True):
            info = context("record/share", *where, organisation, x)
            shares.append({"organisation": organisation, "sealed": box(y, release, info), "x": x})
            self.shares.append(
                {"organisation": organisation, "commitment": b64(commitment(*where, organisation, x, y))}
            )
        compartment = point(patient.compartments[category])
        envelope = {
            "type": "medchain-record-envelope",
            "v": 1,
            "network": network,
            "patient": patient.id,
            "record": record,
            "category": category,
            "compartment": {
                "sealed": box(self.a, compartment, context("record/a-compartment", *where, category, 1)),
                "version": 1,
            },
            "patientSealed": box(self.a + b, patient.point, context("record/ab-patient", *where, category)),
            "k": self.threshold,
            "shares": shares,
        }
        if author is not patient:
            sealed = box(self.a, author.point, context("record/a-author", *where, category, author.id))
            envelope["author"] = {"id": author.id, "sealed": sealed}
        self.envelope = encoded(envelope)


def compartment_envelope(network, patient, category, key):
    info = context("compartment/key", network, patient.id, category, 1)
    entry = {
        "category": category,
        "publicKey": b64(point(key)),
        "sealed": box(scalar(key), patient.point, info),
        "version": 1,
    }
    return encoded(
        {"keys": [entry], "network": network, "patient": patient.id, "type": "medchain-compartment-envelope", "v": 1}
    )


def grant_envelope(network, patient, grantee, to, categories=(), records=()):
    """Section 8. `records`: (record, category, a)."""
    compartments = [
        {
            "category": category,
            "publicKey": b64(point(patient.compartments[category])),
            "sealed": box(
                scalar(patient.compartments[category]),
                to,
                context("grant/compartment", network, patient.id, grantee, category, 1),
            ),
            "version": 1,
        }
        for category in CATEGORIES
        if category in categories
    ]
    entries = [
        {
            "category": category,
            "record": record,
            "sealed": box(a, to, context("grant/record", network, patient.id, grantee, record, category)),
        }
        for record, category, a in sorted(records)
    ]
    return encoded(
        {
            "compartments": compartments,
            "grantee": grantee,
            "network": network,
            "patient": patient.id,
            "records": entries,
            "type": "medchain-grant-envelope",
            "v": 1,
        }
    )


def organisation_key_envelope(network, organisation, member, key):
    info = context("organisation/key", network, organisation, 1, member.id)
    entry = {"publicKey": b64(point(key)), "sealed": box(scalar(key), member.point, info), "version": 1}
    return encoded(
        {
            "keys": [entry],
            "member": member.id,
            "network": network,
            "organisation": organisation,
            "type": "medchain-organisation-key-envelope",
            "v": 1,
        }
    )


def note(content, metadata, kind, network, sender, recipients):
    """Section 9. `recipients`: id -> point."""
    key, name = os.urandom(32), b64(os.urandom(16))
    dk = hkdf_expand(hkdf_extract(b"", key), context("note-key", network, sender, name))
    entries = [
        {"id": recipient, "sealed": box(key, to, context("note/key", network, sender, name, kind, recipient))}
        for recipient, to in sorted(recipients.items())
    ]
    envelope = encoded(
        {
            "kind": kind,
            "network": network,
            "note": name,
            "recipients": entries,
            "sender": sender,
            "type": "medchain-note",
            "v": 1,
        }
    )
    payload = seal_payload(content, metadata, dk, network, sender, name, KINDS[kind])
    return b"MCSN" + bytes([1, 0, 0, 0]) + struct.pack(">I", len(envelope)) + envelope + payload


def open_record(document, network, envelope, payload, grant, grant_key, read, reader_key, shares):
    """The content of a record, with a grant's envelope, the key that it was sealed to, and released shares."""
    parsed = read_record_envelope(envelope)
    given = read_grant_envelope(grant)
    where = (network, document["patient"], document["record"])
    alone = [entry for entry in given["records"] if entry[0] == document["record"]]
    if alone:
        _, category, sealed = alone[0]
        info = context("grant/record", network, document["patient"], given["grantee"], document["record"], category)
        a = open_box(sealed, grant_key, info)
    else:
        code = CATEGORIES.index(document["category"]) + 1
        _, public, version, sealed = next(entry for entry in given["keys"] if entry[0] == code)
        category = document["category"]
        info = context("grant/compartment", network, document["patient"], given["grantee"], category, version)
        key = open_key(sealed, public, grant_key, info)
        a = open_a(parsed, {"compartmentKey": key.hex(), "compartmentVersion": version})
    commitments = [
        {"organisation": share["organisation"], "commitment": unb64(share["commitment"]).hex()}
        for share in document["shares"]
    ]
    record = {"network": network, "patient": document["patient"], "record": document["record"]}
    b = combine_released(shares, record, read, commitments, document["threshold"], reader_key)
    code = CATEGORIES.index(document["category"]) + 1
    return open_payload(payload, data_key(a, b, *where), *where, code)[1]
