extension RejectionCode {
    /// The reason in plain words, in English. Clients that speak another language translate by code.
    public var reason: String {
        // A test holds that every code has a reason of its own.
        let formats = formatReason ?? transactionReason ?? memberReason ?? recordReason
        return formats ?? accessReason ?? peopleReason ?? representationReason ?? careReason ?? proofReason
            ?? rawValue
    }

    private var formatReason: String? {
        switch self {
        case .formatTruncated: "The data end before the format does."
        case .formatTrailingBytes: "There is more data after the end of the format."
        case .formatTooLarge: "A part is larger than the format allows."
        case .formatMalformed: "The data do not follow the format."
        case .formatVersion: "The format's version is not known here."
        case .jsonSyntax: "The JSON is malformed."
        case .jsonEncoding: "The JSON is not valid UTF-8."
        case .jsonDuplicateKey: "An object has the same member twice."
        case .jsonTooDeep: "The JSON is nested too deeply."
        case .jsonNumber: "A number is not an integer in canonical form."
        case .jsonUnknownField: "There is a member that the format does not have."
        case .jsonMissingField: "A required member is missing."
        case .jsonWrongType: "A member has the wrong type."
        case .jsonValueRange: "A member's value is outside what the format allows."
        default: nil
        }
    }

    private var transactionReason: String? {
        switch self {
        case .transactionSyntax: "The transaction is not a JWS in compact serialization."
        case .transactionHeader: "The transaction's protected header is not the one the format demands."
        case .transactionTooLarge: "The transaction is too large."
        case .transactionSignature: "The signature does not verify."
        case .transactionHighS: "The signature is not in low-s form."
        case .transactionNetwork: "The transaction is for another network."
        case .transactionExpired: "The transaction has expired."
        case .transactionLifetime:
            "The transaction's lifetime is not between 1 ms and 24 hours, or it begins in the future."
        case .transactionIDReused: "The transaction's id was used before with other content."
        case .transactionRepeated: "The transaction stands on the ledger already; its first outcome holds."
        case .transactionCommand: "The command is not known to this version of the contract."
        case .transactionMustBeNested: "The command is accepted only inside a co-signer's transaction."
        case .keyUnknown: "The signing key is not registered."
        case .keyNotCurrent: "The signing key is no longer current."
        case .keyInUse: "The key is registered already."
        case .keyStatement: "The owner of the new sealing key has not signed what is said of it."
        case .keyMalformed: "The key is not a valid public key of the demanded kind."
        default: nil
        }
    }

    private var memberReason: String? {
        switch self {
        case .identityUnknown: "There is no such identity."
        case .identityExists: "The identity is registered already."
        case .identityNotVerified: "The signer has not been verified yet."
        case .identityRejected: "The signer's registration was rejected."
        case .identitySuspended: "The signer is suspended."
        case .identityWrongRole: "The command is not for the signer's role."
        case .identityWrongOrganisation: "The command concerns another organisation."
        case .identityWrongState: "The identity is not in a state that allows this."
        case .identityQuota: "The organisation has registered as many people as it may for now."
        case .organisationUnknown: "There is no such organisation."
        case .organisationExists: "The organisation is admitted already."
        case .organisationSuspended: "The organisation is suspended."
        case .organisationKind: "The organisation's kind does not have that role."
        case .organisationNotVoting: "The signer's organisation has no vote on this."
        case .organisationLast: "The last organisation that runs a node cannot be suspended."
        case .nodeUnknown: "There is no such node."
        case .nodeExists: "The node is registered already."
        case .proposalRepeatedVote: "The organisation has voted for this already."
        case .parameterRange: "A parameter is outside its range."
        case .contractVersion: "The contract version is not newer than the current one, or not known here."
        case .contractHeight: "The activation height is not far enough ahead."
        case .organisationKeyVersion: "The organisation key's version is not the expected one."
        case .organisationKeyMissing: "The organisation has no sealing key yet."
        default: nil
        }
    }

    private var recordReason: String? {
        switch self {
        case .compartmentExists: "The patient's compartments are open already."
        case .compartmentMissing: "The patient's compartments are not open yet."
        case .compartmentVersion: "The compartment's version is not the expected one."
        case .compartmentIncomplete: "All categories, or all live grants, must be given."
        case .recordUnknown: "There is no such record."
        case .recordExists: "The record id is in use."
        case .recordSuperseded: "The record has been superseded by a newer version."
        case .recordRetracted: "The record has been retracted."
        case .recordNotAuthor: "Only the record's author may do that."
        case .recordWrongCategory: "The record is of another category."
        case .recordCategoryForRole: "The signer's role does not write this category."
        case .recordShares: "The share commitments do not match the organisations that run nodes."
        case .recordStorage: "Too few organisations have confirmed that they store the content."
        case .recordNothingToAcknowledge: "There is nothing for the signer to acknowledge."
        default: nil
        }
    }

    private var accessReason: String? {
        switch self {
        case .requestExists: "The request id is in use."
        case .requestUnknown: "There is no such request."
        case .requestAnswered: "The request has been answered already."
        case .requestTooMany: "So many of your requests to this patient are open already; withdraw one first."
        case .grantExists: "The grant id is in use."
        case .grantUnknown: "There is no such grant."
        case .grantEnded: "The grant has ended already."
        case .grantGrantee: "The grantee is not somebody who can be granted access."
        case .grantScope: "The grant's scope is empty or contradicts itself."
        case .grantPeriod: "The grant's period is empty, over, or longer than allowed."
        case .accessDenied: "There is no consent for this."
        case .accessNotYet: "The consent has not begun yet."
        case .accessExpired: "The consent has expired."
        case .accessRevoked: "The consent was revoked."
        case .accessUsedUp: "The consent's number of reads is used up."
        case .accessWrongCategory: "The consent does not cover this record."
        case .accessWrongRight: "The consent does not include this right."
        case .accessWrongPurpose: "The consent is for another purpose."
        case .accessNotPatient: "Only the patient may do that."
        default: nil
        }
    }

