import Crypto

/// The hash tree of RFC 6962 section 2.1 (SHA-256): over a block's transactions, a block's changes, and all headers.
public enum MerkleTree {
    /// The root of no leaves: SHA-256 of nothing.
    public static let emptyRoot = Hash256(hashing: [])

    /// The hash of a leaf: SHA-256(0x00 || leaf).
    public static func leafHash(_ leaf: some Sequence<UInt8>) -> Hash256 {
        Hash256(hashing: [0x00] + Array(leaf))
    }

    /// The hash of an inner node: SHA-256(0x01 || left || right).
    public static func nodeHash(_ left: Hash256, _ right: Hash256) -> Hash256 {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Hash256.byteCount, alignment: 1) { buffer in
            buffer[0] = 0x01
            left.store(in: buffer, at: 1)
            right.store(in: buffer, at: 1 + Hash256.byteCount)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Hash256(hasher.finalize())
        }
    }

    /// The root over leaf hashes.
    public static func root(ofLeafHashes hashes: [Hash256]) -> Hash256 {
        guard !hashes.isEmpty else { return emptyRoot }
        return subtreeRoot(hashes[...])
    }

    /// The inclusion proof of the leaf at `index`, lowest sibling first (RFC 6962 section 2.1.1). Empty when out of
    /// range.
    public static func inclusionProof(ofLeafAt index: Int, inLeafHashes hashes: [Hash256]) -> [Hash256] {
        guard hashes.indices.contains(index) else { return [] }
        var path: [Hash256] = []
        var range = hashes[...]
        while range.count > 1 {
            let split = range.startIndex + largestPowerOfTwo(below: range.count)
            if index < split {
                path.append(subtreeRoot(range[split...]))
                range = range[..<split]
            } else {
                path.append(subtreeRoot(range[..<split]))
                range = range[split...]
            }
        }
        return path.reversed()
    }

    /// The root that `path` leads to from a leaf (RFC 9162 section 2.1.3.2). Throws `proof.invalid` when the path
    /// cannot belong to a leaf at `index` in a tree of `count` leaves.
    public static func root(
        leafHash: Hash256, index: UInt64, count: UInt64, path: [Hash256]
    ) throws(Rejection) -> Hash256 {
        guard index < count else { throw Rejection(.proofInvalid) }
        var node = index
        var last = count - 1
        var hash = leafHash
        for sibling in path {
            guard last > 0 else { throw Rejection(.proofInvalid) }
            if node & 1 == 1 || node == last {
                hash = nodeHash(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = nodeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw Rejection(.proofInvalid) }
        return hash
    }

    /// The largest power of two smaller than `count`, which is at least 2.
    static func largestPowerOfTwo(below count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    private static func subtreeRoot(_ hashes: ArraySlice<Hash256>) -> Hash256 {
        guard hashes.count > 1, let first = hashes.first else { return hashes.first ?? emptyRoot }
        if hashes.count == 2, let last = hashes.last { return nodeHash(first, last) }
        let split = hashes.startIndex + largestPowerOfTwo(below: hashes.count)
        return nodeHash(subtreeRoot(hashes[..<split]), subtreeRoot(hashes[split...]))
    }
}
