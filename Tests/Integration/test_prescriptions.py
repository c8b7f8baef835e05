"""From the prescription to the counter and back for a refill, through the program (rows 000-3, 000-8, 003-53 to 003-57,
003-60, 003-78, 004-48)."""

from network import REFUSED


def test_prescribed_dispensed_refilled_and_never_more(network):
    patient = network.patient("taking")
    network.staff("prescribing", "Petra Reber", "physician", "Riverside")
    network.staff("counter", "Carl Unter", "pharmacist", "Old Mill")
    network.staff("rival-counter", "Rita Val", "pharmacist", "Riverside")
    network.staff("lister", "Lisa Ister", "hospital-manager", "Riverside")
    network.granted("taking", "prescribing", "medication,safety", "read,contribute")
    network.ask("taking", "record", "add", "--allergy", "Penicillin", "--criticality", "high")

    issued = network.ask(
        "prescribing", "prescription", "issue", "--patient", patient, "--medication", "Amoxicillin 500 mg",
        "--dosage", "1 three times a day", "--quantity", "20", "--repeats", "1",
    )  # fmt: skip
    prescription = issued["prescription"]
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
