public import LedgerFormat

/// `organisation.suspend`: suspends an organisation: its staff, keys and node do nothing any more; its patients go on.
///
/// - Signed by: organisations in the organisation set, one transaction each (`VotingPolicy`). From three up the
///   subject has no vote.
/// - Checks: `organisation.unknown`, `organisation.suspended` (it is already), `organisation.last` (the last one that
///   runs a node).
/// - Effects: status `suspended`; the organisation set follows.
/// - Event: `organisation.suspended`.
public struct OrganisationSuspend: OrganisationVote {
    /// The type that it stands under.
    public static let type = CommandType.organisationSuspend

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

extension OrganisationSuspend {
    func execute(by voter: OrganisationDocument, _ run: Execution) throws {
        guard try VotingPolicy.carries(self, proposal: proposal, by: voter, against: organisation, run) else { return }
        guard var document: OrganisationDocument = try run.read(.organisation(organisation)) else {
            throw Rejection(.organisationUnknown)
        }
        guard document.status == .admitted else { throw Rejection(.organisationSuspended) }
        let remaining = run.organisationSet.members.filter { $0.organisation != organisation }
        guard !remaining.isEmpty else { throw Rejection(.organisationLast) }
        document.status = .suspended
        run.write(document)
        if remaining.count < run.organisationSet.members.count {
            run.write(OrganisationSetDocument(try OrganisationSet(members: remaining)))
        }
        try run.emit(Event(.organisationSuspended, actor: voter.id, subject: organisation.canonical))
    }
}
