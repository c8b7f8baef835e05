"""MedChain's ledger formats, written from docs/spec/{transaction,block,receipt}-v1.md alone, with nothing of MedChain's
own code: the standard library, `cryptography` and `joserfc`. What does not hold raises `Refused` with its code."""

import base64
import hashlib
import json
import re
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ZERO = bytes(32)
DAY = 86_400_000


class Refused(Exception):
    """Something does not hold. The first word of the text is the stable code."""


def require(condition, code, why=""):
    if not condition:
        raise Refused(f"{code} {why}".rstrip())


def sha256(data):
    return hashlib.sha256(data).digest()


# Values (transaction-v1 section 1)


def to_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text, length=None, code="json.valueRange"):
    require(isinstance(text, str), "json.wrongType")
    require(re.fullmatch(r"[A-Za-z0-9_-]*", text) is not None, code, "base64url")
    require(len(text) % 4 != 1, code, "base64url length")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    require(to_base64url(data) == text, code, "base64url is not canonical")
    require(length is None or len(data) == length, code, "length")
    return data


def from_base64(text, code):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Refused(f"{code} base64") from error
    require(base64.b64encode(data).decode() == text, code, "base64 is not canonical")
    return data


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def strict_json(data, depth_limit=12):
    """Strict JSON (transaction-v1 section 3): refuses what Python's parser lets through."""

    def integer(text):
        require(text != "-0" and abs(int(text)) < 2**53, "json.number")
        return int(text)

    def no_float(_):
        raise Refused("json.number")

    def members(pairs):
        for name, _ in pairs:
            require(re.fullmatch(r"[!-~]+", name) is not None, "json.unknownField")
        require(len({name for name, _ in pairs}) == len(pairs), "json.duplicateKey")
        require(len(pairs) <= 1024, "format.tooLarge")
        return dict(pairs)

    def walk(value, depth):
        require(depth <= depth_limit, "json.tooDeep")
        if isinstance(value, str):
            require(not any(0xD800 <= ord(character) <= 0xDFFF for character in value), "json.encoding")
        if isinstance(value, list):
            require(len(value) <= 1024, "format.tooLarge")
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(child, depth + 1)

    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=members,
            parse_int=integer,
            parse_float=no_float,
            parse_constant=no_float,
        )
    except UnicodeDecodeError as error:
        raise Refused("json.encoding") from error
    except (ValueError, RecursionError) as error:
        raise Refused("json.syntax") from error
    walk(value, 0)
    return value


def members_of(value, required, optional=()):
    require(isinstance(value, dict), "json.wrongType")
    for name in required:
        require(name in value, "json.missingField", name)
    for name in value:
        require(name in required or name in optional, "json.unknownField", name)
    return value


def integer_of(value, low, high, code="json.valueRange"):
    require(isinstance(value, int) and not isinstance(value, bool), "json.wrongType")
    require(low <= value <= high, code)
    return value


def text_of(value, maximum=200):
    require(isinstance(value, str), "json.wrongType")
    require(1 <= len(value.encode()) <= maximum, "json.valueRange")
    return value


def public_key(value):
    members_of(value, ("kty", "crv", "x", "y"))
    require(value["kty"] == "EC" and value["crv"] == "P-256", "key.malformed")
    for name in ("x", "y"):
        require(len(from_base64url(value[name])) == 32, "key.malformed")
    try:
        key = ECKey.import_key(value)
        key.public_key.public_numbers()
        return key
    except (JoseError, ValueError) as error:
        raise Refused("key.malformed") from error


def thumbprint(key):
    return from_base64url(key.thumbprint())


# Identities (transaction-v1 section 2)


def identity(network, key_thumbprint):
    number = int.from_bytes(sha256(b"medchain/v1/identity" + network + key_thumbprint)[:8], "big") >> 4
    check = number % 1021
    symbols = [CROCKFORD[(number >> shift) & 31] for shift in range(55, -1, -5)]
    return "".join(symbols) + CROCKFORD[check >> 5] + CROCKFORD[check & 31]


def identity_is_valid(text):
    if not isinstance(text, str) or len(text) != 14 or any(symbol not in CROCKFORD for symbol in text):
        return False
    number = check = 0
    for symbol in text[:12]:
        number = number * 32 + CROCKFORD.index(symbol)
    for symbol in text[12:]:
        check = check * 32 + CROCKFORD.index(symbol)
    return check == number % 1021


# Transactions (transaction-v1 section 4)


