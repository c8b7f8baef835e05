public import LedgerFormat

/// What a writer says about new content: where it lies, how it is sealed.
public struct RecordContent: Hashable, Sendable {
    /// One organisation's release share.
    public struct Share: Hashable, Sendable {
        /// The organisation.
        public let organisation: IdentityID
        /// SHA-256 of the share.
        public let commitment: Hash256

        /// The commitment to the share of `organisation`.
        public init(organisation: IdentityID, commitment: Hash256) {
            self.organisation = organisation
            self.commitment = commitment
        }
    }

    /// The category.
    public let category: Category
    /// The payload.
    public let payload: CID
    /// The payload's length, in bytes of ciphertext.
    public let size: Int64
    /// The envelope.
    public var envelope: CID
    /// The compartment's version to which the envelope seals.
    public var compartmentVersion: Int64
    /// How many shares open the record.
    public let threshold: Int64
    /// The shares, ascending by organisation.
    public let shares: [Share]

    /// Content as its writer sealed it.
    public init(
        category: Category, payload: CID, size: Int64, envelope: CID, compartmentVersion: Int64, threshold: Int64,
        shares: [Share]
    ) {
        self.category = category
        self.payload = payload
        self.size = size
        self.envelope = envelope
        self.compartmentVersion = compartmentVersion
        self.threshold = threshold
        self.shares = shares
    }

    init(parsing reader: inout ObjectReader) throws(Rejection) {
        category = try reader.choice("category")
        payload = try reader.cid("payload")
        size = try reader.integer("size", in: 1...Limits.payloadBytes)
        envelope = try reader.cid("envelope")
        compartmentVersion = try reader.versionNumber("compartmentVersion")
        threshold = try reader.integer("threshold", in: 1...Int64(Limits.organisations))
        var shares: [Share] = []
        for var inner in try reader.objects("shares", count: 1...Limits.organisations) {
            let share = Share(
                organisation: try inner.identity("organisation"), commitment: try inner.hash("commitment"))
            try inner.finish()
            shares.append(share)
        }
        _ = try ObjectReader.ascending(shares.map(\.organisation), field: "shares")
        self.shares = shares
    }

    func write(to json: inout JSONObject) {
        json.set("category", .word(category))
        json.set("payload", .cid(payload))
        json.set("size", .integer(size))
        json.set("envelope", .cid(envelope))
        json.set("compartmentVersion", .integer(compartmentVersion))
        json.set("threshold", .integer(threshold))
        let list = shares.map { share -> JSONValue in
            .object(["organisation": .identity(share.organisation), "commitment": .hash(share.commitment)])
        }
        json.set("shares", .array(list))
    }
}

