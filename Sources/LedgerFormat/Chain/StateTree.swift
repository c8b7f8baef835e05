/// The authenticated world state: a full binary tree over 65,536 buckets of documents. A document's bucket is the first
/// 16 bits of the SHA-256 of its key; a bucket's hash is the RFC 6962 root over its leaves sorted by key hash. A
/// changed document costs its bucket and the 16 nodes above. Format: docs/spec/block-v1.md, "World state".
public struct StateTree: Sendable {
    /// One document, by hashes.
    public struct Leaf: Hashable, Sendable {
        /// SHA-256 of the document's key.
        public let keyHash: Hash256
        /// SHA-256 of the document's bytes.
        public let documentHash: Hash256

        /// A leaf of these hashes.
        public init(keyHash: Hash256, documentHash: Hash256) {
            self.keyHash = keyHash
            self.documentHash = documentHash
        }

        /// The leaf of a document.
        public init(key: [UInt8], document: [UInt8]) {
            self.init(keyHash: Hash256(hashing: key), documentHash: Hash256(hashing: document))
        }

        /// The RFC 6962 leaf hash of keyHash || documentHash.
        public var hash: Hash256 { MerkleTree.leafHash(keyHash.bytes + documentHash.bytes) }
    }

    /// How many buckets there are.
    public static let bucketCount = 65_536
    /// How many levels lie between a bucket and the root.
    public static let depth = 16
    /// The length of `encodedBucketHashes`.
    public static let encodedByteCount = bucketCount * Hash256.byteCount

    /// Heap order: the root at 1, the children of i at 2i and 2i + 1, bucket b at 65,536 + b.
    private var nodes: [Hash256]

    /// The state without documents.
    public init() {
        nodes = [Hash256](repeating: MerkleTree.emptyRoot, count: 2 * Self.bucketCount)
        var hash = MerkleTree.emptyRoot
        var first = Self.bucketCount
        while first > 1 {
            hash = MerkleTree.nodeHash(hash, hash)
            first /= 2
            for position in first..<(2 * first) { nodes[position] = hash }
        }
    }

    /// Restores the tree from `encodedBucketHashes`. Throws `format.truncated` or `format.trailingBytes`.
    public init(parsing encoded: [UInt8]) throws(Rejection) {
        nodes = [Hash256](repeating: .zero, count: 2 * Self.bucketCount)
        var reader = ByteReader(encoded)
        for bucket in 0..<Self.bucketCount { nodes[Self.bucketCount + bucket] = try reader.hash() }
        try reader.finish()
        for position in stride(from: Self.bucketCount - 1, to: 0, by: -1) { refresh(position) }
    }

    /// All bucket hashes in order: 2 MiB.
    public var encodedBucketHashes: [UInt8] {
        var writer = ByteWriter(reservingCapacity: Self.encodedByteCount)
        for hash in nodes[Self.bucketCount...] { writer.hash(hash) }
        return writer.bytes
    }

    /// The bucket of a key hash.
    public static func bucket(of keyHash: Hash256) -> UInt16 { keyHash.leadingBits16 }

    /// The hash of a bucket of these leaves, in any order. Throws `format.malformed` when two have the same key.
    public static func bucketHash(_ leaves: [Leaf]) throws(Rejection) -> Hash256 {
        MerkleTree.root(ofLeafHashes: try sorted(leaves).map(\.hash))
    }

    /// The state's root.
    public var root: Hash256 { nodes[1] }

    /// A bucket's hash.
    public func hash(ofBucket bucket: UInt16) -> Hash256 { nodes[Self.bucketCount + Int(bucket)] }

    /// Replaces a bucket's hash: 16 hashes.
    public mutating func update(bucket: UInt16, hash: Hash256) {
        var position = Self.bucketCount + Int(bucket)
        nodes[position] = hash
        while position > 1 {
            position /= 2
            refresh(position)
        }
    }

    /// Replaces several buckets' hashes and computes every node above them once. The last of two for one bucket holds.
    public mutating func update(_ changes: [(bucket: UInt16, hash: Hash256)]) {
        for change in changes { nodes[Self.bucketCount + Int(change.bucket)] = change.hash }
        var dirty = changes.map { (Self.bucketCount + Int($0.bucket)) / 2 }.sorted()
        while let first = dirty.first, first > 0 {
            var parents: [Int] = []
            var previous = 0
            for position in dirty where position != previous {
                refresh(position)
                previous = position
                parents.append(position / 2)
            }
            dirty = parents
        }
    }

    private mutating func refresh(_ position: Int) {
        nodes[position] = MerkleTree.nodeHash(nodes[2 * position], nodes[2 * position + 1])
    }

