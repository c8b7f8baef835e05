#!/usr/bin/env python3
"""Makes the golden vectors of the ledger formats from fixed keys, with the implementation of ledger_formats.py.

    ledger_vectors_check.py            checks that Tests/Vectors holds exactly these vectors
    ledger_vectors_check.py --write    writes them

Every run gives the same bytes: signatures are deterministic (RFC 6979, Ed25519). The Swift tests and the web app hold
their own implementation against these files, so a changed file is a changed format.
"""

import copy
import json
import sys
from pathlib import Path

from ledger_formats import (
    ZERO,
    consistency_path,
    delta_root,
    identity,
    inclusion_path,
    leaf_hash,
    merkle_root,
    parse_header,
    public_key,
    sha256,
    state_root,
    thumbprint,
    to_base64url,
)
from ledger_vector_network import (
    CHAIN,
    FIRST_SET,
    GENESIS,
    NETWORK,
    SECOND_SET,
    START,
    base64_text,
    cosignature_line,
    jwk,
    make_batch,
    make_checkpoint,
    make_set,
    member,
    raw_attestation,
    set_hash,
    signing_key,
)
from ledger_vector_receipts import RECEIPTS
from ledger_vector_transactions import TRANSACTIONS
from ledger_vector_values import base64url_vectors, identity_vectors, json_vectors


def batch_vectors():
    batch = CHAIN.batches[3]
    empty = make_batch("hospital", 1, ZERO, START, [])

    def described(data, sequence, time, transactions):
        return {
            "hex": data.hex(),
            "hash": to_base64url(sha256(data[:-64])),
            "network": to_base64url(NETWORK),
            "epoch": 0,
            "node": member("hospital")["node"],
            "sequence": sequence,
            "time": time,
            "transactions": transactions,
            "attestationKey": to_base64url(raw_attestation("hospital")),
        }

    def bad(name, code, data):
        return {"name": name, "code": code, "hex": data.hex()}

    return {
        "valid": [described(batch, 3, START + 1500, CHAIN.transactions[3]), described(empty, 1, START, [])],
        "invalid": [
            bad("empty", "format.truncated", b""),
            bad("other magic", "format.version", b"MCBATCH2" + empty[8:]),
            bad("one byte short", "format.truncated", empty[:-1]),
            bad("one byte more", "format.trailingBytes", empty + b"\0"),
            bad(
                "node's check is wrong",
                "format.malformed",
                empty[:57] + (b"0" if empty[57:58] != b"0" else b"1") + empty[58:],
            ),
            bad("negative time", "format.malformed", empty[:98] + b"\xff" * 8 + empty[106:]),
            bad("too many transactions", "format.tooLarge", empty[:106] + (4097).to_bytes(4, "big") + empty[110:]),
            bad(
                "more announced than there are", "format.truncated", empty[:106] + (4096).to_bytes(4, "big") + bytes(64)
            ),
            bad(
                "transaction too long",
                "format.tooLarge",
                empty[:106] + (1).to_bytes(4, "big") + (65_537).to_bytes(4, "big") + bytes(65_537 + 64),
            ),
        ],
    }


def header_vectors():
    def shown(value, name):
        return to_base64url(value) if isinstance(value, bytes) else str(value) if name == "stateHeight" else value

    chain = [
        {
            "hex": data.hex(),
            "hash": to_base64url(sha256(data)),
            "fields": {name: shown(value, name) for name, value in parse_header(data).items()},
        }
        for data in CHAIN.headers
    ]
    data = CHAIN.headers[1]

    def bad(name, code, data):
        return {"name": name, "code": code, "hex": data.hex()}

    invalid = [
        bad("empty", "format.truncated", b""),
        bad("one byte short", "format.truncated", data[:-1]),
        bad("one byte more", "format.trailingBytes", data + b"\0"),
        bad("version 2", "format.version", b"\0\x02" + data[2:]),
        bad("proposer not an identity", "format.malformed", data[:252] + bytes(14) + data[266:]),
        bad("negative time", "format.malformed", data[:306] + b"\xff" * 8),
        bad("time beyond 2^53", "format.malformed", data[:306] + (2**53).to_bytes(8, "big")),
        bad("state root without height", "format.malformed", data[:156] + b"\x01" + data[157:]),
    ]
    return {"chain": chain, "root": to_base64url(merkle_root(CHAIN.leaves)), "invalid": invalid}


