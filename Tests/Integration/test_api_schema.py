"""The running node and its OpenAPI document say the same (docs/spec/node-api-v1.md)."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from prometheus_client.parser import text_string_to_metric_families

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "Sources" / "NodeAPI" / "Resources" / "openapi.json"

# A body that fits the schema can still be refused: nobody draws a valid signature or the hash of other bytes by chance,
# and JSON Schema takes 600000.0 for an integer, which the ledger's JSON does not.
# An order (topics ascending) and a code that somebody was sent are not in a schema either.
NARROWER = {
    *("submit", "register", "upload", "uploadCredentials", "createAccount", "replaceVault"),
    *("markRead", "chooseNotifications", "confirmEmail"),
}
# The statuses that schemathesis lets a valid request get; 400 is added for cursors, which nobody draws either.
ACCEPTED = ["2xx", "400", "401", "403", "404", "409", "429", "5xx"]


def document():
    return json.loads(DOCUMENT.read_text())


def operations():
    for path in document()["paths"].values():
        yield from path.values()


def configuration():
    """schemathesis.toml: which operations may refuse what fits their schema."""
    lines = []
    for operation in operations():
        takes_cursor = any(
            parameter.get("$ref", "").endswith("/after") for parameter in operation.get("parameters", [])
        )
        if takes_cursor or operation["operationId"] in NARROWER:
            lines += [
                "[[operations]]",
                f"include-operation-id = {json.dumps(operation['operationId'])}",
                f"checks.positive_data_acceptance.expected-statuses = {json.dumps(ACCEPTED)}",
            ]
    return "\n".join(lines) + "\n"


def test_the_document_is_valid():
    validate(document())


def test_operations_have_names_of_their_own():
    names = [operation["operationId"] for operation in operations()]
    assert len(set(names)) == len(names)


def test_problems_have_one_form():
    """Every answer that is an error is a problem, but for readyz, which says what it waits for."""
    for operation in operations():
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and "$ref" not in answer:
                schema = answer["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}


# Every check, also with data that breaks the schema. The event stream has no end, and schemathesis reads answers to
# theirs; Tests/NodeAPITests reads it.
@pytest.mark.parametrize("seed", ["7"])
def test_the_node_keeps_to_its_document(running_node, tmp_path, seed):
    (tmp_path / "schemathesis.toml").write_text(configuration())
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "api_schema_hooks",
        "PYTHONPATH": str(HERE),
        "MEDCHAIN_API_URL": running_node.url,
        "MEDCHAIN_API_KEY": str(running_node.key),
    }
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("run", running_node.url + "/v1/openapi.json", "--checks", "all", "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", "15", "--seed", seed, "--exclude-path", "/v1/events", "--request-timeout", "30"),
        *("--warnings", "off", "--no-color"),
    ]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900)
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr[-2_000:]


def test_prometheus_reads_the_metrics(running_node):
    with urllib.request.urlopen(running_node.url + "/metrics", timeout=30) as response:
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = response.read().decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["medchain_http_requests"].type == "counter"
    durations = families["medchain_http_request_seconds"]
    assert durations.type == "histogram"
    for sample in durations.samples:
        assert sample.name.removeprefix(durations.name) in {"_bucket", "_sum", "_count"}
