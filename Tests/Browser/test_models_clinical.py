"""The clinical models in a real browser: sample patients, allergies, results, forms, prescribing, texts."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from clinical_page import call, clinical_page
from network import samples as sample_bundles

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "Web" / "app"
JUDGE = ROOT / "Tests" / "Independent" / "fhir_check.py"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"


@pytest.fixture
def page(open_page, network):
    return clinical_page(open_page, network)


def looks_like_a_key(text):
    """A text that is missing shows its key."""
    return re.fullmatch(r"[a-z]+(\.[A-Za-z-]+)+", text) is not None


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_sample_patient_has_sensible_words(page, language):
    """001-47, 003-42: the whole history of people whom nobody on this project wrote."""
    call(page, "language", language)
    for path in sample_bundles():
        bundle = path.read_text()
        found = call(page, "summary", bundle)
        assert len(found["titles"]) == len(json.loads(bundle)["entry"])
        for text in found["titles"] + found["lines"]:
            assert text.strip() and "undefined" not in text and "[object" not in text, (path.name, text)
            assert "\ufffd" not in text and not looks_like_a_key(text), (path.name, text)
        assert found["days"] > 3 and found["shown"] <= len(found["titles"])
        assert found["series"] and found["vaccinations"] > 0
        assert found["patient"].split()[-1] in path.name


def test_a_known_patient_is_summarised_rightly(page):
    path = next(one for one in sample_bundles() if one.name.startswith("Dennis"))
    found = call(page, "summary", path.read_text())
    assert found["allergies"] == ["Allergy to nut", "Allergy to tree pollen", "Allergy to wheat", "Shellfish allergy"]
    assert found["active"][0] == "Chronic congestive heart failure" and found["resolved"] == ["Viral sinusitis"]
    assert "Hydrochlorothiazide 25 MG" in found["medicines"] and found["past"] == 0
    assert len(found["medicines"]) == 6 and found["vaccinations"] == 11 and found["plans"] == 7


def test_search_and_filters_work_on_the_device(page):
    bundle = next(one for one in sample_bundles() if one.name.startswith("Dennis")).read_text()
    everything = call(page, "search", bundle, {})
    assert "Claim: Encounter for problem" not in everything
    assert "Claim: Encounter for problem" in call(page, "search", bundle, {"administrative": True})
    assert call(page, "search", bundle, {"search": "CONGESTIVE heart", "type": "Condition"}) == [
        "Chronic congestive heart failure"
    ]
    assert set(call(page, "search", bundle, {"category": "safety"})) == {
        "Allergy: Allergy to nut", "Allergy: Allergy to tree pollen", "Allergy: Allergy to wheat",
        "Allergy: Shellfish allergy",
    }  # fmt: skip
    recent = call(page, "search", bundle, {"from": "2008-11-01", "until": "2008-11-30"})
    assert 0 < len(recent) < len(everything)
    assert call(page, "search", bundle, {"search": "no such words"}) == []


def test_whatever_a_file_holds_never_throws(page):
    wrong = [None, True, 3, "x", [], {}, [[]], [None], {"coding": "x"}, {"coding": [None, 3, {"code": 4}]}]
    types = sorted(
        {name for path in sample_bundles() for name in re.findall(r'"resourceType": ?"(\w+)"', path.read_text())}
    )
    names = [
        "code", "name", "status", "category", "valueQuantity", "component", "interpretation", "referenceRange",
        "period", "onsetPeriod", "dosageInstruction", "medicationReference", "contained", "reaction", "series", "item",
        "content", "section", "activity", "note", "meta", "class",
    ]  # fmt: skip
    sources = [json.dumps({"resourceType": kind, **dict.fromkeys(names, value)}) for kind in types for value in wrong]
    sources += [
        "",
        "{",
        "[]",
        "null",
        '{"resourceType": 4}',
        '{"__proto__": {"polluted": 1}, "resourceType": "Patient"}',
    ]
    sources.append('{"a":' * 5000 + "1" + "}" * 5000)
    found = call(page, "summaries", sources)
    assert all(one["title"] for one in found[: len(types) * len(wrong)])
    assert page.evaluate("({}).polluted") is None


def test_text_cannot_disguise_itself(page):
    given = ["a\u202eb", "a\x1b[31mb", "tab\tand\nline", "  x  ", "zero\u200bwidth", "x" * 900]
    shown = ["a\ufffdb", "a\ufffd[31mb", "tab and line", "x", "zerowidth", "x" * 400 + "…"]
    assert call(page, "plain", given) == shown


def allergy(text, code=None, system=SNOMED, **more):
    coding = {"coding": [{"system": system, "code": code}]} if code else {}
    return {
        "resourceType": "AllergyIntolerance",
        "recordedDate": "2024-02-03",
        "code": {**coding, "text": text},
        **more,
    }


def test_none_known_not_recorded_not_shared_are_three_things(page):
    """000-4: the same words as the program's."""
    none = allergy("None", "716186003")
    drugs = allergy("None", "409137002")
    refuted = allergy("Peanut", verificationStatus={"coding": [{"code": "refuted"}]})
    cases = [
        {"resources": []}, {"resources": [none]}, {"resources": [drugs]}, {"resources": [refuted]},
        {"resources": [], "access": {"granted": False}}, {"resources": [none], "access": {"unopened": 2}},
        {"resources": [allergy("Peanut"), none], "access": {"granted": False}},
    ]  # fmt: skip
    found = call(page, "allergyStates", cases)
    assert [state for state, _ in found] == [
        "notRecorded", "noneKnown", "notRecorded", "notRecorded", "notShared", "notOpened", "known",
    ]  # fmt: skip
    assert found[0][1] == "Allergies: not recorded (this does not mean that there are none)"
    assert found[1][1] == "No known allergies, as stated on 3 February 2024"
    assert found[6][1] == "Peanut"


