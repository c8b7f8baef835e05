/// One thing that a form asks for.
public struct EntryField: Sendable, Hashable {
    /// What a value may be.
    public enum Kind: Sendable, Hashable {
        /// Any words.
        case words
        /// Words, with a code where one is known: `Asthma [http://snomed.info/sct|195967001]`.
        case concept
        /// A date or dateTime of FHIR.
        case date
        /// A number, optionally followed by a UCUM unit: `30 {tablet}`.
        case quantity
        /// A whole number above zero.
        case count
        /// An amount with its currency: `120.50 CHF`.
        case money
        /// One of these codes.
        case choice([String])
        /// `yes` or `no`.
        case flag
    }

    /// The name by which a value is given.
    public let name: String
    /// What a value may be.
    public let kind: Kind
    /// Whether the form cannot do without it.
    public let isRequired: Bool
    /// Whether it may be given several times.
    public let isRepeated: Bool
    /// What it means, for people.
    public let help: String

    init(_ name: String, _ kind: Kind, _ help: String, required: Bool = false, repeated: Bool = false) {
        self.name = name
        self.kind = kind
        self.help = help
        isRequired = required
        isRepeated = repeated
    }
}

/// Who a resource is about, who writes it, and when: what no form asks for.
public struct EntryContext: Sendable {
    /// The patient's id, as people write it.
    public let patient: String
    /// The writer's id; the patient's for what patients write about themselves.
    public let author: String
    /// The present moment as a FHIR dateTime with seconds.
    public let now: String

    /// Makes a context.
    public init(patient: String, author: String, now: String) {
        self.patient = patient
        self.author = author
        self.now = now
    }

    var today: JSONText { .string(FHIRReading.day(now)) }
    var moment: JSONText { .string(now) }
    var subject: JSONText { Self.reference("Patient", patient) }
    var writer: JSONText { Self.reference(author == patient ? "Patient" : "Practitioner", author) }

    private static func reference(_ type: String, _ id: String) -> JSONText {
        .object([
            ("type", .string(type)),
            ("identifier", .object([("system", "urn:medchain:identity"), ("value", .string(id))])),
        ])
    }
}

/// A form for one resource type: what it asks for, and the resource made from the answers. HL7's definitions then judge
/// the result like any other resource.
public struct EntryForm: Sendable {
    /// The name by which people call the form: `care-plan`.
    public let name: String
    /// The FHIR resource type.
    public let resourceType: String
    /// What it is for.
    public let help: String
    /// What it asks for.
    public let fields: [EntryField]
    let build: @Sendable (EntryValues, EntryContext) -> [(String, JSONText?)]

    /// The form of a name.
    ///
    /// - Throws: `fhir.entry.form`.
    public static func named(_ name: String) throws(FHIRError) -> EntryForm {
        guard let form = all.first(where: { $0.name == name }) else {
            throw FHIRError(.entryForm, "there is no such form; there are \(all.map(\.name).joined(separator: ", "))")
        }
        return form
    }

    /// The resource made from answers.
    ///
    /// - Parameter values: by field name; several for a repeated field.
    /// - Throws: `fhir.entry.field` for one that the form does not have or that is given twice, `fhir.entry.missing`,
    ///   `fhir.entry.value`.
    public func resource(_ values: [String: [String]], context: EntryContext) throws(FHIRError) -> [UInt8] {
        for (name, given) in values.sorted(by: { $0.key < $1.key }) {
            guard let field = fields.first(where: { $0.name == name }) else {
                throw FHIRError(.entryField, "the form has the fields \(fields.map(\.name).joined(separator: ", "))")
            }
            guard field.isRepeated || given.count <= 1 else { throw FHIRError(.entryField, "\(name) is given twice") }
        }
        var read: [String: [JSONText]] = [:]
        var texts: [String: [String]] = [:]
        for field in fields {
            let given = (values[field.name] ?? []).filter { !$0.isEmpty }
            if field.isRequired, given.isEmpty { throw FHIRError(.entryMissing, "\(field.name) is missing") }
            for text in given {
                guard let value = EntryValues.read(text, field.kind) else {
                    throw FHIRError(.entryValue, "\(field.name): \(EntryValues.expectation(field.kind))")
                }
                read[field.name, default: []].append(value)
                texts[field.name, default: []].append(text)
            }
        }
        let members = build(EntryValues(values: read, texts: texts), context)
        return Array(JSONText.object([("resourceType", .string(resourceType))] + members).text.utf8)
    }
}

