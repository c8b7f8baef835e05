import ClinicalFHIR
import Testing

@Suite("Rendering for people")
struct RenderingTests {
    private func summary(_ text: String) throws -> ClinicalSummary {
        ClinicalSummary(of: try FHIRJSONDocument(Array(text.utf8)).root)
    }

    private func line(_ summary: ClinicalSummary, _ label: String) -> String? {
        summary.lines.first { $0.label == label }?.value
    }

    @Test("a laboratory value keeps its precision, unit and the record's own range")
    func laboratory() throws {
        let value = try summary(
            """
            {"resourceType":"Observation","status":"final","code":{"text":"Potassium"},
            "effectiveDateTime":"2024-05-06T08:15:00+02:00",
            "valueQuantity":{"value":5.40,"unit":"mmol/L"},"interpretation":[{"coding":[{"code":"H"}]}],
            "referenceRange":[{"low":{"value":3.5,"unit":"mmol/L"},"high":{"value":5.10,"unit":"mmol/L"}}]}
            """)
        #expect(value.title == "Potassium: 5.40 mmol/L (high)")
        #expect(line(value, "Reference range (from the record)") == "3.5 to 5.10 mmol/L")
        #expect(line(value, "Taken") == "2024-05-06 08:15 +02:00")
        let computed = try summary(
            #"{"resourceType":"Observation","code":{"text":"Height"},"#
                + #""valueQuantity":{"value":165.135723443,"unit":"cm"}}"#)
        #expect(computed.title == "Height: 165.14 cm")
        #expect(line(computed, "Value (as recorded)") == "165.135723443 cm")
        let bare = try summary(
            #"{"resourceType":"Observation","code":{"text":"Potassium"},"valueQuantity":{"value":5.4,"unit":"mmol/L"}}"#
        )
        #expect(line(bare, "Reference range (from the record)") == nil)
        #expect(bare.title == "Potassium: 5.4 mmol/L")
        let absent = try summary(
            #"{"resourceType":"Observation","code":{"text":"Potassium"},"dataAbsentReason":{"text":"haemolysed"}}"#)
        #expect(absent.title == "Potassium: no value (haemolysed)")
    }

    @Test("none known is not the same as not recorded")
    func allergies() throws {
        let absence =
            #"{"resourceType":"AllergyIntolerance","recordedDate":"2024-02-03","code":{"coding":["#
            + #"{"system":"http://snomed.info/sct","code":"716186003"}]}}"#
        let peanut = #"{"resourceType":"AllergyIntolerance","criticality":"high","code":{"text":"Peanut"}}"#
        let refuted =
            #"{"resourceType":"AllergyIntolerance","code":{"text":"Latex"},"#
            + #""verificationStatus":{"coding":[{"code":"refuted"}]}}"#
        func status(_ texts: [String]) throws -> AllergyStatus {
            AllergyStatus(of: try texts.map { try FHIRJSONDocument(Array($0.utf8)).root })
        }
        #expect(try status([]) == .notRecorded)
        #expect(try status([refuted]) == .notRecorded)
        #expect(try status([absence]) == .noneKnown(stated: "2024-02-03"))
        #expect(try status([absence, peanut]) == .known(["Allergy: Peanut (high risk)"]))
        #expect(try status([]).text.contains("not recorded"))
        #expect(try status([absence]).text == "No known allergies, as stated on 2024-02-03")
        #expect(try summary(absence).title == "No known allergies")
        #expect(try summary(refuted).title == "Allergy: Latex (ruled out)")
    }

    @Test("common types read as medicine")
    func titles() throws {
        let cases: [(String, String)] = [
            (
                #"{"resourceType":"Condition","code":{"text":"Asthma"},"#
                    + #""clinicalStatus":{"coding":[{"code":"active"}]}}"#,
                "Asthma"
            ),
            (
                #"{"resourceType":"Condition","code":{"text":"Fracture"},"#
                    + #""clinicalStatus":{"coding":[{"code":"resolved"}]}}"#,
                "Fracture (resolved)"
            ),
            (
                #"{"resourceType":"MedicationRequest","status":"active","#
                    + #""medicationCodeableConcept":{"text":"Metformin"}}"#,
                "Metformin, prescribed"
            ),
            (
                #"{"resourceType":"MedicationRequest","status":"stopped","#
                    + #""medicationCodeableConcept":{"text":"Metformin"}}"#,
                "Metformin, prescribed (stopped)"
            ),
            (
                #"{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"Tdap"}}"#,
                "Vaccination: Tdap"
            ),
            (
                #"{"resourceType":"Immunization","status":"not-done","vaccineCode":{"text":"Tdap"}}"#,
                "Vaccination not done: Tdap"
            ),
            (#"{"resourceType":"Encounter","class":{"code":"AMB"}}"#, "Outpatient visit"),
            (#"{"resourceType":"ImagingStudy","modality":[{"code":"CT"}]}"#, "Computed tomography"),
            (#"{"resourceType":"DocumentReference","description":"Discharge letter"}"#, "Discharge letter"),
            (
                #"{"resourceType":"DiagnosticReport","status":"preliminary","code":{"text":"CBC"}}"#,
                "Report: CBC (preliminary)"
            ),
            (#"{"resourceType":"ExplanationOfBenefit"}"#, "Explanation of benefit"),
            (
                #"{"resourceType":"Observation","#
                    + #""component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"#
                    + #""valueQuantity":{"value":120,"#
                    + #""unit":"mmHg"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"#
                    + #""valueQuantity":{"value":80,"unit":"mmHg"}}],"code":{"text":"Blood pressure"}}"#,
                "Blood pressure: 120/80 mmHg"
            ),
            (#"{"resourceType":"Patient","name":[{"family":"Example","given":["Ada"]}]}"#, "Ada Example"),
        ]
        for (source, title) in cases { #expect(try summary(source).title == title) }
    }

    @Test("no record can drive a terminal or disguise itself")
    func terminal() throws {
        let value = try summary(
            #"{"resourceType":"Condition","code":{"text":"Gout\u001b[2J\u0007\u009b31m\u202e\r\nName:\u0000"},"#
                + #""note":[{"text":"a\u2028b\u200bc\u007f"}]}"#)
        for text in [value.title] + value.lines.flatMap({ [$0.label, $0.value] }) {
            for scalar in text.unicodeScalars {
                #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
                #expect(!(0x202A...0x202E).contains(scalar.value) && scalar.value != 0x200B)
            }
        }
        #expect(PlainText.line(String(repeating: "a", count: 900)).count == 401)
    }

    @Test("every resource of the samples has a title and no line without words")
    func samples() throws {
        for sample in try Support.samples() {
            for entry in try FHIRJSONDocument(sample.bytes, limits: .bundle).root["entry"]?.elements ?? [] {
                let value = ClinicalSummary(of: try #require(entry["resource"]))
                #expect(!value.title.isEmpty && !value.title.contains("without"))
                #expect(value.lines.allSatisfy { !$0.label.isEmpty && !$0.value.isEmpty })
            }
        }
    }
}
