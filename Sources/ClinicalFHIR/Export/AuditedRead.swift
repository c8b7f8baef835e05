/// One `access.read` of the ledger, to be written as FHIR AuditEvents.
///
/// The shape is that of IHE's Basic Audit Log Patterns, profile IHE.BasicAudit.PatientRead
/// (https://profiles.ihe.net/ITI/BALP/): one event for each record. The ledger keeps no network address of a reader on
/// purpose; where the profile wants one, the element says `unknown` with HL7's data-absent-reason.
public struct AuditedRead: Sendable {
    /// The transaction's hash.
    public let transaction: String
    /// The network's id.
    public let network: String
    /// When, as a FHIR instant.
    public let at: String
    /// Whose records.
    public let patient: LedgerParty
    /// Who read.
    public let reader: LedgerParty
    /// In which role, as the ledger names it.
    public let role: String
    /// The reader's organisation.
    public let organisation: LedgerParty
    /// Why: a code of HL7 v3 PurposeOfUse.
    public let purpose: String
    /// The grant under which; nil when the reader is the author.
    public let grant: String?
    /// The records.
    public let records: [String]

    /// Makes one.
    public init(
        transaction: String, network: String, at: String, patient: LedgerParty, reader: LedgerParty, role: String,
        organisation: LedgerParty, purpose: String, grant: String?, records: [String]
    ) {
        self.transaction = transaction
        self.network = network
        self.at = at
        self.patient = patient
        self.reader = reader
        self.role = role
        self.organisation = organisation
        self.purpose = purpose
        self.grant = grant
        self.records = records
    }

    /// The events, one for each record, each with its URN in the Bundle.
    public var auditEvents: [(fullUrl: String, resource: [UInt8])] {
        records.map { record in
            ("urn:medchain:read:\(transaction):\(record)", Array(event(record).text.utf8))
        }
    }

    private static let profile = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead"
    private static let terminology = "http://terminology.hl7.org/CodeSystem"
    private static let dicom = "http://dicom.nema.org/resources/ontology/DCM"

    private func event(_ record: String) -> JSONText {
        .object([
            ("resourceType", "AuditEvent"), ("meta", .object([("profile", .array([.string(Self.profile)]))])),
            ("type", .coding("\(Self.terminology)/audit-event-type", "rest", "RESTful Operation")),
            ("subtype", .array([.coding("http://hl7.org/fhir/restful-interaction", "read", "read")])),
            ("action", "R"), ("recorded", .string(at)), ("outcome", "0"),
            (
                "purposeOfEvent",
                .array([.coded("\(Self.terminology)/v3-ActReason", purpose)])
            ), ("agent", .array([server, client, user])),
            ("source", .object([("observer", ledger)])),
            ("entity", .array([data(record), subject, transactionEntity])),
        ])
    }

    /// The network: what recorded the event, and where the record is kept.
    private var ledger: JSONText {
        .object([
            ("identifier", .object([("system", "urn:medchain:network"), ("value", .string(network))])),
            ("display", "MedChain ledger"),
        ])
    }

    private static var unknownNetwork: JSONText {
        .object([
            (
                "extension",
                .array([
                    .object([
                        ("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason"),
                        ("valueCode", "unknown"),
                    ])
                ])
            )
        ])
    }

    private var server: JSONText {
        .object([
            ("type", .coded(Self.dicom, "110153", "Source Role ID")), ("who", ledger),
            ("requestor", .boolean(false)), ("network", Self.unknownNetwork),
        ])
    }

    private var client: JSONText {
        .object([
            ("type", .coded(Self.dicom, "110152", "Destination Role ID")), ("who", organisation.reference),
            ("requestor", .boolean(false)), ("network", Self.unknownNetwork),
        ])
    }

    private var user: JSONText {
        .object([
            ("type", .coded("\(Self.terminology)/v3-ParticipationType", "IRCP", "information recipient")),
            ("role", .array([.coded("urn:medchain:role", role)])), ("who", reader.reference),
            ("name", reader.name.map(JSONText.string)), ("requestor", .boolean(true)),
            ("policy", grant.map { .array([.string("urn:medchain:grant:\($0)")]) }),
            ("purposeOfUse", .array([.coded("\(Self.terminology)/v3-ActReason", purpose)])),
        ])
    }

    private var subject: JSONText {
        .object([
            ("what", patient.reference), ("type", .coding("\(Self.terminology)/audit-entity-type", "1", "Person")),
            ("role", .coding("\(Self.terminology)/object-role", "1", "Patient")),
        ])
    }

    private func data(_ record: String) -> JSONText {
        .object([
            (
                "what",
                .object([("identifier", .object([("system", "urn:medchain:record"), ("value", .string(record))]))])
            ), ("type", .coding("\(Self.terminology)/audit-entity-type", "2", "System Object")),
            ("role", .coding("\(Self.terminology)/object-role", "4", "Domain Resource")),
        ])
    }

    private var transactionEntity: JSONText {
        .object([
            (
                "what",
                .object([
                    (
                        "identifier",
                        .object([("system", "urn:medchain:transaction"), ("value", .string(transaction))])
                    )
                ])
            ),
            (
                "type",
                .coding("https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId")
            ),
        ])
    }
}
