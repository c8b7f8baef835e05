public import LedgerFormat

/// A patient's consent.
public struct GrantDocument: LedgerDocument {
    /// To whom it is given.
    public enum GranteeKind: String, Hashable, Sendable, CaseIterable {
        /// To one person.
        case person
        /// To everybody in an organisation who acts for it.
        case organisation
    }

    /// What has become of it. A grant whose `until` has come has expired, whatever this says.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It holds, once it has begun.
        case live
        /// Its time is over.
        case expired
        /// The patient took it back.
        case revoked
        /// Its number of reads is used up.
        case usedUp
    }

    /// Its id.
    public let grant: EntityID
    /// Who gave it.
    public let patient: IdentityID
    /// To whom.
    public let grantee: IdentityID
    /// What the grantee is.
    public let granteeKind: GranteeKind
    /// The request that it answers.
    public let request: EntityID?
    /// What is given.
    public let terms: AccessTerms
    /// From when on.
    public let from: LedgerTime
    /// Until when: no longer at that moment.
    public internal(set) var until: LedgerTime
    /// The appointment whose confirmation it awaits: until then it gives nothing.
    public internal(set) var awaits: EntityID?
    /// The representation under which it was given: it ends with that, and not otherwise.
    public internal(set) var representation: EntityID?
    /// How many reads have been made under it.
    public internal(set) var readsUsed: Int64
    /// Content: the keys, sealed to the grantee.
    public internal(set) var envelope: CID
    /// The version of the organisation's key to which the envelope is sealed.
    public let keyVersion: Int64?
    /// When it was given.
    public let grantedAt: LedgerTime
    /// The `access.grant` that the patient signed.
    public let transaction: TransactionHash
    /// What has become of it.
    public internal(set) var status: Status
    /// When it ended.
    public internal(set) var endedAt: LedgerTime?

    /// A new grant as `patient` gives it.
    init(
        _ command: AccessGrant, patient: IdentityID, granteeKind: GranteeKind, at time: LedgerTime,
        transaction: TransactionHash
    ) {
        grant = command.grant
        self.patient = patient
        grantee = command.grantee
        self.granteeKind = granteeKind
        request = command.request
        terms = command.terms
        from = command.from
        until = command.until
        readsUsed = 0
        envelope = command.envelope
        keyVersion = command.keyVersion
        grantedAt = time
        self.transaction = transaction
        status = .live
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        grant = try reader.id("grant")
        patient = try reader.identity("patient")
        grantee = try reader.identity("grantee")
        granteeKind = try reader.choice("granteeKind")
        request = try reader.optionalID("request")
        terms = try AccessTerms(parsing: &reader)
        from = try reader.time("from")
        until = try reader.time("until")
        awaits = try reader.optionalID("awaits")
        representation = try reader.optionalID("representation")
        readsUsed = try reader.integer("readsUsed", in: 0...LedgerTime.maximum.milliseconds)
        envelope = try reader.cid("envelope")
        keyVersion = try reader.optionalInteger("keyVersion", in: 1...Int64(Int32.max))
        grantedAt = try reader.time("grantedAt")
        transaction = try reader.hash("transaction")
        status = try reader.choice("status")
        endedAt = try reader.optionalTime("endedAt")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .grant(grant) }
    /// The document as one of the world state.
    public var document: Document { .grant(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .grant(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let rest: (IdentityID) -> IndexTerm = {
            IndexTerm().then($0).then(status == .live).then(grantedAt).then(grant)
        }
        return [IndexEntry(.grantsByPatient, rest(patient)), IndexEntry(.grantsByGrantee, rest(grantee))]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "grant": .id(grant), "patient": .identity(patient), "grantee": .identity(grantee),
            "granteeKind": .word(granteeKind),
        ]
        json.set("request", request.map(JSONValue.id))
        terms.write(to: &json)
        json.set("from", .time(from))
        json.set("until", .time(until))
        json.set("awaits", awaits.map(JSONValue.id))
        json.set("representation", representation.map(JSONValue.id))
        json.set("readsUsed", .integer(readsUsed))
        json.set("envelope", .cid(envelope))
        json.set("keyVersion", keyVersion.map(JSONValue.integer))
        json.set("grantedAt", .time(grantedAt))
        json.set("transaction", .hash(transaction))
        json.set("status", .word(status))
        json.set("endedAt", endedAt.map(JSONValue.time))
        return json
    }
}

/// A patient's live grants.
public struct GrantsDocument: LedgerDocument {
    /// The most live grants of a patient.
    static let maximum = 500

    /// The patient.
    public let patient: IdentityID
    /// The ids, ascending.
    public internal(set) var live: [EntityID]

    init(patient: IdentityID) {
        self.patient = patient
        live = []
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        live = try reader.ids("live", count: 0...Self.maximum)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .grants(patient) }
    /// The document as one of the world state.
    public var document: Document { .grants(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .grants(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject { ["patient": .identity(patient), "live": .ids(live)] }
}
