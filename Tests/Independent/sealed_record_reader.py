"""Reads the sealed formats with independent libraries only, written from docs/spec/sealed-record-v1.md.

HPKE (RFC 9180), HKDF, AES-256-GCM and P-256 come from `cryptography`; secret sharing and parsing are written out here.
Everything that is refused raises `Refused` with the code that the specification names.
"""

import base64
import hashlib
import itertools
import json
import re
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

CATEGORIES = ["demographics", "safety", "clinical", "medication", "laboratory", "imaging", "restricted"]
KINDS = {"credential": 129, "reason": 130, "message": 131, "details": 132}
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SEGMENT = 65_536
LARGEST = 1 << 53


class Refused(Exception):
    """A refusal with the specification's code."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def require(condition, code):
    if not condition:
        raise Refused(code)


# Section 1: conventions


def lp(data):
    return struct.pack(">I", len(data)) + data


def context(label, *fields):
    encoded = lp(b"medchain/v1/" + label.encode("ascii"))
    for field in fields:
        if isinstance(field, str):
            field = field.encode("ascii")
        elif isinstance(field, int):
            field = struct.pack(">Q", field)
        encoded += lp(field)
    return encoded


def hkdf_extract(salt, ikm):
    mac = hmac.HMAC(salt if salt else bytes(32), hashes.SHA256())
    mac.update(ikm)
    return mac.finalize()


def hkdf_expand(prk, info):
    mac = hmac.HMAC(prk, hashes.SHA256())
    mac.update(info + b"\x01")
    return mac.finalize()


def identifier(text):
    require(isinstance(text, str), "format.valueInvalid")
    require(re.fullmatch(r"[A-Za-z0-9._:-]{1,128}", text, re.ASCII) is not None, "identifier.invalid")
    return text


def base64url(text):
    require(isinstance(text, str), "format.valueInvalid")
    require(re.fullmatch(r"[A-Za-z0-9_-]*", text, re.ASCII) is not None and len(text) % 4 != 1, "format.base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    require(base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text, "format.base64url")
    return data


def canonical(value):
    if isinstance(value, dict):
        return "{" + ",".join(canonical(k) + ":" + canonical(value[k]) for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, int):
        return str(value)
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 0x22: '\\"', 0x5C: "\\\\"}
    out = []
    for character in value:
        code = ord(character)
        out.append(short.get(code) or (f"\\u{code:04x}" if code < 32 else character))
    return '"' + "".join(out) + '"'


def parse_json(data, limit):
    require(len(data) <= limit, "format.tooLarge")

    def pairs(items):
        for name, _ in items:
            require(name.isascii(), "format.invalid")
        require(len({name for name, _ in items}) == len(items), "format.duplicateField")
        return dict(items)

    def refuse(_):
        raise Refused("format.invalid")

    def depth(value, level):
        if isinstance(value, bool) or value is None:
            raise Refused("format.invalid")
        if isinstance(value, int):
            require(0 <= value < LARGEST, "format.invalid")
        if isinstance(value, (dict, list)):
            require(level <= 8, "format.tooDeep")
            for item in value.values() if isinstance(value, dict) else value:
                depth(item, level + 1)

    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=pairs, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise Refused("format.invalid") from None
    depth(value, 1)
    try:
        require(canonical(value).encode("utf-8") == data, "format.notCanonical")
    except UnicodeEncodeError:
        raise Refused("format.invalid") from None
    return value


class Fields:
    """The fields of one object, each to be read once."""

    def __init__(self, value):
        require(isinstance(value, dict), "format.valueInvalid")
        self.left = dict(value)

    @classmethod
    def document(cls, data, limit, kind):
        fields = cls(parse_json(data, limit))
        require(fields.get("type", str) == kind, "format.typeMismatch")
        require(fields.get("v", int) == 1, "format.versionUnknown")
        return fields

    def get(self, name, kind):
        require(name in self.left, "format.missingField")
        value = self.left.pop(name)
        require(isinstance(value, kind), "format.valueInvalid")
        return value

    def has(self, name):
        return name in self.left

    def identifier(self, name):
        return identifier(self.get(name, str))

    def number(self, name, low, high):
        value = self.get(name, int)
        require(low <= value <= high, "format.valueInvalid")
        return value

    def data(self, name, count):
        value = base64url(self.get(name, str))
        require(len(value) == count, "format.valueInvalid")
        return value

    def category(self):
        value = self.get("category", str)
        require(value in CATEGORIES, "format.valueInvalid")
        return value

    def each(self, name, limit, read):
        items = self.get(name, list)
        require(len(items) <= limit, "format.valueInvalid")
        out = []
        for item in items:
            fields = Fields(item)
            out.append(read(fields))
            fields.end()
        return out

    def box(self, name, count):
        return read_box(self.get(name, dict), count)

    def public_key(self):
        data = self.data("publicKey", 65)
        require(point(data) is not None, "key.invalid")
        return data

    def end(self):
        require(not self.left, "format.unknownField")


# Section 2: HPKE


def point(data):
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data) if data[0] == 4 else None
    except ValueError:
        return None


def private_key(scalar):
    return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())


def public_bytes(key):
    numbers = key.public_key().public_numbers()
    return b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def read_box(value, count):
    fields = Fields(value)
    require(fields.get("suite", int) == 1, "hpke.suiteUnknown")
    enc = fields.data("enc", 65)
    ct = fields.data("ct", count + 16)
    fields.end()
    return enc, ct


def open_box(box, scalar, info):
    enc, ct = box
    require(point(enc) is not None, "hpke.encapsulatedKeyInvalid")
    try:
        return SUITE.decrypt(enc + ct, private_key(scalar), info)
    except (InvalidTag, ValueError):
        raise Refused("hpke.openFailed") from None


# Section 4: secret sharing


def multiply(left, right):
    product = 0
    while right:
        if right & 1:
            product ^= left
        left = (left << 1) ^ (0x11B if left & 0x80 else 0)
        right >>= 1
    return product


def inverse(value):
    return next(other for other in range(1, 256) if multiply(value, other) == 1)


def interpolate(shares, at):
    value = bytearray(32)
    for x, y in shares:
        basis = 1
        for other, _ in shares:
            if other != x:
                basis = multiply(basis, multiply(at ^ other, inverse(x ^ other)))
        for index in range(32):
            value[index] ^= multiply(y[index], basis)
    return bytes(value)


def split(secret, coefficients, n):
    shares = []
    for x in range(1, n + 1):
        y = bytearray(32)
        for coefficient in [*reversed(coefficients), secret]:
            for index in range(32):
                y[index] = multiply(y[index], x) ^ coefficient[index]
        shares.append((x, bytes(y)))
    return shares


def combine(shares, k):
    for x, y in shares:
        require(x != 0, "shamir.indexInvalid")
        require(len(y) == 32, "shamir.lengthInvalid")
    require(1 <= k <= 255, "shamir.thresholdInvalid")
    require(len({x for x, _ in shares}) == len(shares), "shamir.duplicateShare")
    require(len(shares) >= k, "shamir.tooFewShares")
    for x, y in shares[k:]:
        require(interpolate(shares[:k], x) == y, "shamir.inconsistent")
    return interpolate(shares[:k], 0)


def commitment(network, patient, record, organisation, x, y):
    return hashlib.sha256(context("share-commitment", network, patient, record, organisation, x, y)).digest()


# Sections 3 and 5: data key and payload


def data_key(a, b, network, patient, record):
    return hkdf_expand(hkdf_extract(b"", a + b), context("data-key", network, patient, record))


def padded(length):
    if length <= 512:
        return 512
    exponent = length.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return -(-length // unit) * unit


def open_payload(payload, dk, network, subject, item, code):
    header = payload[:112]
    require(len(header) == 112, "payload.truncated")
    require(header[:4] == b"MCSP", "payload.headerInvalid")
    require(header[4] == 1, "payload.versionUnknown")
    require(header[5] == 1, "payload.suiteUnknown")
    length = struct.unpack(">Q", header[8:16])[0]
    require(header[7] == 0 and 512 <= length <= 1 << 40, "payload.headerInvalid")
    require(header[6] == code, "payload.wrongCategory")
    salt = header[16:32]
    tags = [("network", network, "wrongNetwork"), ("subject", subject, "wrongPatient"), ("object", item, "wrongRecord")]
    for number, (kind, name, error) in enumerate(tags):
        tag = hashlib.sha256(context("payload-tag", kind, salt, name)).digest()[:16]
        require(header[64 + 16 * number : 80 + 16 * number] == tag, "payload." + error)
    prk = hkdf_extract(salt, dk)
    require(hkdf_expand(prk, context("payload-commitment")) == header[32:64], "payload.wrongKey")
    cipher = AESGCM(hkdf_expand(prk, context("payload-key")))
    associated = hashlib.sha256(context("payload-data", network, subject, item, header)).digest()

    plaintext = bytearray()
    offset, index = 112, 0
    while len(plaintext) < length:
        size = min(SEGMENT, length - len(plaintext))
        segment = payload[offset : offset + size + 16]
        require(len(segment) == size + 16, "payload.truncated")
        last = len(plaintext) + size == length
        nonce = bytes(3) + struct.pack(">Q", index) + bytes([last])
        try:
            plaintext += cipher.decrypt(nonce, segment, associated)
        except InvalidTag:
            raise Refused("payload.segmentNotAuthentic") from None
        offset, index = offset + size + 16, index + 1
    require(offset == len(payload), "payload.trailingBytes")

    metadata_length, content_length = struct.unpack(">IQ", plaintext[:12])
    total = 12 + metadata_length + content_length
    require(metadata_length <= 16_384 and padded(total) == length, "payload.paddingInvalid")
    require(not any(plaintext[total:]), "payload.paddingInvalid")
    metadata = read_metadata(bytes(plaintext[12 : 12 + metadata_length]))
    return metadata, bytes(plaintext[12 + metadata_length : total])


def read_metadata(data):
    try:
        fields = parse_json(data, 16_384)
    except Refused:
        raise Refused("payload.metadataInvalid") from None
    require(isinstance(fields, dict) and "mediaType" in fields, "payload.metadataInvalid")
    for name, value in fields.items():
        good = isinstance(value, str) and len(value.encode()) <= 4096
        require(good and re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,63}", name, re.ASCII), "payload.metadataInvalid")
    return fields


# Sections 6 and 7: record envelope and released shares


def ascending(items):
    return all(left < right for left, right in itertools.pairwise(items))


def read_record_envelope(data):
    fields = Fields.document(data, 262_144, "medchain-record-envelope")
    envelope = {name: fields.identifier(name) for name in ("network", "patient", "record")}
    envelope["category"] = fields.category()
    part = Fields(fields.get("compartment", dict))
    envelope["compartment"] = (part.number("version", 1, LARGEST - 1), part.box("sealed", 32))
    part.end()
    if fields.has("author"):
        part = Fields(fields.get("author", dict))
        envelope["author"] = (part.identifier("id"), part.box("sealed", 32))
        part.end()
    envelope["patientSealed"] = fields.box("patientSealed", 64)
    k = fields.number("k", 0, 255)
    shares = fields.each(
        "shares", 255, lambda s: (s.identifier("organisation"), s.number("x", 0, 255), s.box("sealed", 32))
    )
    fields.end()
    require(1 <= k <= len(shares), "shamir.thresholdInvalid")
    ordered = [x for _, x, _ in shares] == list(range(1, len(shares) + 1))
    require(ordered and ascending([o.encode() for o, _, _ in shares]), "envelope.sharesInvalid")
    envelope.update(k=k, shares=shares)
    return envelope


def place(record):
    return [record[name] for name in ("network", "patient", "record")]


def open_a(envelope, keys):
    where = place(envelope)
    if "compartmentKey" in keys:
        version, box = envelope["compartment"]
        require(version == keys["compartmentVersion"], "envelope.wrongCompartmentVersion")
        info = context("record/a-compartment", *where, envelope["category"], version)
        return open_box(box, bytes.fromhex(keys["compartmentKey"]), info)
    author, box = envelope.get("author", (None, None))
    require(author is not None and author == keys["author"], "envelope.notSealedToReader")
    return open_box(
        box, bytes.fromhex(keys["authorKey"]), context("record/a-author", *where, envelope["category"], author)
    )


def open_patient(envelope, scalar):
    both = open_box(
        envelope["patientSealed"], scalar, context("record/ab-patient", *place(envelope), envelope["category"])
    )
    return both[:32], both[32:]


def read_released(data):
    fields = Fields.document(data, 4096, "medchain-released-share")
    share = {name: fields.identifier(name) for name in ("network", "patient", "record", "organisation")}
    share.update(x=fields.number("x", 1, 255), read=fields.data("read", 32), sealed=fields.box("sealed", 32))
    fields.end()
    return share


def combine_released(texts, record, read, commitments, k, reader):
    opened = []
    for text in texts:
        share = read_released(text)
        require(place(share) == place(record) and share["read"] == read, "release.contextMismatch")
        names = [entry["organisation"] for entry in commitments]
        require(share["organisation"] in names, "release.unknownOrganisation")
        position = names.index(share["organisation"])
        require(share["x"] == position + 1, "release.commitmentMismatch")
        where = [*place(share), share["organisation"], share["x"]]
        y = open_box(share["sealed"], reader, context("release/share", *where, read))
        expected = bytes.fromhex(commitments[position]["commitment"])
        require(commitment(*where, y) == expected, "release.commitmentMismatch")
        opened.append((share["x"], y))
    return combine(opened, k)


# Section 8: key envelopes


def read_compartment_keys(fields, name):
    keys = fields.each(
        name,
        1024,
        lambda e: (
            CATEGORIES.index(e.category()) + 1,
            e.public_key(),
            e.number("version", 1, LARGEST - 1),
            e.box("sealed", 32),
        ),
    )
    require(ascending([(code, version) for code, _, version, _ in keys]), "envelope.entriesInvalid")
    return keys


def read_compartment_envelope(data):
    fields = Fields.document(data, 1_048_576, "medchain-compartment-envelope")
    envelope = {name: fields.identifier(name) for name in ("network", "patient")}
    envelope["keys"] = read_compartment_keys(fields, "keys")
    fields.end()
    require(envelope["keys"], "envelope.entriesInvalid")
    return envelope


def read_grant_envelope(data):
    fields = Fields.document(data, 1_048_576, "medchain-grant-envelope")
    envelope = {name: fields.identifier(name) for name in ("network", "patient", "grantee")}
    envelope["keys"] = read_compartment_keys(fields, "compartments")
    envelope["records"] = fields.each(
        "records", 1024, lambda e: (e.identifier("record"), e.category(), e.box("sealed", 32))
    )
    if fields.has("reason"):
        envelope["reason"] = fields.box("reason", 1024)
    fields.end()
    require(ascending([r.encode() for r, _, _ in envelope["records"]]), "envelope.entriesInvalid")
    return envelope


def read_organisation_envelope(data):
    fields = Fields.document(data, 1_048_576, "medchain-organisation-key-envelope")
    envelope = {name: fields.identifier(name) for name in ("network", "organisation", "member")}
    envelope["keys"] = fields.each(
        "keys", 1024, lambda e: (e.number("version", 1, LARGEST - 1), e.public_key(), e.box("sealed", 32))
    )
    fields.end()
    versions = [version for version, _, _ in envelope["keys"]]
    require(versions and ascending(versions), "envelope.entriesInvalid")
    return envelope


def open_key(box, public, scalar, info):
    opened = open_box(box, scalar, info)
    require(public_bytes(private_key(opened)) == public, "key.mismatch")
    return opened


# Section 9: notes


def read_note(data):
    require(len(data) <= 16_777_216, "format.tooLarge")
    require(len(data) >= 12 and data[:4] == b"MCSN", "note.headerInvalid")
    require(data[4] == 1, "note.versionUnknown")
    length = struct.unpack(">I", data[8:12])[0]
    require(data[5:8] == bytes(3) and length <= 65_536 and 12 + length <= len(data), "note.headerInvalid")
    fields = Fields.document(data[12 : 12 + length], 65_536, "medchain-note")
    kind = fields.get("kind", str)
    require(kind in KINDS, "format.valueInvalid")
    note = {name: fields.identifier(name) for name in ("network", "sender", "note")}
    recipients = fields.each("recipients", 64, lambda e: (e.identifier("id"), e.box("sealed", 32)))
    fields.end()
    require(recipients and ascending([i.encode() for i, _ in recipients]), "envelope.entriesInvalid")
    note.update(kind=kind, recipients=dict(recipients), payload=data[12 + length :])
    return note


def open_note(note, recipient, scalar):
    require(recipient in note["recipients"], "note.notSealedToReader")
    where = [note[name] for name in ("network", "sender", "note")]
    key = open_box(note["recipients"][recipient], scalar, context("note/key", *where, note["kind"], recipient))
    dk = hkdf_expand(hkdf_extract(b"", key), context("note-key", *where))
    return open_payload(note["payload"], dk, *where, KINDS[note["kind"]])
