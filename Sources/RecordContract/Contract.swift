public import LedgerFormat

/// The rules that accept or reject transactions (docs/spec/contract-v1.md): deterministic, without clock, chance or
/// input of any other kind than the state, the block's context and the transactions.
public enum Contract {
    /// The version that this program implements.
    public static let version: Int64 = 1
    /// The most documents that fall due in one block; what is left waits for the next.
    public static let dueWorkPerBlock = 1_000

    /// Executes a block. Throws `ContractFailure` and what `state` throws; nothing of the block counts then.
    public static func execute(
        _ candidates: [Candidate], in block: BlockContext, reading state: some WorldState
    ) throws -> BlockExecution {
        do {
            let run = try Execution(block, reading: state)
            let version = try activate(run)
            try DueWork.run(run)
            var outcomes: [Outcome] = []
            outcomes.reserveCapacity(candidates.count)
            for candidate in candidates { outcomes.append(try outcome(of: candidate, run)) }
            return try run.finish(outcomes: outcomes, contractVersion: version)
        } catch let unreadable as StateUnreadable {
            throw unreadable.cause
        }
    }

    /// Whether a batch makes a block at all: nil, or why all nodes skip it (`BatchPolicy`). Throws what `state` throws.
    public static func refusal(
        of ordered: OrderedBatch, network: NetworkID, reading state: some WorldState
    ) throws -> RejectionCode? {
        try BatchPolicy.refusal(of: ordered, network: network, reading: state)
    }

    /// Brings a scheduled version into force at its height. Throws `ContractFailure.versionNotImplemented`.
    private static func activate(_ run: Execution) throws -> Int64 {
        var parameters = run.parameters
        if let activation = parameters.activation, Int64(clamping: run.block.height) >= activation.height {
            parameters.contractVersion = activation.version
            parameters.activation = nil
            run.write(parameters)
            run.accept()
            var details = Event.Details()
            details.version = activation.version
            run.emitDue(Event(.contractActivated, actor: nil, details: details))
        }
        guard parameters.contractVersion == version else {
            throw ContractFailure.versionNotImplemented(parameters.contractVersion)
        }
        return parameters.contractVersion
    }

    private static func outcome(of candidate: Candidate, _ run: Execution) throws -> Outcome {
        do {
            switch candidate {
            case .malformed(let code): return .rejected(code)
            case .verified(let verified): try execute(verified.transaction, signatureHolds: true, run)
            case .unverified(let transaction): try execute(transaction, signatureHolds: false, run)
            }
            return .accepted(run.accept())
        } catch let rejection as Rejection {
            try run.reject()
            return .rejected(rejection.code)
        }
    }

    /// The checks of section 2, in its order; the first that fails decides.
    private static func execute(_ transaction: Transaction, signatureHolds: Bool, _ run: Execution) throws {
        try TransactionPolicy.requireTimely(transaction, network: run.block.network, at: run.time)
        try run.requireFresh(transaction.id, of: transaction.hash)
        guard let key = try run.read(.key(transaction.signer), as: KeyDocument.self) else {
            throw Rejection(.keyUnknown)
        }
        if !signatureHolds { _ = try VerifiedTransaction(verifying: transaction, with: key.publicKey) }
        run.begin(transaction.id, transaction.hash)
        guard key.status == .current else { throw Rejection(.keyNotCurrent) }
        let command = try Command(parsing: transaction.command)
        try execute(command, by: try StandingPolicy.signer(holding: key, run), run)
    }

    /// Carries out a command of who is in good standing.
    static func execute(_ command: Command, by signer: Signer, _ run: Execution) throws {
        switch command {
        case .organisationAdmit(let command): try command.execute(by: try signer.organisation(), run)
        case .organisationSuspend(let command): try command.execute(by: try signer.organisation(), run)
        case .organisationReinstate(let command): try command.execute(by: try signer.organisation(), run)
        case .nodeRegister(let command): try command.execute(by: try signer.organisation(), run)
        case .parametersSet(let command): try command.execute(by: try signer.organisation(), run)
        case .contractActivate(let command): try command.execute(by: try signer.organisation(), run)
        case .identityApply: throw Rejection(.transactionMustBeNested)
        case .identityRegister(let command): try command.execute(by: try signer.node(), run)
        case .identityVerify(let command): try command.execute(by: try signer.person(.authority), run)
        case .identityReject(let command): try command.execute(by: try signer.person(.authority), run)
        case .identitySuspend(let command): try command.execute(by: signer, run)
        case .identityReinstate(let command): try command.execute(by: signer, run)
        case .organisationRotateKey(let command): try command.execute(by: try signer.person(), run)
        case .organisationShareKey(let command): try command.execute(by: try signer.person(), run)
        case .compartmentOpen(let command): try command.execute(by: try signer.person(.patient), run)
        case .compartmentRekey(let command): try command.execute(by: try signer.person(.patient), run)
        case .compartmentReseal(let command): try command.execute(by: try signer.person(.patient), run)
        case .recordAdd(let command): try command.execute(by: try signer.person(), run)
        case .recordAmend(let command): try command.execute(by: try signer.person(), run)
        case .recordRetract(let command): try command.execute(by: try signer.person(), run)
        case .recordAcknowledge(let command): try command.execute(by: try signer.person(), run)
        case .accessRequest(let command): try command.execute(by: try signer.person(), run)
        case .accessWithdraw(let command): try command.execute(by: try signer.person(), run)
        case .accessGrant(let command): try command.execute(by: try signer.person(.patient), run)
        case .accessDeny(let command): try command.execute(by: try signer.person(.patient), run)
        case .accessRevoke(let command): try command.execute(by: try signer.person(.patient), run)
        case .accessRead(let command): try command.execute(by: try signer.person(), run)
        case .care(let care): try care.command.execute(by: try signer.person(), run)
        case .messageSend(let command): try command.execute(by: try signer.person(), run)
        case .messageRead(let command): try command.execute(by: try signer.person(), run)
        case .detailsShare(let command): try command.execute(by: try signer.person(.physician), run)
        case .detailsWithdraw(let command): try command.execute(by: try signer.person(), run)
        case .staffInvite(let command): try command.execute(by: try signer.person(), run)
        case .staffWithdraw(let command): try command.execute(by: try signer.person(), run)
        case .staffLeave(let command): try command.execute(by: try signer.person(), run)
        case .recordRestrict(let command): try command.execute(by: try signer.person(.patient), run)
        case .recordErase(let command): try command.execute(by: try signer.person(.patient), run)
        case .recordRequestErasure(let command): try command.execute(by: try signer.person(.patient), run)
        case .recordAnswerErasure(let command): try command.execute(by: try signer.person(.hospitalManager), run)
        case .claimSubmit(let command): try command.execute(by: try signer.person(), run)
        case .claimAnswer(let command): try command.execute(by: try signer.person(.insurer), run)
        case .claimWithdraw(let command): try command.execute(by: try signer.person(), run)
        case .representation(let inner): try inner.command.execute(by: try signer.person(), run)
        }
    }
}
