#!/usr/bin/env python3
"""Opens sealed records with independent libraries only, written from docs/spec/sealed-record-v1.md.

  sealed_record_check.py                     runs Tests/Vectors/{shamir,hpke,payload,envelope}.json
  sealed_record_check.py open FILE           opens one real record; FILE is JSON:
      {"network","patient","record","category", "envelope": path, "payload": path, "released": [paths],
       "read": hex, "threshold": k, "commitments": [{"organisation","commitment" hex}],
       "readerKey": hex, and one of "compartmentKey"+"compartmentVersion", "authorKey"+"author", "a",
       "out": path of the content}
     or with "patientKey" in place of released shares and reader's key.

Exit code 0: everything holds. 1: something does not. HPKE comes from `cryptography` (RFC 9180).
"""

import hashlib
import json
import pathlib
import struct
import sys

from sealed_record_reader import (
    CATEGORIES,
    Refused,
    base64url,
    canonical,
    combine,
    combine_released,
    commitment,
    context,
    data_key,
    open_a,
    open_box,
    open_key,
    open_note,
    open_patient,
    open_payload,
    padded,
    parse_json,
    place,
    read_box,
    read_compartment_envelope,
    read_grant_envelope,
    read_note,
    read_organisation_envelope,
    read_record_envelope,
    read_released,
    require,
    split,
)

# The vectors


class Run:
    """Counts what was checked."""

    def __init__(self):
        self.passed = 0
        self.failed = []

    def same(self, name, left, right):
        if left == right:
            self.passed += 1
        else:
            self.failed.append(name)

    def case(self, entry, body):
        name = str(entry.get("name") or entry.get("format"))
        try:
            body()
            code = None
        except Refused as refusal:
            code = refusal.code
        if code == entry.get("error"):
            self.passed += 1
        else:
            self.failed.append(f"{name}: {code}, expected {entry.get('error')}")


def pattern(count):
    return bytes((index * 7 + 3) % 251 for index in range(count))


def unhex(entry, name):
    return bytes.fromhex(entry[name])


def shares_of(entry):
    return [(share["x"], unhex(share, "y")) for share in entry["shares"]]


def check_shamir(run, document):
    for entry in document["split"]:
        coefficients = [bytes.fromhex(text) for text in entry["coefficients"]]
        run.same(entry["name"], split(unhex(entry, "secret"), coefficients, entry["n"]), shares_of(entry))
    for entry in document["combine"]:
        run.case(entry, lambda e=entry: run.same(e["name"], combine(shares_of(e), e["k"]).hex(), e.get("secret")))
    for entry in document["commitments"]:
        made = commitment(*place(entry), entry["organisation"], entry["x"], unhex(entry, "y"))
        run.same("commitment", made.hex(), entry["commitment"])


def check_hpke(run, document):
    for entry in document["contexts"]:
        fields = [f.get("text", f.get("number", bytes.fromhex(f.get("bytes", "")))) for f in entry["fields"]]
        run.same("context", context(entry["label"], *fields).hex(), entry["context"])
    for entry in document["boxes"]:

        def body(e=entry):
            box = read_box(parse_json(e["box"].encode(), 131_072), e["plaintextLength"])
            opened = open_box(box, unhex(e, "privateKey"), unhex(e, "context"))
            run.same(e["name"], opened.hex(), e.get("plaintext"))

        run.case(entry, body)


def edited(payload, entry):
    payload = bytearray(payload)
    if "flip" in entry:
        payload[entry["flip"]] ^= 1
    if "keep" in entry:
        payload = payload[: entry["keep"]]
    payload += bytes.fromhex(entry.get("append", ""))
    if "swapSegments" in entry:
        one, two = (slice(112 + i * 65_552, 112 + (i + 1) * 65_552) for i in entry["swapSegments"])
        payload[one], payload[two] = payload[two], payload[one]
    return bytes(payload)


def check_payload(run, document):
    for entry in document["padding"]:
        run.same("padding", padded(entry["length"]), entry["padded"])
    where = [document[name] for name in ("network", "subject", "object")]
    dk = data_key(unhex(document, "a"), unhex(document, "b"), *where)
    run.same("data key", dk.hex(), document["dataKey"])
    bases = {}
    for entry in document["payloads"]:
        payload = base64url(entry["payload"])
        bases[entry["name"]] = payload
        metadata, content = open_payload(payload, dk, *where, document["code"])
        run.same(entry["name"] + " content", content, pattern(entry["contentLength"]))
        run.same(entry["name"] + " metadata", canonical(metadata), entry["metadata"])
    for entry in document["failures"]:
        payload = edited(bases[entry["base"]], entry) if "base" in entry else base64url(entry["payload"])
        used = {**document, **entry}
        names = [used[name] for name in ("network", "subject", "object")]
        run.case(entry, lambda p=payload, u=used, n=names: open_payload(p, unhex(u, "dataKey"), *n, u["code"]))


