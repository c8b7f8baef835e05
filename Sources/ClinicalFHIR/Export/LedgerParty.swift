/// Somebody on the ledger, as the exports name them: by id, and by name where a directory has one.
public struct LedgerParty: Sendable, Hashable {
    /// What somebody is, as a FHIR resource type.
    public enum Kind: String, Sendable, Hashable {
        /// A patient.
        case patient = "Patient"
        /// A member of staff.
        case practitioner = "Practitioner"
        /// An organisation.
        case organization = "Organization"
    }

    /// What they are.
    public let kind: Kind
    /// The id on the ledger.
    public let id: String
    /// The public name; nil for patients, and where none is known.
    public let name: String?

    /// Makes a party.
    public init(_ kind: Kind, id: String, name: String? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
    }

    static let system = "urn:medchain:identity"

    var reference: JSONText {
        .object([
            ("type", .string(kind.rawValue)),
            ("identifier", .object([("system", .string(Self.system)), ("value", .string(id))])),
            ("display", name.map(JSONText.string)),
        ])
    }
}

extension JSONText {
    static func coding(_ system: String, _ code: String, _ display: String? = nil) -> JSONText {
        .object([
            ("system", .string(system)), ("code", .string(code)), ("display", display.map(JSONText.string)),
        ])
    }

    static func coded(_ system: String, _ code: String, _ display: String? = nil) -> JSONText {
        .object([("coding", .array([coding(system, code, display)]))])
    }
}
