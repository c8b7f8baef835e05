#!/usr/bin/env python3
"""Checks MedChain's ledger formats with nothing of MedChain's own code.

Written from docs/spec/{transaction,block,receipt}-v1.md alone; needs the standard library, `cryptography`, `joserfc`.

    ledger_check.py                                    checks the golden vectors in ../Vectors
    ledger_check.py --receipt FILE --genesis FILE      checks a receipt against a network's genesis document

Exit status 0 when everything holds, 1 when something does not, 2 for wrong usage or unreadable files.
"""

import argparse
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from ledger_formats import (
    ZERO,
    Refused,
    canonical,
    check_chain,
    check_genesis,
    check_receipt,
    check_set,
    check_transaction,
    consistency_path,
    cosigners,
    delta_root,
    from_base64url,
    identity,
    identity_is_valid,
    inclusion_path,
    leaf_hash,
    merkle_root,
    parse_batch,
    parse_checkpoint,
    parse_header,
    public_key,
    quorum,
    require,
    root_from_path,
    sha256,
    state_root,
    strict_json,
    thumbprint,
    to_base64url,
)

# Golden vectors


def expect_refusal(name, code, action):
    try:
        action()
    except Refused as refusal:
        require(str(refusal).split()[0] == code, "vector", f"{name}: refused as {refusal}, expected {code}")
        return
    raise Refused(f"vector {name}: accepted, expected {code}")


def equal(name, actual, expected):
    require(actual == expected, "vector", f"{name}: {actual} is not {expected}")


def check_transaction_vectors(vectors):
    for vector in vectors["valid"]:
        key = public_key(vector["key"])
        transaction = check_transaction(vector["jws"], key)
        equal(vector["name"], to_base64url(transaction["hash"]), vector["hash"])
        equal(vector["name"], to_base64url(thumbprint(key)), vector["signer"])
        equal(vector["name"], canonical(transaction["payload"]["command"]).decode(), vector["command"])
    for vector in vectors["invalid"]:
        key = public_key(vector["key"]) if "key" in vector else None
        expect_refusal(vector["name"], vector["code"], lambda: check_transaction(vector["jws"], key))  # noqa: B023
    return len(vectors["valid"]) + len(vectors["invalid"])


def check_identity_vectors(vectors):
    for vector in vectors["derived"]:
        text = identity(from_base64url(vector["network"], 32), thumbprint(public_key(vector["key"])))
        equal("identity", text, vector["canonical"])
        equal("thumbprint", to_base64url(thumbprint(public_key(vector["key"]))), vector["thumbprint"])
    for text in vectors["invalid"]:
        require(not identity_is_valid(text), "vector", f"identity {text} accepted")
    return len(vectors["derived"]) + len(vectors["invalid"])


def check_json_vectors(vectors):
    for vector in vectors["valid"]:
        equal(vector["name"], canonical(strict_json(bytes.fromhex(vector["hex"]))).decode(), vector["canonical"])
    return len(vectors["valid"])


def check_batch_vectors(vectors):
    for vector in vectors["valid"]:
        batch = parse_batch(bytes.fromhex(vector["hex"]))
        for name in ("epoch", "node", "sequence", "time", "transactions"):
            equal(name, batch[name], vector[name])
        equal("hash", to_base64url(batch["hash"]), vector["hash"])
        Ed25519PublicKey.from_public_bytes(from_base64url(vector["attestationKey"])).verify(
            batch["signature"], batch["signed"]
        )
    for vector in vectors["invalid"]:
        expect_refusal(vector["name"], vector["code"], lambda: parse_batch(bytes.fromhex(vector["hex"])))  # noqa: B023
    return len(vectors["valid"]) + len(vectors["invalid"])


def check_header_vectors(vectors):
    chain = [bytes.fromhex(vector["hex"]) for vector in vectors["chain"]]
    leaves = check_chain(chain)
    for vector, data in zip(vectors["chain"], chain, strict=True):
        header = parse_header(data)
        for name, value in vector["fields"].items():
            actual = header[name]
            equal(
                name,
                to_base64url(actual) if isinstance(actual, bytes) else str(actual) if name == "stateHeight" else actual,
                value,
            )
        equal("hash", to_base64url(sha256(data)), vector["hash"])
    equal("root", to_base64url(merkle_root(leaves)), vectors["root"])
    for vector in vectors["invalid"]:
        expect_refusal(vector["name"], vector["code"], lambda: parse_header(bytes.fromhex(vector["hex"])))  # noqa: B023
    broken = [chain[0], chain[2]]
    expect_refusal("skipped header", "chain.broken", lambda: check_chain(broken))
    return len(chain) + len(vectors["invalid"]) + 1


def check_merkle_vectors(vectors):
    for vector in vectors["trees"]:
        leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in vector["leaves"]]
        equal("root", merkle_root(leaves).hex(), vector["root"])
        for proof in vector["inclusion"]:
            path = [bytes.fromhex(element) for element in proof["path"]]
            equal("path", inclusion_path(proof["index"], leaves), path)
            equal(
                "root", root_from_path(leaves[proof["index"]], proof["index"], len(leaves), path).hex(), vector["root"]
            )
        for proof in vector["consistency"]:
            equal("consistency", [element.hex() for element in consistency_path(proof["old"], leaves)], proof["path"])
    return len(vectors["trees"])


