import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NodeAPI
import NodeCore
import NodeWire
import RecordContract
import Testing

/// Signing in by a signed challenge, and every way in which it must fail.
@Suite struct SessionTests {
    @Test func aPersonSignsInAndOut() async throws {
        try await TestNetwork.withClient { network, client in
            let headers = try await network.signIn(network.official, client)
            let me: Positioned = try await client.get("/v1/me", headers).message()
            guard case .object(let identity)? = me.value["identity"], case .string(let id)? = identity["id"] else {
                Issue.record("no identity")
                return
            }
            #expect(id == network.official.id.canonical)
            let out = try await client.execute(uri: "/v1/sessions", method: .delete, headers: headers)
            #expect(out.status == .noContent)
            try await client.get("/v1/me", headers).expectProblem(401, "session.expired")
        }
    }

    @Test func aSessionIsNeeded() async throws {
        try await TestNetwork.withClient { _, client in
            let missing = try await client.get("/v1/me")
            missing.expectProblem(401, "session.missing")
            #expect(missing.headers[.wwwAuthenticate] == "Bearer")
            for value in ["Basic YTpi", "Bearer", "Bearer ", String(repeating: "B", count: 400)] {
                try await client.get("/v1/me", [.authorization: value]).expectProblem(401, "session.missing")
            }
            try await client.get("/v1/me", [.authorization: "Bearer made-up"]).expectProblem(401, "session.expired")
            var twice = HTTPFields()
            twice.append(HTTPField(name: .authorization, value: "Bearer a"))
            twice.append(HTTPField(name: .authorization, value: "Bearer b"))
            try await client.get("/v1/me", twice).expectProblem(401, "session.missing")
        }
    }

    @Test func aSessionEnds() async throws {
        try await TestNetwork.withClient { network, client in
            let headers = try await network.signIn(network.official, client)
            network.clock.advance(byMilliseconds: 1_700_000)
            #expect(try await client.get("/v1/me", headers).status == .ok)
            network.clock.advance(byMilliseconds: 1_900_000)
            try await client.get("/v1/me", headers).expectProblem(401, "session.expired")
        }
    }

    @Test func aProofIsForOneChallengeOneNodeAndOneKey() async throws {
        try await TestNetwork.withClient { network, client in
            func challenge(_ key: KeyThumbprint) async throws -> Challenge {
                try await client.post("/v1/sessions/challenges", ChallengeRequest(key: key)).message()
            }
            func refuse(_ proof: SessionProof) async throws {
                try await client.post("/v1/sessions", SessionRequest(proof: proof.encoded))
                    .expectProblem(401, "session.proof")
            }
            let official = network.official
            let used = try await challenge(official.thumbprint)
            let proof = try network.proof(official, used)
            let opened = try await client.post("/v1/sessions", SessionRequest(proof: proof.encoded))
            #expect(opened.status == .created)
            try await refuse(proof)

            let other = try await network.person(.patient)
            try await refuse(try network.proof(other, try await challenge(official.thumbprint)))
            let next = try await challenge(official.thumbprint)
            try await refuse(try network.proof(official, next, network: .zero))
            try await refuse(try network.proof(official, try await challenge(official.thumbprint), node: other.id))
            let stranger = Person(network: network.node.network)
            try await refuse(try network.proof(stranger, try await challenge(stranger.thumbprint)))
            let late = try await challenge(official.thumbprint)
            network.clock.advance(byMilliseconds: 200_000)
            try await refuse(try network.proof(official, late))
        }
    }

    @Test(arguments: ["a.b.c", "x", "..", "eyJhbGciOiJub25lIn0.e30."])
    func whatIsNoProofIsRefusedAlike(proof: String) async throws {
        try await TestNetwork.withClient { _, client in
            try await client.send(.post, "/v1/sessions", "{\"proof\":\"\(proof)\"}").expectProblem(401, "session.proof")
        }
    }

    @Test func whoWaitsForVerificationSeesTheirOwnStatusAndNothingElse() async throws {
        try await TestNetwork.withClient { network, client in
            let pending = try await network.person(.physician, verified: false)
            let headers = try await network.signIn(pending, client)
            #expect(try await client.get("/v1/me", headers).status == .ok)
            #expect(try await client.get("/v1/identities/\(pending.id.canonical)", headers).status == .ok)
            for path in ["/v1/staff", "/v1/me/grants", "/v1/me/events", "/v1/identities/\(network.official.id)"] {
                try await client.get(path, headers).expectProblem(403, "forbidden")
            }
        }
    }
}
