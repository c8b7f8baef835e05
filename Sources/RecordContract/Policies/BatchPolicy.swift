import LedgerFormat

/// Which batches make blocks: the next one of an active node of an admitted organisation, signed by it.
enum BatchPolicy {
    /// Nil, or why the batch is skipped by all alike: `transaction.network`, `node.unknown`, `organisation.suspended`,
    /// `batch.sequence`, `batch.signature`.
    static func refusal(
        of ordered: OrderedBatch, network: NetworkID, reading state: some WorldState
    ) throws -> RejectionCode? {
        let heading = ordered.batch.heading
        guard heading.network == network else { return .transactionNetwork }
        guard case .node(let node) = try state.document(.node(heading.node)), node.status == .active,
            case .organisation(let organisation) = try state.document(.organisation(node.organisation)),
            case .progress(let progress) = try state.document(.progress(heading.node))
        else { return .nodeUnknown }
        guard organisation.status == .admitted else { return .organisationSuspended }
        guard heading.epoch == ordered.position.epoch, heading.epoch >= progress.epoch,
            heading.sequence == (heading.epoch == progress.epoch ? progress.sequence + 1 : 1),
            heading.previous == progress.batch
        else { return .batchSequence }
        return ordered.batch.isSigned(by: node.attestationKey) ? nil : .batchSignature
    }
}