def check_state_vectors(vectors):
    for vector in vectors["states"]:
        documents = [(document["key"].encode(), document["document"].encode()) for document in vector["documents"]]
        equal("state root", to_base64url(state_root(documents)), vector["root"])
    for vector in vectors["deltas"]:
        changes = [
            (change["key"].encode(), change["document"].encode() if "document" in change else None)
            for change in vector["changes"]
        ]
        equal("delta root", to_base64url(delta_root(changes)), vector["root"])
    return len(vectors["states"]) + len(vectors["deltas"])


def check_genesis_vectors(vectors):
    network, organisation_set = check_genesis(vectors["genesis"])
    equal("network", to_base64url(network), vectors["network"])
    equal("set", organisation_set, vectors["organisationSet"])
    equal("set hash", to_base64url(sha256(canonical(organisation_set))), vectors["organisationSetHash"])
    for vector in vectors["invalid"]:
        expect_refusal(vector["name"], vector["code"], lambda: check_genesis(vector["genesis"]))  # noqa: B023
    return 1 + len(vectors["invalid"])


def check_checkpoint_vectors(vectors):
    for vector in vectors["valid"]:
        checkpoint = parse_checkpoint(vector["text"])
        equal("size", checkpoint["size"], vector["treeSize"])
        equal("root", to_base64url(checkpoint["root"]), vector["root"])
        equal("cosigners", cosigners(checkpoint, check_set(vector["set"])), vector["cosigners"])
    for vector in vectors["invalid"]:

        def attempt(vector=vector):
            checkpoint = parse_checkpoint(vector["text"])
            organisation_set = check_set(vector["set"])
            require(len(cosigners(checkpoint, organisation_set)) >= quorum(organisation_set), "checkpoint.quorum")

        expect_refusal(vector["name"], vector["code"], attempt)
    return len(vectors["valid"]) + len(vectors["invalid"])


def altered(receipt, changes):
    """The receipt with some top-level members replaced; null removes one."""
    result = {**receipt, **changes}
    return {name: value for name, value in result.items() if value is not None}


def check_receipt_vectors(vectors):
    network = from_base64url(vectors["network"], 32)
    for name, vector in vectors["valid"].items():
        shown = check_receipt(canonical(vector["receipt"]), network)
        for member in ("height", "time", "final", "cosigners", "signatureVerified"):
            equal(f"{name} {member}", shown[member], vector[member])
        equal(name, to_base64url(shown["hash"]), vector["hash"])
    for vector in vectors["invalid"]:
        receipt = canonical(altered(vectors["valid"][vector["base"]]["receipt"], vector["change"]))
        expect_refusal(vector["name"], vector["code"], lambda: check_receipt(receipt, network))  # noqa: B023
    expect_refusal(
        "another network",
        "transaction.network",
        lambda: check_receipt(canonical(vectors["valid"]["final"]["receipt"]), ZERO),
    )
    return len(vectors["valid"]) + len(vectors["invalid"]) + 1


VECTOR_CHECKS = {
    "identity": check_identity_vectors,
    "json": check_json_vectors,
    "transaction": check_transaction_vectors,
    "block-batch": check_batch_vectors,
    "block-header": check_header_vectors,
    "block-merkle": check_merkle_vectors,
    "block-state": check_state_vectors,
    "block-genesis": check_genesis_vectors,
    "checkpoint": check_checkpoint_vectors,
    "receipt": check_receipt_vectors,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    vectors = Path(__file__).resolve().parent.parent / "Vectors"
    parser.add_argument("--vectors", type=Path, help="directory of the golden vectors")
    parser.add_argument("--receipt", type=Path, help="receipt to check (JSON)")
    parser.add_argument("--genesis", type=Path, help="genesis document of the trusted network (JSON)")
    arguments = parser.parse_args()
    if (arguments.receipt is None) != (arguments.genesis is None):
        parser.error("--receipt and --genesis belong together")
    if arguments.receipt is None and arguments.vectors is None:
        arguments.vectors = vectors
    try:
        if arguments.vectors:
            for name, check in VECTOR_CHECKS.items():
                count = check(json.loads((arguments.vectors / f"{name}.json").read_text(encoding="utf-8")))
                print(f"ok: {count} vectors of {name}")
        if arguments.receipt:
            network, _ = check_genesis(strict_json(arguments.genesis.read_bytes()))
            shown = check_receipt(arguments.receipt.read_bytes(), network)
            verdict = "accepted" if shown["outcome"].get("accepted") else f"rejected ({shown['outcome'].get('code')})"
            print(
                f"ok: transaction {to_base64url(shown['hash'])} {verdict} at height {shown['height']}, "
                f"{'final' if shown['final'] else 'not final yet'}, cosigned by {', '.join(shown['cosigners'])}, "
                f"signature {'verified' if shown['signatureVerified'] else 'not checked: no key enclosed'}"
            )
    except Refused as refusal:
        print(f"refused: {refusal}")
        return 1
    except OSError as error:
        print(f"cannot read: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
