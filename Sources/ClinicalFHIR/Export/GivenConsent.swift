/// A grant of the ledger, to be written as a FHIR R4 Consent. What no grant permits is refused: the network denies by
/// default, which R4 cannot say in a resource.
public struct GivenConsent: Sendable {
    /// What is permitted.
    public enum Scope: Sendable {
        /// Whole categories.
        case categories([String])
        /// Single records.
        case records([String])
    }

    /// The grant's id.
    public let grant: String
    /// Who gave it.
    public let patient: LedgerParty
    /// To whom.
    public let grantee: LedgerParty
    /// When it was given, as a FHIR dateTime.
    public let givenAt: String
    /// From when.
    public let from: String
    /// Until when: its agreed end, or the moment at which it ended before.
    public let until: String
    /// Whether it holds.
    public let isActive: Bool
    /// Why: a code of HL7 v3 PurposeOfUse.
    public let purpose: String
    /// `list`, `read`, `contribute`, `dispense`.
    public let rights: [String]
    /// Of what.
    public let scope: Scope
    /// How many reads were agreed; nil for any number.
    public let reads: String?

    /// Makes one.
    public init(
        grant: String, patient: LedgerParty, grantee: LedgerParty, givenAt: String, from: String, until: String,
        isActive: Bool, purpose: String, rights: [String], scope: Scope, reads: String?
    ) {
        self.grant = grant
        self.patient = patient
        self.grantee = grantee
        self.givenAt = givenAt
        self.from = from
        self.until = until
        self.isActive = isActive
        self.purpose = purpose
        self.rights = rights
        self.scope = scope
        self.reads = reads
    }

    /// The Consent and its URN in the Bundle.
    public var consent: (fullUrl: String, resource: [UInt8]) {
        ("urn:medchain:grant:\(grant)", Array(resource.text.utf8))
    }

    private static let terminology = "http://terminology.hl7.org/CodeSystem"

    private var resource: JSONText {
        .object([
            ("resourceType", "Consent"),
            (
                "identifier",
                .array([.object([("system", "urn:medchain:grant"), ("value", .string(grant))])])
            ), ("status", .string(isActive ? "active" : "inactive")),
            ("scope", .coded("\(Self.terminology)/consentscope", "patient-privacy", "Privacy Consent")),
            ("category", .array([.coded("\(Self.terminology)/v3-ActCode", "INFA", "information access")])),
            ("patient", patient.reference), ("dateTime", .string(givenAt)), ("performer", .array([patient.reference])),
            ("policyRule", .coded("\(Self.terminology)/v3-ActCode", "OPTIN", "opt-in")), ("provision", provision),
        ])
    }

    private var provision: JSONText {
        var members: [(String, JSONText?)] = []
        if let reads {
            // R4 has no element for a number of uses (docs/spec/clinical-content-v1.md).
            let limit = JSONText.object([("url", "urn:medchain:consent-reads"), ("valueInteger", .number(reads))])
            members.append(("extension", .array([limit])))
        }
        // consentaction: what may be done with the information.
        let actions = ["list": "access", "read": "access", "contribute": "collect", "dispense": "use"]
        var codes: [String] = []
        for code in rights.compactMap({ actions[$0] }) where !codes.contains(code) { codes.append(code) }
        members += [
            ("type", "permit"), ("period", .object([("start", .string(from)), ("end", .string(until))])),
            (
                "actor",
                .array([
                    .object([
                        ("role", .coded("\(Self.terminology)/v3-ParticipationType", "IRCP", "information recipient")),
                        ("reference", grantee.reference),
                    ])
                ])
            ), ("action", .array(codes.map { .coded("\(Self.terminology)/consentaction", $0) })),
            ("purpose", .array([.coding("\(Self.terminology)/v3-ActReason", purpose)])),
        ]
        switch scope {
        case .categories(let names):
            members.append(("class", .array(names.map { .coding("urn:medchain:category", $0) })))
        case .records(let ids):
            let data = ids.map { id in
                JSONText.object([
                    ("meaning", "instance"),
                    (
                        "reference",
                        .object([("identifier", .object([("system", "urn:medchain:record"), ("value", .string(id))]))])
                    ),
                ])
            }
            members.append(("data", .array(data)))
        }
        return .object(members)
    }
}
