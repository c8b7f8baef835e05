public import LedgerFormat

/// The key of a document of the world state: ASCII, at most 128 bytes (docs/spec/contract-v1.md section 3).
public struct DocumentKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The key.
    public let text: String

    /// A key as the store holds it; nil unless it is ASCII of 1 ... 128 bytes. Whether a document can have it is for
    /// `Document.init(parsing:key:)` to say.
    public init?(text: String) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.text = text
    }

    private init(_ text: String) { self.text = text }

    /// The text.
    public var description: String { text }
    /// Orders by bytes.
    public static func < (lhs: DocumentKey, rhs: DocumentKey) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }

    /// The network's parameters.
    public static let parameters = DocumentKey("parameters")
    /// The organisations that run nodes.
    public static let organisationSet = DocumentKey("organisationSet")
    /// An organisation.
    public static func organisation(_ id: IdentityID) -> DocumentKey { DocumentKey("organisation/\(id.canonical)") }
    /// A node.
    public static func node(_ id: IdentityID) -> DocumentKey { DocumentKey("node/\(id.canonical)") }
    /// How far a node's batches have come.
    public static func progress(_ node: IdentityID) -> DocumentKey { DocumentKey("progress/\(node.canonical)") }
    /// A signing key.
    public static func key(_ thumbprint: KeyThumbprint) -> DocumentKey { DocumentKey("key/\(thumbprint.base64URL)") }
    /// A person.
    public static func identity(_ id: IdentityID) -> DocumentKey { DocumentKey("identity/\(id.canonical)") }
    /// The patients that a node registered on a day of the ledger.
    public static func quota(node: IdentityID, day: Int64) -> DocumentKey {
        DocumentKey("quota/\(node.canonical)/\(day)")
    }
    /// A proposal that organisations vote on.
    public static func proposal(_ id: EntityID) -> DocumentKey { DocumentKey("proposal/\(id.text)") }
    /// An organisation's sealing key.
    public static func organisationKey(_ organisation: IdentityID) -> DocumentKey {
        DocumentKey("organisationKey/\(organisation.canonical)")
    }
    /// A member's share in an organisation's sealing key.
    public static func organisationKey(_ organisation: IdentityID, member: IdentityID) -> DocumentKey {
        DocumentKey("organisationKey/\(organisation.canonical)/\(member.canonical)")
    }
    /// A patient's compartments.
    public static func compartments(_ patient: IdentityID) -> DocumentKey {
        DocumentKey("compartments/\(patient.canonical)")
    }
    /// A record of a patient.
    public static func record(_ patient: IdentityID, _ record: EntityID) -> DocumentKey {
        DocumentKey("record/\(patient.canonical)/\(record.text)")
    }
    /// Who has read a record.
    public static func readers(_ patient: IdentityID, _ record: EntityID) -> DocumentKey {
        DocumentKey("readers/\(patient.canonical)/\(record.text)")
    }
    /// Who has yet to acknowledge that a record changed.
    public static func acknowledgements(_ patient: IdentityID, _ record: EntityID) -> DocumentKey {
        DocumentKey("acknowledgements/\(patient.canonical)/\(record.text)")
    }
    /// A request.
    public static func request(_ id: EntityID) -> DocumentKey { DocumentKey("request/\(id.text)") }
    /// The open requests of somebody to a patient.
    public static func openRequests(_ patient: IdentityID, _ requester: IdentityID) -> DocumentKey {
        DocumentKey("openRequests/\(patient.canonical)/\(requester.canonical)")
    }
    /// A grant.
    public static func grant(_ id: EntityID) -> DocumentKey { DocumentKey("grant/\(id.text)") }
    /// A patient's live grants.
    public static func grants(_ patient: IdentityID) -> DocumentKey { DocumentKey("grants/\(patient.canonical)") }
    /// A read.
    public static func read(_ transaction: TransactionHash) -> DocumentKey {
        DocumentKey("read/\(transaction.base64URL)")
    }
    /// The chain of events that concern a patient.
    public static func events(_ patient: IdentityID) -> DocumentKey { DocumentKey("events/\(patient.canonical)") }
    /// A physician's calendar.
    public static func calendar(_ physician: IdentityID) -> DocumentKey {
        DocumentKey("calendar/\(physician.canonical)")
    }
    /// An appointment.
    public static func appointment(_ id: EntityID) -> DocumentKey { DocumentKey("appointment/\(id.text)") }
    /// A conversation about a patient.
    public static func thread(_ id: EntityID) -> DocumentKey { DocumentKey("thread/\(id.text)") }
    /// A message.
    public static func message(_ id: EntityID) -> DocumentKey { DocumentKey("message/\(id.text)") }
    /// A prescription: the id is that of its record.
    public static func prescription(_ id: EntityID) -> DocumentKey { DocumentKey("prescription/\(id.text)") }
    /// An order: the id is that of its record.
    public static func order(_ id: EntityID) -> DocumentKey { DocumentKey("order/\(id.text)") }
    /// A patient's details, as an organisation's management has them.
    public static func details(_ organisation: IdentityID, patient: IdentityID) -> DocumentKey {
        DocumentKey("details/\(organisation.canonical)/\(patient.canonical)")
    }
    /// An invitation to join an organisation.
    public static func invitation(_ id: EntityID) -> DocumentKey { DocumentKey("invitation/\(id.text)") }
    /// The request to erase a record.
    public static func erasure(_ patient: IdentityID, _ record: EntityID) -> DocumentKey {
        DocumentKey("erasure/\(patient.canonical)/\(record.text)")
    }
    /// A claim.
    public static func claim(_ id: EntityID) -> DocumentKey { DocumentKey("claim/\(id.text)") }
    /// That staff saw a guardian's proof.
    public static func attestation(_ id: EntityID) -> DocumentKey { DocumentKey("attestation/\(id.text)") }
    /// A patient who cannot act for themself, or could not.
    public static func dependant(_ patient: IdentityID) -> DocumentKey { DocumentKey("dependant/\(patient.canonical)") }
    /// That somebody acts for a patient.
    public static func representation(_ id: EntityID) -> DocumentKey { DocumentKey("representation/\(id.text)") }
    /// A patient's live representations.
    public static func representations(_ patient: IdentityID) -> DocumentKey {
        DocumentKey("representations/\(patient.canonical)")
    }
    /// Something that falls due.
    public static func due(_ time: LedgerTime, _ kind: DueKind, _ subject: EntityID) -> DocumentKey {
        let digits = String(time.milliseconds)
        let padded = String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
        return DocumentKey("due/\(padded)/\(kind.rawValue)/\(subject.text)")
    }
}