def check_transaction(token, key=None):
    """Parses a JWS and, given the signer's key, verifies it with joserfc. Returns its parts."""
    require(len(token) <= 65_536, "transaction.tooLarge")
    parts = token.split(".")
    require(len(parts) == 3, "transaction.syntax")
    header_bytes, payload_bytes, signature = (from_base64url(part, code="transaction.syntax") for part in parts)
    header = strict_json(header_bytes)
    require(isinstance(header, dict), "json.wrongType")
    for name in ("alg", "typ", "kid"):
        require(name in header, "json.missingField", name)
    require(set(header) == {"alg", "typ", "kid"}, "transaction.header")
    require(header["alg"] == "ES256" and header["typ"] == "medchain-tx", "transaction.header")
    signer = from_base64url(header["kid"], 32)
    require(len(signature) == 64, "transaction.syntax")
    require(int.from_bytes(signature[32:], "big") <= (P256_ORDER - 1) // 2, "transaction.highS")
    payload = strict_json(payload_bytes)
    require(isinstance(payload, dict), "json.wrongType")
    require("v" in payload, "json.missingField", "v")
    require(integer_of(payload["v"], 0, 2**31 - 1) == 1, "format.version")
    members_of(payload, ("v", "network", "id", "issuedAt", "expiresAt", "command"))
    network = from_base64url(payload["network"], 32)
    from_base64url(payload["id"], 16)
    issued, expires = (integer_of(payload[name], 0, 2**53 - 1) for name in ("issuedAt", "expiresAt"))
    require(isinstance(payload["command"], dict), "json.wrongType")
    require("type" in payload["command"], "json.missingField", "type")
    require(isinstance(payload["command"]["type"], str), "json.wrongType")
    require(re.fullmatch(r"[!-~]{1,64}", payload["command"]["type"]) is not None, "json.valueRange")
    require(1 <= expires - issued <= DAY, "transaction.lifetime")
    if key is not None:
        require(thumbprint(key) == signer, "key.unknown")
        try:
            verified = jws.deserialize_compact(token, key, algorithms=["ES256"])
        except JoseError as error:
            raise Refused("transaction.signature") from error
        require(verified.payload == payload_bytes, "transaction.signature")
    return {"hash": sha256(token.rpartition(".")[0].encode()), "signer": signer, "network": network, "payload": payload}


# Merkle trees (block-v1 section 1)


def leaf_hash(data):
    return sha256(b"\x00" + data)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def split_point(count):
    return 1 << (count - 1).bit_length() - 1


def merkle_root(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split_point(len(leaves))
    return node_hash(merkle_root(leaves[:k]), merkle_root(leaves[k:]))


def inclusion_path(index, leaves):
    if len(leaves) <= 1:
        return []
    k = split_point(len(leaves))
    if index < k:
        return [*inclusion_path(index, leaves[:k]), merkle_root(leaves[k:])]
    return [*inclusion_path(index - k, leaves[k:]), merkle_root(leaves[:k])]


def consistency_path(old, leaves, whole=True):
    if old == len(leaves):
        return [] if whole else [merkle_root(leaves)]
    k = split_point(len(leaves))
    if old <= k:
        return [*consistency_path(old, leaves[:k], whole), merkle_root(leaves[k:])]
    return [*consistency_path(old - k, leaves[k:], False), merkle_root(leaves[:k])]


def root_from_path(leaf, index, count, path):
    """RFC 6962 by its recursive definition, from the top: another route than the loop of RFC 9162."""
    require(0 <= index < count, "proof.invalid")
    if count == 1:
        require(not path, "proof.invalid", "path too long")
        return leaf
    require(path, "proof.invalid", "path too short")
    k = split_point(count)
    if index < k:
        return node_hash(root_from_path(leaf, index, k, path[:-1]), path[-1])
    return node_hash(path[-1], root_from_path(leaf, index - k, count - k, path[:-1]))


# Batches, headers, state (block-v1 sections 2 to 5)


class Reader:
    def __init__(self, data):
        self.data, self.position = data, 0

    def take(self, count):
        require(self.position + count <= len(self.data), "format.truncated")
        self.position += count
        return self.data[self.position - count : self.position]

    def integer(self, count, signed=False):
        return int.from_bytes(self.take(count), "big", signed=signed)

    def identity(self):
        text = self.take(14).decode("ascii", "replace")
        require(identity_is_valid(text), "format.malformed")
        return text

    def finish(self):
        require(self.position == len(self.data), "format.trailingBytes")


def parse_batch(data):
    require(len(data) <= 1_048_576, "format.tooLarge")
    reader = Reader(data)
    require(reader.take(8) == b"MCBATCH1", "format.version")
    batch = {
        "network": reader.take(32),
        "epoch": reader.integer(4),
        "node": reader.take(14),
        "sequence": reader.integer(8),
        "previous": reader.take(32),
        "time": reader.integer(8, signed=True),
    }
    require(identity_is_valid(batch["node"].decode("ascii", "replace")), "format.malformed")
    batch["node"] = batch["node"].decode()
    require(0 <= batch["time"] < 2**53, "format.malformed")
    count = reader.integer(4)
    require(count <= 4096, "format.tooLarge")
    batch["transactions"] = []
    for _ in range(count):
        length = reader.integer(4)
        require(length <= 65_536, "format.tooLarge")
        batch["transactions"].append(reader.take(length).decode("latin-1"))
    signed = data[: reader.position]
    batch["signature"], batch["signed"], batch["hash"] = reader.take(64), signed, sha256(signed)
    reader.finish()
    return batch


def parse_header(data):
    reader = Reader(data)
    require(reader.integer(2) == 1, "format.version")
    header = {
        "network": reader.take(32),
        "contractVersion": reader.integer(2),
        "epoch": reader.integer(4),
        "height": reader.integer(8),
        "previous": reader.take(32),
        "transactionCount": reader.integer(4),
        "transactionsRoot": reader.take(32),
        "deltaRoot": reader.take(32),
        "stateHeight": reader.integer(8),
        "stateRoot": reader.take(32),
        "headersRoot": reader.take(32),
        "organisationSet": reader.take(32),
        "proposer": reader.take(14),
        "sequence": reader.integer(8),
        "batch": reader.take(32),
        "time": reader.integer(8, signed=True),
    }
    reader.finish()
    require(identity_is_valid(header["proposer"].decode("ascii", "replace")), "format.malformed")
    header["proposer"] = header["proposer"].decode()
    require(0 <= header["time"] < 2**53, "format.malformed")
    require(header["stateHeight"] != 2**64 - 1 or header["stateRoot"] == ZERO, "format.malformed")
    return header


def transaction_leaf(token, outcome):
    token = token.encode()
    return leaf_hash(struct.pack(">I", len(token)) + token + struct.pack(">I", len(outcome)) + outcome)


def check_chain(encoded_headers):
    """A whole chain from genesis on: heights, hashes, the log of headers, time."""
    leaves, previous, parent = [], ZERO, None
    for data in encoded_headers:
        header = parse_header(data)
        follows = header["height"] == len(leaves) and header["previous"] == previous
        follows = follows and header["headersRoot"] == merkle_root(leaves)
        if parent is not None:
            follows = follows and header["network"] == parent["network"] and header["time"] >= parent["time"]
        require(follows, "chain.broken", f"height {len(leaves)}")
        leaves.append(leaf_hash(data))
        previous, parent = sha256(data), header
    return leaves


def delta_root(changes):
    leaves = []
    for key, document in sorted(changes):
        tail = b"\x00" if document is None else b"\x01" + document
        leaves.append(leaf_hash(struct.pack(">H", len(key)) + key + tail))
    return merkle_root(leaves)


def state_root(documents):
    buckets = {}
    for key, document in documents:
        buckets.setdefault(sha256(key)[:2], []).append(sha256(key) + sha256(document))
    level = {
        int.from_bytes(bucket, "big"): merkle_root([leaf_hash(leaf) for leaf in sorted(leaves)])
        for bucket, leaves in buckets.items()
    }
    empty = sha256(b"")
    for _ in range(16):
        level = {
            parent: node_hash(level.get(2 * parent, empty), level.get(2 * parent + 1, empty))
            for parent in {position // 2 for position in level}
        }
        empty = node_hash(empty, empty)
    return level.get(0, empty)


# Organisation sets, checkpoints, genesis (block-v1 sections 6 to 8)


def check_set(value):
    members_of(value, ("v", "organisations"))
    require(value["v"] == 1, "format.version")
    entries = value["organisations"]
    require(isinstance(entries, list) and 1 <= len(entries) <= 255, "json.valueRange")
    for entry in entries:
        members_of(entry, ("organisation", "node", "attestationKey"))
        require(identity_is_valid(entry["organisation"]) and identity_is_valid(entry["node"]), "json.valueRange")
        from_base64url(entry["attestationKey"], 32)
    for name, code in (
        ("organisation", "organisation.exists"),
        ("node", "node.exists"),
        ("attestationKey", "key.inUse"),
    ):
        require(len({entry[name] for entry in entries}) == len(entries), code)
    require(entries == sorted(entries, key=lambda entry: entry["organisation"]), "format.malformed")
    return value


def quorum(organisation_set):
    count = len(organisation_set["organisations"])
    return count if count < 4 else 2 * count // 3 + 1


def cosignature_key_id(name, key):
    return sha256(name.encode() + b"\x0a\x04" + key)[:4]


def parse_checkpoint(text):
    code = "checkpoint.syntax"
    require(isinstance(text, str), "json.wrongType")
    require(len(text.encode()) <= 65_536, code)
    lines = r"((?:\u2014 [!-*,-~]{1,128} [A-Za-z0-9+/=]+\n)*)"
    shape = r"medchain/([A-Za-z0-9_-]{43})\n(0|[1-9][0-9]{0,19})\n([A-Za-z0-9+/]{43}=)\n\n" + lines
    match = re.fullmatch(shape, text)
    require(match is not None, code)
    signatures = []
    for line in match[4].splitlines():
        _, name, blob = line.split(" ")
        blob = from_base64(blob, code)
        require(len(blob) == 76 and 1 <= int.from_bytes(blob[4:12], "big") < 2**63, code)
        require((name, blob[:4]) not in [(other, key_id) for other, key_id, _, _ in signatures], code)
        signatures.append((name, blob[:4], int.from_bytes(blob[4:12], "big"), blob[12:]))
    require(len(signatures) <= 255 and int(match[2]) < 2**64, code)
    root = from_base64(match[3], code)
    return {
        "network": from_base64url(match[1], 32, code),
        "size": int(match[2]),
        "root": root,
        "body": text[: text.index("\n\n") + 1],
        "signatures": signatures,
    }


def cosigners(checkpoint, organisation_set):
    found = set()
    for entry in organisation_set["organisations"]:
        key = from_base64url(entry["attestationKey"], 32)
        name = entry["node"] + ".medchain"
        for line_name, key_id, seconds, signature in checkpoint["signatures"]:
            if line_name != name or key_id != cosignature_key_id(name, key):
                continue
            message = f"cosignature/v1\ntime {seconds}\n{checkpoint['body']}".encode()
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            except InvalidSignature as error:
                raise Refused("checkpoint.signature") from error
            found.add(entry["organisation"])
    return sorted(found)


def check_genesis(value):
    """Returns the network id and the first organisation set."""
    members_of(value, ("v", "name", "createdAt", "salt", "parameters", "organisations", "officials"))
    require(value["v"] == 1, "format.version")
    text_of(value["name"])
    integer_of(value["createdAt"], 0, 2**53 - 1)
    from_base64url(value["salt"], 16)
    network = sha256(b"medchain/v1/genesis" + canonical(value))
    keys, entries = [], []
    for organisation in value["organisations"]:
        members_of(organisation, ("kind", "name", "signingKey", "registrar"), ("node",))
        text_of(organisation["name"])
        integer_of(organisation["registrar"], 0, len(value["organisations"]) - 1)
        require("node" in value["organisations"][organisation["registrar"]], "node.unknown")
        keys.append(public_key(organisation["signingKey"]))
        if "node" in organisation:
            node = members_of(organisation["node"], ("signingKey", "attestationKey", "releaseKey"))
            from_base64url(node["attestationKey"], 32)
            node_key = public_key(node["signingKey"])
            keys += [node_key, public_key(node["releaseKey"])]
            entries.append(
                {
                    "organisation": identity(network, thumbprint(public_key(organisation["signingKey"]))),
                    "node": identity(network, thumbprint(node_key)),
                    "attestationKey": node["attestationKey"],
                }
            )
    require(any(organisation["kind"] == "authority" for organisation in value["organisations"]), "organisation.kind")
    parameters = members_of(
        value["parameters"], ("patientsPerDay", "maximumGrantDuration", "stateRootInterval", "replicas")
    )
    for name, low, high in (
        ("patientsPerDay", 1, 1_000_000),
        ("maximumGrantDuration", DAY, 36_500 * DAY),
        ("stateRootInterval", 1_000, DAY),
        ("replicas", 1, len(entries)),
    ):
        integer_of(parameters[name], low, high, "parameter.range")
    for official in value["officials"]:
        members_of(official, ("organisation", "signingKey", "sealingKey", "profile"))
        text_of(members_of(official["profile"], ("name",))["name"])
        integer_of(official["organisation"], 0, len(value["organisations"]) - 1)
        require(value["organisations"][official["organisation"]]["kind"] == "authority", "organisation.kind")
        keys += [public_key(official["signingKey"]), public_key(official["sealingKey"])]
    require(len({thumbprint(key) for key in keys}) == len(keys), "key.inUse")
    entries.sort(key=lambda entry: entry["organisation"])
    return network, check_set({"v": 1, "organisations": entries})


# Receipts (receipt-v1)

RECEIPT_MEMBERS = "v network genesis transaction outcome index count path header headerPath checkpoint organisationSets"


def hashes_of(value):
    require(isinstance(value, list), "json.wrongType")
    require(len(value) <= 64, "json.valueRange")
    return [from_base64url(element, 32) for element in value]


def check_header_proof(value, network, checkpoint):
    data = from_base64url(value["header"])
    header = parse_header(data)
    require(header["network"] == network, "receipt.invalid", "header of another network")
    root = root_from_path(leaf_hash(data), header["height"], checkpoint["size"], hashes_of(value["headerPath"]))
    require(root == checkpoint["root"], "proof.invalid", "header is not under the checkpoint")
    return header


def check_set_history(network, organisation_set, changes, checkpoint):
    """Step 6: each set is attested by a quorum of the one before. Returns the one in force."""
    height = 0
    for entry, proof in changes:
        require(len(cosigners(proof, organisation_set)) >= quorum(organisation_set), "checkpoint.quorum", "set change")
        change = check_header_proof(entry, network, proof)
        organisation_set = check_set(entry["set"])
        named = change["organisationSet"] == sha256(canonical(organisation_set))
        require(named and change["height"] > height, "receipt.invalid", "organisationSets")
        height = change["height"]
    require(height < checkpoint["size"], "receipt.invalid", "organisationSets")
    return organisation_set


def check_receipt(data, trusted_network):
    """The steps of receipt-v1 section 2. Returns what the receipt shows."""
    require(len(data) <= 4_194_304, "format.tooLarge")
    receipt = strict_json(data)
    members_of(receipt, RECEIPT_MEMBERS.split(), ("signerKey",))
    require(receipt["v"] == 1, "format.version")
    network, organisation_set = check_genesis(receipt["genesis"])
    require(
        from_base64url(receipt["network"], 32) == network, "receipt.invalid", "network is not the genesis document's"
    )
    sets = receipt["organisationSets"]
    require(isinstance(sets, list), "json.wrongType")
    require(1 <= len(sets) <= 1000, "json.valueRange")
    require(
        members_of(sets[0], ("set",))["set"] == organisation_set,
        "receipt.invalid",
        "first set is not the genesis document's",
    )
    checkpoint = parse_checkpoint(receipt["checkpoint"])
    later = [
        (members_of(entry, ("set", "header", "headerPath", "checkpoint")), parse_checkpoint(entry["checkpoint"]))
        for entry in sets[1:]
    ]

    key = public_key(receipt["signerKey"]) if "signerKey" in receipt else None
    transaction = check_transaction(receipt["transaction"])
    named = [network, transaction["network"], checkpoint["network"]] + [other["network"] for _, other in later]
    require(all(name == trusted_network for name in named), "transaction.network")
    outcome_bytes = from_base64url(receipt["outcome"])
    outcome = strict_json(outcome_bytes)
    require(canonical(outcome) == outcome_bytes, "receipt.invalid", "outcome is not canonical")

    header = check_header_proof(receipt, network, checkpoint)
    index, count = integer_of(receipt["index"], 0, 2**32 - 1), integer_of(receipt["count"], 1, 2**32 - 1)
    total = header["transactionCount"]
    require(count in (total, total + 1) and index < total, "receipt.invalid", "count")
    root = root_from_path(
        transaction_leaf(receipt["transaction"], outcome_bytes), index, count, hashes_of(receipt["path"])
    )
    require(root == header["transactionsRoot"], "proof.invalid", "transaction is not in the block")

    organisation_set = check_set_history(network, organisation_set, later, checkpoint)
    who = cosigners(checkpoint, organisation_set)
    require(who, "checkpoint.quorum", "nobody cosigned")
    if key is not None:
        check_transaction(receipt["transaction"], key)
    return {
        "hash": transaction["hash"],
        "height": header["height"],
        "time": header["time"],
        "outcome": outcome,
        "final": len(who) >= quorum(organisation_set),
        "cosigners": who,
        "signatureVerified": key is not None,
    }
