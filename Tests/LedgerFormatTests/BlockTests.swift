import Crypto
import LedgerFormat
import TestSupport
import Testing

@Suite("Batches and headers")
struct BlockTests {
    @Test("batches parse to what they were made from")
    func batches() throws {
        let vectors = try Vector.file("block-batch")
        for vector in try vectors("valid").list {
            let batch = try Batch(parsing: try vector("hex").hex)
            #expect(batch.hash == (try vector("hash").hash))
            #expect(batch.heading.network == (try vector("network").hash))
            #expect(Int64(batch.heading.epoch) == (try vector("epoch").number))
            #expect(batch.heading.node.canonical == (try vector("node").text))
            #expect(Int64(batch.heading.sequence) == (try vector("sequence").number))
            #expect(batch.heading.time.milliseconds == (try vector("time").number))
            #expect(batch.transactions == (try vector("transactions").list.map { Array(try $0.text.utf8) }))
            let key = Base64URL.decode(try vector("attestationKey").text.utf8) ?? []
            #expect(batch.isSigned(by: key))
        }
        for vector in try vectors("invalid").list {
            let input = try vector("hex").hex
            expectRejection(try vector("code").code, "\(vector.name)") { _ = try Batch(parsing: input) }
        }
    }

    @Test("the layout of a batch is the documented one")
    func batchLayout() throws {
        let key = Curve25519.Signing.PrivateKey()
        let network = Hash256(hashing: [1])
        let previous = Hash256(hashing: [2])
        let node = IdentityID(network: network, firstKey: previous)
        let time = try #require(LedgerTime(milliseconds: 0x0102_0304_0506))
        let heading = Batch.Heading(
            network: network, epoch: 0x0A0B_0C0D, node: node, sequence: 0x1122, previous: previous, time: time)
        let batch = try Batch(heading: heading, transactions: [[0x61, 0x62], [0x63]], signingKey: key)
        let bytes = batch.encoded
        #expect(Array(bytes[0..<8]) == Array("MCBATCH1".utf8))
        #expect(Array(bytes[8..<40]) == network.bytes)
        #expect(Array(bytes[40..<44]) == [0x0A, 0x0B, 0x0C, 0x0D])
        #expect(Array(bytes[44..<58]) == Array(node.canonical.utf8))
        #expect(Array(bytes[58..<66]) == [0, 0, 0, 0, 0, 0, 0x11, 0x22])
        #expect(Array(bytes[66..<98]) == previous.bytes)
        #expect(Array(bytes[98..<106]) == [0, 0, 1, 2, 3, 4, 5, 6])
        #expect(Array(bytes[106..<121]) == [0, 0, 0, 2, 0, 0, 0, 2, 0x61, 0x62, 0, 0, 0, 1, 0x63])
        #expect(bytes.count == 121 + 64)
        #expect(try Batch(parsing: bytes).heading == heading)
        #expect(batch.isSigned(by: Array(key.publicKey.rawRepresentation)))
        expectRejection(.formatTooLarge) {
            _ = try Batch(heading: heading, transactions: [[UInt8](repeating: 0, count: 65_537)], signingKey: key)
        }
        expectRejection(.formatTooLarge) {
            _ = try Batch(heading: heading, transactions: Array(repeating: [], count: 4_097), signingKey: key)
        }
    }

    @Test("no change of one byte leaves a batch signed")
    func batchMutation() throws {
        let key = Curve25519.Signing.PrivateKey()
        let heading = Batch.Heading(
            network: .zero, epoch: 0, node: IdentityID(network: .zero, firstKey: .zero), sequence: 1, previous: .zero,
            time: .zero)
        let batch = try Batch(heading: heading, transactions: [Array("a.b.c".utf8)], signingKey: key)
        let publicKey = Array(key.publicKey.rawRepresentation)
        var random = SeededGenerator.fresh()
        for position in batch.encoded.indices {
            var bytes = batch.encoded
            bytes[position] ^= 1 << UInt8(random.below(8))
            let isSigned = (try? Batch(parsing: bytes))?.isSigned(by: publicKey) ?? false
            #expect(!isSigned, "byte \(position), seed \(random.seed)")
        }
    }

