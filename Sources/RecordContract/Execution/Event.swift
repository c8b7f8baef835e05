public import LedgerFormat

/// What happened, for those whom it concerns (docs/spec/contract-v1.md section 5). Events carry identifiers,
/// categories, rights, purposes, times and counts, and nothing else.
public struct Event: Hashable, Sendable {
    /// What happened. The raw values stand on the ledger.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case proposalVoted = "proposal.voted"
        case organisationAdmitted = "organisation.admitted"
        case organisationSuspended = "organisation.suspended"
        case organisationReinstated = "organisation.reinstated"
        case organisationKeyRotated = "organisation.keyRotated"
        case organisationKeyShared = "organisation.keyShared"
        case nodeRegistered = "node.registered"
        case parametersSet = "parameters.set"
        case contractScheduled = "contract.scheduled"
        case contractActivated = "contract.activated"
        case identityRegistered = "identity.registered"
        case identityVerified = "identity.verified"
        case identityRejected = "identity.rejected"
        case identitySuspended = "identity.suspended"
        case identityReinstated = "identity.reinstated"
        case compartmentOpened = "compartment.opened"
        case compartmentRekeyed = "compartment.rekeyed"
        case compartmentResealed = "compartment.resealed"
        case recordAdded = "record.added"
        case recordAmended = "record.amended"
        case recordRetracted = "record.retracted"
        case recordAcknowledged = "record.acknowledged"
        case accessRequested = "access.requested"
        case accessWithdrawn = "access.withdrawn"
        case accessGranted = "access.granted"
        case accessDenied = "access.denied"
        case accessRevoked = "access.revoked"
        case accessBegan = "access.began"
        case accessExpired = "access.expired"
        case accessRead = "access.read"
        case availabilityPublished = "availability.published"
        case availabilityWithdrawn = "availability.withdrawn"
        case appointmentRequested = "appointment.requested"
        case appointmentBooked = "appointment.booked"
        case appointmentMoved = "appointment.moved"
        case appointmentConfirmed = "appointment.confirmed"
        case appointmentDeclined = "appointment.declined"
        case appointmentCancelled = "appointment.cancelled"
        case appointmentLapsed = "appointment.lapsed"
        case appointmentCompleted = "appointment.completed"
        case appointmentMissed = "appointment.missed"
        case prescriptionIssued = "prescription.issued"
        case prescriptionCancelled = "prescription.cancelled"
        case prescriptionExpired = "prescription.expired"
        case prescriptionRefillRequested = "prescription.refillRequested"
        case prescriptionRefillApproved = "prescription.refillApproved"
        case prescriptionRefillRefused = "prescription.refillRefused"
        case prescriptionDispensed = "prescription.dispensed"
        case orderPlaced = "order.placed"
        case orderAccepted = "order.accepted"
        case orderRejected = "order.rejected"
        case orderCancelled = "order.cancelled"
        case orderClosed = "order.closed"
        case orderResulted = "order.resulted"
        case resultFlaggedCritical = "result.flaggedCritical"
        case resultEscalated = "result.escalated"
        case resultAcknowledged = "result.acknowledged"
        case messageSent = "message.sent"
        case messageRead = "message.read"
        case detailsShared = "details.shared"
        case detailsWithdrawn = "details.withdrawn"
        case staffInvited = "staff.invited"
        case staffWithdrawn = "staff.withdrawn"
        case staffLeft = "staff.left"
        case recordRestricted = "record.restricted"
        case recordErased = "record.erased"
        case recordErasureRequested = "record.erasureRequested"
        case recordErasureRefused = "record.erasureRefused"
        case claimSubmitted = "claim.submitted"
        case claimAnswered = "claim.answered"
        case claimWithdrawn = "claim.withdrawn"
        case dependantAttested = "dependant.attested"
        case dependantRegistered = "dependant.registered"
        case dependantKeyPassed = "dependant.keyPassed"
        case dependantHandedOver = "dependant.handedOver"
        case representativeAppointed = "representative.appointed"
        case representativeEnded = "representative.ended"
        case representativeExpired = "representative.expired"
    }

    /// What more there is to say; each kind of event uses some.
    public struct Details: Hashable, Sendable {
        /// The role of a person who was registered.
        public var role: Role?
        /// The organisation that is concerned, or that a person belongs to.
        public var organisation: IdentityID?
        /// The category of a record or compartment.
        public var category: Category?
        /// What a request or grant is about.
        public var scope: Scope?
        /// The rights asked for or given.
        public var rights: [Right]?
        /// The purpose.
        public var purpose: Purpose?
        /// How many reads are asked for or given.
        public var reads: Int64?
        /// How long access is asked for, in milliseconds.
        public var duration: Int64?
        /// From when on access is given.
        public var from: LedgerTime?
        /// Until when access is given.
        public var until: LedgerTime?
        /// To whom access is given.
        public var grantee: IdentityID?
        /// The grant that was used or given.
        public var grant: EntityID?
        /// The request that was answered.
        public var request: EntityID?
        /// The records that were read.
        public var records: [EntityID]?
        /// The record that was replaced.
        public var supersedes: EntityID?
        /// The version of a key or contract.
        public var version: Int64?
        /// How much was prescribed at once, or dispensed.
        public var quantity: Int64?
        /// The order under which a record was read or written.
        public var order: EntityID?
        /// The thread of a message.
        public var thread: EntityID?

        /// Nothing more to say.
        public init() {}
    }

    /// What happened.
    public let kind: Kind
    /// Who did it; nil for what the ledger does by itself.
    public let actor: IdentityID?
    /// Who acted for the patient, when the actor is a patient who did not act themself.
    public internal(set) var representative: IdentityID?
    /// The patient whom it concerns.
    public let patient: IdentityID?
    /// The id of what it is about: a record, request, grant, proposal, identity, or a number.
    public let subject: String?
    /// Who is told, ascending.
    public internal(set) var audience: [IdentityID]
    /// What more there is to say.
    public let details: Details

    /// An event; the audience is put in order.
    public init(
        _ kind: Kind, actor: IdentityID?, patient: IdentityID? = nil, subject: String? = nil,
        audience: [IdentityID] = [], details: Details = Details()
    ) {
        self.kind = kind
        self.actor = actor
        self.patient = patient
        self.subject = subject
        var ordered: [IdentityID] = []
        for person in audience { _ = ordered.insertAscending(person) }
        self.audience = ordered
        self.details = details
    }

    /// Reads an event. Throws `json.*` or `format.version`.
    public init(parsing json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        try reader.version()
        kind = try reader.choice("type")
        actor = try reader.optionalIdentity("actor")
        representative = try reader.optionalIdentity("representative")
        patient = try reader.optionalIdentity("patient")
        subject = reader.has("subject") ? (try reader.token("subject")) : nil
        audience = try reader.identities("audience", count: 0...Limits.jsonMembers)
        details = reader.has("details") ? (try Details(parsing: try reader.object("details"))) : Details()
        try reader.finish()
    }

    /// The JSON.
    public var json: JSONObject {
        var json: JSONObject = ["v": .integer(1), "type": .word(kind), "audience": .identities(audience)]
        json.set("actor", actor.map(JSONValue.identity))
        json.set("representative", representative.map(JSONValue.identity))
        json.set("patient", patient.map(JSONValue.identity))
        json.set("subject", subject.map(JSONValue.string))
        let details = details.json
        json.set("details", details.members.isEmpty ? nil : .object(details))
        return json
    }
}

