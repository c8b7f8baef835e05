import LedgerFormat

/// Which headers carry a state root, and of which height (docs/decisions/0001-state-root-interval.md).
enum StateRootSchedule {
    /// Whether a block is the first at or after a boundary: its time lies in a later interval than its parent's.
    /// `interval` is `parameters.stateRootInterval` as it stands before the block, in milliseconds.
    static func isBoundary(time: LedgerTime, parentTime: LedgerTime, interval: Int64) -> Bool {
        let interval = max(1, interval)
        return time.milliseconds / interval > parentTime.milliseconds / interval
    }

    /// The height of the state whose root the next boundary block carries: that of the block before the last boundary
    /// block.
    static func target(lastBoundary: UInt64) -> UInt64 { lastBoundary == 0 ? 0 : lastBoundary - 1 }
}

/// What one block changed, by hashes; nil where a document was deleted.
struct LeafChange: Sendable {
    let keyHash: Hash256
    let documentHash: Hash256?

    static let encodedByteCount = 2 * Hash256.byteCount

    /// The row of `stateChanges`. SHA-256 never gives zero for all that anybody knows, so zero says "deleted".
    static func encode(_ changes: [LeafChange]) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: changes.count * encodedByteCount)
        for change in changes {
            writer.hash(change.keyHash)
            writer.hash(change.documentHash ?? .zero)
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(Rejection) -> [LeafChange] {
        var reader = ByteReader(bytes)
        var changes: [LeafChange] = []
        changes.reserveCapacity(bytes.count / encodedByteCount)
        while reader.remaining > 0 {
            let keyHash = try reader.hash()
            let documentHash = try reader.hash()
            changes.append(LeafChange(keyHash: keyHash, documentHash: documentHash == .zero ? nil : documentHash))
        }
        return changes
    }
}

/// A state root with what its computation changed in the stored tree: leaves sorted by key hash, buckets ascending.
struct StateRootUpdate: Sendable {
    let height: UInt64
    let root: Hash256
    let leaves: [LeafChange]
    let buckets: [(bucket: UInt16, hash: Hash256)]
}