    @Test("a chain of headers: fields, hashes, the log's root")
    func headers() throws {
        let vectors = try Vector.file("block-header")
        var log = HeaderLog()
        var previous = Hash256.zero
        for vector in try vectors("chain").list {
            let header = try BlockHeader(parsing: try vector("hex").hex)
            #expect(header.encoded == (try vector("hex").hex))
            #expect(header.hash == (try vector("hash").hash))
            let fields = try vector("fields")
            #expect(header.network == (try fields("network").hash))
            #expect(Int64(header.height) == (try fields("height").number))
            #expect(Int64(header.transactionCount) == (try fields("transactionCount").number))
            #expect(header.transactionsRoot == (try fields("transactionsRoot").hash))
            #expect(header.deltaRoot == (try fields("deltaRoot").hash))
            #expect(String(header.stateRoot?.height ?? .max) == (try fields("stateHeight").text))
            #expect(header.organisationSet == (try fields("organisationSet").hash))
            #expect(header.proposer.canonical == (try fields("proposer").text))
            #expect(header.batch == (try fields("batch").hash))
            #expect(header.time.milliseconds == (try fields("time").number))
            #expect(header.previous == previous)
            #expect(header.headersRoot == log.root)
            previous = header.hash
            log.append(header.logLeafHash)
        }
        #expect(log.root == (try vectors("root").hash))
        for vector in try vectors("invalid").list {
            let input = try vector("hex").hex
            expectRejection(try vector("code").code, "\(vector.name)") {
                _ = try BlockHeader(parsing: input)
            }
        }
    }

    @Test("the layout of a header is the documented one")
    func headerLayout() throws {
        func hash(_ number: UInt8) -> Hash256 { Hash256(hashing: [number]) }
        let header = BlockHeader(
            network: hash(1), contractVersion: 0x0203, epoch: 0x0405_0607, height: 8, previous: hash(2),
            transactionCount: 9, transactionsRoot: hash(3), deltaRoot: hash(4),
            stateRoot: BlockHeader.StateRoot(height: 5, root: hash(5)), headersRoot: hash(6), organisationSet: hash(7),
            proposer: IdentityID(network: .zero, firstKey: .zero), sequence: 10, batch: hash(8),
            time: try #require(LedgerTime(milliseconds: 11)))
        let bytes = header.encoded
        #expect(bytes.count == 314)
        #expect(Array(bytes[0..<2]) == [0, 1])
        let hashes = [(2, 1), (48, 2), (84, 3), (116, 4), (156, 5), (188, 6), (220, 7), (274, 8)]
        for (offset, number) in hashes { #expect(Array(bytes[offset..<(offset + 32)]) == hash(UInt8(number)).bytes) }
        #expect(Array(bytes[34..<40]) == [2, 3, 4, 5, 6, 7])
        for (offset, number) in [(47, 8), (83, 9), (155, 5), (273, 10), (313, 11)] {
            #expect(bytes[offset] == UInt8(number))
        }
        #expect(Array(bytes[252..<266]) == Array(header.proposer.canonical.utf8))
        #expect(try BlockHeader(parsing: bytes) == header)
    }

    @Test("no change of one byte leaves a header in the log")
    func headerMutation() throws {
        let ledger = try SampleLedger(blocks: 3)
        let checkpoint = try ledger.checkpoint()
        let proof = ledger.headerProof(2)
        var random = SeededGenerator.fresh()
        for position in proof.header.indices {
            var bytes = proof.header
            bytes[position] ^= 1 << UInt8(random.below(8))
            let root = try MerkleTree.root(
                leafHash: MerkleTree.leafHash(bytes), index: 2, count: checkpoint.treeSize, path: proof.path)
            #expect(root != checkpoint.root)
        }
    }

    @Test("outcomes survive writing and parsing")
    func outcomes() throws {
        let event: JSONObject = ["type": .string("a.b"), "v": .integer(1)]
        let accepted = Outcome.accepted([event]).encoded
        #expect(String(decoding: accepted, as: UTF8.self) == #"{"accepted":true,"events":[{"type":"a.b","v":1}]}"#)
        #expect(try Outcome(parsing: accepted).encoded == accepted)
        let rejected = Outcome.rejected(.accessDenied).encoded
        #expect(String(decoding: rejected, as: UTF8.self) == #"{"accepted":false,"code":"access.denied"}"#)
        #expect(try Outcome(parsing: rejected).rejection == .accessDenied)
        expectRejection(.formatMalformed) { _ = try Outcome(parsing: Array(#"{"accepted":false,"code":"x"}"#.utf8)) }
        expectRejection(.jsonUnknownField) {
            _ = try Outcome(parsing: Array(#"{"accepted":false,"code":"access.denied","events":[]}"#.utf8))
        }
    }
}
