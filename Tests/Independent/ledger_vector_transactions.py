"""The golden vectors of transactions (transaction-v1 section 4)."""

import json

from ledger_formats import canonical, sha256, to_base64url
from ledger_vector_network import (
    HOUR,
    NETWORK,
    START,
    jwk,
    key_thumbprint,
    make_jws,
    random_id,
    raw_jws,
    sign,
    signing_key,
)

key, other = signing_key("patient"), signing_key("another")
command = {"type": "access.revoke", "grant": random_id("grant")}
nested = {"type": "identity.register", "application": make_jws(other, NETWORK, "inner", {"type": "identity.apply"})}
kid = to_base64url(key_thumbprint(key))
loose_header = f' {{"typ":"medchain-tx", "kid":"{kid}", "alg":"ES256"}}'.encode()
payload = canonical(
    {
        "v": 1,
        "network": to_base64url(NETWORK),
        "id": random_id("a"),
        "issuedAt": START,
        "expiresAt": START + HOUR,
        "command": command,
    }
)
header = canonical({"alg": "ES256", "kid": kid, "typ": "medchain-tx"})
good = make_jws(key, NETWORK, "a", command)


def valid(name, jws, signer, command):
    signing_input = jws.rpartition(".")[0].encode()
    return {
        "name": name,
        "jws": jws,
        "key": jwk(signer),
        "signer": to_base64url(key_thumbprint(signer)),
        "hash": to_base64url(sha256(signing_input)),
        "command": canonical(command).decode(),
    }


def bad(name, code, jws, signer=None):
    return {"name": name, "code": code, "jws": jws, **({"key": jwk(signer)} if signer else {})}


def made(name, code, **options):
    return bad(name, code, make_jws(key, NETWORK, name, options.pop("command", command), **options))


parts = good.split(".")
signature_bytes = sign(key, ".".join(parts[:2]).encode())
TRANSACTIONS = {
    "valid": [
        valid("plain", good, key, command),
        valid("co-signed", make_jws(key, NETWORK, "outer", nested), key, nested),
        valid(
            "text beyond ASCII",
            make_jws(key, NETWORK, "text", {**command, "x": "\u00e9\U0001f600"}),
            key,
            {**command, "x": "\u00e9\U0001f600"},
        ),
        valid("not in canonical form", raw_jws(loose_header, b" " + payload, key), key, command),
        valid(
            "longest lifetime",
            make_jws(key, NETWORK, "l", command, payload={"expiresAt": START + 86_400_000}),
            key,
            command,
        ),
        valid(
            "shortest lifetime",
            make_jws(key, NETWORK, "s", command, payload={"expiresAt": START + 1}),
            key,
            command,
        ),
    ],
    "invalid": [
        bad("empty", "transaction.syntax", ""),
        bad("two parts", "transaction.syntax", ".".join(parts[:2])),
        bad("four parts", "transaction.syntax", good + ".AA"),
        bad("padding", "transaction.syntax", good + "=="),
        bad("white space", "transaction.syntax", good + "\n"),
        bad("standard base64", "transaction.syntax", good[:-1] + "+"),
        bad("trailing bits", "transaction.syntax", good[:-1] + next(c for c in "BCDF" if c != good[-1])),
        bad("JSON serialization", "transaction.syntax", json.dumps({"payload": parts[1], "signature": parts[2]})),
        bad("short signature", "transaction.syntax", ".".join(parts[:2]) + "." + to_base64url(signature_bytes[:63])),
        bad("no signature", "transaction.syntax", ".".join(parts[:2]) + "."),
        bad("high s", "transaction.highS", make_jws(key, NETWORK, "high", command, high_s=True)),
        bad("too large", "transaction.tooLarge", make_jws(key, NETWORK, "big", {**command, "x": "a" * 50_000})),
        made("alg none", "transaction.header", header={"alg": "none"}),
        made("alg ES384", "transaction.header", header={"alg": "ES384"}),
        made("typ JWT", "transaction.header", header={"typ": "JWT"}),
        made("alg missing", "json.missingField", header={"alg": None}),
        made("kid missing", "json.missingField", header={"kid": None}),
        made("kid too short", "json.valueRange", header={"kid": kid[:-1]}),
        made("crit", "transaction.header", header={"crit": ["b64"]}),
        made("jwk in header", "transaction.header", header={"jwk": jwk(key)}),
        bad("header twice the same", "json.duplicateKey", raw_jws(header[:-1] + b',"alg":"none"}', payload, key)),
        bad("header no object", "json.wrongType", raw_jws(b"[]", payload, key)),
        bad("header no JSON", "json.syntax", raw_jws(b"x", payload, key)),
        bad("payload no object", "json.wrongType", raw_jws(header, b"[]", key)),
        bad("payload empty", "json.syntax", raw_jws(header, b"", key)),
        bad("payload invalid UTF-8", "json.encoding", raw_jws(header, payload[:-1] + b',"x":"\xff"}', key)),
        bad("payload duplicate member", "json.duplicateKey", raw_jws(header, payload[:-1] + b',"v":1}', key)),
        bad("payload fraction", "json.number", raw_jws(header, payload.replace(b'"v":1', b'"v":1.0'), key)),
        bad(
            "payload too deep",
            "json.tooDeep",
            raw_jws(header, payload[:-1] + b',"x":' + b"[" * 20 + b"]" * 20 + b"}", key),
        ),
        made("version 2", "format.version", payload={"v": 2}),
        made("version 0", "format.version", payload={"v": 0}),
        made("version as text", "json.wrongType", payload={"v": "1"}),
        made("unknown member", "json.unknownField", payload={"x": 1}),
        made("network missing", "json.missingField", payload={"network": None}),
        made("network short", "json.valueRange", payload={"network": "AA"}),
        made("id of 15 bytes", "json.valueRange", payload={"id": to_base64url(bytes(15))}),
        made("id a number", "json.wrongType", payload={"id": 1}),
        made("issuedAt negative", "json.valueRange", payload={"issuedAt": -1}),
        made("expires before it is issued", "transaction.lifetime", payload={"expiresAt": START - 1}),
        made("no lifetime", "transaction.lifetime", payload={"expiresAt": START}),
        made("lifetime too long", "transaction.lifetime", payload={"expiresAt": START + 86_400_001}),
        made("command missing", "json.missingField", payload={"command": None}),
        made("command a text", "json.wrongType", payload={"command": "x"}),
        made("type missing", "json.missingField", command={"grant": "x"}),
        made("type a number", "json.wrongType", command={"type": 1}),
        made("type with a space", "json.valueRange", command={"type": "access revoke"}),
        made("type too long", "json.valueRange", command={"type": "a" * 65}),
        bad("another's key", "key.unknown", good, other),
        bad("signed by another", "transaction.signature", raw_jws(header, payload, other), key),
        bad(
            "altered payload",
            "transaction.signature",
            parts[0] + "." + to_base64url(payload.replace(b'"v":1', b'"v": 1')) + "." + parts[2],
            key,
        ),
        bad("signature of zeros", "transaction.signature", ".".join(parts[:2]) + "." + to_base64url(bytes(64)), key),
    ],
}