def observation(value, day, unit="mmol/L", **more):
    return {
        "resourceType": "Observation", "status": "final", "effectiveDateTime": day,
        "code": {"coding": [{"system": LOINC, "code": "2823-3"}], "text": "Potassium"},
        "valueQuantity": {"value": value, "unit": unit}, **more,
    }  # fmt: skip


def test_values_are_judged_only_by_their_own_record(page):
    """001-47: no typical range is put in place of one that a record does not have."""
    own = [{"low": {"value": 3.5, "unit": "mmol/L"}, "high": {"value": 5.1, "unit": "mmol/L"}}]
    other = [{"low": {"value": 3, "unit": "mg/dL"}, "high": {"value": 4, "unit": "mg/dL"}}]
    critical = [{"coding": [{"code": "HH"}]}]
    found = call(page, "series", [
        observation(9.9, "2024-01-01"), observation(6.0, "2024-02-01", referenceRange=own),
        observation(4.0, "2024-03-01", referenceRange=own), observation(4.5, "2024-04-01", referenceRange=other),
        observation(4.2, "2024-05-01", interpretation=critical), observation(16, "2024-06-01", unit="mg/dL"),
    ])  # fmt: skip
    assert [one["unit"] for one in found] == ["mg/dL", "mmol/L"]
    assert [[point[0], point[1]] for point in found[1]["points"]] == [
        ["4.2 mmol/L", "critical"], ["4.5 mmol/L", None], ["4 mmol/L", "normal"], ["6 mmol/L", "high"],
        ["9.9 mmol/L", None],
    ]  # fmt: skip
    assert found[1]["points"][2][2] == ["3.5 to 5.1 mmol/L"] and found[1]["trend"] == "down"


def test_a_correction_finds_its_successor(page):
    """000-26: the corrected record stays, struck through, with what replaced it."""
    resource = observation(1, "2024-01-01")
    found = call(page, "versions", [
        {"id": "old", "category": "laboratory", "resource": resource},
        {"id": "new", "category": "laboratory", "resource": resource, "supersedes": "old"},
        {"id": "gone", "category": "laboratory", "resource": resource, "status": "retracted"},
    ])  # fmt: skip
    assert found == [["old", "amended", "new"], ["new", "current", None], ["gone", "retracted", None]]


def test_every_form_makes_valid_fhir(page, tmp_path):
    """Judged by code that is not ours, as everything that is written here."""
    coded = {"system": SNOMED, "code": "38341003", "display": "Hypertension", "text": "Hypertension"}
    built = call(page, "buildAll", coded)
    assert len({one["form"] for one in built}) >= 18
    for one in built:
        assert one["problems"] == [] and not looks_like_a_key(one["title"]), one
    bundle = tmp_path / "built.json"
    # Of each form what was filled in wholly; the judges are slow.
    resources = [one["json"] for one in built if one["whole"]]
    bundle.write_text('{"entry":[' + ",".join(f'{{"resource":{one}}}' for one in resources) + "]}")
    judged = subprocess.run([sys.executable, JUDGE, bundle], capture_output=True, text=True, timeout=300, check=False)
    assert judged.returncode == 0, judged.stdout
    assert any('"value":5.40' in one["json"] for one in built), "decimals stay as they were typed"


def test_a_correction_begins_with_what_stands_there(page):
    """000-53: nothing that was written is lost because somebody corrects something else in it."""
    coded = {"system": SNOMED, "code": "38341003", "display": "Hypertension", "text": "Hypertension"}
    corrected = call(page, "correctAll", coded)
    assert len({one["form"] for one in corrected}) >= 18
    for one in corrected:
        assert one["read"] == one["form"], one
    lost = [one for one in corrected if json.loads(one["after"]) != json.loads(one["before"])]
    assert not lost, "\n".join(f"{one['form']}\n {one['before']}\n {one['after']}" for one in lost)


def test_forms_say_what_is_wrong_field_by_field(page):
    found = call(
        page, "problems", "prescription", {"dose": "-1", "quantity": "2.5", "repeats": "100", "start": "2026-02-30"}
    )
    assert found == {
        "medicine": "problem.required", "dose": "problem.above", "quantity": "problem.integer",
        "repeats": "problem.max", "start": "problem.date",
    }  # fmt: skip
    assert call(page, "problems", "vitals", {}) == {"systolic": "problem.atLeastOne"}
    assert call(page, "problems", "condition", {"diagnosis": {"text": "x"}, "onset": "2190-01-01"}) == {
        "onset": "problem.future"
    }
    assert call(page, "decimals", ["5,40", "007.5", "1e3", "\u22122", "1.2.3", "", "1234567890"]) == [
        "5.40", "7.5", None, "-2", None, None, None,
    ]  # fmt: skip


