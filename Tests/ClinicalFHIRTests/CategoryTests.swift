import Testing

@testable import ClinicalFHIR

@Suite("Categories")
struct CategoryTests {
    private func category(_ text: String) throws -> ClinicalCategory {
        ClinicalCategory(of: try FHIRJSONDocument(Array(text.utf8)).root)
    }

    @Test("the table decides exactly the resource types of R4")
    func exhaustive() throws {
        let types = try Support.definitions.get().resourceTypes
        #expect(ClinicalCategory.byType.keys.sorted() == types)
        #expect(try category(#"{"resourceType":"FutureThing"}"#) == .clinical)
    }

    @Test("types, codes and labels lead to their category")
    func rules() throws {
        let observation = { (category: String, code: String) in
            #"{"resourceType":"Observation","category":[{"coding":[{"code":"\#(category)"}]}],"#
                + #""code":{"coding":[{"system":"http://loinc.org","code":"\#(code)"}]}}"#
        }
        #expect(try category(observation("laboratory", "4548-4")) == .laboratory)
        #expect(try category(observation("vital-signs", "8867-4")) == .clinical)
        #expect(try category(observation("imaging", "1-1")) == .imaging)
        #expect(try category(observation("laboratory", "882-1")) == .safety)
        #expect(try category(observation("survey", "82810-3")) == .safety)
        #expect(try category(#"{"resourceType":"AllergyIntolerance"}"#) == .safety)
        #expect(try category(#"{"resourceType":"Patient"}"#) == .demographics)
        #expect(try category(#"{"resourceType":"Coverage"}"#) == .demographics)
        #expect(try category(#"{"resourceType":"Claim"}"#) == .clinical)
        #expect(try category(#"{"resourceType":"MedicationRequest"}"#) == .medication)
        #expect(try category(#"{"resourceType":"ImagingStudy"}"#) == .imaging)
        #expect(
            try category(#"{"resourceType":"DiagnosticReport","category":[{"coding":[{"code":"LAB"}]}]}"#)
                == .laboratory)
        #expect(
            try category(#"{"resourceType":"DiagnosticReport","category":[{"coding":[{"code":"RAD"}]}]}"#) == .imaging)
        #expect(try category(#"{"resourceType":"DiagnosticReport"}"#) == .clinical)
        let labelled = { (system: String, code: String) in
            #"{"resourceType":"Condition","meta":{"security":[{"#
                + #""system":"http://terminology.hl7.org/CodeSystem/\#(system)","code":"\#(code)"}]}}"#
        }
        for code in ["R", "V"] { #expect(try category(labelled("v3-Confidentiality", code)) == .restricted) }
        for code in ["N", "L", "U"] { #expect(try category(labelled("v3-Confidentiality", code)) == .clinical) }
        for code in ["HIV", "PSY", "SUD", "SDV"] { #expect(try category(labelled("v3-ActCode", code)) == .restricted) }
        #expect(try category(labelled("v3-ActCode", "TREAT")) == .clinical)
    }
}
