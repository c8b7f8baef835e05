"""A client of a node written from docs/spec alone, with nothing of MedChain's code: opens a wallet file, signs in, and
fetches what its person may have."""

import base64
import hashlib
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Independent"))

from sealed_record_reader import context, open_key, read_grant_envelope
from wallet_check import derive, unb64

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Person:
    """Somebody with an unlocked wallet and a session."""

    def __init__(self, url, wallet, passphrase):
        self.url = url
        file = json.loads(Path(wallet).read_text())
        self.network = file["network"]
        self.id = file["identity"]
        vector = {
            "passphrase": passphrase,
            "accountSecret": file["secret"],
            "network": file["network"],
            "userName": file["userName"],
            **{name: file["kdf"][name] for name in ("salt", "iterations")},
        }
        key, _, associated = derive(vector)
        vault = unb64(file["vault"])
        assert vault[:8] == b"MCVAULT1"
        contents = json.loads(AESGCM(key).decrypt(vault[8:20], vault[20:], associated))
        self.signing = ec.derive_private_key(int.from_bytes(unb64(contents["signingKey"]), "big"), ec.SECP256R1())
        self.sealing = unb64(contents["sealingKey"])
        numbers = self.signing.public_key().public_numbers()
        x, y = (b64(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        jwk = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
        self.thumbprint = b64(hashlib.sha256(canonical(jwk)).digest())
        self.session = self.sign_in()

    def sign(self, typ, payload):
        header = {"alg": "ES256", "kid": self.thumbprint, "typ": typ}
        signing_input = b64(canonical(header)) + "." + b64(canonical(payload))
        r, s = decode_dss_signature(self.signing.sign(signing_input.encode(), ec.ECDSA(hashes.SHA256())))
        s = min(s, ORDER - s)
        return signing_input + "." + b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def sign_in(self):
        node = self.json("GET", "/v1/network")["node"]
        challenge = self.json("POST", "/v1/sessions/challenges", {"key": self.thumbprint})
        proof = self.sign("medchain-session", {"v": 1, "network": self.network, "node": node, **challenge})
        return self.json("POST", "/v1/sessions", {"proof": proof})["session"]

    def transaction(self, command, **changes):
        now = int(time.time() * 1000)
        payload = {
            "v": 1,
            "network": self.network,
            "id": b64(hashlib.sha256(f"{now}{command}".encode()).digest()[:16]),
            "issuedAt": now,
            "expiresAt": now + 600_000,
            "command": command,
            **changes,
        }
        return self.sign("medchain-tx", payload)

    def request(self, method, path, body=None, headers=None):
        """Status, headers and body, whatever the status is."""
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers or {})
        if getattr(self, "session", None):
            request.add_header("authorization", f"Bearer {self.session}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def bytes(self, path):
        status, _, body = self.request("GET", path)
        assert status == 200, (path, status, body)
        return body

    def json(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        status, _, answer = self.request(method, path, data, {"content-type": "application/json"})
        assert 200 <= status < 300, (path, status, answer)
        return json.loads(answer)

    def submit(self, jws):
        return self.request("POST", "/v1/transactions", jws.encode(), {"content-type": "application/jose"})

    def grant_keys(self, envelope):
        """The compartment keys that a grant's envelope gives, by category and version."""
        parsed = read_grant_envelope(envelope)
        names = ["demographics", "safety", "clinical", "medication", "laboratory", "imaging", "restricted"]
        keys = {}
        for code, public, version, box in parsed["keys"]:
            category = names[code - 1]
            where = (parsed["network"], parsed["patient"], parsed["grantee"], category, version)
            keys[category, version] = open_key(box, public, self.sealing, context("grant/compartment", *where))
        return keys