    /// Proves that a document stands in the state or that none does: `leaves` are all those of the key's bucket, in any
    /// order. Throws `proof.invalid` unless they hash to the bucket.
    public func proof(ofKeyHash keyHash: Hash256, leaves: [Leaf]) throws(Rejection) -> StateProof {
        let bucket = Self.bucket(of: keyHash)
        let leaves = try Self.sorted(leaves)
        let hashes = leaves.map(\.hash)
        guard MerkleTree.root(ofLeafHashes: hashes) == hash(ofBucket: bucket) else { throw Rejection(.proofInvalid) }
        func neighbour(_ index: Int) -> StateProof.Position {
            StateProof.Position(
                leaf: leaves[index], index: UInt64(index),
                path: MerkleTree.inclusionProof(ofLeafAt: index, inLeafHashes: hashes))
        }
        let next = leaves.firstIndex { $0.keyHash >= keyHash } ?? leaves.count
        let count = UInt64(leaves.count)
        let siblings = siblings(ofBucket: bucket)
        if next < leaves.count, leaves[next].keyHash == keyHash {
            return StateProof(kind: .present(neighbour(next)), count: count, siblings: siblings)
        }
        let left = next > 0 ? neighbour(next - 1) : nil
        let right = next < leaves.count ? neighbour(next) : nil
        return StateProof(kind: .absent(left: left, right: right), count: count, siblings: siblings)
    }

    private func siblings(ofBucket bucket: UInt16) -> [Hash256] {
        var siblings: [Hash256] = []
        var position = Self.bucketCount + Int(bucket)
        while position > 1 {
            siblings.append(nodes[position ^ 1])
            position /= 2
        }
        return siblings
    }

    private static func sorted(_ leaves: [Leaf]) throws(Rejection) -> [Leaf] {
        let sorted = leaves.sorted { $0.keyHash < $1.keyHash }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.keyHash == right.keyHash {
            throw Rejection(.formatMalformed)
        }
        return sorted
    }
}

/// Proves what the world state says about one key: the document's hash, or that there is no such document.
public struct StateProof: Hashable, Sendable {
    /// A leaf at its place in its bucket.
    public struct Position: Hashable, Sendable {
        /// The leaf.
        public let leaf: StateTree.Leaf
        /// Its index among the bucket's leaves sorted by key hash.
        public let index: UInt64
        /// Its inclusion proof within the bucket, lowest sibling first.
        public let path: [Hash256]

        /// A position of these parts.
        public init(leaf: StateTree.Leaf, index: UInt64, path: [Hash256]) {
            self.leaf = leaf
            self.index = index
            self.path = path
        }
    }

    /// What is proved.
    public enum Kind: Hashable, Sendable {
        /// The document stands there.
        case present(Position)
        /// The leaves that would be its neighbours follow each other; nil at the bucket's ends.
        case absent(left: Position?, right: Position?)
    }

    /// What is proved.
    public let kind: Kind
    /// How many leaves the bucket has.
    public let count: UInt64
    /// The hashes beside the way from the bucket to the root, lowest first: 16.
    public let siblings: [Hash256]

    /// A proof of these parts.
    public init(kind: Kind, count: UInt64, siblings: [Hash256]) {
        self.kind = kind
        self.count = count
        self.siblings = siblings
    }

    /// The hash of the document under that key in the state with that root; nil when it is proved that there is none.
    /// Throws `proof.invalid`.
    public func verify(keyHash: Hash256, root: Hash256) throws(Rejection) -> Hash256? {
        switch kind {
        case .present(let position):
            guard position.leaf.keyHash == keyHash else { throw Rejection(.proofInvalid) }
            try require(bucketHash: try bucketHash(position), keyHash: keyHash, root: root)
            return position.leaf.documentHash
        case .absent(nil, nil):
            guard count == 0 else { throw Rejection(.proofInvalid) }
            try require(bucketHash: MerkleTree.emptyRoot, keyHash: keyHash, root: root)
            return nil
        case .absent(let left, let right):
            if let left {
                let isLast = left.index == count &- 1
                guard left.leaf.keyHash < keyHash, right.map({ $0.index == left.index &+ 1 }) ?? isLast else {
                    throw Rejection(.proofInvalid)
                }
                try require(bucketHash: try bucketHash(left), keyHash: keyHash, root: root)
            }
            if let right {
                guard keyHash < right.leaf.keyHash, left != nil || right.index == 0 else {
                    throw Rejection(.proofInvalid)
                }
                try require(bucketHash: try bucketHash(right), keyHash: keyHash, root: root)
            }
            return nil
        }
    }

    private func bucketHash(_ position: Position) throws(Rejection) -> Hash256 {
        try MerkleTree.root(leafHash: position.leaf.hash, index: position.index, count: count, path: position.path)
    }

    private func require(bucketHash: Hash256, keyHash: Hash256, root: Hash256) throws(Rejection) {
        guard siblings.count == StateTree.depth else { throw Rejection(.proofInvalid) }
        var hash = bucketHash
        var position = Int(StateTree.bucket(of: keyHash))
        for sibling in siblings {
            hash = position & 1 == 0 ? MerkleTree.nodeHash(hash, sibling) : MerkleTree.nodeHash(sibling, hash)
            position >>= 1
        }
        guard hash == root else { throw Rejection(.proofInvalid) }
    }
}
