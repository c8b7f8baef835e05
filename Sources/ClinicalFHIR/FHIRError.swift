/// What is wrong with an input as a whole: a stable code and a plain reason, never a person's data.
public struct FHIRError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable code of this error.
    public let code: FHIRErrorCode
    /// A plain sentence. It may name an element path or a limit, never a value.
    public let reason: String

    /// Makes an error.
    public init(_ code: FHIRErrorCode, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The code and the reason in one line.
    public var description: String { "\(code.rawValue): \(reason)" }
}

/// The stable codes of this module. A code is never reused with another meaning.
public enum FHIRErrorCode: String, Sendable, Hashable, CaseIterable {
    // Reading JSON (RFC 8259).
    case jsonTooLarge = "fhir.json.tooLarge"
    case jsonTooDeep = "fhir.json.tooDeep"
    case jsonSyntax = "fhir.json.syntax"
    case jsonNumber = "fhir.json.number"
    case jsonString = "fhir.json.string"
    case jsonInvalidUTF8 = "fhir.json.invalidUTF8"
    case jsonDuplicateKey = "fhir.json.duplicateKey"
    case jsonTrailing = "fhir.json.trailingContent"
    // Definitions.
    case definitionsMissing = "fhir.definitionsMissing"
    case definitionsDamaged = "fhir.definitionsDamaged"
    // Pick lists and the table of interactions.
    case pickListMissing = "fhir.pickList.missing"
    case pickListDamaged = "fhir.pickList.damaged"
    // Structured entry.
    case entryForm = "fhir.entry.form"
    case entryField = "fhir.entry.field"
    case entryMissing = "fhir.entry.missing"
    case entryValue = "fhir.entry.value"
    // A resource against HL7's definitions.
    case resourceTypeMissing = "fhir.resourceTypeMissing"
    case resourceTypeUnknown = "fhir.resourceTypeUnknown"
    case elementUnknown = "fhir.elementUnknown"
    case elementMissing = "fhir.elementMissing"
    case elementRepeated = "fhir.elementRepeated"
    case elementEmpty = "fhir.elementEmpty"
    case listExpected = "fhir.listExpected"
    case objectExpected = "fhir.objectExpected"
    case primitiveKind = "fhir.primitiveKind"
    case primitiveFormat = "fhir.primitiveFormat"
    case choiceConflict = "fhir.choiceConflict"
    case codeNotInValueSet = "fhir.codeNotInValueSet"
    case referenceFormat = "fhir.referenceFormat"
    case referenceTarget = "fhir.referenceTarget"
    case invariant = "fhir.invariant"
    case narrative = "fhir.narrative"
    // Bundles.
    case bundleExpected = "fhir.bundle.expected"
    case bundleType = "fhir.bundle.type"
    case bundleEntryWithoutResource = "fhir.bundle.entryWithoutResource"
    case bundleEntryNotCreated = "fhir.bundle.entryNotCreated"
    case bundleFullUrl = "fhir.bundle.fullUrl"
    case bundleDuplicateFullUrl = "fhir.bundle.duplicateFullUrl"
    // Documents.
    case documentUnknownType = "document.unknownType"
    case documentTypeMismatch = "document.typeMismatch"
    case documentDamaged = "document.damaged"
    case documentTooLarge = "document.tooLarge"
}
