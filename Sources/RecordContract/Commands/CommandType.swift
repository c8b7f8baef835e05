public import LedgerFormat

/// The commands of contract version 1. The raw values stand on the ledger.
public enum CommandType: String, Hashable, Sendable, CaseIterable {
    case organisationAdmit = "organisation.admit"
    case organisationSuspend = "organisation.suspend"
    case organisationReinstate = "organisation.reinstate"
    case nodeRegister = "node.register"
    case parametersSet = "parameters.set"
    case contractActivate = "contract.activate"
    case identityApply = "identity.apply"
    case identityRegister = "identity.register"
    case identityVerify = "identity.verify"
    case identityReject = "identity.reject"
    case identitySuspend = "identity.suspend"
    case identityReinstate = "identity.reinstate"
    case organisationRotateKey = "organisation.rotateKey"
    case organisationShareKey = "organisation.shareKey"
    case compartmentOpen = "compartment.open"
    case compartmentRekey = "compartment.rekey"
    case compartmentReseal = "compartment.reseal"
    case recordAdd = "record.add"
    case recordAmend = "record.amend"
    case recordRetract = "record.retract"
    case recordAcknowledge = "record.acknowledge"
    case accessRequest = "access.request"
    case accessWithdraw = "access.withdraw"
    case accessGrant = "access.grant"
    case accessDeny = "access.deny"
    case accessRevoke = "access.revoke"
    case accessRead = "access.read"
    case availabilityPublish = "availability.publish"
    case availabilityWithdraw = "availability.withdraw"
    case appointmentRequest = "appointment.request"
    case appointmentBook = "appointment.book"
    case appointmentMove = "appointment.move"
    case appointmentConfirm = "appointment.confirm"
    case appointmentDecline = "appointment.decline"
    case appointmentCancel = "appointment.cancel"
    case appointmentComplete = "appointment.complete"
    case prescriptionIssue = "prescription.issue"
    case prescriptionCancel = "prescription.cancel"
    case prescriptionRequestRefill = "prescription.requestRefill"
    case prescriptionAnswerRefill = "prescription.answerRefill"
    case prescriptionDispense = "prescription.dispense"
    case orderPlace = "order.place"
    case orderAccept = "order.accept"
    case orderReject = "order.reject"
    case orderCancel = "order.cancel"
    case orderFulfil = "order.fulfil"
    case resultFlagCritical = "result.flagCritical"
    case resultAcknowledge = "result.acknowledge"
    case messageSend = "message.send"
    case messageRead = "message.read"
    case detailsShare = "details.share"
    case detailsWithdraw = "details.withdraw"
    case staffInvite = "staff.invite"
    case staffWithdraw = "staff.withdraw"
    case staffLeave = "staff.leave"
    case recordRestrict = "record.restrict"
    case recordErase = "record.erase"
    case recordRequestErasure = "record.requestErasure"
    case recordAnswerErasure = "record.answerErasure"
    case claimSubmit = "claim.submit"
    case claimAnswer = "claim.answer"
    case claimWithdraw = "claim.withdraw"
    case dependantAttest = "dependant.attest"
    case dependantRegister = "dependant.register"
    case dependantPassKey = "dependant.passKey"
    case dependantTakeOver = "dependant.takeOver"
    case dependantHandOver = "dependant.handOver"
    case representativeAppoint = "representative.appoint"
    case representativeEnd = "representative.end"
    case representativeAct = "representative.act"
}

/// What every command can do. Clients build commands with the same types that the contract reads.
public protocol LedgerCommand: Hashable, Sendable {
    /// Its type.
    static var type: CommandType { get }
    /// Reads the members other than `type`; the caller checks that there are no others. Throws `json.*`.
    init(parsing reader: inout ObjectReader) throws(Rejection)
    /// The command as it stands in a transaction, `type` included.
    var json: JSONObject { get }
}

