"""An order from the ward to the laboratory and back, with a correction that is recalled (rows 000-2, 000-5, 000-21,
000-22)."""

from network import REFUSED


def test_ordered_done_corrected_and_recalled(network):
    patient = network.patient("examined")
    network.staff("ordering", "Olga Rder", "physician", "Riverside")
    network.staff("reading", "Rolf Ead", "physician", "St. Brigid")
    network.staff("bench", "Berta Ench", "laboratory-technician", "Meridian")
    network.staff("bench-manager", "Mara Nager", "hospital-manager", "Meridian")
    network.staff("other-bench", "Otto Ther", "laboratory-technician", "Riverside")
    network.ask("bench-manager", "organisation", "key", "rotate")
    network.granted("examined", "ordering", "clinical", "read,contribute")
    network.granted("examined", "reading", "laboratory", "read")
    private = network.ask("examined", "record", "add", "--condition", "A private matter")["record"]

    routine = network.ask(
        "ordering", "order", "place", "--patient", patient, "--laboratory", "Lipid panel", "--to", "Meridian Laboratory"
    )["order"]
    order = network.ask(
        "ordering", "order", "place", "--patient", patient, "--laboratory", "Potassium in serum",
        "--to", "Meridian Laboratory", "--priority", "stat", "--reason", "Arrhythmia",
    )["order"]  # fmt: skip
    worklist = network.ask("bench", "order", "worklist")["orders"]
    assert [item["order"] for item in worklist] == [order, routine]
    assert network.ask("other-bench", "order", "worklist")["orders"] == []

    # The laboratory opens what is ordered, and nothing else; the patient sees that it did.
    opened = network.ask("bench", "order", "open", order)
    assert "Potassium in serum" in opened["content"]
    reads = network.ask("examined", "access", "log")["reads"]
    assert reads[0]["reader"] == network.ids["bench"] and reads[0]["records"] == [order]
    assert network.cli("bench", "record", "show", private, "--patient", patient, code=None).code != 0
    assert network.cli("other-bench", "order", "open", order, code=None).code != 0

    network.ask("bench", "order", "accept", order)
    fulfil = ("order", "fulfil", order, "--observation", "Potassium", "--unit", "mmol/L", "--range", "3.5-5.1")
    first = network.ask("bench", *fulfil, "--value", "6.8", "--critical", "4h")
    assert first["stage"] == "final"
    waiting = network.ask("ordering", "result", "list")["orders"]
    assert [item["order"] for item in waiting] == [order] and waiting[0]["critical"]["deadline"]
    result = network.ask("ordering", "result", "open", order)
    assert "6.8" in result["content"]
    network.ask("ordering", "result", "acknowledge", order)
    assert network.ask("ordering", "result", "list")["orders"] == []
    network.ask("reading", "record", "show", first["record"], "--patient", patient)

    # The value was wrong: everybody who read it is told, and stays on the list until they say so.
    corrected = network.ask("bench", *fulfil, "--value", "4.8")
    assert corrected["stage"] == "corrected"
    assert network.ask("examined", "record", "list")["records"]
    recalls = network.ask("bench", "result", "recalls")["recalls"]
    assert recalls[0]["record"] == first["record"]
    assert set(recalls[0]["pending"]) == {network.ids["ordering"], network.ids["reading"]}
    for reader in ("ordering", "reading"):
        pending = network.ask(reader, "record", "acknowledge")["pending"]
        assert [(item["record"], item["supersededBy"]) for item in pending] == [(first["record"], corrected["record"])]
        network.ask(reader, "record", "acknowledge", first["record"], "--patient", patient)
    assert network.ask("bench", "result", "recalls")["recalls"] == []

    # The patient ends what the order opened.
    network.ask("examined", "order", "cancel", order)
    assert network.cli("ordering", "result", "open", order, code=None).code != 0
    network.ask("bench", "order", "reject", routine, "--note", "no sample came")
    assert network.ask("ordering", "order", "show", routine)["reason"] == "no sample came"
    again = network.ask("bench", "order", "accept", routine, code=REFUSED)
    assert again["code"] == "order.wrongState"
