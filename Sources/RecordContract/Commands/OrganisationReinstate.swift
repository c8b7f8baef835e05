public import LedgerFormat

/// `organisation.reinstate`: takes a suspension back.
///
/// - Signed by: organisations in the organisation set, one transaction each (`VotingPolicy`).
/// - Checks: `organisation.unknown`, `identity.wrongState` (it is not suspended).
/// - Effects: status `admitted`; the organisation set follows.
/// - Event: `organisation.reinstated`.
public struct OrganisationReinstate: OrganisationVote {
    /// The type that it stands under.
    public static let type = CommandType.organisationReinstate

    /// The proposal that this is a vote for.
    public let proposal: EntityID
    /// The organisation.
    public let organisation: IdentityID

    /// The command with these members.
    public init(proposal: EntityID, organisation: IdentityID) {
        self.proposal = proposal
        self.organisation = organisation
    }
}

extension OrganisationReinstate {
    func execute(by voter: OrganisationDocument, _ run: Execution) throws {
        guard try VotingPolicy.carries(self, proposal: proposal, by: voter, run) else { return }
        guard var document: OrganisationDocument = try run.read(.organisation(organisation)) else {
            throw Rejection(.organisationUnknown)
        }
        guard document.status == .suspended else { throw Rejection(.identityWrongState) }
        document.status = .admitted
        run.write(document)
        if let id = document.node {
            let node: NodeDocument = try run.require(.node(id))
            let member = OrganisationSet.Member(
                organisation: organisation, node: id, attestationKey: node.attestationKey)
            run.write(OrganisationSetDocument(try OrganisationSet(members: run.organisationSet.members + [member])))
            // Its last batch may lie far back: the ledger's clock must not wait for its next one.
            let progress: ProgressDocument = try run.require(.progress(id))
            run.write(
                ProgressDocument(
                    node: id, epoch: progress.epoch, sequence: progress.sequence, batch: progress.batch,
                    time: max(progress.time, run.time)))
        }
        try run.emit(Event(.organisationReinstated, actor: voter.id, subject: organisation.canonical))
    }
}
