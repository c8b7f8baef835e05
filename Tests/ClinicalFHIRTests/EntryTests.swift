import Foundation
import Testing

@testable import ClinicalFHIR

/// COVERAGE 000-6, 000-20, 000-21, 000-55, 004-35: forms for what people enter, judged like any other resource.
@Suite("Structured entry")
struct EntryTests {
    private let context = EntryContext(
        patient: "7K3Q-9XJ2-P4TM-5A", author: "2J9T-K4M8-Q7XW-3B", now: "2026-03-01T10:15:00Z")

    /// A value that a field takes.
    private func sample(_ kind: EntryField.Kind) -> String {
        switch kind {
        case .words: "some words"
        case .concept: "Asthma [http://snomed.info/sct|195967001]"
        case .date: "2026-02-03"
        case .quantity: "30 mg"
        case .count: "2"
        case .money: "120.50 CHF"
        case .choice(let codes): codes[0]
        case .flag: "yes"
        }
    }

    private func answers(_ form: EntryForm, all: Bool) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for field in form.fields where all || field.isRequired {
            values[field.name] = field.isRepeated ? [sample(field.kind), "another"] : [sample(field.kind)]
        }
        return values
    }

    @Test("every form, filled sparsely and wholly, gives a resource that HL7's definitions accept")
    func valid() throws {
        let validator = try Support.validator()
        for form in EntryForm.all {
            for all in [false, true] {
                let bytes = try form.resource(answers(form, all: all), context: context)
                let issues = try validator.validate(bytes)
                #expect(issues.isEmpty, "\(form.name) \(all): \(issues)")
                let root = try FHIRJSONDocument(bytes).root
                #expect(root["resourceType"]?.string == form.resourceType)
                let summary = ClinicalSummary(of: root)
                #expect(!summary.title.isEmpty && !summary.lines.isEmpty, "\(form.name)")
                #expect(!summary.title.contains("not named") && !summary.title.contains("not described"))
            }
            // By the patient too, who stands as the writer of what they state themselves.
            let own = EntryContext(patient: context.patient, author: context.patient, now: context.now)
            let issues = try validator.validate(try form.resource(answers(form, all: true), context: own))
            #expect(issues.isEmpty, "\(form.name) by the patient: \(issues)")
        }
        #expect(Set(EntryForm.all.map(\.name)).count == EntryForm.all.count)
    }

    @Test("every value of every choice is one that HL7's definitions accept")
    func choices() throws {
        let validator = try Support.validator()
        for form in EntryForm.all {
            for field in form.fields {
                guard case .choice(let codes) = field.kind else { continue }
                for code in codes {
                    var values = answers(form, all: false)
                    values[field.name] = [code]
                    let issues = try validator.validate(try form.resource(values, context: context))
                    #expect(issues.isEmpty, "\(form.name) \(field.name)=\(code): \(issues)")
                }
            }
        }
    }

    @Test("the independent judge accepts what the forms make")
    func judged() throws {
        let entries = try EntryForm.all.flatMap { form in
            try [false, true].map { all in
                let bytes = try form.resource(answers(form, all: all), context: context)
                return #"{"resource":"# + String(decoding: bytes, as: UTF8.self) + "}"
            }
        }
        let bundle = #"{"resourceType":"Bundle","type":"collection","entry":["# + entries.joined(separator: ",") + "]}"
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("medchain-entries-\(getpid()).json")
        try Data(bundle.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = Support.repository.appendingPathComponent("Tests/Independent/fhir_check.py").path
        let verdict = try Support.python([script, file.path])
        #expect(verdict.contains(" 0 verdicts differ"), "\(verdict)")
    }

    @Test(
        "what is missing, unknown, repeated or malformed is refused by code, and the value never stands in the reason")
    func refused() throws {
        func code(_ name: String, _ values: [String: [String]]) throws -> FHIRErrorCode? {
            let form = try EntryForm.named(name)
            let error = #expect(throws: FHIRError.self) { try form.resource(values, context: context) }
            #expect(error?.reason.contains("Zaphod") == false)
            return error?.code
        }
        #expect(try code("goal", [:]) == .entryMissing)
        #expect(try code("goal", ["description": [""]]) == .entryMissing)
        #expect(try code("goal", ["description": ["x"], "Zaphod": ["x"]]) == .entryField)
        #expect(try code("goal", ["description": ["x", "y"]]) == .entryField)
        #expect(try code("goal", ["description": ["x"], "due": ["Zaphod"]]) == .entryValue)
        #expect(try code("goal", ["description": ["x"], "status": ["Zaphod"]]) == .entryValue)
        #expect(try code("goal", ["description": ["x [:|]"]]) == .entryValue)
        #expect(try code("claim", ["insurer": ["x"], "service": ["x"], "amount": ["12 francs"]]) == .entryValue)
        #expect(try code("claim", ["insurer": ["x"], "service": ["x"], "amount": ["1e3"]]) == .entryValue)
        #expect(throws: FHIRError.self) { try EntryForm.named("nothing") }
    }

    @Test("the types of the workflows read as medicine, with what matters in the title")
    func titles() throws {
        func title(_ name: String, _ values: [String: [String]]) throws -> String {
            let bytes = try EntryForm.named(name).resource(values, context: context)
            return ClinicalSummary(of: try FHIRJSONDocument(bytes).root).title
        }
        #expect(
            try title("family-history", ["relation": ["mother"], "condition": ["Breast cancer", "Gout"]])
                == "Family history, mother: Breast cancer, Gout")
        #expect(
            try title("goal", ["description": ["Walk daily"], "status": ["on-hold"]]) == "Goal: Walk daily (on hold)")
        #expect(
            try title("order", ["service": ["Potassium"], "kind": ["laboratory"], "priority": ["stat"]])
                == "Order: Potassium (stat)")
        #expect(
            try title("adverse-event", ["event": ["Rash"], "suspected": ["amoxicillin"]])
                == "Adverse event: Rash (suspected: amoxicillin)")
        #expect(try title("flag", ["alert": ["Falls"], "status": ["inactive"]]) == "Alert: Falls (inactive)")
        #expect(try title("coverage", ["payor": ["Example Insurance"]]) == "Coverage by Example Insurance")
        #expect(
            try title("claim-response", ["insurer": ["x"], "outcome": ["queued"]]) == "Answer to a claim: waiting")
    }

    @Test("what the forms make lands in its category")
    func categories() throws {
        let expected: [String: ClinicalCategory] = [
            "family-history": .clinical, "care-plan": .clinical, "goal": .clinical, "medication-statement": .medication,
            "dispense": .medication, "procedure": .clinical, "immunization": .clinical, "encounter": .clinical,
            "order": .laboratory, "specimen": .laboratory, "flag": .safety, "device": .safety, "adverse-event": .safety,
            "communication": .clinical, "coverage": .demographics, "claim": .clinical, "claim-response": .clinical,
        ]
        #expect(Set(expected.keys) == Set(EntryForm.all.map(\.name)))
        for form in EntryForm.all {
            let bytes = try form.resource(answers(form, all: false), context: context)
            #expect(ClinicalCategory(of: try FHIRJSONDocument(bytes).root) == expected[form.name], "\(form.name)")
        }
    }
}
