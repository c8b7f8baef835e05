import LedgerFormat

/// How organisations decide: more than two thirds of those in the organisation set, by one transaction each that carry
/// the same command. From three organisations up, the subject of a suspension has no vote and is not counted.
enum VotingPolicy {
    /// Counts the vote. True when it is the one that carries the proposal: the caller then does what was proposed.
    /// False after telling of the vote. Throws `organisation.notVoting`, `transaction.idReused` (another command under
    /// that proposal) or `proposal.repeatedVote` (also after it was carried).
    static func carries(
        _ command: some LedgerCommand, proposal: EntityID, by organisation: OrganisationDocument,
        against subject: IdentityID? = nil, _ run: Execution
    ) throws -> Bool {
        var voters = run.organisationSet.members.map(\.organisation)
        if voters.count >= 3 { voters.removeAll { $0 == subject } }
        guard voters.contains(organisation.id) else { throw Rejection(.organisationNotVoting) }
        let hash = Hash256(hashing: command.json.canonicalBytes)
        var document = try run.read(.proposal(proposal)) ?? ProposalDocument(proposal: proposal, command: hash)
        guard document.command == hash else { throw Rejection(.transactionIDReused) }
        guard !document.executed, document.votes.insertAscending(organisation.id) else {
            throw Rejection(.proposalRepeatedVote)
        }
        // Those who have left the set since they voted do not count.
        let count = voters.count { document.votes.ascendingContains($0) }
        document.executed = count * 3 > 2 * voters.count
        run.write(document)
        if !document.executed {
            try run.emit(Event(.proposalVoted, actor: organisation.id, subject: proposal.text))
        }
        return document.executed
    }
}