/// The answers to a form, checked.
struct EntryValues: Sendable {
    let values: [String: [JSONText]]
    let texts: [String: [String]]

    /// The first answer to a field.
    subscript(name: String) -> JSONText? { values[name]?.first }

    func all(_ name: String) -> [JSONText] { values[name] ?? [] }

    /// All answers as a JSON list; nil when there is none.
    func list(_ name: String) -> JSONText? { all(name).isEmpty ? nil : .array(all(name)) }

    func text(_ name: String) -> String? { texts[name]?.first }

    /// A `Period` from two fields; nil when neither is given.
    func period(_ start: String, _ end: String) -> JSONText? {
        self[start] == nil && self[end] == nil ? nil : .object([("start", self[start]), ("end", self[end])])
    }

    static func read(_ text: String, _ kind: EntryField.Kind) -> JSONText? {
        switch kind {
        case .words: return .string(text)
        case .concept: return concept(text)
        case .date: return FHIRDateTime(text) == nil ? nil : .string(text)
        case .quantity: return quantity(text)
        case .count: return Int(text).flatMap { $0 > 0 && String($0) == text ? .number(text) : nil }
        case .money:
            let parts = text.split(separator: " ").map(String.init)
            guard parts.count == 2, FHIRPrimitive.decimal.matches(parts[0]), parts[1].utf8.count == 3,
                parts[1].utf8.allSatisfy({ (65...90).contains($0) })
            else { return nil }
            return .object([("value", .number(parts[0])), ("currency", .string(parts[1]))])
        case .choice(let codes): return codes.contains(text) ? .string(text) : nil
        case .flag: return text == "yes" ? .boolean(true) : text == "no" ? .boolean(false) : nil
        }
    }

    static func expectation(_ kind: EntryField.Kind) -> String {
        switch kind {
        case .words: "words"
        case .concept: "words, with a code as in: words [SYSTEM|CODE]"
        case .date: "a date such as 2026-03-01"
        case .quantity: "a number, with a unit where it has one, such as 30 or 5.5 mmol/L"
        case .count: "a whole number above zero"
        case .money: "an amount and its currency, such as 120.50 CHF"
        case .choice(let codes): "one of \(codes.joined(separator: ", "))"
        case .flag: "yes or no"
        }
    }

    /// `words [SYSTEM|CODE]` or words alone.
    private static func concept(_ text: String) -> JSONText? {
        guard text.hasSuffix("]"), let open = text.lastIndex(of: "[") else { return .words(text) }
        let inner = text[text.index(after: open)...].dropLast()
        let parts = inner.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return .words(text) }
        var words = String(text[..<open])
        while words.last == " " { words.removeLast() }
        guard parts[0].contains(":"), !parts[1].isEmpty, !words.isEmpty else { return nil }
        return .concept(parts[0], parts[1], words)
    }

    private static func quantity(_ text: String) -> JSONText? {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let number = parts.first, FHIRPrimitive.decimal.matches(number) else { return nil }
        return parts.count == 1 ? .object([("value", .number(number))]) : .quantity(number, parts[1], parts[1])
    }
}

extension JSONText {
    /// A list of one, when there is one.
    static func one(_ value: JSONText?) -> JSONText? { value.map { .array([$0]) } }

    /// An Annotation list.
    static func notes(_ text: JSONText?) -> JSONText? { one(text.map { .object([("text", $0)]) }) }

    /// A CodeableConcept of one of HL7's terminologies.
    static func hl7(_ system: String, _ code: JSONText?) -> JSONText? {
        code.map {
            .object([
                (
                    "coding",
                    .array([
                        .object([("system", .string("http://terminology.hl7.org/CodeSystem/\(system)")), ("code", $0)])
                    ])
                )
            ])
        }
    }

    /// A Reference that names something in words.
    static func named(_ text: JSONText?) -> JSONText? { text.map { .object([("display", $0)]) } }
}
