/// The RFC 6962 log of headers, growing one leaf at a time. It keeps only the roots of the complete subtrees at its
/// right edge, at most 64 hashes, so that a node can store them and go on after a restart; a store keeps every
/// completed node in a table and proves from it.
public struct HeaderLog: Hashable, Sendable {
    /// A complete subtree: `level` 0 is a leaf hash, level l covers the 2^l leaves from `index` * 2^l on.
    public struct Node: Hashable, Sendable {
        /// The height above the leaves.
        public let level: Int
        /// The position among the nodes of the level.
        public let index: UInt64
        /// The subtree's root.
        public let hash: Hash256
    }

    /// How many headers the log holds.
    public private(set) var size: UInt64
    /// The roots of the complete subtrees that make up the log, largest first: one for each bit set in `size`.
    public private(set) var edge: [Hash256]

    /// The empty log.
    public init() {
        size = 0
        edge = []
    }

    /// Restores a log from what `size` and `edge` were. Throws `format.malformed` when their numbers do not fit.
    public init(size: UInt64, edge: [Hash256]) throws(Rejection) {
        guard size.nonzeroBitCount == edge.count else { throw Rejection(.formatMalformed) }
        self.size = size
        self.edge = edge
    }

    /// Appends a header's leaf hash (`BlockHeader.logLeafHash`) and returns the subtrees that it completed, the leaf
    /// first.
    @discardableResult
    public mutating func append(_ leafHash: Hash256) -> [Node] {
        var completed = [Node(level: 0, index: size, hash: leafHash)]
        var hash = leafHash
        var level = 0
        while size >> UInt64(level) & 1 == 1 {
            hash = MerkleTree.nodeHash(edge.removeLast(), hash)
            level += 1
            completed.append(Node(level: level, index: size >> UInt64(level), hash: hash))
        }
        edge.append(hash)
        size += 1
        return completed
    }

    /// The root over all headers so far.
    public var root: Hash256 {
        guard var hash = edge.last else { return MerkleTree.emptyRoot }
        for left in edge.dropLast().reversed() { hash = MerkleTree.nodeHash(left, hash) }
        return hash
    }

    /// Looks up the hash of a complete subtree by level and index.
    public typealias Lookup = (_ level: Int, _ index: UInt64) throws -> Hash256

    /// The root of the first `size` headers.
    public static func root(size: UInt64, lookup: Lookup) throws -> Hash256 {
        size == 0 ? MerkleTree.emptyRoot : try subtree(start: 0, count: size, lookup: lookup)
    }

    /// The inclusion proof of the header at `index` in the log of `size` headers, lowest sibling first (RFC 6962
    /// section 2.1.1), with a number of look-ups that grows with the logarithm of `size`. Throws `proof.invalid` when
    /// out of range.
    public static func inclusionProof(index: UInt64, size: UInt64, lookup: Lookup) throws -> [Hash256] {
        guard index < size else { throw Rejection(.proofInvalid) }
        var path: [Hash256] = []
        var start: UInt64 = 0
        var count = size
        while count > 1 {
            let split = largestPowerOfTwo(below: count)
            if index < start + split {
                path.append(try subtree(start: start + split, count: count - split, lookup: lookup))
                count = split
            } else {
                path.append(try subtree(start: start, count: split, lookup: lookup))
                start += split
                count -= split
            }
        }
        return path.reversed()
    }

    /// The proof that the log of `size` headers begins with the log of `oldSize` (RFC 6962 section 2.1.2). Throws
    /// `proof.invalid` unless 0 < oldSize <= size. Empty when both are equal.
    public static func consistencyProof(from oldSize: UInt64, to size: UInt64, lookup: Lookup) throws -> [Hash256] {
        guard oldSize > 0, oldSize <= size else { throw Rejection(.proofInvalid) }
        var path: [Hash256] = []
        var start: UInt64 = 0
        var count = size
        var old = oldSize
        var oldRootIsKnown = true
        while old < count {
            let split = largestPowerOfTwo(below: count)
            if old <= split {
                path.append(try subtree(start: start + split, count: count - split, lookup: lookup))
                count = split
            } else {
                path.append(try subtree(start: start, count: split, lookup: lookup))
                start += split
                count -= split
                old -= split
                oldRootIsKnown = false
            }
        }
        if !oldRootIsKnown { path.append(try subtree(start: start, count: count, lookup: lookup)) }
        return path.reversed()
    }

    /// The root over `count` leaves from `start` on, which is a multiple of every power of two needed.
    private static func subtree(start: UInt64, count: UInt64, lookup: Lookup) throws -> Hash256 {
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try lookup(level, start >> UInt64(level))
        }
        let split = largestPowerOfTwo(below: count)
        let left = try lookup(split.trailingZeroBitCount, start >> UInt64(split.trailingZeroBitCount))
        return MerkleTree.nodeHash(left, try subtree(start: start + split, count: count - split, lookup: lookup))
    }

    private static func largestPowerOfTwo(below count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}

extension MerkleTree {
    /// Verifies that the tree of `newSize` leaves with `newRoot` begins with that of `oldSize` leaves with `oldRoot`
    /// (RFC 9162 section 2.1.4.2). Throws `proof.invalid`.
    public static func verifyConsistency(
        oldSize: UInt64, oldRoot: Hash256, newSize: UInt64, newRoot: Hash256, proof: [Hash256]
    ) throws(Rejection) {
        guard oldSize > 0, oldSize <= newSize else { throw Rejection(.proofInvalid) }
        if oldSize == newSize {
            guard proof.isEmpty, oldRoot == newRoot else { throw Rejection(.proofInvalid) }
            return
        }
        // A power of two is itself a node of the new tree, which the prover therefore leaves out.
        var path = proof[...]
        if oldSize.nonzeroBitCount == 1 { path = [oldRoot] + path }
        guard let first = path.first else { throw Rejection(.proofInvalid) }
        var node = oldSize - 1
        var last = newSize - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var oldHash = first
        var newHash = first
        for sibling in path.dropFirst() {
            guard last > 0 else { throw Rejection(.proofInvalid) }
            if node & 1 == 1 || node == last {
                oldHash = nodeHash(sibling, oldHash)
                newHash = nodeHash(sibling, newHash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newHash = nodeHash(newHash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0, oldHash == oldRoot, newHash == newRoot else { throw Rejection(.proofInvalid) }
    }
}