extension Event.Details {
    /// The terms of a request or grant.
    init(_ terms: AccessTerms) {
        scope = terms.scope
        rights = terms.rights
        purpose = terms.purpose
        reads = terms.reads
    }

    init(parsing json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        role = try reader.optionalChoice("role")
        organisation = try reader.optionalIdentity("organisation")
        category = try reader.optionalChoice("category")
        if reader.has("scope") { scope = try Scope(parsing: &reader, "scope") }
        if reader.has("rights") { rights = try reader.choices("rights", count: 1...Right.allCases.count) }
        purpose = try reader.optionalChoice("purpose")
        reads = try reader.optionalReads()
        duration = try reader.optionalInteger("duration", in: 1...LedgerTime.maximum.milliseconds)
        from = try reader.optionalTime("from")
        until = try reader.optionalTime("until")
        grantee = try reader.optionalIdentity("grantee")
        grant = try reader.optionalID("grant")
        request = try reader.optionalID("request")
        if reader.has("records") { records = try reader.ids("records", count: 1...Limits.recordsPerReseal) }
        supersedes = try reader.optionalID("supersedes")
        version = try reader.optionalInteger("version", in: 1...Int64(Int32.max))
        quantity = try reader.optionalInteger("quantity", in: PrescriptionDocument.quantities)
        order = try reader.optionalID("order")
        thread = try reader.optionalID("thread")
        try reader.finish()
    }

    var json: JSONObject {
        var json = JSONObject()
        json.set("role", role.map(JSONValue.word))
        json.set("organisation", organisation.map(JSONValue.identity))
        json.set("category", category.map(JSONValue.word))
        json.set("scope", scope?.json)
        json.set("rights", rights.map(JSONValue.choices))
        json.set("purpose", purpose.map(JSONValue.word))
        json.set("reads", reads.map(JSONValue.integer))
        json.set("duration", duration.map(JSONValue.integer))
        json.set("from", from.map(JSONValue.time))
        json.set("until", until.map(JSONValue.time))
        json.set("grantee", grantee.map(JSONValue.identity))
        json.set("grant", grant.map(JSONValue.id))
        json.set("request", request.map(JSONValue.id))
        json.set("records", records.map(JSONValue.ids))
        json.set("supersedes", supersedes.map(JSONValue.id))
        json.set("version", version.map(JSONValue.integer))
        json.set("quantity", quantity.map(JSONValue.integer))
        json.set("order", order.map(JSONValue.id))
        json.set("thread", thread.map(JSONValue.id))
        return json
    }
}
