"""The network behind the golden vectors: fixed keys, a genesis document, seven blocks."""

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from ledger_formats import (
    P256_ORDER,
    ZERO,
    canonical,
    check_genesis,
    check_set,
    cosignature_key_id,
    delta_root,
    identity,
    leaf_hash,
    merkle_root,
    public_key,
    sha256,
    state_root,
    thumbprint,
    to_base64url,
    transaction_leaf,
)

START = 1_767_225_600_000  # 2026-01-01T00:00:00Z
HOUR = 3_600_000


def signing_key(name):
    scalar = (
        int.from_bytes(hashlib.sha256(f"medchain vector key {name}".encode()).digest(), "big") % (P256_ORDER - 1) + 1
    )
    return ec.derive_private_key(scalar, ec.SECP256R1())


def attestation_key(name):
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"medchain vector attestation {name}".encode()).digest())


def jwk(key):
    numbers = key.public_key().public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": to_base64url(x), "y": to_base64url(y)}


def key_thumbprint(key):
    return thumbprint(public_key(jwk(key)))


def raw_attestation(name):
    return attestation_key(name).public_key().public_bytes_raw()


def random_id(name):
    return to_base64url(sha256(f"medchain vector id {name}".encode())[:16])


def sign(key, signing_input, high_s=False):
    r, s = decode_dss_signature(key.sign(signing_input, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    low = min(s, P256_ORDER - s)
    s = P256_ORDER - low if high_s else low
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def raw_jws(header, payload, key, high_s=False):
    signing_input = to_base64url(header) + "." + to_base64url(payload)
    return signing_input + "." + to_base64url(sign(key, signing_input.encode(), high_s))


def make_jws(key, network, name, command, header=None, payload=None, **options):
    header_value = {"alg": "ES256", "kid": to_base64url(key_thumbprint(key)), "typ": "medchain-tx", **(header or {})}
    payload_value = {
        "v": 1,
        "network": to_base64url(network),
        "id": random_id(name),
        "issuedAt": START,
        "expiresAt": START + HOUR,
        "command": command,
        **(payload or {}),
    }
    for value in (header_value, payload_value):
        for member in [member for member, content in value.items() if content is None]:
            del value[member]
    return raw_jws(canonical(header_value), canonical(payload_value), key, **options)


# The network of all vectors: an authority, a hospital, a pharmacy without a node, one official; later a laboratory.


def organisation(kind, name, key, registrar, with_node=True):
    value = {"kind": kind, "name": name, "signingKey": jwk(signing_key(key)), "registrar": registrar}
    if with_node:
        value["node"] = {
            "signingKey": jwk(signing_key(f"{key} node")),
            "releaseKey": jwk(signing_key(f"{key} release")),
            "attestationKey": to_base64url(raw_attestation(key)),
        }
    return value


GENESIS = {
    "v": 1,
    "name": "Vector network",
    "createdAt": START,
    "salt": to_base64url(bytes(range(16))),
    "parameters": {
        "patientsPerDay": 1000,
        "maximumGrantDuration": 365 * 86_400_000,
        "stateRootInterval": 1000,
        "replicas": 1,
    },
    "organisations": [
        organisation("authority", "Health Authority", "authority", 0),
        organisation("hospital", "Hôpital Saint-Luc", "hospital", 1),
        organisation("pharmacy", "Corner Pharmacy", "pharmacy", 1, with_node=False),
    ],
    "officials": [
        {
            "organisation": 0,
            "signingKey": jwk(signing_key("official")),
            "sealingKey": jwk(signing_key("official sealing")),
            "profile": {"name": "Olga Official"},
        }
    ],
}
NETWORK, FIRST_SET = check_genesis(GENESIS)


def member(name):
    return {
        "organisation": identity(NETWORK, key_thumbprint(signing_key(name))),
        "node": identity(NETWORK, key_thumbprint(signing_key(f"{name} node"))),
        "attestationKey": to_base64url(raw_attestation(name)),
    }


def make_set(*names):
    return check_set(
        {"v": 1, "organisations": sorted((member(name) for name in names), key=lambda entry: entry["organisation"])}
    )


SECOND_SET = make_set("authority", "hospital", "laboratory")


def set_hash(value):
    return sha256(canonical(value))


def make_batch(node, sequence, previous, time, transactions, epoch=0):
    data = b"MCBATCH1" + NETWORK + epoch.to_bytes(4, "big") + member(node)["node"].encode()
    data += sequence.to_bytes(8, "big") + previous + time.to_bytes(8, "big") + len(transactions).to_bytes(4, "big")
    for transaction in transactions:
        data += len(transaction).to_bytes(4, "big") + transaction.encode()
    return data + attestation_key(node).sign(data)


def make_header(fields):
    data = (1).to_bytes(2, "big") + NETWORK
    for name, size in (
        ("contractVersion", 2),
        ("epoch", 4),
        ("height", 8),
        ("previous", 32),
        ("transactionCount", 4),
        ("transactionsRoot", 32),
        ("deltaRoot", 32),
        ("stateHeight", 8),
        ("stateRoot", 32),
        ("headersRoot", 32),
        ("organisationSet", 32),
        ("proposer", 14),
        ("sequence", 8),
        ("batch", 32),
        ("time", 8),
    ):
        value = fields[name]
        data += (
            value.to_bytes(size, "big")
            if isinstance(value, int)
            else value.encode()
            if isinstance(value, str)
            else value
        )
    assert len(data) == 314
    return data


class Chain:
    """Seven blocks; block 3 has due work, block 4 brings in the laboratory, block 5 has one transaction."""

    def __init__(self):
        self.headers, self.leaves, self.transactions, self.outcomes, self.trees, self.batches = [], [], {}, {}, {}, []
        previous_batch = ZERO
        first_documents = [(b"organisationSet", canonical(FIRST_SET)), (b"parameters", canonical({"v": 1}))]
        for height in range(7):
            transactions = (
                [] if height == 0 else [self.transaction(height, number) for number in range((height * 2) % 6 + 1)]
            )
            outcomes = [self.outcome(height, number) for number in range(len(transactions))]
            tree = [transaction_leaf(*pair) for pair in zip(transactions, outcomes, strict=True)]
            if height == 3:
                event = {"v": 1, "type": "grant.expired", "subject": random_id("a grant")}
                tree.append(transaction_leaf("", canonical({"accepted": True, "events": [event]})))
            batch = make_batch("hospital", height, previous_batch, START + 500 * height, transactions)
            self.batches.append(batch)
            batch_hash = sha256(batch[:-64]) if height else ZERO
            organisations = SECOND_SET if height >= 4 else FIRST_SET
            has_state_root = height in (2, 4, 6)
            changes = first_documents if height == 0 else [(f"read/{height}".encode(), b"{}"), (b"due/1", None)]
            self.headers.append(
                make_header(
                    {
                        "contractVersion": 1,
                        "epoch": 0,
                        "height": height,
                        "previous": sha256(self.headers[-1]) if height else ZERO,
                        "transactionCount": len(transactions),
                        "transactionsRoot": merkle_root(tree),
                        "deltaRoot": delta_root(changes),
                        "stateHeight": height - 2 if has_state_root else 2**64 - 1,
                        "stateRoot": state_root(first_documents) if has_state_root else ZERO,
                        "headersRoot": merkle_root(self.leaves),
                        "organisationSet": set_hash(organisations),
                        "proposer": member("hospital")["node"] if height else FIRST_SET["organisations"][0]["node"],
                        "sequence": height,
                        "batch": batch_hash,
                        "time": START + 500 * height,
                    }
                )
            )
            self.leaves.append(leaf_hash(self.headers[-1]))
            self.transactions[height], self.outcomes[height], self.trees[height] = transactions, outcomes, tree
            previous_batch = batch_hash

    def transaction(self, height, number):
        command = {"type": "access.revoke", "grant": random_id(f"grant {height} {number}")}
        return make_jws(signing_key("patient"), NETWORK, f"transaction {height} {number}", command)

    def outcome(self, height, number):
        if number % 3 == 1:
            return canonical({"accepted": False, "code": "grant.unknown"})
        patient = identity(NETWORK, key_thumbprint(signing_key("patient")))
        event = {
            "v": 1,
            "type": "access.revoked",
            "actor": patient,
            "patient": patient,
            "subject": random_id(f"grant {height} {number}"),
            "audience": [],
        }
        return canonical({"accepted": True, "events": [event]})

    def checkpoint(self, size, names, **options):
        return make_checkpoint(size, merkle_root(self.leaves[:size]), names, **options)


def cosignature_line(body, name, seconds, node=None):
    key_name = (node or member(name)["node"]) + ".medchain"
    signature = attestation_key(name).sign(f"cosignature/v1\ntime {seconds}\n{body}".encode())
    blob = cosignature_key_id(key_name, raw_attestation(name)) + seconds.to_bytes(8, "big") + signature
    return f"\u2014 {key_name} {base64_text(blob)}\n"


def base64_text(data):
    text = to_base64url(data).replace("-", "+").replace("_", "/")
    return text + "=" * (-len(text) % 4)


def make_checkpoint(size, root, names, network=NETWORK):
    body = f"medchain/{to_base64url(network)}\n{size}\n{base64_text(root)}\n"
    return body + "\n" + "".join(cosignature_line(body, name, START // 1000 + size) for name in names)


CHAIN = Chain()