/// A command of any type.
public enum Command: Sendable {
    case organisationAdmit(OrganisationAdmit)
    case organisationSuspend(OrganisationSuspend)
    case organisationReinstate(OrganisationReinstate)
    case nodeRegister(NodeRegister)
    case parametersSet(ParametersSet)
    case contractActivate(ContractActivate)
    case identityApply(IdentityApply)
    case identityRegister(IdentityRegister)
    case identityVerify(IdentityVerify)
    case identityReject(IdentityReject)
    case identitySuspend(IdentitySuspend)
    case identityReinstate(IdentityReinstate)
    case organisationRotateKey(OrganisationRotateKey)
    case organisationShareKey(OrganisationShareKey)
    case compartmentOpen(CompartmentOpen)
    case compartmentRekey(CompartmentRekey)
    case compartmentReseal(CompartmentReseal)
    case recordAdd(RecordAdd)
    case recordAmend(RecordAmend)
    case recordRetract(RecordRetract)
    case recordAcknowledge(RecordAcknowledge)
    case accessRequest(AccessRequest)
    case accessWithdraw(AccessWithdraw)
    case accessGrant(AccessGrant)
    case accessDeny(AccessDeny)
    case accessRevoke(AccessRevoke)
    case accessRead(AccessRead)
    /// One of the care workflows.
    case care(CareCommand)
    case messageSend(MessageSend)
    case messageRead(MessageRead)
    case detailsShare(DetailsShare)
    case detailsWithdraw(DetailsWithdraw)
    case staffInvite(StaffInvite)
    case staffWithdraw(StaffWithdraw)
    case staffLeave(StaffLeave)
    case recordRestrict(RecordRestrict)
    case recordErase(RecordErase)
    case recordRequestErasure(RecordRequestErasure)
    case recordAnswerErasure(RecordAnswerErasure)
    case claimSubmit(ClaimSubmit)
    case claimAnswer(ClaimAnswer)
    case claimWithdraw(ClaimWithdraw)
    /// About dependants and representatives.
    case representation(RepresentationCommand)

    /// Reads a command. Throws `transaction.command` for a type that this version does not know, and `json.*`.
    public init(parsing json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        guard let type = CommandType(rawValue: try reader.token("type", maximumBytes: 64)) else {
            throw Rejection(.transactionCommand)
        }
        self = try Self.parse(&reader, type)
        try reader.finish()
    }

