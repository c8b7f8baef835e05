/// A transaction with its outcome and everything that shows, offline and to anybody who knows the network's id, that
/// both stand in the ledger at one height. Reading one verifies nothing; `verify` does. Format:
/// docs/spec/receipt-v1.md.
public struct Receipt: Sendable {
    /// The largest receipt that is read, in bytes.
    public static let maximumBytes = 4_194_304
    /// The most hashes in a path.
    static let pathLength = 64
    /// The most organisation sets in a history.
    static let maximumSets = 1_000

    /// A header with its inclusion proof in the log of headers.
    public struct HeaderProof: Sendable {
        /// The encoded header.
        public let header: [UInt8]
        /// Its inclusion proof, lowest sibling first.
        public let path: [Hash256]

        /// A header and its path.
        public init(header: [UInt8], path: [Hash256]) {
            self.header = header
            self.path = path
        }
    }

    /// How one organisation set came to replace the one before.
    public struct SetChange: Sendable {
        /// The new set.
        public let set: OrganisationSet
        /// The first header that names it, with its place under `checkpoint`.
        public let header: HeaderProof
        /// A checkpoint that a quorum of the set before cosigned.
        public let checkpoint: Checkpoint

        /// A change of these parts.
        public init(set: OrganisationSet, header: HeaderProof, checkpoint: Checkpoint) {
            self.set = set
            self.header = header
            self.checkpoint = checkpoint
        }
    }

    /// The document that the network's id is the hash of.
    public let genesis: Genesis
    /// The transaction: a JWS.
    public let transaction: [UInt8]
    /// The outcome's canonical JSON.
    public let outcome: [UInt8]
    /// The transaction's index in its block.
    public let index: UInt32
    /// How many leaves the block's transaction tree has: its transactions, and one more if it ran due work.
    public let count: UInt32
    /// The leaf's inclusion proof in the block, lowest sibling first.
    public let path: [Hash256]
    /// The block's header under `checkpoint`.
    public let header: HeaderProof
    /// The checkpoint, cosigned by organisations of the last set of the history.
    public let checkpoint: Checkpoint
    /// The sets that replaced the one of the genesis document, oldest first.
    public let setChanges: [SetChange]
    /// The signer's public key, if it is enclosed.
    public let signerKey: P256PublicKey?

    /// A receipt of these parts.
    public init(
        genesis: Genesis, transaction: [UInt8], outcome: [UInt8], index: UInt32, count: UInt32, path: [Hash256],
        header: HeaderProof, checkpoint: Checkpoint, setChanges: [SetChange] = [], signerKey: P256PublicKey? = nil
    ) {
        self.genesis = genesis
        self.transaction = transaction
        self.outcome = outcome
        self.index = index
        self.count = count
        self.path = path
        self.header = header
        self.checkpoint = checkpoint
        self.setChanges = setChanges
        self.signerKey = signerKey
    }
}

/// What a receipt was shown to say: that the transaction stands at a height with an outcome. Whether anything that it
/// caused still holds, it does not say.
public struct VerifiedReceipt: Sendable {
    /// The transaction's hash.
    public let hash: TransactionHash
    /// The transaction, parsed.
    public let transaction: Transaction
    /// What became of it.
    public let outcome: Outcome
    /// The height of its block.
    public let height: UInt64
    /// The ledger's clock at that block.
    public let time: LedgerTime
    /// Whether a quorum of the organisations cosigned.
    public let final: Bool
    /// The organisations that cosigned, sorted.
    public let cosigners: [IdentityID]
    /// Whether the transaction's own signature was checked: only with the signer's public key.
    public let signatureVerified: Bool

    fileprivate init(
        transaction: Transaction, outcome: Outcome, header: BlockHeader, final: Bool, cosigners: [IdentityID],
        signatureVerified: Bool
    ) {
        hash = transaction.hash
        self.transaction = transaction
        self.outcome = outcome
        height = header.height
        time = header.time
        self.final = final
        self.cosigners = cosigners
        self.signatureVerified = signatureVerified
    }
}

extension Receipt {
    /// Verifies the whole receipt against a network's id and nothing else; `key` replaces the enclosed signer's key.
    /// Throws `transaction.*`, `key.unknown`, `receipt.invalid`, `proof.invalid`, `checkpoint.signature`, or
    /// `checkpoint.quorum` when nobody cosigned or a change of the organisation set lacks its quorum.
    public func verify(trusting network: NetworkID, signerKey key: P256PublicKey? = nil) throws(Rejection)
        -> VerifiedReceipt
    {
        let transaction = try Transaction(parsing: transaction)
        guard genesis.network == network, transaction.network == network, checkpoint.network == network else {
            throw Rejection(.transactionNetwork)
        }
        let outcome = try Outcome(parsing: outcome)
        guard outcome.encoded == self.outcome else { throw Rejection(.receiptInvalid, field: "outcome") }

        let header = try Self.verify(self.header, network: network, under: checkpoint)
        // A block that ran due work has one leaf more than transactions, and that leaf is no transaction's.
        guard count == header.transactionCount || UInt64(count) == UInt64(header.transactionCount) + 1,
            index < header.transactionCount
        else { throw Rejection(.receiptInvalid, field: "count") }
        let leaf = TransactionLeaf.hash(transaction: self.transaction, outcome: self.outcome)
        let root = try MerkleTree.root(leafHash: leaf, index: UInt64(index), count: UInt64(count), path: path)
        guard root == header.transactionsRoot else { throw Rejection(.proofInvalid, field: "path") }

        let set = try verifySetHistory(network: network)
        let cosigners = try checkpoint.cosigners(in: set)
        guard !cosigners.isEmpty else { throw Rejection(.checkpointQuorum) }
        let signer = key ?? signerKey
        if let signer { _ = try VerifiedTransaction(verifying: transaction, with: signer) }
        return VerifiedReceipt(
            transaction: transaction, outcome: outcome, header: header, final: cosigners.count >= set.quorum,
            cosigners: cosigners, signatureVerified: signer != nil)
    }

    private static func verify(
        _ proof: HeaderProof, network: NetworkID, under checkpoint: Checkpoint
    ) throws(Rejection) -> BlockHeader {
        let header = try BlockHeader(parsing: proof.header)
        guard header.network == network else { throw Rejection(.receiptInvalid, field: "header") }
        let root = try MerkleTree.root(
            leafHash: MerkleTree.leafHash(proof.header), index: header.height, count: checkpoint.treeSize,
            path: proof.path)
        guard root == checkpoint.root else { throw Rejection(.proofInvalid, field: "headerPath") }
        return header
    }

    /// The set in force: from the genesis document's, each next one attested by a quorum of the one before.
    private func verifySetHistory(network: NetworkID) throws(Rejection) -> OrganisationSet {
        var set = genesis.organisationSet
        var height: UInt64 = 0
        for change in setChanges {
            guard change.checkpoint.network == network else { throw Rejection(.transactionNetwork) }
            try change.checkpoint.verifyQuorum(of: set)
            let header = try Self.verify(change.header, network: network, under: change.checkpoint)
            guard header.organisationSet == change.set.hash, header.height > height else {
                throw Rejection(.receiptInvalid, field: "organisationSets")
            }
            height = header.height
            set = change.set
        }
        guard height < checkpoint.treeSize else { throw Rejection(.receiptInvalid, field: "organisationSets") }
        return set
    }
}
