internal import Crypto
internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Signs what this node has executed itself: cosignatures under checkpoints (C2SP tlog-cosignature), and receipts
/// built on them.
struct Attesting: Sendable {
    let ledger: Ledger
    let node: IdentityID
    let key: Curve25519.Signing.PrivateKey
    let clock: NodeClock

    /// The checkpoint of the last committed block with this node's cosignature.
    func checkpoint() throws -> Checkpoint { try cosigned(ledger.checkpoint) }

    private func cosigned(_ checkpoint: Checkpoint) throws -> Checkpoint {
        // C2SP reserves zero.
        let seconds = max(1, UInt64(clamping: clock.now().second))
        return checkpoint.adding(try checkpoint.cosignature(node: node, unixSeconds: seconds, key: key))
    }

    /// The receipt of a transaction on the ledger, under a checkpoint of now; nil when it is not there.
    func receipt(_ hash: TransactionHash) throws -> Receipt? {
        try ledger.read { reader in
            let checkpoint = try cosigned(try reader.checkpoint())
            guard let material = try reader.receiptMaterial(hash, treeSize: checkpoint.treeSize) else { return nil }
            return Receipt(
                genesis: ledger.genesis, transaction: material.transaction.encoded,
                outcome: material.transaction.encodedOutcome, index: UInt32(clamping: material.transaction.index),
                count: material.leafCount, path: material.path,
                header: Receipt.HeaderProof(header: material.header, path: material.headerPath),
                checkpoint: checkpoint, setChanges: try setChanges(reader),
                signerKey: try signerKey(of: material.transaction.encoded, reader))
        }
    }

    /// Each change of the organisation set under a checkpoint that ends with its block. With one organisation this
    /// node's cosignature is the quorum of each set.
    private func setChanges(_ reader: LedgerReader) throws -> [Receipt.SetChange] {
        try reader.organisationSets().filter { $0.height > 0 }.map { change -> Receipt.SetChange in
            guard let header = try reader.header(change.height) else { throw NodeError.failed }
            let checkpoint = try cosigned(try reader.checkpoint(treeSize: change.height + 1))
            let path = try reader.headerPath(change.height, treeSize: checkpoint.treeSize)
            return Receipt.SetChange(
                set: change.set, header: Receipt.HeaderProof(header: header.encoded, path: path), checkpoint: checkpoint
            )
        }
    }

    private func signerKey(of encoded: [UInt8], _ reader: LedgerReader) throws -> P256PublicKey? {
        let signer = try Transaction(parsing: encoded).signer
        guard case .key(let key)? = try reader.document(.key(signer)) else { return nil }
        return key.publicKey
    }
}
