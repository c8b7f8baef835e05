import LedgerFormat

/// Where content must be before a record may name it, and who must have a share of its key.
enum StoragePolicy {
    /// Throws `record.shares` unless the shares are the organisation set's and open by its majority, `record.storage`
    /// unless enough organisations hold the content: the proposer's, and those whose receipts verify.
    static func check(_ content: RecordContent, _ storage: [StorageReceipt], _ run: Execution) throws {
        let set = run.organisationSet
        guard content.shares.map(\.organisation) == set.members.map(\.organisation),
            content.threshold == Int64(set.majority)
        else { throw Rejection(.recordShares) }
        let proposer: NodeDocument = try run.require(.node(run.block.heading.node))
        var holders = 1
        for receipt in storage where receipt.organisation != proposer.organisation {
            guard let member = set.member(receipt.organisation) else { throw Rejection(.recordStorage) }
            let node: NodeDocument = try run.require(.node(member.node))
            let message = StorageReceipt.message(
                network: run.block.network, organisation: receipt.organisation, payload: content.payload,
                envelope: content.envelope, time: receipt.time)
            guard receipt.signature.verifies(message, with: try node.signingKey.verifying) else {
                throw Rejection(.recordStorage)
            }
            holders += 1
        }
        // Suspensions may leave fewer organisations than the parameter asks for.
        guard holders >= min(Int(run.parameters.replicas), set.members.count) else { throw Rejection(.recordStorage) }
    }
}
