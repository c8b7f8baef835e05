/// Why something was refused: a stable code and a plain reason. It never carries a person's data or any value that the
/// refused input held, so that it can be logged and shown.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable code.
    public let code: RejectionCode
    /// The name of the field the code speaks of, from the format's own vocabulary; nil where none applies.
    public let field: String?

    /// Refuses with `code`; `field` names a member of a format, never a value.
    public init(_ code: RejectionCode, field: String? = nil) {
        self.code = code
        self.field = field
    }

    /// The reason in plain words.
    public var reason: String { field.map { "\(code.reason) (\($0))" } ?? code.reason }
    /// Code and reason.
    public var description: String { "\(code.rawValue): \(reason)" }
}

/// Every code with which the ledger refuses. A code keeps its meaning for ever: it stands in outcomes that are hashed
/// into blocks. New codes are added; none is renamed or used again.
public enum RejectionCode: String, Sendable, CaseIterable {
    // Formats.
    case formatTruncated = "format.truncated"
    case formatTrailingBytes = "format.trailingBytes"
    case formatTooLarge = "format.tooLarge"
    case formatMalformed = "format.malformed"
    case formatVersion = "format.version"
    case jsonSyntax = "json.syntax"
    case jsonEncoding = "json.encoding"
    case jsonDuplicateKey = "json.duplicateKey"
    case jsonTooDeep = "json.tooDeep"
    case jsonNumber = "json.number"
    case jsonUnknownField = "json.unknownField"
    case jsonMissingField = "json.missingField"
    case jsonWrongType = "json.wrongType"
    case jsonValueRange = "json.valueRange"
    // Transactions.
    case transactionSyntax = "transaction.syntax"
    case transactionHeader = "transaction.header"
    case transactionTooLarge = "transaction.tooLarge"
    case transactionSignature = "transaction.signature"
    case transactionHighS = "transaction.highS"
    case transactionNetwork = "transaction.network"
    case transactionExpired = "transaction.expired"
    case transactionLifetime = "transaction.lifetime"
    case transactionIDReused = "transaction.idReused"
    case transactionRepeated = "transaction.repeated"
    case transactionCommand = "transaction.command"
    case transactionMustBeNested = "transaction.mustBeNested"
    // Keys and identities.
    case keyUnknown = "key.unknown"
    case keyNotCurrent = "key.notCurrent"
    case keyInUse = "key.inUse"
    case keyMalformed = "key.malformed"
    case keyStatement = "key.statement"
    case identityUnknown = "identity.unknown"
    case identityExists = "identity.exists"
    case identityNotVerified = "identity.notVerified"
    case identityRejected = "identity.rejected"
    case identitySuspended = "identity.suspended"
    case identityWrongRole = "identity.wrongRole"
    case identityWrongOrganisation = "identity.wrongOrganisation"
    case identityWrongState = "identity.wrongState"
    case identityQuota = "identity.quota"
    // Organisations and governance.
    case organisationUnknown = "organisation.unknown"
    case organisationExists = "organisation.exists"
    case organisationSuspended = "organisation.suspended"
    case organisationKind = "organisation.kind"
    case organisationNotVoting = "organisation.notVoting"
    case organisationLast = "organisation.last"
    case nodeUnknown = "node.unknown"
    case nodeExists = "node.exists"
    case proposalRepeatedVote = "proposal.repeatedVote"
    case parameterRange = "parameter.range"
    case contractVersion = "contract.version"
    case contractHeight = "contract.height"
    case organisationKeyVersion = "organisationKey.version"
    case organisationKeyMissing = "organisationKey.missing"
    // Compartments.
    case compartmentExists = "compartment.exists"
    case compartmentMissing = "compartment.missing"
    case compartmentVersion = "compartment.version"
    case compartmentIncomplete = "compartment.incomplete"
    // Records.
    case recordUnknown = "record.unknown"
    case recordExists = "record.exists"
    case recordSuperseded = "record.superseded"
    case recordRetracted = "record.retracted"
    case recordNotAuthor = "record.notAuthor"
    case recordWrongCategory = "record.wrongCategory"
    case recordCategoryForRole = "record.categoryForRole"
    case recordShares = "record.shares"
    case recordStorage = "record.storage"
    case recordNothingToAcknowledge = "record.nothingToAcknowledge"
    // Access.
    case requestExists = "request.exists"
    case requestUnknown = "request.unknown"
    case requestAnswered = "request.answered"
    case requestTooMany = "request.tooMany"
    case grantExists = "grant.exists"
    case grantUnknown = "grant.unknown"
    case grantEnded = "grant.ended"
    case grantGrantee = "grant.grantee"
    case grantScope = "grant.scope"
    case grantPeriod = "grant.period"
    case accessDenied = "access.denied"
    case accessNotYet = "access.notYet"
    case accessExpired = "access.expired"
    case accessRevoked = "access.revoked"
    case accessUsedUp = "access.usedUp"
    case accessWrongCategory = "access.wrongCategory"
    case accessWrongRight = "access.wrongRight"
    case accessWrongPurpose = "access.wrongPurpose"
    case accessNotPatient = "access.notPatient"
    // Appointments.
    case availabilityExists = "availability.exists"
    case availabilityUnknown = "availability.unknown"
    case availabilityPeriod = "availability.period"
    case availabilityOverlap = "availability.overlap"
    case availabilityLimit = "availability.limit"
    case appointmentExists = "appointment.exists"
    case appointmentUnknown = "appointment.unknown"
    case appointmentWrongState = "appointment.wrongState"
    case appointmentSlot = "appointment.slot"
    case appointmentPeriod = "appointment.period"
    case appointmentLimit = "appointment.limit"
    // Prescriptions.
    case prescriptionExists = "prescription.exists"
    case prescriptionUnknown = "prescription.unknown"
    case prescriptionWrongState = "prescription.wrongState"
    case prescriptionPeriod = "prescription.period"
    case prescriptionExceeded = "prescription.exceeded"
    case prescriptionRefillOpen = "prescription.refillOpen"
    case prescriptionNoRefill = "prescription.noRefill"
    case prescriptionLimit = "prescription.limit"
    // Orders and results.
    case orderExists = "order.exists"
    case orderUnknown = "order.unknown"
    case orderWrongState = "order.wrongState"
    case orderPerformer = "order.performer"
    case orderStage = "order.stage"
    case orderLimit = "order.limit"
    case resultNothingToAcknowledge = "result.nothingToAcknowledge"
    case resultDeadline = "result.deadline"
    // Messages.
    case messageExists = "message.exists"
    case messageUnknown = "message.unknown"
    case messageRecipient = "message.recipient"
    case messageAlreadyRead = "message.alreadyRead"
    case detailsUnknown = "details.unknown"
    case detailsRecipient = "details.recipient"
    case invitationExists = "invitation.exists"
    case invitationUnknown = "invitation.unknown"
    case invitationEnded = "invitation.ended"
    case invitationPeriod = "invitation.period"
    case invitationInvalid = "invitation.invalid"
    case identityLeft = "identity.left"
    case recordErased = "record.erased"
    case recordUnchanged = "record.unchanged"
    case recordNotSelfReported = "record.notSelfReported"
    case erasureSelfReported = "erasure.selfReported"
    case erasureOpen = "erasure.open"
    case erasureUnknown = "erasure.unknown"
    case erasureAnswered = "erasure.answered"
    case erasurePeriod = "erasure.period"
    case claimExists = "claim.exists"
    case claimUnknown = "claim.unknown"
    case claimAnswered = "claim.answered"
    case claimInsurer = "claim.insurer"
    case claimGrant = "claim.grant"
    // Chain, proofs, receipts.
    case batchSignature = "batch.signature"
    case batchSequence = "batch.sequence"
    case chainBroken = "chain.broken"
    case proofInvalid = "proof.invalid"
    case checkpointSyntax = "checkpoint.syntax"
    case checkpointSignature = "checkpoint.signature"
    case checkpointQuorum = "checkpoint.quorum"
    case receiptInvalid = "receipt.invalid"
}
