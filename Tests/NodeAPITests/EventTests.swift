import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import Logging
import NIOCore
import NIOHTTP1
import NodeCore
import NodeWire
import RecordContract
import ServiceLifecycle
import Synchronization
import Testing

@testable import NodeAPI

/// Server-sent events: without a gap, without a repetition, and never of what concerns others.
@Suite struct EventTests {
    /// Reads the stream until `isEnough`, then goes away.
    private func listen(
        _ port: Int, _ headers: HTTPFields, after cursor: String? = nil,
        while act: @escaping @Sendable () async throws -> Void = {}, until isEnough: @Sendable (String) -> Bool
    ) async throws -> String {
        var request = HTTPClientRequest(url: "http://localhost:\(port)/v1/events")
        request.headers.add(name: "authorization", value: headers[.authorization] ?? "")
        if let cursor { request.headers.add(name: "last-event-id", value: cursor) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        #expect(response.status == .ok)
        #expect(response.headers.first(name: "content-type") == "text/event-stream")
        var text = ""
        var hasActed = false
        for try await buffer in response.body {
            text += String(buffer: buffer)
            if !hasActed {
                hasActed = true
                try await act()
            }
            if isEnough(text) { break }
        }
        return text
    }

    private func ids(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
    }

    @Test func eventsArriveAndAreResumed() async throws {
        try await TestNetwork.run { network in
            let patient = try await network.patient()
            let physician = try await network.person(.physician)
            @Sendable func request() async throws {
                try await network.submit(
                    AccessRequest(
                        request: TestNetwork.newID(), patient: patient.id, forOrganisation: false,
                        terms: AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment),
                        duration: 60_000), by: physician)
            }
            try await network.server().application().test(.live) { client in
                let port = try #require(client.port)
                let headers = try await network.signIn(patient, client)
                let live = try await listen(port, headers) {
                    try await request()
                    try await request()
                } until: {
                    ids($0).count == 2 && $0.contains("event: block")
                }
                #expect(live.contains("access.requested"))
                #expect(!live.contains("identity.registered"), "only what comes from now on")
                let first = ids(live)[0]
                try await request()
                let resumed = try await listen(port, headers, after: first) { ids($0).count == 2 }
                #expect(ids(resumed)[0] == ids(live)[1], "no gap and no repetition")
                let all = try await listen(port, headers, after: "0") { ids($0).count >= 5 }
                #expect(all.contains("compartment.opened"))
                for event in try await client.get("/v1/me/events?order=oldest", headers).items() {
                    let delivered = try DeliveredEvent(json: event)
                    #expect(ids(all).contains(delivered.cursor), "both lists have the same cursors")
                }
                for cursor in ["x", "-1", "01"] {
                    var bad = headers
                    bad[.lastEventID] = cursor
                    try await client.get("/v1/events", bad).expectProblem(400, "request")
                }
                try await client.get("/v1/events").expectProblem(401, "session.missing")
            }
        }
    }

    @Test func anIdleStreamShowsThatItLives() async throws {
        try await TestNetwork.run { network in
            try await network.server(heartbeat: .milliseconds(5)).application().test(.live) { client in
                let headers = try await network.signIn(network.official, client)
                let text = try await listen(try #require(client.port), headers) {
                    $0.components(separatedBy: "\n:\n\n").count > 3
                }
                #expect(ids(text).isEmpty)
            }
        }
    }

    /// A stream is no way around the end of a session.
    @Test func signingOutEndsTheStream() async throws {
        try await TestNetwork.run { network in
            try await network.server(heartbeat: .milliseconds(5)).application().test(.live) { client in
                let port = try #require(client.port)
                let headers = try await network.signIn(network.official, client)
                // It ends by itself: nothing here stops reading.
                _ = try await listen(port, headers) {
                    let response = try await client.execute(uri: "/v1/sessions", method: .delete, headers: headers)
                    #expect(response.status == .noContent)
                } until: { _ in
                    false
                }
                try await client.get("/v1/events", headers).expectProblem(401, "session.expired")
            }
        }
    }

    /// Told to stop, the server ends open streams and returns; requests are then not taken any more.
    @Test func shutdownEndsOpenStreams() async throws {
        try await TestNetwork.run { network in
            let (ports, told) = AsyncStream.makeStream(of: Int.self)
            var logger = Logger(label: "test")
            logger.logLevel = .error
            let server = try NodeServer(
                node: network.node,
                configuration: NodeServerConfiguration(port: 0, rateLimits: .unlimited, metrics: network.metrics),
                logger: logger, onRunning: { told.yield($0) })
            let group = ServiceGroup(services: [server], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var iterator = ports.makeAsyncIterator()
                let port = try #require(await iterator.next())
                let token = try await network.openSession(network.official).token
                let text = try await listen(port, [.authorization: "Bearer \(token)"]) {
                    await group.triggerGracefulShutdown()
                } until: { _ in
                    false
                }
                #expect(text.contains("retry:"))
                try await tasks.waitForAll()
                await #expect(throws: (any Error).self) {
                    _ = try await HTTPClient.shared.execute(
                        HTTPClientRequest(url: "http://localhost:\(port)/healthz"), timeout: .seconds(1))
                }
            }
        }
    }

    @Test func theOutboxHoldsOneTextAndHoldsUpTheGiver() async {
        let outbox = EventOutbox()
        #expect(outbox.offer("a"))
        #expect(!outbox.offer("b"))
        async let given = outbox.give("c")
        #expect(await outbox.take() == "a")
        #expect(await outbox.take() == "c")
        #expect(await given)
        outbox.finish()
        #expect(await outbox.take() == nil)
        #expect(await outbox.give("d") == false)
    }
}
