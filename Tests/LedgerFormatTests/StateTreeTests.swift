import LedgerFormat
import TestSupport
import Testing

@Suite("World state")
struct StateTreeTests {
    /// The buckets that a store would keep.
    private struct State {
        var buckets: [UInt16: [StateTree.Leaf]] = [:]
        var tree = StateTree()

        mutating func put(_ key: String, _ document: String) throws {
            let leaf = StateTree.Leaf(key: Array(key.utf8), document: Array(document.utf8))
            let bucket = StateTree.bucket(of: leaf.keyHash)
            buckets[bucket, default: []].removeAll { $0.keyHash == leaf.keyHash }
            buckets[bucket, default: []].append(leaf)
            tree.update(bucket: bucket, hash: try StateTree.bucketHash(buckets[bucket, default: []]))
        }
    }

    @Test("state and delta roots are the documented ones")
    func vectors() throws {
        let vectors = try Vector.file("block-state")
        for vector in try vectors("states").list {
            var state = State()
            for document in try vector("documents").list {
                try state.put(try document("key").text, try document("document").text)
            }
            #expect(state.tree.root == (try vector("root").hash))
        }
        for vector in try vectors("deltas").list {
            let changes = try vector("changes").list.map { change -> (key: [UInt8], document: [UInt8]?) in
                let document = change.has("document") ? Array(try change("document").text.utf8) : nil
                return (Array(try change("key").text.utf8), document)
            }
            #expect(try StateDeltaRoot.root(of: changes) == (try vector("root").hash))
            #expect(try StateDeltaRoot.root(of: changes.reversed()) == (try vector("root").hash))
        }
        expectRejection(.formatMalformed) { _ = try StateDeltaRoot.root(of: [([1], nil), ([1], [2])]) }
        expectRejection(.formatTooLarge) {
            _ = try StateDeltaRoot.root(of: [([UInt8](repeating: 0, count: 65_536), nil)])
        }
    }

    @Test("many updates at once, one by one, and restored: the same tree")
    func updates() throws {
        var random = SeededGenerator.fresh()
        var single = StateTree()
        var changes: [(bucket: UInt16, hash: Hash256)] = []
        for _ in 0..<300 {
            let hash = Hash256(hashing: random.bytes(8))
            // Few enough buckets that some come twice.
            let bucket = UInt16(truncatingIfNeeded: random.next() % 200) &* 327
            changes.append((bucket, hash))
            single.update(bucket: bucket, hash: hash)
        }
        var batch = StateTree()
        batch.update(changes)
        #expect(batch.root == single.root, "seed \(random.seed)")
        let encoded = single.encodedBucketHashes
        #expect(encoded.count == StateTree.encodedByteCount)
        let restored = try StateTree(parsing: encoded)
        #expect(restored.root == single.root)
        #expect(restored.hash(ofBucket: changes[299].bucket) == changes[299].hash)
        var empty = batch
        empty.update([])
        #expect(empty.root == batch.root)
        expectRejection(.formatTruncated) { _ = try StateTree(parsing: Array(encoded.dropLast())) }
        expectRejection(.formatTrailingBytes) { _ = try StateTree(parsing: encoded + [0]) }
    }

