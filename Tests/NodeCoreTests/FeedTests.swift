import Foundation
import LedgerFormat
import LedgerStore
import RecordContract
import Testing

@testable import NodeCore

@Suite struct FeedTests {
    @Test func eventsComeOnceInOrderFromThePastAndThePresent() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            for _ in 0..<5 { _ = try await node.submit(try network.request(physician, patient)) }
            let stream = try await node.events(for: patient.principal, after: 0)
            var iterator = stream.makeAsyncIterator()
            for _ in 0..<5 { _ = try await node.submit(try network.request(physician, patient)) }
            var cursors: [Int64] = []
            while cursors.count < 11 {
                guard case .event(let event)? = try await iterator.next() else { continue }
                cursors.append(event.cursor)
            }
            // Registered, and ten requests.
            #expect(cursors == cursors.sorted() && Set(cursors).count == 11)
            let page = try await node.eventPage(for: patient.principal, after: nil, limit: 200, descending: true)
            #expect(page.events.map(\.cursor) == cursors.reversed())
            // Nobody else's.
            let others = try await node.eventPage(for: physician.principal, after: nil, limit: 200, descending: false)
            #expect(others.events.allSatisfy { !cursors.contains($0.cursor) })
        }
    }

    @Test func aSlowSubscriberIsLetGoAndLosesNothing() async throws {
        let network = try TestNetwork()
        var limits = NodeConfiguration.Limits()
        limits.subscriberBuffer = 4
        try await network.run(limits) { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let stream = try await node.events(for: patient.principal, after: node.newestCursor)
            var iterator = stream.makeAsyncIterator()
            _ = try await node.submit(try network.request(physician, patient))
            var cursors: [Int64] = []
            // From the first event on it follows what comes; then it stops reading.
            while cursors.isEmpty {
                if case .event(let event)? = try await iterator.next() { cursors.append(event.cursor) }
            }
            let others = try await network.physicians(forRequests: 19, node)
            for request in try network.requests(19, by: others, to: patient) { _ = try await node.submit(request) }
            var resume: Int64?
            while let item = try await iterator.next() {
                if case .event(let event) = item { cursors.append(event.cursor) }
                if case .resume(let after) = item { resume = after }
            }
            #expect(cursors.count < 20)
            let cursor = try #require(resume)
            #expect(cursors.last.map { $0 == cursor } ?? true)
            let page = try await node.eventPage(for: patient.principal, after: cursor, limit: 200, descending: false)
            #expect(cursors.count + page.events.count == 20)
            #expect(node.pipeline.feed.subscriberCount == 0)
        }
    }

    @Test func whoIsSuspendedIsToldAndThenNothingMore() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let colleague = try await network.register(.physician, node)
            let stream = try await node.events(for: physician.principal, after: node.newestCursor)
            var iterator = stream.makeAsyncIterator()
            let other = try await node.events(for: colleague.principal, after: node.newestCursor)
            var others = other.makeAsyncIterator()
            // Drawn once, so that both follow what comes.
            _ = try await node.submit(try network.request(colleague, patient))
            _ = try await iterator.next()
            _ = try await others.next()
            let begun = node.newestCursor
            _ = try await node.submit(
                try network.official.sign(IdentitySuspend(identity: physician.id), at: network.time.now))
            _ = try await node.submit(try network.request(colleague, patient))
            let last = node.height
            var types: [String] = []
            while let item = try await iterator.next() {
                if case .event(let event) = item, case .string(let type)? = event.event["type"] { types.append(type) }
                if case .block(let height, _) = item { #expect(height < last) }
            }
            #expect(types == ["identity.suspended"])
            while case .block(let height, _)? = try await others.next(), height < last {}
            #expect(node.pipeline.feed.subscribers == [colleague.principal])
            // A new stream, and one that was made before and is drawn from only now, show nothing.
            await #expect(throws: NodeError.forbidden) { _ = try await node.events(for: physician.principal, after: 0) }
            let late = EventStream(
                ledger: node.ledger, feed: node.pipeline.feed, principal: physician.principal,
                after: try #require(EventPosition(begun)))
            var lateItems = late.makeAsyncIterator()
            await #expect(throws: NodeError.forbidden) { _ = try await lateItems.next() }
        }
    }

    @Test func aDeadlineThatPassesMakesABlock() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            try await openCompartments(patient, network, node)
            let grant = try await give(patient, physician.id, [.clinical], [.read], network, node, days: 1)
            let height = node.height
            let stream = try await node.events(for: physician.principal, after: node.newestCursor)
            var iterator = stream.makeAsyncIterator()
            network.time.advance(milliseconds: 86_400_000 + 1)
            var expired: DeliveredLedgerEvent?
            while expired == nil, let item = try await iterator.next() {
                if case .event(let event) = item { expired = event }
            }
            #expect(
                expired?.event["type"].map { value in
                    if case .string(let type) = value { return type == "access.expired" }
                    return false
                } == true)
            #expect(expired?.transaction == nil)
            #expect(node.height > height)
            #expect(node.time == network.time.now)
            _ = grant
        }
    }
}
