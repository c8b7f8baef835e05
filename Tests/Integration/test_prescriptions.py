"""From the prescription to the counter and back for a refill, through the program (rows 000-3, 000-8, 003-53 to 003-57,
003-60, 003-78, 004-48)."""

import json

from network import REFUSED, USAGE


def kept(network, patient, prescription):
    """What the check found and why it was prescribed all the same stays in the record, as FHIR has it."""
    text = network.cli("prescribing", "record", "show", prescription, "--patient", patient).out
    assert "in spite of what the check found: tested in May, tolerated" in text
    output = network.folder / "prescribed.json"
    network.cli("taking", "record", "show", prescription, "--output", output)
    resource = json.loads(output.read_bytes())
    (issue,) = resource["contained"]
    assert resource["detectedIssue"] == [{"reference": "#" + issue["id"]}]
    assert (issue["resourceType"], issue["severity"], issue["code"]["coding"][0]["code"]) == (
        "DetectedIssue",
        "high",
        "ALGY",
    )
    assert "Penicillin" in issue["detail"] and "the patient's record" in issue["detail"]
    assert issue["mitigation"][0]["action"]["text"] == "tested in May, tolerated"


def test_what_is_not_open_to_the_prescriber_is_said_and_not_spent(network):
    """Without access to allergies the report says so; a look that is limited is not spent by the check; not checking at
    all needs a reason too (row 000-23)."""
    patient = network.patient("guarded")
    network.staff("careful", "Carla Eful", "physician", "Riverside")
    network.ask("guarded", "record", "add", "--allergy", "Penicillin", "--criticality", "high")
    network.ask(
        "guarded", "access", "grant", "--to", "Carla Eful", "--categories", "medication", "--rights", "contribute"
    )
    limited = network.ask(
        "guarded", "access", "grant", "--to", "Carla Eful", "--categories", "medication,safety", "--rights", "read",
        "--reads", "1",
    )  # fmt: skip
    order = (
        "prescription", "issue", "--patient", patient, "--medication", "Ibuprofen 400 mg", "--dosage", "1 as needed",
        "--quantity", "10",
    )  # fmt: skip
    shown = network.cli("careful", *order)
    assert "Allergies could not be looked at" in shown.err
    grants = network.ask("guarded", "access", "list")["grants"]
    assert [one["readsUsed"] for one in grants if one["grant"] == limited["grant"]] == [0]
    # A second one of the same kind: what the prescriber wrote is known without anybody's grant.
    again = network.ask("careful", *order, code=USAGE)
    assert again["code"] == "prescription.findings"
    network.ask("careful", *order, "--unchecked", code=USAGE)
    network.ask("careful", *order, "--unchecked", "--despite", "travelling, the last box was lost")


def test_prescribed_dispensed_refilled_and_never_more(network):
    patient = network.patient("taking")
    network.staff("prescribing", "Petra Reber", "physician", "Riverside")
    network.staff("counter", "Carl Unter", "pharmacist", "Old Mill")
    network.staff("rival-counter", "Rita Val", "pharmacist", "Riverside")
    network.staff("lister", "Lisa Ister", "hospital-manager", "Riverside")
    network.granted("taking", "prescribing", "medication,safety", "read,contribute")
    network.ask("taking", "record", "add", "--allergy", "Penicillin", "--criticality", "high")

    order = (
        "prescription", "issue", "--patient", patient, "--medication", "Amoxicillin 500 mg",
        "--dosage", "1 three times a day", "--quantity", "20", "--repeats", "1",
    )  # fmt: skip
    refused = network.ask("prescribing", *order, code=USAGE)
    assert refused["code"] == "prescription.findings"
    assert network.ask("taking", "prescription", "list")["prescriptions"] == []
    issued = network.ask("prescribing", *order, "--despite", "tested in May, tolerated")
    prescription = issued["prescription"]
    kept(network, patient, prescription)
    # The check at prescribing names the allergy and where it is known from.
    assert any(finding["kind"] == "allergy" and finding["source"] for finding in issued["findings"])

    # With the right to list alone: that there is one, since when, by whom, and nothing more.
    network.ask("taking", "access", "grant", "--to", "Lisa Ister", "--categories", "medication", "--rights", "list")
    listed = network.ask("lister", "prescription", "list", "--patient", patient)["prescriptions"]
    assert [item["prescription"] for item in listed] == [prescription]
    assert listed[0]["prescriber"] == network.ids["prescribing"] and listed[0]["issuedAt"]
    assert "quantity" not in listed[0]
    assert network.ask("counter", "prescription", "list", "--patient", patient)["prescriptions"] == []
    assert network.ask("counter", "prescription", "list", "--shared")["prescriptions"] == []
    refused = network.ask("counter", "prescription", "dispense", prescription, "--quantity", "1", code=None)
    assert refused.get("code") in {"notFound", "client.noGrant"}

    network.granted("taking", "counter", "medication", "read,dispense")
    network.granted("taking", "rival-counter", "medication", "read,dispense")
    waiting = network.ask("counter", "prescription", "list", "--shared", "--status", "active")["prescriptions"]
    assert [item["prescription"] for item in waiting] == [prescription]
    network.ask("counter", "prescription", "dispense", prescription, "--quantity", "20")
    part = network.ask(
        "rival-counter", "prescription", "dispense", prescription, "--quantity", "15", "--substituted",
        "--product", "Amoxicillin 500 mg, another maker",
    )  # fmt: skip
    assert part["remaining"] == 5 and part["record"]
    too_much = network.ask("counter", "prescription", "dispense", prescription, "--quantity", "6", code=REFUSED)
    assert too_much["code"] == "prescription.exceeded"
    network.ask("counter", "prescription", "dispense", prescription, "--quantity", "5")
    assert network.ask("taking", "prescription", "show", prescription)["status"] == "dispensed"

    network.ask("taking", "prescription", "request-refill", prescription, "--note", "the cough is back")
    refills = network.ask("prescribing", "prescription", "refills")["prescriptions"]
    assert [item["prescription"] for item in refills] == [prescription]
    assert network.ask("prescribing", "prescription", "show", prescription)["request"] == "the cough is back"
    network.ask("prescribing", "prescription", "answer-refill", prescription, "--approve", "--note", "once more")
    shown = network.ask("taking", "prescription", "show", prescription)
    assert (shown["remaining"], shown["reply"], shown["status"]) == (20, "once more", "active")
    network.ask("prescribing", "prescription", "cancel", prescription)
    gone = network.ask("counter", "prescription", "dispense", prescription, "--quantity", "1", code=REFUSED)
    assert gone["code"] == "prescription.wrongState"

    for file in network.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"Amoxicillin 500" not in content and b"cough is back" not in content, file
