public import LedgerFormat

/// That an insurer is asked to pay, and what it decided.
public struct ClaimDocument: LedgerDocument {
    /// What the insurer decides.
    public enum Decision: String, Hashable, Sendable, CaseIterable {
        /// All of it is paid.
        case accepted
        /// Part of it is.
        case partial
        /// Nothing is.
        case refused
    }

    /// What became of it.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Not answered.
        case open
        /// The insurer has decided.
        case answered
        /// It was taken back.
        case withdrawn
    }

    /// Its id.
    public let claim: EntityID
    /// For whose care.
    public let patient: IdentityID
    /// Who submitted it.
    public let submitter: IdentityID
    /// Which organisation is to pay.
    public let insurer: IdentityID
    /// The grant of what supports it.
    public let grant: EntityID
    /// Content: what is claimed, sealed.
    public let content: CID
    /// The version of the insurer's key to which it is sealed.
    public let keyVersion: Int64
    /// When.
    public let submittedAt: LedgerTime
    /// What became of it.
    public private(set) var status: Status
    /// The decision.
    public private(set) var decision: Decision?
    /// Who decided.
    public private(set) var answeredBy: IdentityID?
    /// When it was answered or withdrawn.
    public private(set) var endedAt: LedgerTime?
    /// Content: the reason, sealed.
    public private(set) var note: CID?

    init(_ command: ClaimSubmit, by submitter: IdentityID, at time: LedgerTime) {
        claim = command.claim
        patient = command.patient
        self.submitter = submitter
        insurer = command.insurer
        grant = command.grant
        content = command.content
        keyVersion = command.keyVersion
        submittedAt = time
        status = .open
    }

    mutating func answer(_ decision: Decision, _ note: CID?, by person: IdentityID, at time: LedgerTime) {
        status = .answered
        self.decision = decision
        self.note = note
        answeredBy = person
        endedAt = time
    }

    mutating func withdraw(at time: LedgerTime) {
        status = .withdrawn
        endedAt = time
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        claim = try reader.id("claim")
        patient = try reader.identity("patient")
        submitter = try reader.identity("submitter")
        insurer = try reader.identity("insurer")
        grant = try reader.id("grant")
        content = try reader.cid("content")
        keyVersion = try reader.versionNumber("keyVersion")
        submittedAt = try reader.time("submittedAt")
        status = try reader.choice("status")
        decision = try reader.optionalChoice("decision")
        answeredBy = try reader.optionalIdentity("answeredBy")
        endedAt = try reader.optionalTime("endedAt")
        note = try reader.optionalCID("note")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .claim(claim) }
    /// The document as one of the world state.
    public var document: Document { .claim(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .claim(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let rest: (IdentityID) -> IndexTerm = {
            IndexTerm().then($0).then(status == .open).then(submittedAt).then(claim)
        }
        var entries = [
            IndexEntry(.claimsByPatient, rest(patient)), IndexEntry(.claimsByInsurer, rest(insurer)),
        ]
        if submitter != patient { entries.append(IndexEntry(.claimsBySubmitter, rest(submitter))) }
        return entries
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "claim": .id(claim), "patient": .identity(patient), "submitter": .identity(submitter),
            "insurer": .identity(insurer), "grant": .id(grant), "content": .cid(content),
            "keyVersion": .integer(keyVersion), "submittedAt": .time(submittedAt), "status": .word(status),
        ]
        json.set("decision", decision.map(JSONValue.word))
        json.set("answeredBy", answeredBy.map(JSONValue.identity))
        json.set("endedAt", endedAt.map(JSONValue.time))
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}
