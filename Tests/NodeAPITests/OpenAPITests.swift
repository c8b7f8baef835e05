import Foundation
import HTTPTypes
import HummingbirdTesting
import LedgerFormat
import NodeAPI
import NodeWire
import Testing

/// The OpenAPI document and the router say the same.
@Suite struct OpenAPITests {
    @Test func everyRouteStandsInTheDocumentAndViceVersa() async throws {
        try await TestNetwork.withClient { network, client in
            let response = try await client.get("/v1/openapi.json")
            #expect(response.headers[.contentType] == "application/json")
            let document = try JSONSerialization.jsonObject(with: Data(response.bytes)) as? [String: Any]
            #expect(document?["openapi"] as? String == "3.1.0")
            let paths = try #require(document?["paths"] as? [String: [String: Any]])
            let documented = Set(paths.flatMap { path, item in item.keys.map { "\($0.uppercased()) \(path)" } })
            let routes = try network.server().routes.map { "\($0.method) \($0.path)" }
            #expect(Set(routes).count == routes.count)
            #expect(Set(routes).subtracting(documented).isEmpty)
            #expect(documented.subtracting(routes).isEmpty)
        }
    }

    /// Routes that need a session say so, and only those.
    @Test func securityIsDocumented() async throws {
        try await TestNetwork.withClient { network, client in
            let response = try await client.get("/v1/openapi.json")
            let document = try JSONSerialization.jsonObject(with: Data(response.bytes)) as? [String: Any]
            let paths = try #require(document?["paths"] as? [String: [String: [String: Any]]])
            for (path, item) in paths {
                for (method, operation) in item where method == "get" {
                    let needsSession = (operation["security"] as? [Any])?.isEmpty == false
                    let filled = path.replacing(/\{[^}]*\}/, with: "x")
                    let status = try await client.get(filled).status
                    #expect((status == .unauthorized) == needsSession, "\(path)")
                }
            }
        }
    }
}