def medicine(text, code=None, status="active", kind="MedicationRequest"):
    coding = {"coding": [{"system": RXNORM, "code": code}]} if code else {}
    return {
        "resourceType": kind,
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": {**coding, "text": text},
    }


def test_the_check_at_prescribing_agrees_with_the_programs(page):
    """000-23, 000-4: the cases of PrescribingTests.swift."""
    amoxicillin = medicine("Amoxicillin 500 mg tablet")
    shock = [{"manifestation": [{"text": "Shock"}], "severity": "severe"}]
    resolved = {"coding": [{"code": "resolved"}]}
    cases = [
        (amoxicillin, [allergy("Amoxicillin")], ["allergy serious"]),
        (amoxicillin, [allergy("Amoxicillin", criticality="high")], ["allergy contraindicated"]),
        (amoxicillin, [allergy("Penicillins")], ["allergy serious"]),
        (amoxicillin, [allergy("Allergie", "91936005")], ["allergy serious"]),
        (amoxicillin, [allergy("Penicillin V")], ["allergy serious"]),
        (medicine("Cefuroxim", "2194"), [allergy("Penicillin", criticality="high")], ["allergy caution"]),
        (medicine("Ibuprofen 400"), [allergy("aspirin")], ["allergy serious"]),
        (medicine("Ibuprofen 400"), [allergy("NSAIDs")], ["allergy serious"]),
        (medicine("Metamizole 500 mg"), [allergy("Allergy to metamizole")], ["allergy serious"]),
        (amoxicillin, [allergy("Amoxicillin", reaction=shock)], ["allergy contraindicated"]),
        (amoxicillin, [allergy("Amoxicillin", clinicalStatus=resolved), allergy("tablet dye")], []),
        (amoxicillin, [medicine("Amoxicillin 250 mg", status="stopped"), medicine("Metformin 500 mg")], []),
        (medicine("folic acid 5 mg"), [allergy("valproic acid")], []),
        (medicine("Lisinopril 10 mg"), [medicine("Zestril", "29046")], ["duplicate serious"]),
        (medicine("Ramipril 5 mg"), [medicine("Lisinopril 10 mg", kind="MedicationStatement")], ["duplicate caution"]),
        (medicine("Herbal mixture X"), [medicine("Herbal mixture X")], ["duplicate serious"]),
        (medicine("Ibuprofen 400 mg"), [medicine("Warfarin 5 mg")], ["interaction serious"]),
        (medicine("Warfarin 5 mg"), [medicine("Ibuprofen 400 mg")], ["interaction serious"]),
        (
            medicine("Sildenafil 50 mg"), [medicine("Nitroglycerin spray"), allergy("Sildenafil")],
            ["interaction contraindicated", "allergy serious"],
        ),
    ]  # fmt: skip
    found = call(page, "prescribing", [{"draft": draft, "records": records} for draft, records, _ in cases])
    for (draft, records, expected), report in zip(cases, found, strict=True):
        assert [f"{one['kind']} {one['severity']}" for one in report["findings"]] == expected, (draft, records)
        assert all(one["source"] for one in report["findings"])
    blind = call(page, "prescribing", [{"draft": amoxicillin, "records": [], "seen": []}])[0]["limits"]
    assert blind[0].startswith("Allergies could not be looked at") and "not to share everything" in blind[-1]


def test_pick_lists_are_the_programs_and_are_found_by_words(page):
    """002-52: offline, coded, with free text beside them."""
    for path in (ROOT / "Sources" / "ClinicalFHIR" / "Resources" / "picklists").glob("*.json"):
        assert (APP / "picklists" / path.name).read_bytes() == path.read_bytes(), f"{path.name} differs: copy it anew"
    assert call(page, "matches", "medications", "parace")[0] == "acetaminophen"
    assert "Hypertensive disorder" in call(page, "matches", "conditions", "hyperten")
    assert call(page, "matches", "vaccines", "flu")[0].startswith("Influenza")
    assert call(page, "matches", "laboratory", "no such test") == []


def test_the_second_language_is_complete(page):
    assert call(page, "texts", ["clinical", "entry", "chart"]) == []
    assert call(page, "hasTexts", call(page, "formKeys")) == []
    used = set()
    for path in [*(APP / "models").glob("*.js"), *(APP / "viewers").glob("*.js")]:
        source = path.read_text()
        used |= set(re.findall(r"\bt\(\s*'([^'`$]+)'", source)) | set(re.findall(r"key: '([^'`$]+)'", source))
        used |= {f"{key}.other" for key in re.findall(r"\btn\(\s*'([^'`$]+)'", source)}
        used |= {f"label.{key}" for key in re.findall(r"draft\.add(?:Date)?\('(\w+)'", source)}
    assert len(used) > 150
    assert call(page, "hasTexts", sorted(used)) == []
