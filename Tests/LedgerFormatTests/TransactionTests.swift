import Crypto
import LedgerFormat
import TestSupport
import Testing

@Suite("Transactions")
struct TransactionTests {
    @Test("valid transactions parse, verify and have the expected hash")
    func valid() throws {
        for vector in try Vector.file("transaction")("valid").list {
            let transaction = try SubmittedTransaction(parsing: Array(try vector("jws").text.utf8)).transaction
            #expect(transaction.hash == (try vector("hash").hash))
            #expect(transaction.signer == (try vector("signer").hash))
            #expect(transaction.command.canonicalBytes == Array(try vector("command").text.utf8))
            let key = try P256PublicKey(try vector("key").value, field: "key")
            _ = try VerifiedTransaction(verifying: transaction, with: key)
        }
    }

    @Test("malformed JWS, high s, wrong header, forged signature: each has its code")
    func invalid() throws {
        for vector in try Vector.file("transaction")("invalid").list {
            expectRejection(try vector("code").code, "\(vector.name)") {
                let transaction = try Transaction(parsing: Array(try vector("jws").text.utf8))
                guard vector.has("key") else { return }
                let key = try P256PublicKey(try vector("key").value, field: "key")
                _ = try VerifiedTransaction(verifying: transaction, with: key)
            }
        }
    }

    @Test("what a wallet assembles is what a node parses")
    func assembled() throws {
        let ledger = try SampleLedger(blocks: 0)
        let command: JSONObject = ["type": .string("x.y"), "text": .string("é\u{1F600}\n")]
        let transaction = try ledger.transaction(command)
        let parsed = try Transaction(parsing: transaction.encoded)
        #expect(parsed.hash == transaction.hash)
        #expect(parsed.commandType == "x.y")
        #expect(parsed.command.canonicalBytes == command.canonicalBytes)
        #expect(parsed.network == ledger.genesis.network)
        _ = try VerifiedTransaction(verifying: parsed, with: P256PublicKey(ledger.patient.publicKey))
    }

    @Test("low s: of a signature and its mirror image exactly one is accepted, and normalizing finds it")
    func lowS() throws {
        let key = P256.Signing.PrivateKey()
        let message = Array("message".utf8)
        for _ in 0..<50 {
            let raw = Array(try key.signature(for: message).rawRepresentation)
            let normalized = try ES256Signature(normalizing: raw)
            #expect(try ES256Signature(bytes: normalized.bytes) == normalized)
            #expect(normalized.verifies(message, with: key.publicKey))
            #expect((normalized.bytes == raw) == ((try? ES256Signature(bytes: raw)) != nil))
        }
        expectRejection(.transactionSyntax) { _ = try ES256Signature(bytes: [1]) }
    }

    @Test("no change of one byte leaves a transaction valid")
    func mutation() throws {
        let ledger = try SampleLedger(blocks: 0)
        let key = P256PublicKey(ledger.patient.publicKey)
        let transaction = try ledger.transaction()
        var random = SeededGenerator.fresh()
        for position in transaction.encoded.indices {
            var bytes = transaction.encoded
            bytes[position] ^= 1 << UInt8(random.below(8))
            #expect(throws: Rejection.self, "byte \(position), seed \(random.seed)") {
                _ = try VerifiedTransaction(verifying: try Transaction(parsing: bytes), with: key)
            }
        }
    }
}
