import Crypto
import LedgerFormat
import TestSupport
import Testing

/// Each parser is fed altered valid inputs and noise: it must answer with a value or a `Rejection` (the compiler sees
/// to it that nothing else is thrown), never trap, and whatever it accepts must write itself back. Bounded by a number
/// of rounds.
@Suite("Fuzzing of the parsers")
struct FuzzTests {
    private func fuzz(
        _ purpose: String = #function, rounds: Int, seeds: [[UInt8]], _ parse: ([UInt8], Comment) throws -> Void
    ) rethrows {
        var random = SeededGenerator.fresh(purpose)
        for round in 0..<rounds {
            let input: [UInt8]
            if round % 10 == 0 {
                input = random.bytes(random.below(400))
            } else {
                input = random.mutated(seeds[random.below(seeds.count)])
            }
            try parse(input, "MEDCHAIN_TEST_SEED=\(random.seed), round \(round)")
        }
    }

    @Test func strictJSON() throws {
        let seeds = try Vector.file("json")("valid").list.map { try $0("hex").hex }
        fuzz(rounds: 6_000, seeds: seeds) { input, comment in
            guard let value = try? StrictJSONParser.parse(input) else { return }
            let canonical = value.canonicalBytes
            #expect((try? StrictJSONParser.parse(canonical))?.canonicalBytes == canonical, comment)
        }
    }

    @Test func transaction() throws {
        let seeds = try Vector.file("transaction")("valid").list.map { Array(try $0("jws").text.utf8) }
        // Also inside the base64url parts, which random changes of the text rarely leave decodable.
        let payloads = seeds.compactMap { $0.split(separator: 0x2E).dropFirst().first }.compactMap {
            Base64URL.decode($0)
        }
        fuzz(rounds: 3_000, seeds: seeds) { input, comment in
            guard let transaction = try? Transaction(parsing: input) else { return }
            #expect(transaction.encoded == input, comment)
        }
        fuzz("payload", rounds: 2_000, seeds: payloads) { input, comment in
            let parts = seeds[0].split(separator: 0x2E)
            let jws = Array(parts[0]) + [0x2E] + Base64URL.encode(input) + [0x2E] + Array(parts[2])
            guard let transaction = try? Transaction(parsing: jws) else { return }
            #expect(transaction.encoded == jws, comment)
        }
    }

    @Test func batch() throws {
        let seeds = try Vector.file("block-batch")("valid").list.map { try $0("hex").hex }
        try fuzz(rounds: 2_000, seeds: seeds) { input, comment in
            guard let batch = try? Batch(parsing: input) else { return }
            let again = try Batch(
                heading: batch.heading, transactions: batch.transactions, signingKey: Curve25519.Signing.PrivateKey())
            #expect(again.hash == batch.hash, comment)
        }
    }

    @Test func header() throws {
        let seeds = try Vector.file("block-header")("chain").list.map { try $0("hex").hex }
        fuzz(rounds: 4_000, seeds: seeds) { input, comment in
            guard let header = try? BlockHeader(parsing: input) else { return }
            #expect(header.encoded == input, comment)
        }
    }

    @Test func checkpoint() throws {
        let seeds = try Vector.file("checkpoint")("valid").list.map { Array(try $0("text").text.utf8) }
        fuzz(rounds: 4_000, seeds: seeds) { input, comment in
            guard let checkpoint = try? Checkpoint(parsing: input) else { return }
            #expect(Array(checkpoint.text.utf8) == input, comment)
        }
    }

    @Test func organisationSet() throws {
        let seeds = [try Vector.file("block-genesis")("organisationSet").value.canonicalBytes]
        fuzz(rounds: 3_000, seeds: seeds) { input, comment in
            guard let set = try? OrganisationSet(parsing: input) else { return }
            #expect((try? OrganisationSet(parsing: set.json.canonicalBytes)) == set, comment)
        }
    }

    @Test func genesis() throws {
        let seeds = [try Vector.file("block-genesis")("genesis").value.canonicalBytes]
        fuzz(rounds: 800, seeds: seeds) { input, comment in
            guard let genesis = try? Genesis(parsing: input) else { return }
            #expect((try? Genesis(parsing: genesis.encoded))?.network == genesis.network, comment)
        }
    }

    @Test func receipt() throws {
        let vectors = try Vector.file("receipt")
        let network = try vectors("network").hash
        let seeds = try vectors("valid").members.map { try Vector(value: $0.value)("receipt").value.canonicalBytes }
        fuzz(rounds: 800, seeds: seeds) { input, comment in
            guard let receipt = try? Receipt(parsing: input) else { return }
            #expect((try? Receipt(parsing: receipt.encoded))?.encoded == receipt.encoded, comment)
            _ = try? receipt.verify(trusting: network)
        }
    }

    @Test func outcome() {
        let seeds = [Outcome.accepted([["a": .string("b")]]).encoded, Outcome.rejected(.accessDenied).encoded]
        fuzz(rounds: 3_000, seeds: seeds) { input, comment in
            guard let outcome = try? Outcome(parsing: input) else { return }
            #expect((try? Outcome(parsing: outcome.encoded))?.encoded == outcome.encoded, comment)
        }
    }

    @Test func identity() throws {
        let seeds = try Vector.file("identity")("derived").list.map { Array(try $0("readable").text.utf8) }
        fuzz(rounds: 6_000, seeds: seeds) { input, comment in
            let text = String(decoding: input, as: UTF8.self)
            if let id = IdentityID(canonical: text) { #expect(id.canonical == text, comment) }
            if let id = IdentityID(typed: text) { #expect(IdentityID(canonical: id.canonical) == id, comment) }
        }
    }
}
