"""Checks Tests/Vectors/wallet.json from docs/spec/wallet-v1.md alone, with nothing of MedChain's code.

`wallet_check.py --make` writes the vectors anew (only for a new version of the format); without it they are checked.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "Vectors" / "wallet.json"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def lp(data):
    return len(data).to_bytes(4, "big") + data


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def symbols(data, count):
    number = int.from_bytes(data, "big") << 64
    bits = len(data) * 8 + 64
    return "".join(CROCKFORD[(number >> (bits - 5 * (i + 1))) & 31] for i in range(count))


def derive(vector):
    stretched = hashlib.pbkdf2_hmac(
        "sha256", vector["passphrase"].encode(), unb64(vector["salt"]), vector["iterations"], 32
    )
    root = hmac.new(unb64(vector["accountSecret"]), stretched, hashlib.sha256).digest()
    names = lp(vector["network"].encode()) + lp(vector["userName"].encode())

    def expand(label):
        return HKDFExpand(hashes.SHA256(), 32, lp(b"medchain/v1/" + label) + names).derive(root)

    kdf = {"algorithm": "PBKDF2-HMAC-SHA-256", "iterations": vector["iterations"], "salt": vector["salt"]}
    aad = lp(b"medchain/v1/vault") + names + lp(canonical(kdf))
    return expand(b"vault-key"), expand(b"authentication-key"), aad


def thumbprint(scalar):
    key = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1()).public_key()
    point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    jwk = {"crv": "P-256", "kty": "EC", "x": b64(point[1:33]), "y": b64(point[33:])}
    return b64(hashlib.sha256(canonical(jwk)).digest())


def card(vector):
    secret = unb64(vector["accountSecret"])
    check = hashlib.sha256(
        b"medchain/v1/card" + unb64(vector["network"]) + lp(vector["userName"].encode()) + secret
    ).digest()
    text = symbols(secret, 26) + symbols(check[:3], 4)
    return f"medchain-card:1?network={vector['network']}&user={vector['userName']}&secret={text}"


def import_id(vector, contents):
    message = b"".join(
        lp(part.encode())
        for part in (
            "medchain/v1/import",
            vector["importPatient"],
            vector["importFullUrl"],
            vector["importResource"],
        )
    )
    return b64(hmac.new(unb64(contents["importKey"]), message, hashlib.sha256).digest()[:16])


def make():
    vector = {
        "network": b64(hashlib.sha256(b"vector network").digest()),
        "userName": "alice",
        "passphrase": "correct horse battery",
        "accountSecret": b64(bytes(range(16))),
        "iterations": 600_000,
        "salt": b64(bytes(range(100, 132))),
        "importPatient": "7K3Q9XJ2P4TM00",
        "importFullUrl": "urn:uuid:0f6d2c1e-0000-4000-8000-000000000001",
        "importResource": '{"resourceType":"Condition","id":"x"}',
    }
    vector["importPatient"] = identity(b"vector patient")
    contents = {
        "v": 1,
        "network": vector["network"],
        "userName": "alice",
        "signingKey": b64(hashlib.sha256(b"signing").digest()),
        "sealingKey": b64(hashlib.sha256(b"sealing").digest()),
        "importKey": b64(hashlib.sha256(b"import").digest()),
        "displayName": "Alice Ärlig",
    }
    vault_key, authentication_key, aad = derive(vector)
    plaintext = canonical(contents)
    plaintext += b" " * (-len(plaintext) % 1024)
    nonce = bytes(range(12))
    vector["sealed"] = b64(b"MCVAULT1" + nonce + AESGCM(vault_key).encrypt(nonce, plaintext, aad))
    vector["authenticationKey"] = b64(authentication_key)
    vector["thumbprint"] = thumbprint(unb64(contents["signingKey"]))
    vector["card"] = card(vector)
    vector["importRecord"] = import_id(vector, contents)
    VECTORS.write_text(json.dumps({"vault": vector}, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def identity(seed):
    number = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") >> 4
    text = "".join(CROCKFORD[(number >> (55 - 5 * i)) & 31] for i in range(12))
    check = number % 1021
    return text + CROCKFORD[check >> 5] + CROCKFORD[check & 31]


def check():
    vector = json.loads(VECTORS.read_text())["vault"]
    vault_key, authentication_key, aad = derive(vector)
    assert b64(authentication_key) == vector["authenticationKey"], "authentication key"
    sealed = unb64(vector["sealed"])
    assert sealed[:8] == b"MCVAULT1", "magic"
    plaintext = AESGCM(vault_key).decrypt(sealed[8:20], sealed[20:], aad)
    assert len(plaintext) % 1024 == 0, "padding"
    contents = json.loads(plaintext)
    assert thumbprint(unb64(contents["signingKey"])) == vector["thumbprint"], "thumbprint"
    assert card(vector) == vector["card"], "card"
    assert import_id(vector, contents) == vector["importRecord"], "import id"
    try:
        AESGCM(vault_key).decrypt(sealed[8:20], sealed[20:], aad + b"x")
    except Exception:
        print("wallet: vault, card, import id: as the specification says")
        return
    raise AssertionError("other associated data opened the vault")


if __name__ == "__main__":
    if "--make" in sys.argv:
        make()
    check()
