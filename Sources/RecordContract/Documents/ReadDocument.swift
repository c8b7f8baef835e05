public import LedgerFormat

/// One `access.read`: what release shares are given out against, and what the patient sees.
public struct ReadDocument: LedgerDocument {
    /// The transaction.
    public let transaction: TransactionHash
    /// Whose records.
    public let patient: IdentityID
    /// Who read.
    public let reader: IdentityID
    /// In which role.
    public let role: Role
    /// The reader's organisation.
    public let organisation: IdentityID
    /// Why.
    public let purpose: Purpose
    /// Under which grant; nil when the reader is the author, or reads under an order.
    public let grant: EntityID?
    /// Under which order.
    public let order: EntityID?
    /// Which records, ascending.
    public let records: [EntityID]
    /// When.
    public let at: LedgerTime
    /// The block.
    public let height: Int64

    init(
        _ command: AccessRead, transaction: TransactionHash, reader: IdentityDocument, at time: LedgerTime,
        height: Int64
    ) {
        self.transaction = transaction
        patient = command.patient
        self.reader = reader.id
        role = reader.role
        organisation = reader.organisation
        purpose = command.purpose
        grant = command.grant
        order = command.order
        records = command.records
        at = time
        self.height = height
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        transaction = try reader.hash("transaction")
        patient = try reader.identity("patient")
        self.reader = try reader.identity("reader")
        role = try reader.choice("role")
        organisation = try reader.identity("organisation")
        purpose = try reader.choice("purpose")
        grant = try reader.optionalID("grant")
        order = try reader.optionalID("order")
        records = try reader.ids("records", count: 1...Limits.recordsPerRead)
        at = try reader.time("at")
        height = try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .read(transaction) }
    /// The document as one of the world state.
    public var document: Document { .read(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .read(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        [
            IndexEntry(.readsByPatient, IndexTerm().then(patient).then(at).then(transaction)),
            IndexEntry(.readsByReader, IndexTerm().then(reader).then(at).then(transaction)),
        ]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "transaction": .hash(transaction), "patient": .identity(patient), "reader": .identity(reader),
            "role": .word(role), "organisation": .identity(organisation), "purpose": .word(purpose),
            "records": .ids(records), "at": .time(at), "height": .integer(height),
        ]
        json.set("grant", grant.map(JSONValue.id))
        json.set("order", order.map(JSONValue.id))
        return json
    }
}

/// The chain of every event that concerns a patient: a node cannot leave one out unseen.
public struct EventsDocument: LedgerDocument {
    /// The patient.
    public let patient: IdentityID
    /// How many events there have been.
    public private(set) var count: Int64
    /// SHA-256 of the head before and the newest event's canonical JSON; zero before the first.
    public private(set) var head: Hash256
    /// The guardians of a dependant, ascending: they are told what the patient is told.
    public internal(set) var guardians: [IdentityID]

    /// The chain before its first event.
    public init(patient: IdentityID) {
        self.patient = patient
        count = 0
        head = .zero
        guardians = []
    }

    /// Adds an event, given in canonical JSON.
    public mutating func append(_ event: [UInt8]) {
        count += 1
        head = Hash256(hashing: head.bytes + event)
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        count = try reader.integer("count", in: 1...LedgerTime.maximum.milliseconds)
        head = try reader.hash("head")
        guardians =
            reader.has("guardians")
            ? try reader.identities("guardians", count: 1...RepresentationsDocument.maximumGuardians) : []
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .events(patient) }
    /// The document as one of the world state.
    public var document: Document { .events(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .events(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["patient": .identity(patient), "count": .integer(count), "head": .hash(head)]
        json.set("guardians", guardians.isEmpty ? nil : .identities(guardians))
        return json
    }
}

/// What falls due.
public enum DueKind: String, Hashable, Sendable, CaseIterable {
    /// A grant begins.
    case grantBegins
    /// A grant expires.
    case grantExpires
    /// A request for an appointment lapses because nobody answered.
    case appointmentLapses
    /// A prescription's last day is over.
    case prescriptionExpires
    /// Nobody has acknowledged a critical result in time.
    case resultEscalates
    /// The time of a representation is over.
    case representationEnds
}

/// Something that the ledger itself does when its time has come. The key orders these documents by time.
public struct DueDocument: LedgerDocument {
    /// When.
    public let time: LedgerTime
    /// What.
    public let kind: DueKind
    /// To what: a grant, an appointment, a prescription, an order.
    public let subject: EntityID

    init(time: LedgerTime, kind: DueKind, subject: EntityID) {
        self.time = time
        self.kind = kind
        self.subject = subject
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        time = try reader.time("time")
        kind = try reader.choice("kind")
        subject = try reader.id("subject")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .due(time, kind, subject) }
    /// The document as one of the world state.
    public var document: Document { .due(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .due(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject { ["time": .time(time), "kind": .word(kind), "subject": .id(subject)] }
}