def check_record(run, document):
    record = document["record"]
    envelope = read_record_envelope(record["envelope"].encode())
    run.same("envelope's record", place(envelope), place(record))
    by_compartment = open_a(envelope, {n: record[n] for n in ("compartmentKey", "compartmentVersion")})
    by_author = open_a(envelope, {n: record[n] for n in ("author", "authorKey")})
    run.same("a for the compartment", by_compartment.hex(), record["a"])
    run.same("a for the author", by_author.hex(), record["a"])
    run.same(
        "halves for the patient",
        open_patient(envelope, unhex(record, "patientKey")),
        (unhex(record, "a"), unhex(record, "b")),
    )
    for organisation, x, box in envelope["shares"]:
        scalar = bytes.fromhex(record["releaseKeys"][organisation])
        y = open_box(box, scalar, context("record/share", *place(record), organisation, x))
        made = commitment(*place(record), organisation, x, y).hex()
        run.same("share of " + organisation, made, record["commitments"][x - 1]["commitment"])

    def combined(released):
        return combine_released(
            [text.encode() for text in released],
            record,
            unhex(record, "read"),
            record["commitments"],
            record["threshold"],
            unhex(record, "readerKey"),
        )

    b = combined(record["released"])
    run.same("b from the released shares", b.hex(), record["b"])
    dk = data_key(by_compartment, b, *place(record))
    code = CATEGORIES.index(record["category"]) + 1
    _, content = open_payload(base64url(record["payload"]), dk, *place(record), code)
    run.same("the record's content", content, pattern(record["contentLength"]))
    for entry in document["releaseFailures"]:
        run.case(entry, lambda e=entry: combined(e["released"]))


def check_keys(run, document):
    entry = document["compartment"]
    envelope = read_compartment_envelope(entry["envelope"].encode())
    expected = [(CATEGORIES.index(k["category"]) + 1, k["version"], k["privateKey"]) for k in entry["keys"]]
    opened = [
        (
            code,
            version,
            open_key(
                box,
                public,
                unhex(entry, "patientKey"),
                context("compartment/key", entry["network"], entry["patient"], CATEGORIES[code - 1], version),
            ).hex(),
        )
        for code, public, version, box in envelope["keys"]
    ]
    run.same("compartment keys", opened, expected)

    entry = document["grant"]
    envelope = read_grant_envelope(entry["envelope"].encode())
    who = [entry[name] for name in ("network", "patient", "grantee")]
    scalar = unhex(entry, "granteeKey")
    opened = [
        (
            code,
            version,
            open_key(box, public, scalar, context("grant/compartment", *who, CATEGORIES[code - 1], version)).hex(),
        )
        for code, public, version, box in envelope["keys"]
    ]
    run.same("granted keys", opened, expected)
    name, category, box = envelope["records"][0]
    a = open_box(box, scalar, context("grant/record", *who, name, category))
    run.same("granted record", (name, category, a.hex()), (entry["record"], entry["category"], entry["a"]))
    reason = open_box(envelope["reason"], scalar, context("grant/reason", *who))
    length = struct.unpack(">H", reason[:2])[0]
    run.same("reason", (reason[2 : 2 + length].decode(), any(reason[2 + length :])), (entry["reason"], False))

    entry = document["organisation"]
    envelope = read_organisation_envelope(entry["envelope"].encode())
    opened = [
        open_key(
            box,
            public,
            unhex(entry, "memberKey"),
            context("organisation/key", entry["network"], entry["organisation"], version, entry["member"]),
        ).hex()
        for version, public, box in envelope["keys"]
    ]
    run.same("organisation keys", opened, entry["privateKeys"])

    entry = document["note"]
    metadata, content = open_note(read_note(base64url(entry["note"])), entry["recipient"], unhex(entry, "recipientKey"))
    run.same("note", (metadata["fileName"], content), (entry["fileName"], pattern(entry["contentLength"])))


def check_failures(run, document):
    readers = {
        "record-envelope": read_record_envelope,
        "released-share": read_released,
        "compartment-envelope": read_compartment_envelope,
        "grant-envelope": read_grant_envelope,
        "organisation-key-envelope": read_organisation_envelope,
        "note": read_note,
    }
    for entry in document["failures"]:
        run.case(entry, lambda e=entry: readers[e["format"]](e["text"].encode()))


def check_vectors():
    folder = pathlib.Path(__file__).resolve().parent.parent / "Vectors"
    run = Run()
    checks = {
        "shamir": [check_shamir],
        "hpke": [check_hpke],
        "payload": [check_payload],
        "envelope": [check_record, check_keys, check_failures],
    }
    for name, functions in checks.items():
        document = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        before = run.passed
        for function in functions:
            function(run, document)
        print(f"{name}: {run.passed - before} checks passed")
    for failure in run.failed:
        print(f"FAILED {failure}", file=sys.stderr)
    return 1 if run.failed else 0


def open_record(path):
    folder = pathlib.Path(path).resolve().parent
    record = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    envelope = read_record_envelope((folder / record["envelope"]).read_bytes())
    for name in ("network", "patient", "record", "category"):
        require(envelope[name] == record[name], "envelope.wrong" + name.capitalize())
    if "patientKey" in record:
        a, b = open_patient(envelope, unhex(record, "patientKey"))
    else:
        a = unhex(record, "a") if "a" in record else open_a(envelope, record)
        b = combine_released(
            [(folder / name).read_bytes() for name in record["released"]],
            record,
            unhex(record, "read"),
            record["commitments"],
            record["threshold"],
            unhex(record, "readerKey"),
        )
    dk = data_key(a, b, *place(record))
    code = CATEGORIES.index(record["category"]) + 1
    metadata, content = open_payload((folder / record["payload"]).read_bytes(), dk, *place(record), code)
    if "out" in record:
        (folder / record["out"]).write_bytes(content)
    print(json.dumps({"metadata": metadata, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}))
    return 0


def main():
    if len(sys.argv) == 1:
        return check_vectors()
    if len(sys.argv) == 3 and sys.argv[1] == "open":
        try:
            return open_record(sys.argv[2])
        except Refused as refusal:
            print(f"refused: {refusal.code}", file=sys.stderr)
            return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
