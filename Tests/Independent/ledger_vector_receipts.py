"""The golden vectors of receipts (receipt-v1)."""

from ledger_formats import ZERO, canonical, check_set, inclusion_path, merkle_root, sha256, to_base64url
from ledger_vector_network import (
    CHAIN,
    FIRST_SET,
    GENESIS,
    NETWORK,
    SECOND_SET,
    START,
    jwk,
    make_checkpoint,
    member,
    signing_key,
)


def header_proof(height, size):
    return {
        "header": to_base64url(CHAIN.headers[height]),
        "headerPath": [to_base64url(element) for element in inclusion_path(height, CHAIN.leaves[:size])],
    }


def make_receipt(height, index, size, names, history=True, with_key=True):
    sets = [{"set": FIRST_SET}]
    if history:
        sets.append(
            {"set": SECOND_SET, **header_proof(4, 5), "checkpoint": CHAIN.checkpoint(5, ["authority", "hospital"])}
        )
    tree = CHAIN.trees[height]
    receipt = {
        "v": 1,
        "network": to_base64url(NETWORK),
        "genesis": GENESIS,
        "transaction": CHAIN.transactions[height][index],
        "outcome": to_base64url(CHAIN.outcomes[height][index]),
        "index": index,
        "count": len(tree),
        "path": [to_base64url(element) for element in inclusion_path(index, tree)],
        **header_proof(height, size),
        "checkpoint": CHAIN.checkpoint(size, names),
        "organisationSets": sets,
    }
    return {**receipt, "signerKey": jwk(signing_key("patient"))} if with_key else receipt


def described(receipt, height, index, names, final):
    signing_input = CHAIN.transactions[height][index].rpartition(".")[0].encode()
    return {
        "receipt": receipt,
        "hash": to_base64url(sha256(signing_input)),
        "height": height,
        "time": START + 500 * height,
        "final": final,
        "accepted": index % 3 != 1,
        "cosigners": sorted(member(name)["organisation"] for name in names),
        "signatureVerified": "signerKey" in receipt,
    }


everyone = ["authority", "hospital", "laboratory"]
final = make_receipt(5, 2, 7, everyone)
single = make_receipt(3, 0, 4, ["authority", "hospital"], history=False)
evil = check_set({"v": 1, "organisations": [member("evil")]})
change = final["organisationSets"][1]


def bad(name, code, change, base="final"):
    return {"name": name, "code": code, "base": base, "change": change}


def sets(**changes):
    return {"organisationSets": [{"set": FIRST_SET}, {**change, **changes}]}


path = final["path"]
RECEIPTS = {
    "network": to_base64url(NETWORK),
    "valid": {
        "final": described(final, 5, 2, everyone, True),
        "beforeTheChange": described(single, 3, 0, ["authority", "hospital"], True),
        "rejected": described(make_receipt(5, 1, 7, everyone), 5, 1, everyone, True),
        "notFinal": described(make_receipt(5, 0, 6, ["laboratory"]), 5, 0, ["laboratory"], False),
        "withoutKey": described(make_receipt(3, 0, 7, everyone, with_key=False), 3, 0, everyone, True),
    },
    "invalid": [
        bad("version 2", "format.version", {"v": 2}),
        bad("outcome missing", "json.missingField", {"outcome": None}),
        bad("unknown member", "json.unknownField", {"x": 1}),
        bad("network of another", "receipt.invalid", {"network": to_base64url(ZERO)}),
        bad("genesis altered", "receipt.invalid", {"genesis": {**GENESIS, "name": "Other"}}),
        bad(
            "outcome altered",
            "proof.invalid",
            {"outcome": to_base64url(canonical({"accepted": True, "events": []}))},
        ),
        bad("outcome not canonical", "receipt.invalid", {"outcome": to_base64url(b'{"accepted": true,"events":[]}')}),
        bad("another transaction", "proof.invalid", {"transaction": CHAIN.transactions[5][1]}),
        bad("another index", "proof.invalid", {"index": 1}),
        bad("index beyond", "receipt.invalid", {"index": 5, "count": 5}),
        bad("count too large", "receipt.invalid", {"count": 7}),
        bad("path cut", "proof.invalid", {"path": path[:-1]}),
        bad("path longer", "proof.invalid", {"path": path + path[:1]}),
        bad("another block's header", "proof.invalid", header_proof(2, 7)),
        bad("header path of another", "proof.invalid", {"headerPath": header_proof(6, 7)["headerPath"]}),
        bad("header not in the checkpoint", "proof.invalid", {"checkpoint": CHAIN.checkpoint(5, everyone)}),
        bad("nobody cosigned", "checkpoint.quorum", {"checkpoint": CHAIN.checkpoint(7, [])}),
        bad("strangers cosigned", "checkpoint.quorum", {"checkpoint": CHAIN.checkpoint(7, ["evil"])}),
        bad(
            "checkpoint of another size",
            "proof.invalid",
            {"checkpoint": final["checkpoint"].replace("\n7\n", "\n9\n")},
        ),
        bad(
            "forged cosignature",
            "checkpoint.signature",
            {"checkpoint": CHAIN.checkpoint(7, []) + CHAIN.checkpoint(6, ["hospital"]).splitlines(keepends=True)[-1]},
        ),
        bad(
            "checkpoint of another network",
            "transaction.network",
            {"checkpoint": make_checkpoint(7, merkle_root(CHAIN.leaves), everyone, network=ZERO)},
        ),
        bad("first set forged", "receipt.invalid", {"organisationSets": [{"set": evil}]}),
        bad("set forged", "receipt.invalid", sets(set=evil)),
        bad("set change without quorum", "checkpoint.quorum", sets(checkpoint=CHAIN.checkpoint(5, ["authority"]))),
        bad(
            "set change attested by the new set",
            "checkpoint.quorum",
            sets(checkpoint=CHAIN.checkpoint(5, ["hospital", "laboratory"])),
        ),
        bad("set change's header of another block", "proof.invalid", sets(header=header_proof(3, 5)["header"])),
        bad("set change before it", "receipt.invalid", sets(**header_proof(3, 5))),
        bad(
            "set change without checkpoint",
            "json.missingField",
            {"organisationSets": [{"set": FIRST_SET}, {"set": SECOND_SET}]},
        ),
        bad("no sets", "json.valueRange", {"organisationSets": []}),
        bad("another's key", "key.unknown", {"signerKey": jwk(signing_key("another"))}),
        bad(
            "set later than the checkpoint",
            "receipt.invalid",
            {"organisationSets": final["organisationSets"]},
            base="beforeTheChange",
        ),
    ],
}
