import ClinicalFHIR
import LedgerFormat
import RecordContract

/// A value of FHIR JSON that is being written: unlike the ledger's, it has decimals, which keep their literal.
indirect enum FHIRText {
    case object([(String, FHIRText?)])
    case array([FHIRText])
    case string(String)
    case decimal(String)

    /// The JSON text; members without a value are left out.
    var text: String {
        switch self {
        case .object(let members):
            let written = members.compactMap { name, value in value.map { "\"\(name)\":\($0.text)" } }
            return "{" + written.joined(separator: ",") + "}"
        case .array(let elements): return "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .string(let text): return String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self)
        case .decimal(let literal): return literal
        }
    }
}

/// Resources made from what a person states in the command line. HL7's definitions then judge them like any other.
struct ResourceDraft {
    let patient: IdentityID
    let author: IdentityID

    /// A diagnosis (FHIR Condition).
    func condition(_ words: String, code: CodeArgument?, onset: String?, status: String) -> [UInt8] {
        resource(
            "Condition",
            [
                ("clinicalStatus", Self.coded("\(Self.terminology)/condition-clinical", status)),
                ("verificationStatus", Self.coded("\(Self.terminology)/condition-ver-status", "confirmed")),
                (
                    "category",
                    .array([Self.coded("\(Self.terminology)/condition-category", "encounter-diagnosis")])
                ),
                ("code", Self.concept(words, code)), ("subject", subject), ("onsetDateTime", onset.map { .string($0) }),
                ("recordedDate", .string(Moments.today())), ("recorder", writer),
            ])
    }

    /// An allergy or intolerance.
    func allergy(
        _ words: String, code: CodeArgument?, criticality: String?, reaction: String?, severity: String?
    ) -> [UInt8] {
        var reactions: FHIRText?
        if let reaction {
            reactions = .array([
                .object([
                    ("manifestation", .array([Self.concept(reaction, nil)])),
                    ("severity", severity.map { .string($0) }),
                ])
            ])
        }
        return resource(
            "AllergyIntolerance",
            [
                ("clinicalStatus", Self.coded("\(Self.terminology)/allergyintolerance-clinical", "active")),
                ("verificationStatus", Self.coded("\(Self.terminology)/allergyintolerance-verification", "confirmed")),
                ("criticality", criticality.map { .string($0) }), ("code", Self.concept(words, code)),
                ("patient", subject), ("recordedDate", .string(Moments.today())), ("recorder", writer),
                ("reaction", reactions),
            ])
    }

    /// A measurement or finding.
    func observation(_ words: String, code: CodeArgument?, value: ObservationValue, kind: String) -> [UInt8] {
        let range = value.range.map { low, high -> FHIRText in
            .array([
                .object([
                    ("low", Self.quantity(low, value.unit)), ("high", Self.quantity(high, value.unit)),
                ])
            ])
        }
        return resource(
            "Observation",
            [
                ("status", .string("final")),
                ("category", .array([Self.coded("\(Self.terminology)/observation-category", kind)])),
                ("code", Self.concept(words, code)), ("subject", subject),
                ("effectiveDateTime", .string(value.effective)), ("performer", .array([writer])),
                ("valueQuantity", value.isNumber ? Self.quantity(value.text, value.unit) : nil),
                ("valueString", value.isNumber ? nil : .string(value.text)), ("referenceRange", range),
            ])
    }

    /// A prescription (FHIR MedicationRequest), with what the check at prescribing had to say against it.
    func prescription(
        _ words: String, code: CodeArgument?, dosage: String, quantity: String?, review: PrescribingReview? = nil
    ) -> [UInt8] {
        let dispense = quantity.map { FHIRText.object([("quantity", Self.quantity($0, nil))]) }
        return resource(
            "MedicationRequest",
            [
                ("contained", review.flatMap { contained($0) }),
                ("status", .string("active")), ("intent", .string("order")),
                ("medicationCodeableConcept", Self.concept(words, code)), ("subject", subject),
                ("authoredOn", .string(Moments.today())), ("requester", writer),
                ("note", review.flatMap(\.note).map { .array([.object([("text", .string($0))])]) }),
                ("dosageInstruction", .array([.object([("text", .string(dosage))])])), ("dispenseRequest", dispense),
                ("detectedIssue", review.flatMap { Self.issueReferences($0) }),
            ])
    }