    @Test("presence and absence are proved, and nothing else can be")
    func proofs() throws {
        var random = SeededGenerator.fresh()
        var tree = StateTree()
        // One crowded bucket: key hashes with the same first two bytes.
        let keyHashes = try (0..<9).map { _ in try #require(Hash256(bytes: [0x12, 0x34] + random.bytes(30))) }
        let leaves = keyHashes.dropLast().map { StateTree.Leaf(keyHash: $0, documentHash: Hash256(hashing: $0.bytes)) }
        tree.update(bucket: 0x1234, hash: try StateTree.bucketHash(leaves))
        let root = tree.root
        let first = try #require(Hash256(bytes: [0x12, 0x34] + [UInt8](repeating: 0, count: 30)))
        let last = try #require(Hash256(bytes: [0x12, 0x34] + [UInt8](repeating: 0xFF, count: 30)))
        for keyHash in keyHashes + [first, last] {
            let proof = try tree.proof(ofKeyHash: keyHash, leaves: leaves)
            let expected = leaves.first { $0.keyHash == keyHash }?.documentHash
            #expect(try proof.verify(keyHash: keyHash, root: root) == expected, "seed \(random.seed)")
            expectRejection(.proofInvalid) { _ = try proof.verify(keyHash: keyHash, root: .zero) }
            // A proof of one key says nothing about another.
            for other in keyHashes where other != keyHash {
                guard let said = Self.said(by: proof, of: other, root) else { continue }
                let isTrue = leaves.first { $0.keyHash == other }?.documentHash == said.documentHash
                #expect(isTrue, "seed \(random.seed)")
            }
        }
        let elsewhere = Hash256(hashing: [1])
        let empty = try tree.proof(ofKeyHash: elsewhere, leaves: [])
        #expect(try empty.verify(keyHash: elsewhere, root: root) == nil)
        expectRejection(.proofInvalid) { _ = try empty.verify(keyHash: keyHashes[0], root: root) }
        expectRejection(.proofInvalid) { _ = try tree.proof(ofKeyHash: keyHashes[0], leaves: leaves.dropLast()) }
    }

    /// What the proof shows about a key; nil when it shows nothing.
    private static func said(by proof: StateProof, of key: Hash256, _ root: Hash256) -> (documentHash: Hash256?, Void)?
    {
        do { return (try proof.verify(keyHash: key, root: root), ()) } catch { return nil }
    }

    @Test("forged proofs are refused: gaps, wrong ends, wrong siblings")
    func forgedProofs() throws {
        let leaves = (0..<5).map { number in
            StateTree.Leaf(
                keyHash: Self.keyHash(UInt8(2 * number + 1)), documentHash: Hash256(hashing: [UInt8(number)]))
        }
        var tree = StateTree()
        tree.update(bucket: 0, hash: try StateTree.bucketHash(leaves))
        let hashes = leaves.map(\.hash)
        func position(_ index: Int) -> StateProof.Position {
            StateProof.Position(
                leaf: leaves[index], index: UInt64(index),
                path: MerkleTree.inclusionProof(ofLeafAt: index, inLeafHashes: hashes))
        }
        let siblings = try tree.proof(ofKeyHash: leaves[0].keyHash, leaves: leaves).siblings
        func verify(_ kind: StateProof.Kind, _ key: UInt8, count: UInt64 = 5, _ siblings: [Hash256]) throws {
            _ = try StateProof(kind: kind, count: count, siblings: siblings).verify(
                keyHash: Self.keyHash(key), root: tree.root)
        }
        try verify(.absent(left: position(1), right: position(2)), 4, siblings)
        try verify(.absent(left: nil, right: position(0)), 0, siblings)
        try verify(.absent(left: position(4), right: nil), 10, siblings)
        // Leaf 2 (key 5) stands there, although 1 and 3 are named as neighbours.
        expectRejection(.proofInvalid) { try verify(.absent(left: position(1), right: position(3)), 5, siblings) }
        expectRejection(.proofInvalid) { try verify(.absent(left: nil, right: position(2)), 4, siblings) }
        expectRejection(.proofInvalid) { try verify(.absent(left: position(1), right: nil), 4, siblings) }
        expectRejection(.proofInvalid) { try verify(.absent(left: position(1), right: nil), 4, count: 2, siblings) }
        expectRejection(.proofInvalid) { try verify(.absent(left: nil, right: nil), 4, siblings) }
        expectRejection(.proofInvalid) { try verify(.absent(left: nil, right: nil), 4, count: 0, siblings) }
        expectRejection(.proofInvalid) { try verify(.absent(left: position(1), right: position(2)), 5, siblings) }
        expectRejection(.proofInvalid) { try verify(.present(position(2)), 4, siblings) }
        expectRejection(.proofInvalid) { try verify(.present(position(2)), 5, siblings.dropLast()) }
        expectRejection(.proofInvalid) { try verify(.present(position(2)), 5, siblings.reversed()) }
    }

    private static func keyHash(_ last: UInt8) -> Hash256 {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[31] = last
        return Hash256(bytes: bytes) ?? .zero
    }
}
