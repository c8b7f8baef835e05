public import LedgerFormat

/// What an order asks for. The raw values stand on the ledger.
public enum OrderKind: String, Hashable, Sendable, CaseIterable {
    /// A test of a laboratory.
    case laboratory
    /// An image and its report.
    case imaging

    /// The category that the result belongs to.
    public var category: Category { self == .laboratory ? .laboratory : .imaging }
    /// Who works on it, at the organisation that performs it.
    public var role: Role { self == .laboratory ? .laboratoryTechnician : .radiologist }
    /// What kinds of organisations perform it.
    public var performers: [OrganisationKind] {
        self == .laboratory ? [.laboratory, .hospital] : [.imagingCentre, .hospital]
    }
}

/// How soon an order is to be done (FHIR RequestPriority). The raw values stand on the ledger.
public enum OrderPriority: String, Hashable, Sendable, CaseIterable {
    /// At once.
    case stat
    /// As soon as possible.
    case asap
    /// Before routine ones.
    case urgent
    /// In its turn.
    case routine

    /// The order of worklists: the most urgent first.
    public var rank: UInt8 {
        switch self {
        case .stat: 0
        case .asap: 1
        case .urgent: 2
        case .routine: 3
        }
    }
}

/// How final a result is (FHIR DiagnosticReport.status). The raw values stand on the ledger.
public enum ResultStage: String, Hashable, Sendable, CaseIterable {
    /// More is to come.
    case preliminary
    /// Complete.
    case final
    /// A final one was wrong.
    case corrected
}

/// An order to a laboratory or for an image. What is to be examined and why stands in the sealed record of the same id.
public struct OrderDocument: LedgerDocument {
    static let maximumResults = 20

    /// What has become of it.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Nobody has taken it on.
        case placed
        /// The performer works on it.
        case accepted
        /// The performer does not do it.
        case rejected
        /// It was called off before there was a result.
        case cancelled
        /// There is a final result.
        case fulfilled
        /// The patient ended it after there was a result: nobody reads or adds anything under it any more.
        case closed

