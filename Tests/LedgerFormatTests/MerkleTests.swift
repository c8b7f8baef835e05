import LedgerFormat
import TestSupport
import Testing

@Suite("Merkle trees and the log of headers")
struct MerkleTests {
    /// The nodes that a store would keep.
    private struct Table {
        private var nodes: [String: Hash256] = [:]
        private(set) var log = HeaderLog()

        mutating func append(_ leaf: Hash256) {
            for node in log.append(leaf) { nodes["\(node.level)/\(node.index)"] = node.hash }
        }

        func lookup(_ level: Int, _ index: UInt64) throws -> Hash256 {
            try #require(nodes["\(level)/\(index)"], "no complete node \(level)/\(index)")
        }
    }

    private static func leaf(_ number: Int) -> Hash256 { MerkleTree.leafHash(Array("leaf \(number)".utf8)) }

    @Test("RFC 6962: known roots, inclusion and consistency proofs")
    func vectors() throws {
        for vector in try Vector.file("block-merkle")("trees").list {
            let leaves = try vector("leaves").list.map { MerkleTree.leafHash(try $0.hex) }
            let root = MerkleTree.root(ofLeafHashes: leaves)
            #expect(root.hex == (try vector("root").text))
            var table = Table()
            for leaf in leaves { table.append(leaf) }
            #expect(table.log.root == root)
            for proof in try vector("inclusion").list {
                let index = Int(try proof("index").number)
                let path = try proof("path").list.map { try $0.text }
                #expect(MerkleTree.inclusionProof(ofLeafAt: index, inLeafHashes: leaves).map(\.hex) == path)
                let fromTable = try HeaderLog.inclusionProof(
                    index: UInt64(index), size: UInt64(leaves.count), lookup: table.lookup)
                #expect(fromTable.map(\.hex) == path)
            }
            for proof in try vector("consistency").list {
                let fromTable = try HeaderLog.consistencyProof(
                    from: UInt64(try proof("old").number), to: UInt64(leaves.count), lookup: table.lookup)
                #expect(fromTable.map(\.hex) == (try proof("path").list.map { try $0.text }))
            }
        }
    }

    @Test("the growing log agrees with the whole tree at every size, also when restored")
    func growing() throws {
        var log = HeaderLog()
        var leaves: [Hash256] = []
        for number in 0..<130 {
            #expect(log.root == MerkleTree.root(ofLeafHashes: leaves))
            log = try HeaderLog(size: log.size, edge: log.edge)
            leaves.append(Self.leaf(number))
            let completed = log.append(Self.leaf(number))
            #expect(completed.first?.level == 0)
            #expect(completed.count == (number + 1).trailingZeroBitCount + 1)
        }
        expectRejection(.formatMalformed) { _ = try HeaderLog(size: 3, edge: [.zero]) }
    }

    @Test("every inclusion proof verifies at its place and nowhere else")
    func inclusion() throws {
        for count in 1...33 {
            let leaves = (0..<count).map(Self.leaf)
            let root = MerkleTree.root(ofLeafHashes: leaves)
            for index in 0..<count {
                let path = MerkleTree.inclusionProof(ofLeafAt: index, inLeafHashes: leaves)
                for other in 0..<count {
                    let reached = try? MerkleTree.root(
                        leafHash: leaves[other], index: UInt64(index), count: UInt64(count), path: path)
                    #expect((reached == root) == (other == index))
                }
                expectRejection(.proofInvalid) {
                    _ = try MerkleTree.root(
                        leafHash: leaves[index], index: UInt64(index), count: UInt64(count), path: path + [root])
                }
            }
            expectRejection(.proofInvalid) {
                _ = try MerkleTree.root(leafHash: leaves[0], index: UInt64(count), count: UInt64(count), path: [])
            }
        }
    }

    @Test("proofs from the table verify with few look-ups")
    func table() throws {
        var table = Table()
        var roots = [MerkleTree.emptyRoot]
        for number in 0..<70 {
            table.append(Self.leaf(number))
            roots.append(table.log.root)
        }
        for size in 1...70 {
            var lookups = 0
            let counted: HeaderLog.Lookup = { level, index in
                lookups += 1
                return try table.lookup(level, index)
            }
            #expect(try HeaderLog.root(size: UInt64(size), lookup: counted) == roots[size])
            for index in stride(from: 0, to: size, by: 7) {
                lookups = 0
                let path = try HeaderLog.inclusionProof(index: UInt64(index), size: UInt64(size), lookup: counted)
                #expect(lookups <= 14)
                let reached = try MerkleTree.root(
                    leafHash: Self.leaf(index), index: UInt64(index), count: UInt64(size), path: path)
                #expect(reached == roots[size])
            }
            for old in 1...size {
                let proof = try HeaderLog.consistencyProof(from: UInt64(old), to: UInt64(size), lookup: table.lookup)
                try Self.verify(old, size, roots, proof)
                expectRejection(.proofInvalid, "another old root") {
                    try MerkleTree.verifyConsistency(
                        oldSize: UInt64(old), oldRoot: .zero, newSize: UInt64(size), newRoot: roots[size], proof: proof)
                }
                expectRejection(.proofInvalid, "too long") { try Self.verify(old, size, roots, proof + [.zero]) }
                guard !proof.isEmpty else { continue }
                expectRejection(.proofInvalid, "too short") { try Self.verify(old, size, roots, proof.dropLast()) }
            }
        }
        expectRejection(.proofInvalid) { _ = try HeaderLog.inclusionProof(index: 5, size: 5, lookup: table.lookup) }
        expectRejection(.proofInvalid) { _ = try HeaderLog.consistencyProof(from: 0, to: 5, lookup: table.lookup) }
        expectRejection(.proofInvalid) { _ = try HeaderLog.consistencyProof(from: 6, to: 5, lookup: table.lookup) }
    }

    private static func verify(_ old: Int, _ size: Int, _ roots: [Hash256], _ proof: [Hash256]) throws {
        try MerkleTree.verifyConsistency(
            oldSize: UInt64(old), oldRoot: roots[old], newSize: UInt64(size), newRoot: roots[size], proof: proof)
    }

    @Test("sizes near 2^64 neither trap nor loop")
    func extremes() {
        for count: UInt64 in [.max, 1 << 63, (1 << 63) + 1] {
            expectRejection(.proofInvalid) {
                _ = try MerkleTree.root(leafHash: .zero, index: 0, count: count, path: [.zero])
            }
            expectRejection(.proofInvalid) {
                try MerkleTree.verifyConsistency(
                    oldSize: 1, oldRoot: .zero, newSize: count, newRoot: .zero, proof: [.zero])
            }
        }
    }
}