    /// Each finding as a contained FHIR DetectedIssue, with the prescriber's reason as its mitigation.
    private func contained(_ review: PrescribingReview) -> FHIRText? {
        guard !review.findings.isEmpty else { return nil }
        let mitigation = review.reason.map { reason -> FHIRText in
            .array([
                .object([
                    ("action", .object([("text", .string(reason))])), ("date", .string(Moments.today())),
                    ("author", writer),
                ])
            ])
        }
        let issues = review.findings.enumerated().map { number, finding -> FHIRText in
            .object([
                ("resourceType", .string("DetectedIssue")), ("id", .string(PrescribingReview.issueID(number))),
                ("status", .string("final")),
                ("code", Self.coded("\(Self.terminology)/v3-ActCode", PrescribingReview.code(of: finding.kind))),
                ("severity", .string(finding.severity == .caution ? "moderate" : "high")), ("patient", subject),
                ("detail", .string("\(finding.severity.word): \(finding.message) (\(finding.source))")),
                ("mitigation", finding.severity == .caution ? nil : mitigation),
            ])
        }
        return .array(issues)
    }

    private static func issueReferences(_ review: PrescribingReview) -> FHIRText? {
        guard !review.findings.isEmpty else { return nil }
        return .array(
            review.findings.indices.map { .object([("reference", .string("#" + PrescribingReview.issueID($0)))]) })
    }

    private static let terminology = "http://terminology.hl7.org/CodeSystem"
    private static let identitySystem = "urn:medchain:identity"

    private var subject: FHIRText { Self.reference("Patient", patient) }
    private var writer: FHIRText { Self.reference(author == patient ? "Patient" : "Practitioner", author) }

    private func resource(_ type: String, _ members: [(String, FHIRText?)]) -> [UInt8] {
        Array(FHIRText.object([("resourceType", .string(type))] + members).text.utf8)
    }

    private static func reference(_ type: String, _ id: IdentityID) -> FHIRText {
        .object([
            ("type", .string(type)),
            ("identifier", .object([("system", .string(identitySystem)), ("value", .string(id.canonical))])),
        ])
    }

    private static func coded(_ system: String, _ code: String) -> FHIRText {
        .object([("coding", .array([.object([("system", .string(system)), ("code", .string(code))])]))])
    }

    private static func concept(_ words: String, _ code: CodeArgument?) -> FHIRText {
        let coding = code.map { code -> FHIRText in
            .array([
                .object([
                    ("system", .string(code.system)), ("code", .string(code.code)), ("display", .string(words)),
                ])
            ])
        }
        return .object([("coding", coding), ("text", .string(words))])
    }

    private static func quantity(_ value: String, _ unit: String?) -> FHIRText {
        .object([
            ("value", .decimal(value)), ("unit", unit.map { .string($0) }),
            ("system", unit.map { _ in .string("http://unitsofmeasure.org") }), ("code", unit.map { .string($0) }),
        ])
    }
}

/// The value of an observation, checked: a decimal with a unit, or words.
struct ObservationValue {
    let text: String
    let unit: String?
    let range: (String, String)?
    let effective: String
    var isNumber: Bool { Self.isDecimal(text) }

    /// Throws `observation.value`, `observation.range`.
    init(_ text: String, unit: String?, range: String?, effective: String?) throws {
        self.text = text
        self.unit = unit
        self.effective = effective ?? Moments.today()
        if unit != nil || range != nil, !Self.isDecimal(text) {
            throw Failure.input("observation.value", "A value with a unit or range is a number such as 13.2.")
        }
        if let range {
            let ends = range.split(separator: "-", maxSplits: 1).map { String($0) }
            guard ends.count == 2, ends.allSatisfy(Self.isDecimal), let low = Double(ends[0]),
                let high = Double(ends[1]), low <= high
            else { throw Failure.input("observation.range", "A range is low-high, such as 12.0-15.5.") }
            self.range = (ends[0], ends[1])
        } else {
            self.range = nil
        }
    }

    /// A FHIR decimal: kept as it was written, since 13.20 says more than 13.2.
    static func isDecimal(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let digits = (parts.first ?? "").drop { $0 == "-" }
        guard (1...2).contains(parts.count), (parts.first?.count ?? 0) - digits.count <= 1, text.count <= 32 else {
            return false
        }
        let isPlain = { (part: Substring) in !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber } }
        guard isPlain(digits), digits.count == 1 || digits.first != "0" else { return false }
        return parts.count == 1 || isPlain(parts[1])
    }
}
