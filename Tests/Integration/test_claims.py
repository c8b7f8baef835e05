"""Claims with the real program: the insurer reads what the claim names, and nothing else. Row 000-20."""

from network import REFUSED


def test_a_claim_shows_the_insurer_one_record_and_no_more(network):
    network.patient("clara-p")
    network.staff("clerk", "Ina Sur", "insurer", "Harbour")
    network.staff("claims-manager", "Mira Kost", "hospital-manager", "Riverside")
    patient = network.ids["clara-p"]
    network.ask("clerk", "organisation", "key", "rotate")
    bill, other = (
        network.ask("clara-p", "record", "add", "--condition", title)["record"] for title in ("Angina", "Depression")
    )
    money = ("--amount", "120.50", "--currency", "EUR", "--for", "Canary consultation 2718")
    sent = network.ask("clara-p", "claim", "submit", "--insurer", "Harbour Health Insurance", "--record", bill, *money)
    claim = sent["claim"]

    listed = network.ask("clerk", "claim", "list")["claims"]
    assert [(item["claim"], item["amount"], item["status"]) for item in listed] == [(claim, "120.50", "open")]
    assert [record["record"] for record in network.ask("clerk", "record", "list", "--patient", patient)["records"]] == [
        bill
    ]
    show = ("record", "show", bill, "--patient", patient, "--purpose", "payment")
    assert "Angina" in network.ask("clerk", *show)["resource"]
    hidden = network.ask("clerk", "record", "show", other, *show[3:], code=REFUSED)
    assert hidden["code"] == "notFound"
    refused = (
        "claim",
        "submit",
        "--patient",
        patient,
        "--insurer",
        "Harbour Health Insurance",
        "--grant",
        sent["grant"],
        *money,
    )
    assert network.ask("claims-manager", *refused, code=REFUSED)["code"] == "access.denied"
    assert network.ask("claims-manager", "claim", "show", claim, code=REFUSED)["code"] == "notFound"
    network.ask("clerk", "claim", "answer", claim, "--decision", "partial", "--reason", "80 are covered")
    answered = network.ask("clara-p", "claim", "show", claim)
    assert (answered["decision"], answered["reason"]) == ("partial", "80 are covered")
    assert network.ask("clara-p", "claim", "withdraw", claim, code=REFUSED)["code"] == "claim.answered"
    reads = network.ask("clara-p", "access", "log")["reads"]
    assert [(read["reader"], read["purpose"], read["records"]) for read in reads] == [
        (network.ids["clerk"], "HPAYMT", [bill])
    ]
    for file in network.data.rglob("*"):
        if file.is_file():
            assert b"Canary consultation 2718" not in file.read_bytes(), file
