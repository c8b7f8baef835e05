"""The access log as FHIR AuditEvents and the consents as FHIR Consent, from a real network, judged by code that is not
ours (rows 002-28, 004-61)."""

import json
import subprocess
import sys

from network import ROOT


def judge(file):
    check = ROOT / "Tests" / "Independent" / "fhir_check.py"
    verdict = subprocess.run([sys.executable, check, file], capture_output=True, text=True, check=False, timeout=300)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_the_log_and_the_consents_are_valid_fhir_and_say_what_happened(network, tmp_path):
    network.patient("exporter")
    network.staff("export-doctor", "Egon Port", "physician", "Riverside")
    grant = network.granted("exporter", "export-doctor", "clinical")
    record = network.ask("exporter", "record", "add", "--condition", "Asthma")["record"]
    network.ask("export-doctor", "record", "show", record, "--patient", network.ids["exporter"])
    network.ask("exporter", "access", "revoke", grant)

    audit = json.loads(network.cli("exporter", "access", "log", "--fhir").out)
    assert [entry["resource"]["resourceType"] for entry in audit["entry"]] == ["AuditEvent"]
    event = audit["entry"][0]["resource"]
    user = next(agent for agent in event["agent"] if agent["requestor"])
    assert user["who"]["identifier"]["value"] == network.ids["export-doctor"].replace("-", "")
    assert user["policy"] == [f"urn:medchain:grant:{grant}"]
    assert record in json.dumps(event["entity"])
    assert "Asthma" not in json.dumps(audit)

    assert json.loads(network.cli("exporter", "access", "list", "--fhir").out)["entry"] == []
    consents = json.loads(network.cli("exporter", "access", "list", "--all", "--fhir").out)
    consent = consents["entry"][0]["resource"]
    assert consent["resourceType"] == "Consent" and consent["status"] == "inactive"
    assert consent["provision"]["class"] == [{"code": "clinical", "system": "urn:medchain:category"}]

    for name, bundle in (("audit", audit), ("consents", consents)):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(bundle))
        judge(file)
