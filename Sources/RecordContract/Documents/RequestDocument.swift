public import LedgerFormat

/// What access is asked for, or given: the terms that request and grant share.
public struct AccessTerms: Hashable, Sendable {
    /// Categories or records.
    public let scope: Scope
    /// What may be done, ascending, at least one.
    public let rights: [Right]
    /// Why.
    public let purpose: Purpose
    /// How many records may be read in all, each reading counted; nil: as many as wanted.
    public let reads: Int64?

    /// Terms; lists ascending.
    public init(scope: Scope, rights: [Right], purpose: Purpose, reads: Int64? = nil) {
        self.scope = scope
        self.rights = rights
        self.purpose = purpose
        self.reads = reads
    }

    init(parsing reader: inout ObjectReader) throws(Rejection) {
        scope = try Scope(parsing: &reader, "scope")
        rights = try reader.choices("rights", count: 1...Right.allCases.count)
        purpose = try reader.choice("purpose")
        reads = try reader.optionalReads()
    }

    func write(to json: inout JSONObject) {
        json.set("scope", scope.json)
        json.set("rights", .choices(rights))
        json.set("purpose", .word(purpose))
        json.set("reads", reads.map(JSONValue.integer))
    }
}

/// Somebody's request for access.
public struct RequestDocument: LedgerDocument {
    /// What became of it.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Not answered.
        case open
        /// The patient gave a grant.
        case granted
        /// The patient said no.
        case denied
        /// Who asked took it back.
        case withdrawn
    }

    /// Its id.
    public let request: EntityID
    /// Whom it is to.
    public let patient: IdentityID
    /// Who asks.
    public let requester: IdentityID
    /// The requester's organisation.
    public let organisation: IdentityID
    /// Whether the whole organisation asks through them.
    public let forOrganisation: Bool
    /// What is asked for.
    public let terms: AccessTerms
    /// For how long, in milliseconds.
    public let duration: Int64
    /// Content: the sealed reason.
    public let note: CID?
    /// When.
    public let requestedAt: LedgerTime
    /// What became of it.
    public internal(set) var status: Status
    /// The grant that answered it.
    public internal(set) var grant: EntityID?
    /// Content: the sealed reason of a denial.
    public internal(set) var answer: CID?
    /// When it was answered or withdrawn.
    public internal(set) var answeredAt: LedgerTime?

    init(_ command: AccessRequest, requester: IdentityDocument, at time: LedgerTime) {
        request = command.request
        patient = command.patient
        self.requester = requester.id
        organisation = requester.organisation
        forOrganisation = command.forOrganisation
        terms = command.terms
        duration = command.duration
        note = command.note
        requestedAt = time
        status = .open
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        request = try reader.id("request")
        patient = try reader.identity("patient")
        requester = try reader.identity("requester")
        organisation = try reader.identity("organisation")
        forOrganisation = try reader.bool("forOrganisation")
        terms = try AccessTerms(parsing: &reader)
        duration = try reader.integer("duration", in: 1...LedgerTime.maximum.milliseconds)
        note = try reader.optionalCID("note")
        requestedAt = try reader.time("requestedAt")
        status = try reader.choice("status")
        grant = try reader.optionalID("grant")
        answer = try reader.optionalCID("answer")
        answeredAt = try reader.optionalTime("answeredAt")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .request(request) }
    /// The document as one of the world state.
    public var document: Document { .request(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .request(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let rest: (IdentityID) -> IndexTerm = {
            IndexTerm().then($0).then(status == .open).then(requestedAt).then(request)
        }
        return [IndexEntry(.requestsByPatient, rest(patient)), IndexEntry(.requestsByRequester, rest(requester))]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "request": .id(request), "patient": .identity(patient), "requester": .identity(requester),
            "organisation": .identity(organisation), "forOrganisation": .bool(forOrganisation),
        ]
        terms.write(to: &json)
        json.set("duration", .integer(duration))
        json.set("note", note.map(JSONValue.cid))
        json.set("requestedAt", .time(requestedAt))
        json.set("status", .word(status))
        json.set("grant", grant.map(JSONValue.id))
        json.set("answer", answer.map(JSONValue.cid))
        json.set("answeredAt", answeredAt.map(JSONValue.time))
        return json
    }
}
