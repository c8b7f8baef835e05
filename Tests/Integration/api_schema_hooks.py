"""Signs schemathesis in, as a device does: it asks for a challenge and signs it (docs/spec/node-api-v1.md, section 3).

schemathesis loads this file by SCHEMATHESIS_HOOKS. MEDCHAIN_API_URL names the node, MEDCHAIN_API_KEY the PEM file of a
signing key that the network knows.
"""

import base64
import functools
import hashlib
import json
import os
import re
import urllib.request

import schemathesis
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

# The order of the group of P-256 (FIPS 186-4): signatures keep s in its lower half.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# What the document's IdentityID asks for.
IDENTITY = re.compile("[0-9A-HJKMNP-TV-Z]{14}")


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def thumbprint(key):
    numbers = key.public_key().public_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "x": encode(numbers.x.to_bytes(32)), "y": encode(numbers.y.to_bytes(32))}
    return encode(hashlib.sha256(canonical(jwk)).digest())


def sign(key, header, payload):
    """A JWS in compact serialization, ES256 with low s."""
    text = encode(canonical(header)) + "." + encode(canonical(payload))
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return text + "." + encode(r.to_bytes(32) + min(s, ORDER - s).to_bytes(32))


def request(url, message=None):
    body = None if message is None else canonical(message)
    call = urllib.request.Request(url, body, {"Content-Type": "application/json"} if body else {})
    with urllib.request.urlopen(call, timeout=30) as response:
        return json.load(response)


@functools.cache
def network_of(url):
    """What the node says about its network."""
    return request(url + "/v1/network")


def sign_in(url, key):
    """The token of a new session."""
    network = network_of(url)
    kid = thumbprint(key)
    challenge = request(url + "/v1/sessions/challenges", {"key": kid})
    header = {"alg": "ES256", "typ": "medchain-session", "kid": kid}
    payload = {"v": 1, "network": network["network"], "node": network["node"], **challenge}
    return request(url + "/v1/sessions", {"proof": sign(key, header, payload)})["session"]


def load_key(path):
    with open(path, "rb") as file:
        return serialization.load_pem_private_key(file.read(), None)


@schemathesis.hook
def map_body(context, body):
    """Identities that carry the checksum that a JSON schema cannot ask for."""
    named = body.get("except") if isinstance(body, dict) else None
    if not isinstance(named, list) or not 0 < len(named) < 256:
        return body
    if not all(isinstance(name, str) and IDENTITY.fullmatch(name) for name in named):
        return body
    return {**body, "except": [network_of(os.environ["MEDCHAIN_API_URL"])["node"]]}


class SignIn:
    """One session, as `Authorization: Bearer`."""

    def get(self, case, context):
        return sign_in(os.environ["MEDCHAIN_API_URL"], load_key(os.environ["MEDCHAIN_API_KEY"]))

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


# Signing out ends the session, so that each such call needs one of its own.
schemathesis.auth(refresh_interval=None).apply_to(path="/v1/sessions", method="DELETE")(SignIn)
schemathesis.auth(refresh_interval=600).skip_for(path="/v1/sessions", method="DELETE")(SignIn)