def merkle_vectors():
    # The leaves of the reference implementation of RFC 6962 (certificate-transparency), whose roots are published.
    leaves = [
        bytes.fromhex(text)
        for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
    ]
    known = {
        0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    trees = []
    for count in range(len(leaves) + 1):
        hashed = [leaf_hash(leaf) for leaf in leaves[:count]]
        root = merkle_root(hashed).hex()
        assert known.get(count, root) == root
        trees.append(
            {
                "leaves": [leaf.hex() for leaf in leaves[:count]],
                "root": root,
                "inclusion": [
                    {"index": index, "path": [element.hex() for element in inclusion_path(index, hashed)]}
                    for index in range(count)
                ],
                "consistency": [
                    {"old": old, "path": [element.hex() for element in consistency_path(old, hashed)]}
                    for old in range(1, count + 1)
                ],
            }
        )
    return {"trees": trees}


def state_vectors():
    documents = [(f"record/{number}", json.dumps({"n": number})) for number in range(300)]

    def described(pairs):
        root = state_root([(key.encode(), document.encode()) for key, document in pairs])
        return {
            "documents": [{"key": key, "document": document} for key, document in pairs],
            "root": to_base64url(root),
        }

    changes = [("b", "{}"), ("a", None), ("ab", "\u00e9"), ("", "x")]
    root = delta_root([(key.encode(), None if document is None else document.encode()) for key, document in changes])
    shown = [{"key": key, **({} if document is None else {"document": document})} for key, document in changes]
    return {
        "states": [described([]), described(documents[:1]), described(documents)],
        "deltas": [
            {"changes": [], "root": to_base64url(delta_root([]))},
            {"changes": shown, "root": to_base64url(root)},
        ],
    }


def genesis_vectors():
    def bad(name, code, change):
        value = copy.deepcopy(GENESIS)
        change(value)
        return {"name": name, "code": code, "genesis": value}

    def put(path, value):
        def change(document):
            for step in path[:-1]:
                document = document[step]
            if value is None:
                del document[path[-1]]
            else:
                document[path[-1]] = value

        return change

    key = jwk(signing_key("hospital"))
    return {
        "genesis": GENESIS,
        "network": to_base64url(NETWORK),
        "organisationSet": FIRST_SET,
        "organisationSetHash": to_base64url(set_hash(FIRST_SET)),
        "organisations": [
            identity(NETWORK, thumbprint(public_key(entry["signingKey"]))) for entry in GENESIS["organisations"]
        ],
        "officials": [identity(NETWORK, thumbprint(public_key(entry["signingKey"]))) for entry in GENESIS["officials"]],
        "invalid": [
            bad("version 2", "format.version", put(["v"], 2)),
            bad("name missing", "json.missingField", put(["name"], None)),
            bad("unknown member", "json.unknownField", put(["x"], 1)),
            bad("short salt", "json.valueRange", put(["salt"], "AAAA")),
            bad("no authority", "organisation.kind", put(["organisations", 0, "kind"], "laboratory")),
            bad("official of a hospital", "organisation.kind", put(["officials", 0, "organisation"], 1)),
            bad("registrar without node", "node.unknown", put(["organisations", 2, "registrar"], 2)),
            bad("registrar out of range", "json.valueRange", put(["organisations", 2, "registrar"], 3)),
            bad("a key twice", "key.inUse", put(["officials", 0, "sealingKey"], key)),
            bad(
                "attestation key twice",
                "key.inUse",
                put(
                    ["organisations", 1, "node", "attestationKey"],
                    GENESIS["organisations"][0]["node"]["attestationKey"],
                ),
            ),
            bad("more replicas than nodes", "parameter.range", put(["parameters", "replicas"], 3)),
            bad("no patients a day", "parameter.range", put(["parameters", "patientsPerDay"], 0)),
            bad("unknown parameter", "json.unknownField", put(["parameters", "x"], 1)),
            bad(
                "key off the curve",
                "key.malformed",
                put(["organisations", 0, "signingKey", "x"], to_base64url(bytes(31) + b"\x05")),
            ),
        ],
    }


def good_checkpoint(name, text, organisation_set, names):
    return {
        "name": name,
        "text": text,
        "set": organisation_set,
        "treeSize": 7,
        "root": to_base64url(merkle_root(CHAIN.leaves)),
        "cosigners": sorted(member(who)["organisation"] for who in names),
        "quorum": len(names) >= (2 if organisation_set is FIRST_SET else 3),
    }


def bad_checkpoint(name, code, text, organisation_set=SECOND_SET):
    return {"name": name, "code": code, "text": text, "set": organisation_set}


def checkpoint_vectors():
    root = merkle_root(CHAIN.leaves)
    text = make_checkpoint(7, root, ["authority", "hospital", "laboratory"])
    body = text[: text.index("\n\n") + 1]
    lines = text[len(body) + 1 :].splitlines(keepends=True)
    four = make_set("authority", "hospital", "laboratory", "imaging")
    witness = cosignature_line(body, "a witness", 1, node="example.org/witness")

    head = body + "\n"
    return {
        "valid": [
            good_checkpoint("three of three", text, SECOND_SET, ["authority", "hospital", "laboratory"]),
            good_checkpoint("of a smaller set", text, FIRST_SET, ["authority", "hospital"]),
            good_checkpoint("three of four", text, four, ["authority", "hospital", "laboratory"]),
            good_checkpoint("two of three", head + lines[0] + lines[1], SECOND_SET, ["authority", "hospital"]),
            good_checkpoint("nobody", head, SECOND_SET, []),
            good_checkpoint("a witness that is no node", head + witness + lines[0], SECOND_SET, ["authority"]),
            good_checkpoint(
                "a node under another key",
                head + cosignature_line(body, "a witness", 1, node=member("authority")["node"]),
                SECOND_SET,
                [],
            ),
        ],
        "invalid": [
            bad_checkpoint("empty", "checkpoint.syntax", ""),
            bad_checkpoint("no line break at the end", "checkpoint.syntax", text[:-1]),
            bad_checkpoint("no empty line", "checkpoint.syntax", body + lines[0]),
            bad_checkpoint("further body line", "checkpoint.syntax", body + "x\n\n" + lines[0]),
            bad_checkpoint("another origin", "checkpoint.syntax", text.replace("medchain/", "example/")),
            bad_checkpoint("size with leading zero", "checkpoint.syntax", text.replace("\n7\n", "\n07\n")),
            bad_checkpoint("size negative", "checkpoint.syntax", text.replace("\n7\n", "\n-7\n")),
            bad_checkpoint(
                "size beyond 64 bits", "checkpoint.syntax", text.replace("\n7\n", "\n18446744073709551616\n")
            ),
            bad_checkpoint(
                "root in base64url",
                "checkpoint.syntax",
                body.replace(base64_text(root), to_base64url(root)) + "\n" + lines[0],
            ),
            bad_checkpoint("hyphen for a dash", "checkpoint.syntax", text.replace("\u2014", "-")),
            bad_checkpoint("windows line breaks", "checkpoint.syntax", text.replace("\n", "\r\n")),
            bad_checkpoint("name with plus", "checkpoint.syntax", text.replace(".medchain", "+medchain")),
            bad_checkpoint("two spaces", "checkpoint.syntax", text.replace(".medchain ", ".medchain  ")),
            bad_checkpoint("a line twice", "checkpoint.syntax", head + lines[0] + lines[0]),
            bad_checkpoint("short signature", "checkpoint.syntax", head + lines[0][:-5] + "\n"),
            bad_checkpoint("time zero", "checkpoint.syntax", head + cosignature_line(body, "authority", 0)),
            bad_checkpoint("another size", "checkpoint.signature", text.replace("\n7\n", "\n8\n")),
            bad_checkpoint("another root", "checkpoint.signature", text.replace(base64_text(root), base64_text(ZERO))),
            bad_checkpoint(
                "another network", "checkpoint.signature", text.replace(to_base64url(NETWORK), to_base64url(ZERO))
            ),
            bad_checkpoint(
                "signature of another checkpoint",
                "checkpoint.signature",
                head + make_checkpoint(6, merkle_root(CHAIN.leaves[:6]), ["authority"]).splitlines(keepends=True)[-1],
            ),
            bad_checkpoint("two of three", "checkpoint.quorum", head + lines[0] + lines[1]),
            bad_checkpoint("two of four", "checkpoint.quorum", head + lines[0] + lines[1], four),
            bad_checkpoint("strangers", "checkpoint.quorum", head + witness),
        ],
    }


FILES = {
    "base64url": base64url_vectors,
    "json": json_vectors,
    "identity": identity_vectors,
    "transaction": lambda: TRANSACTIONS,
    "block-batch": batch_vectors,
    "block-header": header_vectors,
    "block-merkle": merkle_vectors,
    "block-state": state_vectors,
    "block-genesis": genesis_vectors,
    "checkpoint": checkpoint_vectors,
    "receipt": lambda: RECEIPTS,
}


def main():
    directory = Path(__file__).resolve().parent.parent / "Vectors"
    status = 0
    for name, make in FILES.items():
        path = directory / f"{name}.json"
        text = json.dumps(make(), indent=1, ensure_ascii=True) + "\n"
        if sys.argv[1:] == ["--write"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"changed: {path.name} is not what this program makes")
            status = 1
            continue
        print(f"ok: {path.name}")
    return status


if __name__ == "__main__":
    sys.exit(main())
