import Crypto
import LedgerFormat
import TestSupport
import Testing

@Suite("Receipts")
struct ReceiptTests {
    @Test("valid receipts show what they should")
    func valid() throws {
        let vectors = try Vector.file("receipt")
        let network = try vectors("network").hash
        for member in try vectors("valid").members {
            let vector = Vector(value: member.value)
            let bytes = try vector("receipt").value.canonicalBytes
            let receipt = try Receipt(parsing: bytes)
            #expect(receipt.encoded == bytes)
            let verified = try receipt.verify(trusting: network)
            #expect(verified.hash == (try vector("hash").hash))
            #expect(Int64(verified.height) == (try vector("height").number))
            #expect(verified.time.milliseconds == (try vector("time").number))
            #expect(verified.final == (try vector("final").flag), "\(member.name)")
            #expect((verified.outcome.rejection == nil) == (try vector("accepted").flag))
            #expect(verified.cosigners.map(\.canonical) == (try vector("cosigners").list.map { try $0.text }))
            #expect(verified.signatureVerified == (try vector("signatureVerified").flag))
            expectRejection(.transactionNetwork) { _ = try receipt.verify(trusting: .zero) }
        }
    }

    @Test("forged and altered receipts are refused with their code")
    func invalid() throws {
        let vectors = try Vector.file("receipt")
        let network = try vectors("network").hash
        for vector in try vectors("invalid").list {
            let base = try vectors("valid")(try vector("base").text)("receipt").members
            let changes = try vector("change").members
            var altered = base.filter { member in !changes.contains { $0.name == member.name } }
            for change in changes {
                if case .null = change.value { continue }
                altered.append(change)
            }
            let bytes = JSONObject(altered).canonicalBytes
            expectRejection(try vector("code").code, "\(vector.name)") {
                _ = try Receipt(parsing: bytes).verify(trusting: network)
            }
        }
    }

    @Test("every transaction of every block has a receipt, also with a system leaf in the block")
    func everyTransaction() throws {
        let ledger = try SampleLedger(organisations: 3, blocks: 4)
        for (height, block) in ledger.blocks.enumerated() {
            for index in block.transactions.indices {
                let receipt = try Receipt(parsing: try ledger.receipt(height: height, index: index).encoded)
                let verified = try receipt.verify(trusting: ledger.genesis.network)
                #expect(verified.height == UInt64(height))
                #expect(verified.final)
                #expect(verified.signatureVerified)
                #expect(verified.transaction.encoded == block.transactions[index])
            }
        }
    }

    @Test("a system leaf is nobody's transaction")
    func systemLeaf() throws {
        let ledger = try SampleLedger(blocks: 3)
        let block = ledger.blocks[3]
        let receipt = try ledger.receipt(height: 3, index: 0)
        let forged = Receipt(
            genesis: receipt.genesis, transaction: receipt.transaction, outcome: receipt.outcome, index: 3,
            count: receipt.count, path: MerkleTree.inclusionProof(ofLeafAt: 3, inLeafHashes: block.leaves),
            header: receipt.header, checkpoint: receipt.checkpoint)
        expectRejection(.receiptInvalid) { _ = try forged.verify(trusting: ledger.genesis.network) }
    }

    @Test("a given key goes before the enclosed one")
    func givenKey() throws {
        let ledger = try SampleLedger(blocks: 1)
        let receipt = try ledger.receipt(height: 1, index: 0, withKey: false)
        let network = ledger.genesis.network
        #expect(try !receipt.verify(trusting: network).signatureVerified)
        let key = P256PublicKey(ledger.patient.publicKey)
        #expect(try receipt.verify(trusting: network, signerKey: key).signatureVerified)
        let other = P256PublicKey(P256.Signing.PrivateKey().publicKey)
        expectRejection(.keyUnknown) { _ = try receipt.verify(trusting: network, signerKey: other) }
    }

    @Test("no change of one byte leaves a receipt final")
    func mutation() throws {
        let ledger = try SampleLedger(organisations: 2, blocks: 3)
        let bytes = try ledger.receipt(height: 3, index: 1).encoded
        let original = try Receipt(parsing: bytes).verify(trusting: ledger.genesis.network)
        var random = SeededGenerator.fresh()
        for _ in 0..<1_500 {
            let position = random.below(bytes.count)
            var altered = bytes
            altered[position] ^= 1 << UInt8(random.below(8))
            guard let verified = try? Receipt(parsing: altered).verify(trusting: ledger.genesis.network) else {
                continue
            }
            // Only a cosignature that became a stranger's is passed over; what the receipt says stays the same.
            #expect(!verified.final, "byte \(position), seed \(random.seed)")
            #expect(verified.cosigners.count == 1)
            #expect(verified.hash == original.hash && verified.height == original.height)
        }
    }
}
