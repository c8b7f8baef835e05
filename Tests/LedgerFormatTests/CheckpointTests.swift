import Crypto
import LedgerFormat
import TestSupport
import Testing

@Suite("Organisation sets and checkpoints")
struct CheckpointTests {
    @Test("checkpoints and cosignatures: C2SP's form and rules")
    func vectors() throws {
        let vectors = try Vector.file("checkpoint")
        for vector in try vectors("valid").list {
            let text = Array(try vector("text").text.utf8)
            let checkpoint = try Checkpoint(parsing: text)
            #expect(Array(checkpoint.text.utf8) == text)
            #expect(Int64(checkpoint.treeSize) == (try vector("treeSize").number))
            #expect(checkpoint.root == (try vector("root").hash))
            let set = try OrganisationSet(try vector("set").value, field: "set")
            let cosigners = try checkpoint.cosigners(in: set).map(\.canonical)
            #expect(cosigners == (try vector("cosigners").list.map { try $0.text }), "\(vector.name)")
            let hasQuorum = (try? checkpoint.verifyQuorum(of: set)) != nil
            #expect(hasQuorum == (try vector("quorum").flag), "\(vector.name)")
        }
        for vector in try vectors("invalid").list {
            let set = try OrganisationSet(try vector("set").value, field: "set")
            expectRejection(try vector("code").code, "\(vector.name)") {
                try Checkpoint(parsing: Array(try vector("text").text.utf8)).verifyQuorum(of: set)
            }
        }
    }

    @Test("a node's cosignature verifies; a second one of the same node replaces the first")
    func cosigning() throws {
        let ledger = try SampleLedger(organisations: 4, blocks: 1)
        let set = ledger.genesis.organisationSet
        #expect(set.quorum == 3)
        #expect(set.majority == 3)
        var checkpoint = try ledger.checkpoint(cosigners: [0, 1])
        expectRejection(.checkpointQuorum) { try checkpoint.verifyQuorum(of: set) }
        let node = try #require(ledger.genesis.nodeIDs[1])
        checkpoint = checkpoint.adding(
            try checkpoint.cosignature(node: node, unixSeconds: 9, key: ledger.nodes[1].attestation))
        #expect(checkpoint.cosignatures.count == 2)
        expectRejection(.checkpointQuorum, "one organisation counts once") { try checkpoint.verifyQuorum(of: set) }
        checkpoint = try ledger.checkpoint(cosigners: [0, 1, 3])
        #expect(try checkpoint.verifyQuorum(of: set).count == 3)
        #expect(try Checkpoint(parsing: Array(checkpoint.text.utf8)) == checkpoint)
    }

    @Test("quorum and majority by size")
    func quorums() throws {
        let expected = [1: (1, 1), 2: (2, 2), 3: (3, 2), 4: (3, 3), 5: (4, 3), 6: (5, 4), 7: (5, 4), 10: (7, 6)]
        for (count, (quorum, majority)) in expected {
            let members = (0..<count).map { number -> OrganisationSet.Member in
                let hash = Hash256(hashing: [UInt8(number)])
                return OrganisationSet.Member(
                    organisation: IdentityID(network: .zero, firstKey: hash),
                    node: IdentityID(network: hash, firstKey: hash), attestationKey: hash.bytes)
            }
            let set = try OrganisationSet(members: members.reversed())
            #expect(set.quorum == quorum)
            #expect(set.majority == majority)
            #expect(try OrganisationSet(parsing: set.json.canonicalBytes) == set)
            #expect(set.hash == (try OrganisationSet(members: members)).hash)
        }
    }

    @Test("sets: sorted, nobody twice")
    func invalidSets() throws {
        func member(_ organisation: UInt8, _ node: UInt8, _ key: UInt8) -> OrganisationSet.Member {
            OrganisationSet.Member(
                organisation: IdentityID(network: .zero, firstKey: Hash256(hashing: [organisation])),
                node: IdentityID(network: .zero, firstKey: Hash256(hashing: [100 + node])),
                attestationKey: [UInt8](repeating: key, count: 32))
        }
        expectRejection(.jsonValueRange) { _ = try OrganisationSet(members: []) }
        expectRejection(.organisationExists) { _ = try OrganisationSet(members: [member(1, 1, 1), member(1, 2, 2)]) }
        expectRejection(.nodeExists) { _ = try OrganisationSet(members: [member(1, 1, 1), member(2, 1, 2)]) }
        expectRejection(.keyInUse) { _ = try OrganisationSet(members: [member(1, 1, 1), member(2, 2, 1)]) }
        expectRejection(.keyMalformed) {
            let valid = member(1, 1, 1)
            _ = try OrganisationSet(members: [
                OrganisationSet.Member(organisation: valid.organisation, node: valid.node, attestationKey: [1])
            ])
        }
        let set = try OrganisationSet(members: [member(1, 1, 1), member(2, 2, 2)])
        guard case .object(let object) = set.json, case .array(let entries)? = object["organisations"] else {
            Issue.record("a set is an object with organisations")
            return
        }
        let unsorted: JSONObject = ["v": .integer(1), "organisations": .array(entries.reversed())]
        expectRejection(.formatMalformed) { _ = try OrganisationSet(parsing: unsorted.canonicalBytes) }
        let later: JSONObject = ["v": .integer(2), "organisations": .array(entries)]
        expectRejection(.formatVersion) { _ = try OrganisationSet(parsing: later.canonicalBytes) }
    }
}
