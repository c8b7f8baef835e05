import Crypto
import LedgerFormat
import NodeWire
import TestSupport
import Testing

/// Every message comes back as it was sent, and refuses what is not its own (docs/spec/node-api-v1.md).
@Suite struct MessageTests {
    private static let identity = IdentityID(network: .zero, firstKey: Hash256(hashing: [1]))
    private static let position = ReadPosition(height: 7, headersRoot: Hash256(hashing: [2]))
    private static let kdf = KeyDerivationParameters(iterations: 600_000, salt: [UInt8](repeating: 3, count: 16))
    private static let time = LedgerTime.zero.advanced(byMilliseconds: 1_795_000_000_000)

    private static var messages: [any WireObject] {
        var generator = SystemRandomNumberGenerator()
        let record = EntityID.random(using: &generator)
        let event: JSONObject = ["type": .string("record.added"), "v": .integer(1)]
        let problem = Problem(code: "busy", status: 503, title: "Too much to do.", detail: "Try again.", field: "x")
        let accepted = TransactionResult(
            hash: .zero, rejection: nil, height: 1, index: 2, time: time, events: [event], identity: identity)
        let rejected = TransactionResult(
            hash: .zero, rejection: .accessDenied, height: 1, index: 2, time: time, events: [])
        return [
            position, Page(items: [event], next: "c", at: position), Page(items: [], next: nil, at: position),
            Positioned(value: event, at: position), problem, accepted, rejected,
            TransactionSubmission(transactions: [Array("a.b.c".utf8)]),
            TransactionResults(answers: [.recorded(accepted), .refused(problem), .recorded(rejected)]),
            RegistrationRequest(application: Array("a.b.c".utf8)),
            DeliveredEvent(event: event, transaction: .zero, height: 3, time: time, cursor: "3.0"),
            DeliveredEvent(event: event, transaction: nil, height: 3, time: time, cursor: "3.0"), kdf,
            AccountRequest(userName: "alice", kdf: kdf, authenticationKey: key, vault: [1, 2]),
            VaultRequest(authenticationKey: key), VaultAnswer(vault: [9]),
            VaultReplacement(authenticationKey: key, kdf: kdf, newAuthenticationKey: key, vault: [7]),
            ChallengeRequest(key: .zero), Challenge(challenge: .zero, expiresAt: time),
            SessionRequest(proof: Array("a.b.c".utf8)),
            SessionAnswer(session: "token", identity: identity, expiresAt: time),
            ReleaseRequest(transaction: .zero), ReleaseRequest(transaction: .zero, records: [record]),
            ReleasedShareMessage(record: record, organisation: identity, x: 1, share: "{}"), UploadProgress(offset: 5),
            WalletDuties(rekey: ["clinical"], reseal: [.init(category: "clinical", records: [record])]),
        ]
    }
    private static var key: [UInt8] { [UInt8](repeating: 4, count: 32) }

    @Test func comeBackAsTheyWereSent() throws {
        for message in Self.messages {
            let again = try type(of: message).init(parsing: message.encoded)
            #expect(again.encoded == message.encoded, "\(type(of: message))")
        }
    }

    @Test func refuseAMemberThatIsNotTheirs() throws {
        // An object with a position carries any members: it is the one message that cannot know them.
        for message in Self.messages where !(message is Positioned) {
            var json = message.json
            json.set("surprise", .integer(1))
            #expect(throws: Rejection.self, "\(type(of: message))") { try type(of: message).init(json: json) }
        }
    }

    @Test func refuseAMissingMember() {
        for message in Self.messages {
            for member in message.json.members
            where !["next", "identity", "transaction", "records"].contains(member.name) {
                let rest = JSONObject(message.json.members.filter { $0.name != member.name })
                if message is Problem, ["detail", "field"].contains(member.name) { continue }
                if message is Positioned, member.name != "at" { continue }
                #expect(throws: Rejection.self, "\(type(of: message)).\(member.name)") {
                    try type(of: message).init(json: rest)
                }
            }
        }
    }

    @Test func weakKeyDerivationIsRefused() {
        var json = Self.kdf.json
        json = JSONObject(json.members.filter { $0.name != "iterations" })
        json.set("iterations", .integer(599_999))
        #expect(throws: Rejection.self) { try KeyDerivationParameters(json: json) }
    }

    @Test func mutatedBytesNeverCrash() {
        var generator = SeededGenerator(seed: 11)
        for message in Self.messages {
            let bytes = message.encoded
            for _ in 0..<300 {
                var mutated = bytes
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    mutated[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                        in: 0...255, using: &generator)
                }
                _ = try? type(of: message).init(parsing: mutated)
            }
        }
    }
}

@Suite struct SessionProofTests {
    private let key = P256.Signing.PrivateKey()
    private let node = IdentityID(network: .zero, firstKey: .zero)
    private let challenge = Challenge(challenge: Hash256(hashing: [5]), expiresAt: .zero.advanced(byMilliseconds: 1))

    private func proof() throws -> SessionProof {
        let input = SessionProof.signingInput(
            signer: P256PublicKey(key.publicKey).thumbprint, network: .zero, node: node, challenge: challenge)
        let signature = try ES256Signature(normalizing: Array(key.signature(for: input).rawRepresentation))
        return try SessionProof.assemble(signingInput: input, signature: signature)
    }

    @Test func verifiesUnderItsKeyOnly() throws {
        let proof = try proof()
        #expect(proof.verifies(with: P256PublicKey(key.publicKey)))
        #expect(!proof.verifies(with: P256PublicKey(P256.Signing.PrivateKey().publicKey)))
        #expect(proof.node == node)
        #expect(proof.challenge == challenge.challenge)
    }

    @Test func isNeverATransactionNorATransactionAProof() throws {
        #expect(throws: Rejection.self) { try Transaction(parsing: try proof().encoded) }
        let input = Transaction.signingInput(
            signer: P256PublicKey(key.publicKey).thumbprint, network: .zero,
            id: try #require(EntityID(bytes: [UInt8](repeating: 1, count: 16))),
            issuedAt: .zero, expiresAt: .zero.advanced(byMilliseconds: 5), command: ["type": .string("x")])
        let signature = try ES256Signature(normalizing: Array(key.signature(for: input).rawRepresentation))
        let transaction = try Transaction.assemble(signingInput: input, signature: signature)
        #expect(throws: Rejection(.transactionHeader)) { try SessionProof(parsing: transaction.encoded) }
    }

    @Test func anAlteredProofDoesNotVerify() throws {
        let proof = try proof()
        for index in stride(from: 0, to: proof.encoded.count, by: 3) {
            var bytes = proof.encoded
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            if let altered = try? SessionProof(parsing: bytes) {
                #expect(!altered.verifies(with: P256PublicKey(key.publicKey)))
            }
        }
    }
}
