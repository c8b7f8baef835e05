import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NodeCore
import NodeWire
import Testing

@testable import NodeAPI

/// Connections that are slow, many or both take nothing from others.
@Suite struct ConnectionTests {
    /// A bare socket: what it reads is what the server sent before it closed, or before there was enough.
    private final class RawConnection: Sendable {
        private let descriptor: Int32

        init(port: Int) throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            // Beyond what a busy machine ever takes: an answer that only came late is no failure.
            var patience = timeval(tv_sec: 300, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            // From an address of its own: the test's client holds a connection from the usual one.
            try #require(Self.with("127.0.0.2", port: 0) { bind(descriptor, $0, $1) } == 0)
            try #require(Self.with("127.0.0.1", port: port) { connect(descriptor, $0, $1) } == 0)
        }

        private static func with(
            _ host: String, port: Int, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
        ) -> Int32 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = inet_addr(host)
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }

        deinit { close(descriptor) }

        func send(_ text: String) { _ = Foundation.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }

        /// The first bytes of what comes; empty when the server has closed; nil when nothing came for five minutes.
        /// Waits on a thread of its own: the server under test needs those that tests run on.
        func receive() async -> String? {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: self.waitForBytes()) }
            }
        }

        private func waitForBytes() -> String? {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return errno == EAGAIN ? nil : "" }
            return String(decoding: buffer.prefix(count), as: UTF8.self)
        }

        /// Whether the server answers on this connection.
        func isServed() async -> Bool {
            send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            return await receive()?.hasPrefix("HTTP/1.1 200") ?? false
        }

        /// Whether the server serves a new connection in the end: it learns only some time later that another is gone.
        static func becomesServed(port: Int) async throws -> Bool {
            for _ in 0..<30_000 {
                if try await RawConnection(port: port).isServed() { return true }
                try await Task.sleep(for: .milliseconds(10))
            }
            return false
        }
    }

    @Test func anAddressHasOnlySoManyConnections() async throws {
        try await TestNetwork.run { network in
            let server = try network.server {
                $0.connectionsPerAddress = 3
                // Those that are held stay, however long the test is kept waiting.
                $0.idleTimeout = .seconds(3_600)
                $0.requestPatience = .seconds(3_600)
            }
            try await server.application().test(.live) { client in
                let port = try #require(client.port)
                var held: [RawConnection] = []
                for _ in 0..<3 { held.append(try RawConnection(port: port)) }
                for connection in held { #expect(await connection.isServed()) }
                #expect(try await RawConnection(port: port).isServed() == false)
                held.removeLast()
                #expect(try await RawConnection.becomesServed(port: port))
                for connection in held { #expect(await connection.isServed()) }
            }
        }
    }

    @Test func aRequestThatDoesNotArriveIsEnded() async throws {
        try await TestNetwork.run { network in
            let server = try network.server { $0.requestPatience = .milliseconds(200) }
            try await server.application().test(.live) { client in
                let port = try #require(client.port)
                let body = try RawConnection(port: port)
                body.send(
                    "POST /v1/transactions HTTP/1.1\r\nHost: x\r\nContent-Type: application/jose\r\n"
                        + "Content-Length: 1000\r\n\r\na")
                let head = try RawConnection(port: port)
                head.send("GET /healthz HTT")
                #expect(await body.receive()?.contains("200") == false, "closed, with or without a word")
                #expect(await head.receive()?.contains("200") == false)
                // Others are served; on a busy machine an answer may take longer than the test's short patience.
                #expect(try await RawConnection.becomesServed(port: port))
            }
        }
    }

    @Test func paceAllowsForBytes() {
        let pace = RequestPace(patience: .seconds(60), bytesPerSecond: 1_024)
        #expect(pace.allowance(bytes: 1) == .seconds(60))
        #expect(pace.allowance(bytes: 1_048_576) == .seconds(60 + 1_024))
    }

    @Test func descriptorsAreLeftForOtherThings() {
        let connections = OpenFiles.makeRoom()
        var limit = rlimit()
        #expect(getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0)
        #expect(connections > 0 && UInt64(connections) < UInt64(limit.rlim_cur))
    }

    @Test func anIdentityHasOnlySoManyStreams() throws {
        let streams = OpenStreams(limit: 2)
        let (one, other) = (Person(network: .zero).id, Person(network: .zero).id)
        var places = [try streams.take(one), try streams.take(one)]
        #expect(throws: NodeError.self) { _ = try streams.take(one) }
        _ = try streams.take(other)
        places.removeLast()
        places.append(try streams.take(one))
        #expect(throws: NodeError.self) { _ = try streams.take(one) }
        #expect(places.count == 2)
    }

    @Test func onlyATrustedProxySaysWhereAClientIs() {
        let (proxy, second, client) = (
            ClientAddress(text: "10.0.0.1"), ClientAddress(text: "10.0.0.2"), ClientAddress(text: "192.0.2.7")
        )
        func found(_ values: [String]) -> ClientAddress {
            ForwardedAddressMiddleware.client(values, behind: proxy, [proxy, second])
        }
        #expect(found(["192.0.2.7"]) == client)
        // What the client itself wrote stands further left.
        #expect(found(["198.51.100.1, 192.0.2.7"]) == client)
        #expect(found(["198.51.100.1", "192.0.2.7, 10.0.0.2"]) == client)
        #expect(found([]) == proxy)
        #expect(found(["unknown"]) == proxy)
        #expect(ClientAddress(text: "127.0.0.1").isLocal && ClientAddress(text: "::1").isLocal)
        #expect(!client.isLocal && !ClientAddress(text: "2001:db8::1").isLocal)
    }

    @Test func metricsAreForThisMachineOrForAToken() async throws {
        try await TestNetwork.run { network in
            try await network.server { $0.metricsToken = "a-long-random-text" }.application().test(.router) { client in
                try await client.get("/metrics").expectProblem(404, "notFound")
                try await client.get("/metrics", [.authorization: "Bearer a-long-random-texu"])
                    .expectProblem(404, "notFound")
                let answer = try await client.get("/metrics", [.authorization: "Bearer a-long-random-text"])
                #expect(answer.status == .ok)
            }
            // From elsewhere, through a proxy that is known, there is nothing without a token.
            try await network.server { $0.trustedProxies = ["127.0.0.1"] }.application().test(.live) { client in
                #expect(try await client.get("/metrics").status == .ok)
                let name = try #require(HTTPField.Name("X-Forwarded-For"))
                try await client.get("/metrics", [name: "192.0.2.7"]).expectProblem(404, "notFound")
            }
        }
    }

    @Test func aBulkOfTransactionsIsCountedByTransactions() async throws {
        let limits = NodeServerConfiguration.RateLimits(
            address: RateLimit(perSecond: 0.001, burst: 5), identity: nil, sensitive: nil)
        @Sendable func bulk(_ count: Int) -> TransactionSubmission {
            TransactionSubmission(transactions: (0..<count).map { Array("a.b.\($0)".utf8) })
        }
        try await TestNetwork.withClient(rateLimits: limits) { _, client in
            #expect(try await client.post("/v1/transactions", bulk(3)).status == .ok)
            try await client.post("/v1/transactions", bulk(3)).expectProblem(429, "tooManyRequests")
        }
    }
}
