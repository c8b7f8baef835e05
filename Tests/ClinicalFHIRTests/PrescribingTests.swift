import Testing

@testable import ClinicalFHIR

/// COVERAGE 000-23, 000-4: a check at prescribing against recorded allergies and active medication, with sources.
@Suite("The check at prescribing")
struct PrescribingTests {
    private static let rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"

    private func medicine(
        _ text: String, code: String? = nil, status: String = "active", type: String = "MedicationRequest"
    ) -> String {
        let coding = code.map { #""coding":[{"system":"\#(Self.rxnorm)","code":"\#($0)"}],"# } ?? ""
        return #"{"resourceType":"\#(type)","status":"\#(status)","intent":"order","#
            + #""medicationCodeableConcept":{\#(coding)"text":"\#(text)"}}"#
    }

    private func allergy(_ text: String, _ more: String = "", code: String? = nil) -> String {
        let coding = code.map { #""coding":[{"system":"http://snomed.info/sct","code":"\#($0)"}],"# } ?? ""
        return #"{"resourceType":"AllergyIntolerance","recordedDate":"2024-02-03",\#(more)"#
            + #""code":{\#(coding)"text":"\#(text)"}}"#
    }

    private func report(
        _ draft: String, _ records: [String], seen: Set<ClinicalCategory> = [.safety, .medication]
    ) throws -> PrescribingReport {
        try PrescribingCheck().report(draft: Array(draft.utf8), records: records.map { Array($0.utf8) }, seen: seen)
    }

    @Test(
        "an allergy is found by ingredient, by class, by code, by related class and by words; with the record as source"
    )
    func allergies() throws {
        let amoxicillin = medicine("Amoxicillin 500 mg tablet")
        let cases: [(String, String, PrescribingFinding.Severity)] = [
            (amoxicillin, allergy("Amoxicillin"), .serious),
            (amoxicillin, allergy("Amoxicillin", #""criticality":"high","#), .contraindicated),
            (amoxicillin, allergy("Penicillins"), .serious),
            (amoxicillin, allergy("Allergie", code: "91936005"), .serious),
            (amoxicillin, allergy("Penicillin V"), .serious),
            (medicine("Cefuroxim", code: "2194"), allergy("Penicillin", #""criticality":"high","#), .caution),
            (medicine("Ibuprofen 400"), allergy("aspirin"), .serious),
            (medicine("Ibuprofen 400"), allergy("NSAIDs"), .serious),
            (medicine("Metamizole 500 mg"), allergy("Allergy to metamizole"), .serious),
            (
                amoxicillin,
                allergy("Amoxicillin", #""reaction":[{"manifestation":[{"text":"Shock"}],"severity":"severe"}],"#),
                .contraindicated
            ),
        ]
        for (draft, recorded, severity) in cases {
            let found = try report(draft, [recorded]).findings
            #expect(found.count == 1, "\(draft) \(recorded) \(found)")
            #expect(found.first?.kind == .allergy && found.first?.severity == severity, "\(recorded) \(found)")
            #expect(found.first?.source.contains("the patient's record") == true)
            #expect(found.first?.source.contains("recorded 2024-02-03") == true)
        }
    }

    @Test("what is ruled out, resolved or about something else is no finding")
    func noFalseAlarm() throws {
        let refuted = allergy("Amoxicillin", #""verificationStatus":{"coding":[{"code":"refuted"}]},"#)
        let resolved = allergy("Amoxicillin", #""clinicalStatus":{"coding":[{"code":"resolved"}]},"#)
        let draft = medicine("Amoxicillin 500 mg tablet")
        #expect(try report(draft, [refuted, resolved, allergy("Peanut"), allergy("tablet dye")]).findings.isEmpty)
        let stopped = medicine("Amoxicillin 250 mg", status: "stopped")
        #expect(try report(draft, [stopped, medicine("Metformin 500 mg")]).findings.isEmpty)
        // "folic acid" and "valproic acid" share a plain word.
        #expect(try report(medicine("folic acid 5 mg"), [allergy("valproic acid")]).findings.isEmpty)
    }

    @Test("the same ingredient and the same class are duplicates, by code or by words")
    func duplicates() throws {
        let same = try report(medicine("Lisinopril 10 mg"), [medicine("Zestril", code: "29046")]).findings
        #expect(same.map(\.kind) == [.duplicate] && same.first?.severity == .serious)
        let ofClass = try report(
            medicine("Ramipril 5 mg"), [medicine("Lisinopril 10 mg", type: "MedicationStatement")]
        ).findings
        #expect(ofClass.map(\.kind) == [.duplicate] && ofClass.first?.severity == .caution)
        let unknown = try report(medicine("Herbal mixture X"), [medicine("Herbal mixture X")]).findings
        #expect(unknown.map(\.kind) == [.duplicate])
    }

    @Test("known interactions are found in both directions, the gravest first, each with its publication")
    func interactions() throws {
        let warfarin = medicine("Warfarin 5 mg")
        for (draft, other) in [(medicine("Ibuprofen 400 mg"), warfarin), (warfarin, medicine("Ibuprofen 400 mg"))] {
            let found = try report(draft, [other]).findings
            #expect(found.map(\.kind) == [.interaction])
            #expect(found.first?.source.contains("prescribing information, section 7") == true)
        }
        let nitrate = try report(
            medicine("Sildenafil 50 mg"),
            [medicine("Nitroglycerin spray"), medicine("Amlodipine 5 mg"), allergy("Sildenafil")]
        ).findings
        #expect(nitrate.map(\.severity) == [.contraindicated, .serious])
        let combined = try report(
            medicine("Sulfamethoxazole 800 mg / Trimethoprim 160 mg"), [medicine("Methotrexate 10 mg")]
        ).findings
        #expect(combined.count == 2)
        #expect(
            try report(medicine("Simvastatin 40"), [medicine("Klacid", code: "21212")]).findings.first?.severity
                == .contraindicated)
    }

    @Test("none known, not recorded and not seen are three things, and what the check cannot know is always said")
    func limits() throws {
        let draft = medicine("Amoxicillin 500 mg")
        let none = allergy("None", code: "716186003")
        #expect(try report(draft, []).allergies == .notRecorded)
        #expect(try report(draft, [none]).allergies == .noneKnown(stated: "2024-02-03"))
        let blind = try report(draft, [], seen: [])
        #expect(blind.limits.contains { $0.hasPrefix("Allergies could not be looked at") })
        #expect(blind.limits.contains { $0.hasPrefix("Active medication could not be looked at") })
        let seen = try report(draft, [none])
        #expect(!seen.limits.contains { $0.contains("could not be looked at") })
        #expect(seen.limits.contains { $0.contains("does not mean that none is taken") })
        #expect(seen.limits.contains { $0.contains("not a database of all") })
        #expect(seen.limits.contains { $0.contains("may have chosen not to share") })
        let unknown = try report(medicine("Herbal mixture X"), [medicine("Another mixture"), "no JSON"])
        #expect(unknown.limits.contains { $0.contains("compared as text only") })
        #expect(unknown.limits.contains { $0.hasPrefix("1 of the active medicines") })
        #expect(unknown.limits.contains { $0.hasPrefix("1 records could not be read") })
    }

    @Test("every ingredient of the table is recognised by its code and by each of its names")
    func recognition() throws {
        let list = try PickList.load(.medications)
        let table = MedicineTable(list)
        for entry in list.entries {
            for name in [entry.display] + entry.also {
                let words = MedicineWords.words("\(name.uppercased()) 10 MG Oral Tablet")
                #expect(table.ingredients([], words).contains(entry), "\(name)")
            }
            let coded = try FHIRJSONDocument(Array(medicine("x", code: entry.code).utf8)).root
            #expect(table.medicine(coded).ingredients == [entry])
        }
    }
}
