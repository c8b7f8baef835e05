import HTTPTypes
import HummingbirdTesting
import LedgerFormat
import NodeCore
import NodeWire
import RecordContract
import Testing

/// Who waits, was suspended or has left: their proofs stay theirs, and their house knows who is gone.
@Suite struct StandingTests {
    /// Whoever signed something can prove it, whatever has become of them; everything else is closed to them.
    @Test func whoDoesNotActStillGetsTheReceiptsOfWhatTheySigned() async throws {
        try await TestNetwork.withClient { network, client in
            let leaver = try await network.person(.physician)
            let other = try await network.submit(StaffLeave(), by: try await network.person(.nurse))
            let last = try await network.submit(StaffLeave(), by: leaver)
            let headers = try await network.signIn(leaver, client)
            let path = "/v1/transactions/\(last.hash.base64URL)"
            #expect(try await client.get(path, headers).status == .ok)
            let receipt = try Receipt(parsing: try await client.get(path + "/receipt", headers).bytes)
            #expect(try receipt.verify(trusting: network.node.network).hash == last.hash)
            for hash in [other.hash.base64URL, Hash256.zero.base64URL] {
                try await client.get("/v1/transactions/\(hash)", headers).expectProblem(403, "forbidden")
                try await client.get("/v1/transactions/\(hash)/receipt", headers).expectProblem(403, "forbidden")
            }
            try await client.get("/v1/me/events", headers).expectProblem(403, "forbidden")
        }
    }

    /// An application is its applicant's, although the node signs what stands on the ledger: by either hash.
    @Test func anApplicantGetsTheReceiptOfTheApplication() async throws {
        try await TestNetwork.withClient { network, client in
            let (applicant, stranger) = (Person(network: network.node.network), Person(network: network.node.network))
            try await network.storeCredentials()
            let application = try network.application(applicant, .physician, at: network.hospital)
            let (recorded, _) = try await network.node.register(application.encoded, address: nil)
            let strangers = try network.application(stranger, .nurse, at: network.hospital)
            _ = try await network.node.register(strangers.encoded, address: nil)
            let headers = try await network.signIn(applicant, client)
            for hash in [recorded.hash, application.hash] {
                let path = "/v1/transactions/\(hash.base64URL)/receipt"
                let receipt = try Receipt(parsing: try await client.get(path, headers).bytes)
                #expect(try receipt.verify(trusting: network.node.network).hash == recorded.hash)
            }
            try await client.get("/v1/transactions/\(strangers.hash.base64URL)/receipt", headers)
                .expectProblem(403, "forbidden")
        }
    }

    /// The authority lists everybody who left, a manager those of the house, with the day.
    @Test func whoLeftIsListed() async throws {
        try await TestNetwork.withClient { network, client in
            let (here, elsewhere) = (
                try await network.person(.physician), try await network.person(.nurse, at: network.otherHospital)
            )
            let left = try await network.submit(StaffLeave(), by: here)
            try await network.submit(StaffLeave(), by: elsewhere)
            let manager = try await network.signIn(try await network.person(.hospitalManager), client)
            let official = try await network.signIn(network.official, client)
            let path = "/v1/identities?status=left"
            let all: Page = try await client.get(path, official).message()
            #expect(all.items.count == 2)
            let own: Page = try await client.get(path, manager).message()
            #expect(own.items.count == 1)
            var reader = ObjectReader(try #require(own.items.first))
            #expect(try reader.identity("id") == here.id)
            #expect(try reader.time("suspendedAt") == left.time)
            #expect(!reader.has("credentials"))
            let physician = try await network.signIn(try await network.person(.physician), client)
            try await client.get(path, physician).expectProblem(404, "notFound")
        }
    }

    /// Who holds the key of a house, and that somebody who left held it: for its own staff.
    @Test func staffSeeWhoHoldsTheKeyOfTheirHouse() async throws {
        try await TestNetwork.withClient { network, client in
            let (manager, leaver) = (try await network.person(.hospitalManager), try await network.person(.physician))
            let without = try await network.person(.nurse)
            let path = "/v1/organisations/\(network.hospital)/key"
            let headers = try await network.signIn(without, client)
            try await client.get(path, headers).expectProblem(404, "notFound")
            let nobody: Page = try await client.get(path + "/members", headers).message()
            #expect(nobody.items.isEmpty)
            try await network.makeKey(by: manager, for: [manager, leaver])
            let left = try await network.submit(StaffLeave(), by: leaver)
            let key = try StrictJSONParser.parseObject(try await client.get(path, headers).bytes)
            var reader = ObjectReader(key)
            #expect(try reader.bool("stale"))
            #expect(try reader.time("staleSince") == left.time)
            #expect(try reader.identity("statedBy") == manager.id)
            let holders: Page = try await client.get(path + "/members", headers).message()
            let found = try holders.items.map { item in
                var reader = ObjectReader(item)
                return "\(try reader.identity("member")) \(try reader.token("status"))"
            }
            #expect(Set(found) == ["\(manager.id) verified", "\(leaver.id) left"])
            let patient = try await network.person(.patient)
            let elsewhere = try await network.person(.hospitalManager, at: network.otherHospital)
            for other in [network.official, elsewhere, patient] {
                let headers = try await network.signIn(other, client)
                try await client.get(path, headers).expectProblem(404, "notFound")
                try await client.get(path + "/members", headers).expectProblem(404, "notFound")
            }
        }
    }
}

extension TestNetwork {
    /// A key of the manager's house, with an envelope for each of these.
    fileprivate func makeKey(by manager: Person, for members: [Person]) async throws {
        let envelope = try await store(Array("organisation key".utf8), by: manager)
        let message = KeyStatement.message(
            network: node.network, holder: hospital, category: nil, version: 1, publicKey: manager.sealingKey)
        try await submit(
            OrganisationRotateKey(
                version: 1, publicKey: manager.sealingKey, statement: try manager.sign(message),
                members: members.map(\.id).sorted().map { .init(member: $0, envelope: envelope) }), by: manager)
    }
}