    private static func parse(_ reader: inout ObjectReader, _ type: CommandType) throws(Rejection) -> Command {
        switch type {
        case .organisationAdmit: .organisationAdmit(try OrganisationAdmit(parsing: &reader))
        case .organisationSuspend: .organisationSuspend(try OrganisationSuspend(parsing: &reader))
        case .organisationReinstate: .organisationReinstate(try OrganisationReinstate(parsing: &reader))
        case .nodeRegister: .nodeRegister(try NodeRegister(parsing: &reader))
        case .parametersSet: .parametersSet(try ParametersSet(parsing: &reader))
        case .contractActivate: .contractActivate(try ContractActivate(parsing: &reader))
        case .identityApply: .identityApply(try IdentityApply(parsing: &reader))
        case .identityRegister: .identityRegister(try IdentityRegister(parsing: &reader))
        case .identityVerify: .identityVerify(try IdentityVerify(parsing: &reader))
        case .identityReject: .identityReject(try IdentityReject(parsing: &reader))
        case .identitySuspend: .identitySuspend(try IdentitySuspend(parsing: &reader))
        case .identityReinstate: .identityReinstate(try IdentityReinstate(parsing: &reader))
        case .organisationRotateKey: .organisationRotateKey(try OrganisationRotateKey(parsing: &reader))
        case .organisationShareKey: .organisationShareKey(try OrganisationShareKey(parsing: &reader))
        case .compartmentOpen: .compartmentOpen(try CompartmentOpen(parsing: &reader))
        case .compartmentRekey: .compartmentRekey(try CompartmentRekey(parsing: &reader))
        case .compartmentReseal: .compartmentReseal(try CompartmentReseal(parsing: &reader))
        case .recordAdd: .recordAdd(try RecordAdd(parsing: &reader))
        case .recordAmend: .recordAmend(try RecordAmend(parsing: &reader))
        case .recordRetract: .recordRetract(try RecordRetract(parsing: &reader))
        case .recordAcknowledge: .recordAcknowledge(try RecordAcknowledge(parsing: &reader))
        case .accessRequest: .accessRequest(try AccessRequest(parsing: &reader))
        case .accessWithdraw: .accessWithdraw(try AccessWithdraw(parsing: &reader))
        case .accessGrant: .accessGrant(try AccessGrant(parsing: &reader))
        case .accessDeny: .accessDeny(try AccessDeny(parsing: &reader))
        case .accessRevoke: .accessRevoke(try AccessRevoke(parsing: &reader))
        case .accessRead: .accessRead(try AccessRead(parsing: &reader))
        case .messageSend: .messageSend(try MessageSend(parsing: &reader))
        case .messageRead: .messageRead(try MessageRead(parsing: &reader))
        case .detailsShare: .detailsShare(try DetailsShare(parsing: &reader))
        case .detailsWithdraw: .detailsWithdraw(try DetailsWithdraw(parsing: &reader))
        case .staffInvite: .staffInvite(try StaffInvite(parsing: &reader))
        case .staffWithdraw: .staffWithdraw(try StaffWithdraw(parsing: &reader))
        case .staffLeave: .staffLeave(try StaffLeave(parsing: &reader))
        case .recordRestrict: .recordRestrict(try RecordRestrict(parsing: &reader))
        case .recordErase: .recordErase(try RecordErase(parsing: &reader))
        case .recordRequestErasure: .recordRequestErasure(try RecordRequestErasure(parsing: &reader))
        case .recordAnswerErasure: .recordAnswerErasure(try RecordAnswerErasure(parsing: &reader))
        case .claimSubmit: .claimSubmit(try ClaimSubmit(parsing: &reader))
        case .claimAnswer: .claimAnswer(try ClaimAnswer(parsing: &reader))
        case .claimWithdraw: .claimWithdraw(try ClaimWithdraw(parsing: &reader))
        case let type where RepresentationCommand.types.contains(type):
            .representation(try RepresentationCommand(parsing: &reader, type))
        default: .care(try CareCommand(parsing: &reader, type))
        }
    }

    /// The command itself.
    public var value: any LedgerCommand {
        switch self {
        case .organisationAdmit(let value): value
        case .organisationSuspend(let value): value
        case .organisationReinstate(let value): value
        case .nodeRegister(let value): value
        case .parametersSet(let value): value
        case .contractActivate(let value): value
        case .identityApply(let value): value
        case .identityRegister(let value): value
        case .identityVerify(let value): value
        case .identityReject(let value): value
        case .identitySuspend(let value): value
        case .identityReinstate(let value): value
        case .organisationRotateKey(let value): value
        case .organisationShareKey(let value): value
        case .compartmentOpen(let value): value
        case .compartmentRekey(let value): value
        case .compartmentReseal(let value): value
        case .recordAdd(let value): value
        case .recordAmend(let value): value
        case .recordRetract(let value): value
        case .recordAcknowledge(let value): value
        case .accessRequest(let value): value
        case .accessWithdraw(let value): value
        case .accessGrant(let value): value
        case .accessDeny(let value): value
        case .accessRevoke(let value): value
        case .accessRead(let value): value
        case .care(let command): command.value
        case .messageSend(let value): value
        case .messageRead(let value): value
        case .detailsShare(let value): value
        case .detailsWithdraw(let value): value
        case .staffInvite(let value): value
        case .staffWithdraw(let value): value
        case .staffLeave(let value): value
        case .recordRestrict(let value): value
        case .recordErase(let value): value
        case .recordRequestErasure(let value): value
        case .recordAnswerErasure(let value): value
        case .claimSubmit(let value): value
        case .claimAnswer(let value): value
        case .claimWithdraw(let value): value
        case .representation(let command): command.value
        }
    }
}