        /// Whether the order gives rights.
        public var isOpen: Bool { self == .placed || self == .accepted || self == .fulfilled }
    }

    /// One version of the result.
    public struct Result: Hashable, Sendable {
        /// The record.
        public let record: EntityID
        /// How final it is.
        public let stage: ResultStage
        /// Who wrote it.
        public let author: IdentityID
        /// When.
        public let at: LedgerTime
        /// Content: the record's key half, sealed to the ordering physician.
        public let envelope: CID
        /// The same for the physician's organisation, if it was given.
        public let colleagues: ColleaguesSeal?
    }

    /// A result's key half, sealed to the key of the ordering physician's organisation. It is given out only while the
    /// result has escalated, to a physician of that organisation.
    public struct ColleaguesSeal: Hashable, Sendable {
        /// Content: the grant envelope.
        public let envelope: CID
        /// The version of the organisation's key.
        public let keyVersion: Int64

        /// The seal with these members.
        public init(envelope: CID, keyVersion: Int64) {
            self.envelope = envelope
            self.keyVersion = keyVersion
        }

        /// Reads `organisationEnvelope` and `organisationKeyVersion`, both or neither. Throws `json.*`.
        init?(parsing reader: inout ObjectReader) throws(Rejection) {
            guard reader.has("organisationEnvelope") || reader.has("organisationKeyVersion") else { return nil }
            envelope = try reader.cid("organisationEnvelope")
            keyVersion = try reader.versionNumber("organisationKeyVersion")
        }

        func write(to json: inout JSONObject) {
            json.set("organisationEnvelope", .cid(envelope))
            json.set("organisationKeyVersion", .integer(keyVersion))
        }
    }

    /// What must be seen soon.
    public struct Critical: Hashable, Sendable {
        /// Who says so.
        public let flaggedBy: IdentityID
        /// When.
        public let flaggedAt: LedgerTime
        /// By when it is to be acknowledged.
        public let deadline: LedgerTime
        /// When it was handed to the physician's organisation because nobody had.
        public internal(set) var escalatedAt: LedgerTime?
    }

    /// Its id, and that of the record that says what is ordered.
    public let order: EntityID
    /// About whom.
    public let patient: IdentityID
    /// By whom.
    public let physician: IdentityID
    /// The physician's organisation.
    public let organisation: IdentityID
    /// The organisation that is to do it.
    public let performer: IdentityID
    /// What it asks for.
    public let kind: OrderKind
    /// How soon.
    public let priority: OrderPriority
    /// Content: the record's key half, sealed to the performer's organisation key.
    public let envelope: CID
    /// The version of that key.
    public let keyVersion: Int64
    /// When.
    public let placedAt: LedgerTime
    /// What has become of it.
    public internal(set) var status: Status
    /// Who of the performer took it on, or rejected it.
    public internal(set) var answeredBy: IdentityID?
    /// When.
    public internal(set) var answeredAt: LedgerTime?
    /// Content: the sealed reason of the rejection or cancellation.
    public internal(set) var note: CID?
    /// Who ended it.
    public internal(set) var endedBy: IdentityID?
    /// The versions of the result, oldest first.
    public internal(set) var results: [Result]
    /// Whether the newest version must be seen soon.
    public internal(set) var critical: Critical?
    /// Who acknowledged the newest version.
    public internal(set) var acknowledgedBy: IdentityID?
    /// When.
    public internal(set) var acknowledgedAt: LedgerTime?

    /// Whether the newest version of the result waits to be acknowledged.
    public var awaitsAcknowledgement: Bool { !results.isEmpty && acknowledgedBy == nil && status.isOpen }

    init(_ command: OrderPlace, physician: IdentityDocument, at time: LedgerTime) {
        order = command.order
        patient = command.patient
        self.physician = physician.id
        organisation = physician.organisation
        performer = command.performer
        kind = command.kind
        priority = command.priority
        envelope = command.envelope
        keyVersion = command.keyVersion
        placedAt = time
        status = .placed
        results = []
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        order = try reader.id("order")
        patient = try reader.identity("patient")
        physician = try reader.identity("physician")
        organisation = try reader.identity("organisation")
        performer = try reader.identity("performer")
        kind = try reader.choice("kind")
        priority = try reader.choice("priority")
        envelope = try reader.cid("envelope")
        keyVersion = try reader.versionNumber("keyVersion")
        placedAt = try reader.time("placedAt")
        status = try reader.choice("status")
        answeredBy = try reader.optionalIdentity("answeredBy")
        answeredAt = try reader.optionalTime("answeredAt")
        note = try reader.optionalCID("note")
        endedBy = try reader.optionalIdentity("endedBy")
        var results: [Result] = []
        for var inner in try reader.objects("results", count: 0...Self.maximumResults) {
            let result = Result(
                record: try inner.id("record"), stage: try inner.choice("stage"),
                author: try inner.identity("author"), at: try inner.time("at"), envelope: try inner.cid("envelope"),
                colleagues: try ColleaguesSeal(parsing: &inner))
            try inner.finish()
            results.append(result)
        }
        self.results = results
        critical = reader.has("critical") ? try Critical(parsing: try reader.object("critical")) : nil
        acknowledgedBy = try reader.optionalIdentity("acknowledgedBy")
        acknowledgedAt = try reader.optionalTime("acknowledgedAt")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .order(order) }
    /// The document as one of the world state.
    public var document: Document { .order(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .order(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        let results = results.map { result -> JSONValue in
            var json: JSONObject = [
                "record": .id(result.record), "stage": .word(result.stage), "author": .identity(result.author),
                "at": .time(result.at), "envelope": .cid(result.envelope),
            ]
            result.colleagues?.write(to: &json)
            return .object(json)
        }
        var json: JSONObject = [
            "order": .id(order), "patient": .identity(patient), "physician": .identity(physician),
            "organisation": .identity(organisation), "performer": .identity(performer), "kind": .word(kind),
            "priority": .word(priority), "envelope": .cid(envelope), "keyVersion": .integer(keyVersion),
            "placedAt": .time(placedAt), "status": .word(status), "results": .array(results),
        ]
        json.set("answeredBy", answeredBy.map(JSONValue.identity))
        json.set("answeredAt", answeredAt.map(JSONValue.time))
        json.set("note", note.map(JSONValue.cid))
        json.set("endedBy", endedBy.map(JSONValue.identity))
        json.set("critical", (critical?.json).map(JSONValue.object))
        json.set("acknowledgedBy", acknowledgedBy.map(JSONValue.identity))
        json.set("acknowledgedAt", acknowledgedAt.map(JSONValue.time))
        return json
    }
}

extension OrderDocument {
    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let isWaiting = status == .placed || status == .accepted
        let work = IndexTerm().then(performer).then(isWaiting).then(priority.rank).then(placedAt).then(order)
        var entries = [
            IndexEntry(.ordersByPatient, IndexTerm().then(patient).then(placedAt).then(order)),
            IndexEntry(.ordersByPhysician, IndexTerm().then(physician).then(placedAt).then(order)),
            IndexEntry(.ordersByPerformer, work),
        ]
        if let newest = results.last, awaitsAcknowledgement {
            let term = IndexTerm().then(physician).then(critical == nil).then(critical?.deadline ?? newest.at)
            entries.append(IndexEntry(.resultsByPhysician, term.then(order)))
        }
        if let critical, critical.escalatedAt != nil, awaitsAcknowledgement {
            let term = IndexTerm().then(organisation).then(critical.deadline).then(order)
            entries.append(IndexEntry(.escalationsByOrganisation, term))
        }
        // Who performed a closed order has to seal what puts its result right.
        let sides = status.isOpen ? [physician, performer] : status == .closed ? [performer] : []
        for side in sides {
            entries.append(IndexEntry(.connections, IndexTerm().then(side).then(patient).then(order)))
        }
        return entries
    }

    /// The due work of a result that must be seen soon.
    var escalation: DueDocument? {
        critical.map { DueDocument(time: $0.deadline, kind: .resultEscalates, subject: order) }
    }

    /// Those of the performer who have worked on it, ascending.
    var workers: [IdentityID] {
        var people: [IdentityID] = []
        for person in [answeredBy].compactMap({ $0 }) + results.map(\.author) where !people.contains(person) {
            people.append(person)
        }
        return people.sorted()
    }

    /// What happened to it, for patient and physician, and for `others`; the performer's people find the rest by query.
    func event(_ kind: Event.Kind, by actor: IdentityID?, telling others: [IdentityID] = []) -> Event {
        var details = Event.Details()
        details.organisation = performer
        details.category = self.kind.category
        return Event(
            kind, actor: actor, patient: patient, subject: order.text, audience: [patient, physician] + others,
            details: details)
    }
}

extension OrderDocument.Critical {
    init(parsing object: JSONObject) throws(Rejection) {
        var reader = ObjectReader(object)
        flaggedBy = try reader.identity("flaggedBy")
        flaggedAt = try reader.time("flaggedAt")
        deadline = try reader.time("deadline")
        escalatedAt = try reader.optionalTime("escalatedAt")
        try reader.finish()
    }

    var json: JSONObject {
        var json: JSONObject = [
            "flaggedBy": .identity(flaggedBy), "flaggedAt": .time(flaggedAt), "deadline": .time(deadline),
        ]
        json.set("escalatedAt", escalatedAt.map(JSONValue.time))
        return json
    }
}
