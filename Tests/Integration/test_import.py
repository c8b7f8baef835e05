"""The five sample patients: everything in, nothing twice, everything out byte for byte (rows 000-14, 000-30)."""

import json

from network import samples

# All resources of the five files, and those of them that are records of a patient.
RESOURCES, RECORDS = 719, 703
DIRECTORY = {"Organization", "Practitioner"}


def resources(text):
    """The exact text of each resource of a Bundle, and its type, in order."""
    decoder = json.JSONDecoder()
    bundle = json.loads(text)
    found = []
    position = 0
    for entry in bundle["entry"]:
        # The member's value begins behind its name; the decoder says where it ends.
        while True:
            position = text.index('"resource"', position) + len('"resource"')
            start = position
            while text[start] in " \t\r\n:":
                start += 1
            if text[start] != "{":
                continue
            value, end = decoder.raw_decode(text, start)
            if value == entry["resource"]:
                found.append((value["resourceType"], text[start:end]))
                position = end
                break
    return found


def test_five_patients_go_in_once_and_come_out_as_they_were(network, tmp_path):
    added = entries = 0
    for number, sample in enumerate(samples()):
        user = f"sample{number}"
        network.patient(user)
        text = sample.read_text()
        expected = [source for kind, source in resources(text) if kind not in DIRECTORY]

        first = network.ask(user, "record", "import", sample)
        assert first["refused"] == []
        assert (first["added"], first["present"]) == (len(expected), 0)
        assert first["entries"] == len(expected) + first["directory"]
        second = network.ask(user, "record", "import", sample)
        assert (second["added"], second["present"]) == (0, len(expected))
        added += first["added"]
        entries += first["entries"]

        output = tmp_path / user
        exported = network.ask(user, "record", "export", "--output", output)
        assert (exported["resources"], exported["documents"]) == (len(expected), 0)
        came_out = [source for _, source in resources((output / "bundle.json").read_text())]
        assert sorted(came_out) == sorted(expected)
    assert (entries, added) == (RESOURCES, RECORDS)


def test_a_physician_imports_for_a_patient_under_a_grant(network, tmp_path):
    network.patient("imported-for")
    network.staff("importer", "Ines Porter", "physician", "Riverside")
    sample = samples()[0]
    refused = network.ask("importer", "record", "import", sample, "--patient", network.ids["imported-for"], code=3)
    assert refused["code"] == "client.noGrant"
    network.granted("imported-for", "importer", "all", "contribute")
    first = network.ask("importer", "record", "import", sample, "--patient", network.ids["imported-for"])
    assert first["added"] > 0 and first["refused"] == []
    again = network.ask("importer", "record", "import", sample, "--patient", network.ids["imported-for"])
    assert (again["added"], again["present"]) == (0, first["added"])