/// A record: who wrote it about whom, and where its sealed content lies.
public struct RecordDocument: LedgerDocument {
    /// Whether it holds.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It does.
        case current
        /// A newer version has taken its place.
        case superseded
        /// Its author has taken it back.
        case retracted
        /// Its content is gone for good.
        case erased
    }

    /// Its id, unique for the patient.
    public let record: EntityID
    /// Whose record it is.
    public let patient: IdentityID
    /// Who wrote it.
    public let author: IdentityID
    /// In which role.
    public let authorRole: Role
    /// The author's organisation then.
    public let organisation: IdentityID
    /// Whether the patient wrote it.
    public let selfReported: Bool
    /// Where its content lies.
    public var content: RecordContent
    /// The order whose result it is.
    public let order: EntityID?
    /// When it was added.
    public let addedAt: LedgerTime
    /// The block that added it.
    public let height: Int64
    /// The `record.add` or `record.amend` that its author signed.
    public let transaction: TransactionHash
    /// Whether it holds.
    public var status: Status
    /// The older version that it replaced.
    public let supersedes: EntityID?
    /// The newer version that replaced it.
    public var supersededBy: EntityID?
    /// When it was superseded or retracted.
    public var endedAt: LedgerTime?
    /// Content: the sealed reason of the retraction.
    public var note: CID?

    /// Whether the patient has moved it into the restricted compartment: consent counts it to that category, and the
    /// envelope seals to that compartment. What the payload is bound to stays `content.category`.
    public internal(set) var isRestricted = false
    /// SHA-256 of the envelopes that newer ones replaced, oldest first, the last 200. They are not written as content
    /// identifiers: nothing refers to them any more, and an erasure deletes what may still be there.
    public private(set) var replaced: [Hash256] = []

    /// How many replaced envelopes are remembered.
    static let replacedEnvelopes = 200

    /// The category that consent counts it to.
    public var category: Category { isRestricted ? .restricted : content.category }

    /// Every object that the record has or had: payload, envelope, replaced envelopes. Each envelope is one block.
    public var objects: [CID] {
        [content.payload, content.envelope] + replaced.compactMap { try? CID(codec: .raw, sha256: $0.bytes) }
    }

    /// Puts an envelope in the place of the present one.
    mutating func replaceEnvelope(by envelope: CID, version: Int64) {
        if let hash = Hash256(bytes: content.envelope.sha256) { replaced.append(hash) }
        replaced = Array(replaced.suffix(Self.replacedEnvelopes))
        content.envelope = envelope
        content.compartmentVersion = version
    }

    init(
        record: EntityID, patient: IdentityID, author: IdentityDocument, content: RecordContent, addedAt: LedgerTime,
        height: Int64, transaction: TransactionHash, supersedes: EntityID?, order: EntityID? = nil
    ) {
        self.order = order
        self.record = record
        self.patient = patient
        self.author = author.id
        authorRole = author.role
        organisation = author.organisation
        selfReported = author.id == patient
        self.content = content
        self.addedAt = addedAt
        self.height = height
        self.transaction = transaction
        status = .current
        self.supersedes = supersedes
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        record = try reader.id("record")
        patient = try reader.identity("patient")
        author = try reader.identity("author")
        authorRole = try reader.choice("authorRole")
        organisation = try reader.identity("organisation")
        selfReported = try reader.bool("selfReported")
        content = try RecordContent(parsing: &reader)
        order = try reader.optionalID("order")
        addedAt = try reader.time("addedAt")
        height = try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds)
        transaction = try reader.hash("transaction")
        status = try reader.choice("status")
        supersedes = try reader.optionalID("supersedes")
        supersededBy = try reader.optionalID("supersededBy")
        endedAt = try reader.optionalTime("endedAt")
        note = try reader.optionalCID("note")
        // Members that are there only when they say something: a record has one form.
        if reader.has("restricted") {
            guard try reader.bool("restricted") else { throw Rejection(.jsonValueRange, field: "restricted") }
            isRestricted = true
        }
        if reader.has("replaced") {
            var list: [Hash256] = []
            for value in try reader.array("replaced", count: 1...Self.replacedEnvelopes) {
                guard let hash = Hash256(base64URL: try ObjectReader.token(value, field: "replaced")) else {
                    throw Rejection(.jsonValueRange, field: "replaced")
                }
                list.append(hash)
            }
            replaced = list
        }
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .record(patient, record) }
    /// The document as one of the world state.
    public var document: Document { .record(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .record(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let patient = IndexTerm().then(patient)
        let always = [
            IndexEntry(.recordsByPatient, patient.then(addedAt).then(record)),
            IndexEntry(.recordsByAuthor, IndexTerm().then(author).then(addedAt).then(record)),
        ]
        // What is erased is in no category's list any more: patient and author alone see that there was something.
        guard status != .erased else {
            return always + [
                IndexEntry(.erasedRecords, IndexTerm().then(endedAt ?? .zero).then(self.patient).then(record))
            ]
        }
        let term = patient.then(category.code).then(addedAt).then(record)
        return always + [IndexEntry(.recordsByPatientCategory, term)]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "record": .id(record), "patient": .identity(patient), "author": .identity(author),
            "authorRole": .word(authorRole), "organisation": .identity(organisation),
            "selfReported": .bool(selfReported),
        ]
        content.write(to: &json)
        json.set("order", order.map(JSONValue.id))
        json.set("addedAt", .time(addedAt))
        json.set("height", .integer(height))
        json.set("transaction", .hash(transaction))
        json.set("status", .word(status))
        json.set("supersedes", supersedes.map(JSONValue.id))
        json.set("supersededBy", supersededBy.map(JSONValue.id))
        json.set("endedAt", endedAt.map(JSONValue.time))
        json.set("note", note.map(JSONValue.cid))
        json.set("restricted", isRestricted ? .bool(true) : nil)
        json.set("replaced", replaced.isEmpty ? nil : .array(replaced.map(JSONValue.hash)))
        return json
    }
}
