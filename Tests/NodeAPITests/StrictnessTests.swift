import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NIOCore
import NodeCore
import NodeWire
import RecordContract
import Testing

@testable import NodeAPI

/// Whatever is sent wrongly gets its stable code in a problem of RFC 9457, and never more.
@Suite struct StrictnessTests {
    private static let account = """
        "kdf":{"algorithm":"PBKDF2-HMAC-SHA-256","iterations":600000,"salt":"AAAAAAAAAAAAAAAAAAAAAA"},\
        "authenticationKey":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","vault":"AAAA"
        """

    @Test func bodiesAreReadStrictly() async throws {
        try await TestNetwork.withClient { _, client in
            let key = #""key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#
            let fine = try await client.send(.post, "/v1/sessions/challenges", "{\(key)}")
            #expect(fine.status == .ok, "\(fine.text)")
            let bad = [
                "{\(key),\"more\":1}", "{\(key),\(key)}", "{}", "[]", "", "{", "{\(key)}x", "{\"key\":null}",
                "{\"key\":1}", "{\"key\":\"AAAA\"}", "{\"key\":\"\u{fffd}\"}", "null",
                String(repeating: "[", count: 500),
            ]
            for body in bad {
                try await client.send(.post, "/v1/sessions/challenges", body).expectProblem(400, "request")
            }
        }
    }

    @Test func mediaTypesAreDemanded() async throws {
        try await TestNetwork.withClient { network, client in
            let body = #"{"key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#
            for type in ["text/plain", "application/jose", "application/json; charset=latin1", nil] {
                try await client.send(.post, "/v1/sessions/challenges", body, type: type)
                    .expectProblem(415, "mediaType")
            }
            try await client.send(
                .post, "/v1/sessions/challenges", body, type: "application/json", [.contentEncoding: "gzip"]
            ).expectProblem(415, "mediaType")
            try await client.send(.post, "/v1/transactions", "x", type: "text/plain").expectProblem(415, "mediaType")
            let headers = try await network.signIn(network.official, client)
            var upload = headers
            upload[.uploadLength] = "1"
            try await client.send(
                .put, "/v1/content/\(TestNetwork.cid([1]).text)", "x", type: "application/json", upload
            ).expectProblem(415, "mediaType")
        }
    }

