import Foundation
import LedgerFormat
import RecordContract
import Testing

/// A sealing key goes on the ledger only with its owner's signature over what is said of it: who seals to it checks
/// that signature and need not believe the node that delivers the key.
@Suite struct KeyStatementTests {
    @Test(
        "A key without its owner's statement about exactly it is refused",
        arguments: [
            "another's", "another category", "another version", "another key",
        ])
    func rekey(fault: String) throws {
        var world = try MatrixWorld.shared.get().world
        let key = try world.actor("new key").sealingKey
        let statement = try world.statement(
            by: fault == "another's" ? "carol" : "alice", fault == "another category" ? .imaging : .clinical,
            version: fault == "another version" ? 3 : 2, fault == "another key" ? world.actor("other").sealingKey : key)
        let rekey = CompartmentRekey(
            category: .clinical, version: 2, publicKey: key, keyEnvelope: .sample, statement: statement, grants: [])
        #expect(try world.submit("alice", rekey) == .keyStatement)
        let before: CompartmentsDocument? = world.state.get(.compartments(try world.id("alice")))
        #expect(before?[.clinical].version == 1)
        let good = CompartmentRekey(
            category: .clinical, version: 2, publicKey: key, keyEnvelope: .sample,
            statement: try world.statement(by: "alice", .clinical, version: 2, key), grants: [])
        #expect(try world.submit("alice", good) == nil)
    }

    @Test("Compartments open only when each key is stated") func opening() throws {
        var world = try World()
        #expect(try world.register("zoe", .patient, at: "north") == nil)
        let right = try world.openCompartments(of: "zoe")
        var openings = right.compartments
        let last = openings[6]
        openings[6] = CompartmentOpen.Opening(
            category: last.category, publicKey: last.publicKey, keyEnvelope: last.keyEnvelope,
            statement: openings[5].statement)
        #expect(try world.submit("zoe", CompartmentOpen(compartments: openings)) == .keyStatement)
        #expect(try world.submit("zoe", right) == nil)
    }

    @Test("An organisation's key is stated by the manager who makes it") func organisation() throws {
        var world = try MatrixWorld.shared.get().world
        let key = try world.actor("next key").sealingKey
        let member = OrganisationRotateKey.Member(member: try world.id("hospitalManager"), envelope: .sample)
        for (signer, code) in [("nurse", RejectionCode.keyStatement), ("hospitalManager", nil)] {
            let rotate = OrganisationRotateKey(
                version: 2, publicKey: key, statement: try world.statement(by: signer, nil, version: 2, key),
                members: [member])
            #expect(try world.submit("hospitalManager", rotate) == code)
        }
    }

    /// A case of `Tests/Vectors/key-statement.json`, made by a program that knows only the specification.
    private struct Vector: Decodable {
        struct Key: Decodable {
            let x: String
            let y: String

            func ledger() throws -> P256PublicKey {
                try P256PublicKey(
                    coordinates: try #require(Base64URL.decode(x.utf8))
                        + (try #require(Base64URL.decode(y.utf8))))
            }
        }

        let name: String
        let network: String
        let holder: String
        let category: String?
        let version: Int64
        let publicKey: Key
        let signer: Key
        let message: String?
        let statement: String
        let valid: Bool
    }

    @Test("The statement is the specification's, to the byte") func vectors() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/key-statement.json")
        let vectors = try JSONDecoder().decode([String: [Vector]].self, from: Self.cases(try Data(contentsOf: file)))
        for vector in try #require(vectors["cases"]) {
            let message = KeyStatement.message(
                network: try #require(NetworkID(base64URL: vector.network)),
                holder: try #require(IdentityID(canonical: vector.holder)),
                category: vector.category.flatMap(Category.init(rawValue:)), version: vector.version,
                publicKey: try vector.publicKey.ledger())
            if let expected = vector.message {
                #expect(String(decoding: Base64URL.encode(message), as: UTF8.self) == expected, "\(vector.name)")
            }
            let signature = try ES256Signature(bytes: try #require(Base64URL.decode(vector.statement.utf8)))
            let signer = try vector.signer.ledger().verifying
            #expect(signature.verifies(message, with: signer) == vector.valid, "\(vector.name)")
        }
    }

    /// The file without its description, which is no list.
    private static func cases(_ data: Data) throws -> Data {
        let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try JSONSerialization.data(withJSONObject: ["cases": try #require(file["cases"])])
    }
}
