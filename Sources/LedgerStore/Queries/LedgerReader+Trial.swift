public import LedgerFormat
internal import RecordContract

extension LedgerReader {
    /// What the contract would say of a transaction if it stood alone in the next block, proposed by `node` at `time`:
    /// nil when it would accept it. Nothing is written. It is for a node that wants to spare the ledger what is certain
    /// to be refused; what is ordered meanwhile may still change the answer. Throws `ContractFailure` and what reading
    /// throws.
    public func trial(
        of transaction: VerifiedTransaction, proposedBy node: IdentityID, at time: LedgerTime
    ) throws -> RejectionCode? {
        let height = try height()
        guard let parent = try header(height) else { throw LedgerError.corrupted(place: "blocks.header") }
        let heading = Batch.Heading(
            network: parent.network, epoch: parent.epoch, node: node, sequence: parent.sequence + 1,
            previous: parent.batch, time: time)
        let context = BlockContext(
            network: parent.network, height: height + 1, position: LogPosition(epoch: parent.epoch, revision: 0),
            heading: heading, batch: .zero, parentTime: parent.time)
        let execution = try Contract.execute([.verified(transaction)], in: context, reading: self)
        return execution.outcomes.first?.rejection
    }
}
