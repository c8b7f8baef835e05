public import LedgerFormat
public import RecordContract

/// What the world state says about a key, with the proof under a header's state root.
public struct ProvedDocument: Sendable {
    /// The document's bytes as they stood at `stateRoot.height`; nil when it changed since (then only its hash is
    /// proved) or there was none.
    public let document: [UInt8]?
    /// The proof of presence, by hash, or of absence.
    public let proof: StateProof
    /// The height and root that the proof is for.
    public let stateRoot: BlockHeader.StateRoot
    /// The height of the header that carries this root.
    public let headerHeight: UInt64
}

extension LedgerReader {
    /// Proves whether a document stands under `key`, as of the height that the last state root on the chain speaks of:
    /// at most two intervals back. Nil before the first header with a state root.
    public func proof(of key: DocumentKey) throws -> ProvedDocument? {
        guard let stored = try stateRoots?.storedTree(database) else { return nil }
        let keyBytes = Array(key.text.utf8)
        let keyHash = Hash256(hashing: keyBytes)
        let leaves = try StateRootWorker.storedLeaves(database, bucket: StateTree.bucket(of: keyHash))
        let proof: StateProof
        do throws(Rejection) {
            proof = try stored.tree.proof(
                ofKeyHash: keyHash,
                leaves: leaves.map { StateTree.Leaf(keyHash: $0.key, documentHash: $0.value) })
        } catch {
            throw LedgerError.corrupted(place: "stateLeaves")
        }
        let boundary = try sql("SELECT boundary FROM stateProgress WHERE id = 1").first { try $0.height(0) }
        let now = try sql("SELECT value FROM documents WHERE key = ?").first(.text(keyBytes)) { try $0.text(0) }
        let isUnchanged = now.map { leaves[keyHash] == Hash256(hashing: $0) } ?? false
        return ProvedDocument(
            document: isUnchanged ? now : nil, proof: proof,
            stateRoot: BlockHeader.StateRoot(height: stored.height, root: stored.tree.root),
            headerHeight: boundary ?? 0)
    }
}