    @Test func bodiesAreLimited() async throws {
        try await TestNetwork.withClient { _, client in
            let large = #"{"key":""# + String(repeating: "A", count: 5_000) + #""}"#
            try await client.send(.post, "/v1/sessions/challenges", large).expectProblem(413, "tooLarge")
            let huge = String(repeating: "A", count: 200_000)
            try await client.send(.post, "/v1/transactions", huge, type: "application/jose")
                .expectProblem(413, "tooLarge")
            try await client.send(.post, "/v1/accounts", #"{"userName":"abc","vault":""# + huge + #""}"#)
                .expectProblem(413, "tooLarge")
            try await client.send(.get, "/v1/network", "{}").expectProblem(413, "tooLarge")
        }
    }

    @Test func queriesAreReadStrictly() async throws {
        try await TestNetwork.withClient { network, client in
            let headers = try await network.signIn(network.official, client)
            for path in [
                "/v1/network?x=1", "/v1/organisations?limit=0", "/v1/organisations?limit=201",
                "/v1/organisations?limit=1&limit=1", "/v1/organisations?after=forged", "/v1/organisations?%",
                "/v1/identities", "/v1/identities?status=happy", "/v1/staff?role=king", "/v1/staff?organisation=x",
                "/v1/headers?from=-1", "/v1/headers?after=x", "/v1/me/events?order=up", "/v1/me/events?after=-1",
                "/v1/me/grants?via=post", "/?x", "/healthz?a=b",
            ] {
                try await client.get(path, headers).expectProblem(400, "query")
            }
        }
    }

    /// What is public is the same for a representative as for anybody; no other route overlooks for whom one asks.
    @Test func forWhomOneAsksIsRefusedWhereItMeansNothing() async throws {
        try await TestNetwork.withClient { network, client in
            var headers = try await network.signIn(network.official, client)
            let name = try #require(HTTPField.Name("medchain-representation"))
            headers[name] = "AAAAAAAAAAAAAAAAAAAAAA"
            for path in ["/v1/organisations", "/v1/organisations/\(network.hospital)", "/v1/network"] {
                #expect(try await client.get(path, headers).status == .ok)
            }
            try await client.get("/v1/me", headers).expectProblem(403, "forbidden")
            try await client.get("/v1/events", headers).expectProblem(400, "request")
            try await client.send(.post, "/v1/transactions", "{}", type: "application/jose", headers)
                .expectProblem(400, "request")
        }
    }

    @Test func addressesHaveOneSpelling() async throws {
        try await TestNetwork.withClient { _, client in
            for path in [
                "/v2/network", "/v1", "/v1/", "/v1/network/", "//v1/network", "/v1//network", "/V1/network",
                "/v1/../v1",
                "/v1/organisations/%2e", "/v1/organisations/abc", "/v1/organisations/7K3Q9XJ2P4TM5A",
            ] {
                try await client.get(path).expectProblem(404, "notFound")
            }
        }
    }

    @Test func methodsAreNamed() async throws {
        try await TestNetwork.withClient { _, client in
            for (method, path, allow) in [
                (HTTPRequest.Method.post, "/v1/network", "GET"), (.delete, "/v1/accounts/abc/vault", "POST, PUT"),
                (.head, "/healthz", "GET"), (.patch, "/v1/organisations/7K3Q9XJ2P4TM5A", "GET"),
                (.options, "/v1/transactions", "POST"), (.get, "/v1/transactions", "POST"),
                (HTTPRequest.Method("BREW")!, "/", "GET"),
            ] {
                let response = try await client.execute(uri: path, method: method)
                if method != .head { response.expectProblem(405, "method") }
                #expect(response.status == .methodNotAllowed)
                #expect(response.headers[.allow] == allow)
            }
        }
    }

    @Test func everyAnswerHasTheSecurityHeaders() async throws {
        try await TestNetwork.withClient { _, client in
            for path in [
                "/tour", "/tour.css", "/healthz", "/v1/network", "/v1/me", "/none", "/metrics", "/v1/openapi.json",
                "/app/bundle.json", "/app/none",
            ] {
                let headers = try await client.get(path).headers
                #expect(headers[.xContentTypeOptions] == "nosniff")
                #expect(headers[.referrerPolicy] == "no-referrer")
                #expect(headers[.cacheControl] == "no-store")
                let policy = try #require(headers[.contentSecurityPolicy])
                #expect(policy.hasPrefix("default-src 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(policy.contains("style-src 'self'") == (path == "/tour"))
                #expect(!policy.contains("script-src"))
            }
        }
    }

    /// The page keeps to its own policy: no script, no style in it, nothing from elsewhere.
    @Test func thePageKeepsToItsPolicy() async throws {
        try await TestNetwork.withClient { _, client in
            let page = try await client.get("/tour")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            for forbidden in ["<script", "<style", "style=", "onclick", "http://", "https://", "javascript:"] {
                #expect(!page.text.contains(forbidden))
            }
            #expect(page.text.contains("<html lang=\"en\">"))
            #expect(try await client.get("/tour.css").headers[.contentType] == "text/css; charset=utf-8")
        }
    }

    /// The web application runs its own files alone; each has the address that its version gives it, and is kept.
    @Test func theApplicationIsServedUnderAStrictPolicy() async throws {
        try await TestNetwork.withClient { _, client in
            let page = try await client.get("/")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.cacheControl] == "no-cache")
            #expect(page.headers[HTTPField.Name("Cross-Origin-Opener-Policy")!] == "same-origin")
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"))
            #expect(!policy.contains("unsafe"))
            for forbidden in ["<style", "style=", "onclick", "http://", "https://", "javascript:"] {
                #expect(!page.text.contains(forbidden))
            }
            let bundle = try await client.get("/app/bundle.json").text
            let links = page.text.matches(of: /(?:src|href)="(\/app\/[^"]*)"/).map { String($0.output.1) }
            #expect(links.contains { $0.hasSuffix("/app.js") })
            for link in links {
                #expect(bundle.contains(link.split(separator: "/").prefix(2).joined(separator: "/")))
                let file = try await client.get(link)
                #expect(file.status == .ok)
                #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(file.headers[.contentSecurityPolicy] == policy)
                #expect(file.headers[.xContentTypeOptions] == "nosniff")
            }
            try await client.get("/app/app.js").expectProblem(404, "notFound")
        }
    }

    @Test func transactionsThatAdmissionRefusesGetTheLedgersCodes() async throws {
        try await TestNetwork.withClient { network, client in
            func refuse(_ body: String, _ status: Int, _ code: String) async throws {
                try await client.send(.post, "/v1/transactions", body, type: "application/jose")
                    .expectProblem(status, code)
            }
            try await refuse("x", 400, "transaction.syntax")
            try await refuse("", 400, "transaction.syntax")
            let command = IdentityVerify(identity: network.official.id).json
            let stranger = Person(network: network.node.network)
            try await refuse(text(try network.transaction(command, by: stranger)), 403, "key.unknown")
            let elsewhere = Transaction.signingInput(
                signer: network.official.thumbprint, network: .zero, id: TestNetwork.newID(),
                issuedAt: network.clock.clock.now(),
                expiresAt: network.clock.clock.now().advanced(byMilliseconds: 60_000), command: command)
            let foreign = try Transaction.assemble(
                signingInput: elsewhere, signature: try network.official.sign(elsewhere))
            try await refuse(text(foreign), 400, "transaction.network")
            let fine = text(try network.transaction(command, by: network.official))
            let parts = fine.split(separator: ".")
            let other = text(try network.transaction(command, by: network.official)).split(separator: ".")
            try await refuse("\(parts[0]).\(parts[1]).\(other[2])", 403, "transaction.signature")
            let short = try network.transaction(command, by: network.official, lifetime: 1_000)
            network.clock.advance(byMilliseconds: 5_000)
            try await refuse(text(short), 400, "transaction.expired")
        }
    }

    private func text(_ transaction: Transaction) -> String { String(decoding: transaction.encoded, as: UTF8.self) }

    @Test func everyCodeOfTheLedgerHasAStatus() {
        for code in RejectionCode.allCases {
            #expect([400, 403, 409, 413, 429].contains(Problem.status(of: code)), "\(code)")
        }
    }

    @Test func accountsKeepTheirRules() async throws {
        try await TestNetwork.withClient { _, client in
            for name in ["ab", "Abc", "-abc", "a b", String(repeating: "a", count: 65)] {
                let answer = try await client.send(.post, "/v1/accounts", "{\"userName\":\"\(name)\",\(Self.account)}")
                #expect(answer.status == .badRequest)
            }
            let few = Self.account.replacing("600000", with: "599999")
            try await client.send(.post, "/v1/accounts", "{\"userName\":\"abc\",\(few)}").expectProblem(400, "request")
        }
    }
}