    private var peopleReason: String? {
        switch self {
        case .messageExists: "The message id is in use."
        case .messageUnknown: "There is no such message or thread for the signer."
        case .messageRecipient: "Somebody of the recipients cannot be written to about this patient."
        case .messageAlreadyRead: "The messages are marked as read already."
        case .detailsUnknown: "There are no shared details for the signer."
        case .detailsRecipient: "Details are shared with verified managers of the own organisation only."
        case .invitationExists: "The invitation id is in use."
        case .invitationUnknown: "There is no such invitation."
        case .invitationEnded: "The invitation was used or withdrawn already."
        case .invitationPeriod: "The invitation is over already, or lasts longer than 30 days."
        case .invitationInvalid: "There is no invitation for this, or it works no more."
        case .identityLeft: "The signer has left their organisation."
        case .recordErased: "The record has been erased."
        case .recordUnchanged: "The record is in that compartment already."
        case .recordNotSelfReported: "A professional wrote the record: ask their organisation to erase it."
        case .erasureSelfReported: "The patient wrote the record and erases it themself."
        case .erasureOpen: "Its erasure has been asked for already."
        case .erasureUnknown: "There is no such request for erasure."
        case .erasureAnswered: "The request for erasure has been answered already."
        case .erasurePeriod: "The date until which the record is kept is over already."
        case .claimExists: "The claim id is in use."
        case .claimUnknown: "There is no such claim for the signer."
        case .claimAnswered: "The claim was answered or withdrawn already."
        case .claimInsurer: "That is no insurer that claims can be submitted to."
        case .claimGrant: "A claim needs a live grant to its insurer to read single records for payment."
        default: nil
        }
    }

    private var representationReason: String? {
        switch self {
        case .attestationExists: "The attestation's id is in use."
        case .attestationUnknown: "Nobody has attested this for the signer."
        case .attestationEnded: "The attestation was used already, or is over."
        case .attestationPeriod: "The year in which the dependant comes of age is over or too far ahead."
        case .dependantApplication:
            "The application does not name the signer as guardian, or is not one of a dependant."
        case .dependantUnknown: "There is no such dependant for the signer."
        case .dependantNotOfAge: "The year in which the dependant comes of age has not begun."
        case .representationExists: "That person represents the patient already, or the id is in use."
        case .representationUnknown: "The signer has no such representation."
        case .representationEnded: "The representation has ended."
        case .representationRight: "A representative may not do that, or not this one."
        case .representationPerson: "Only another patient of the network can represent a patient."
        case .representationPeriod: "The representation is over already or lasts too long."
        case .representationLimit: "Too many people represent the patient already."
        case .representationGuardian: "Only dependants have guardians, and guardians cannot remove each other."
        case .representationLast: "A dependant cannot be without a guardian."
        case .representationGrant: "A representative reads under this: end the representation, or keep its key."
        default: nil
        }
    }

    private var careReason: String? {
        switch self {
        case .availabilityExists: "The availability's id is in use."
        case .availabilityUnknown: "There is no such availability, or it is over."
        case .availabilityPeriod: "The availability is over, too long or too far ahead, or not a whole number of slots."
        case .availabilityOverlap: "There is an availability at that time already."
        case .availabilityLimit: "There are too many availabilities that are not over."
        case .appointmentExists: "The appointment's id is in use."
        case .appointmentUnknown: "There is no such appointment."
        case .appointmentWrongState: "The appointment is not in a state that allows this."
        case .appointmentSlot: "That time is not a free slot."
        case .appointmentPeriod: "The appointment's time is over, too far ahead, too short or too long."
        case .appointmentLimit: "There are too many appointments to come already."
        case .prescriptionExists: "The record has been prescribed already."
        case .prescriptionUnknown: "There is no such prescription."
        case .prescriptionWrongState: "The prescription is not in a state that allows this."
        case .prescriptionPeriod: "The prescription's last day is over or too far ahead."
        case .prescriptionExceeded: "That is more than is left, or more than may be dispensed at once."
        case .prescriptionRefillOpen: "A refill has been asked for already."
        case .prescriptionNoRefill: "No refill waits for an answer."
        case .prescriptionLimit: "The prescription has been dispensed in too many parts."
        case .orderExists: "The record has been ordered already."
        case .orderUnknown: "There is no such order."
        case .orderWrongState: "The order is not in a state that allows this."
        case .orderPerformer: "The organisation does not perform orders of that kind."
        case .orderStage: "The result's stage does not follow from the one before."
        case .orderLimit: "The order has too many versions of its result."
        case .resultNothingToAcknowledge: "No result waits for the signer's acknowledgement."
        case .resultDeadline: "The deadline is too near or too far ahead."
        default: nil
        }
    }

    private var proofReason: String? {
        switch self {
        case .batchSignature: "The batch's signature does not verify."
        case .batchSequence: "The batch is not the node's next one."
        case .chainBroken: "A block does not follow from the one before."
        case .proofInvalid: "The proof does not lead to the stated root."
        case .checkpointSyntax: "The checkpoint is malformed."
        case .checkpointSignature: "A cosignature on the checkpoint does not verify."
        case .checkpointQuorum: "Too few organisations have cosigned the checkpoint."
        case .receiptInvalid: "The receipt contradicts itself."
        default: nil
        }
    }
}
