import HTTPTypes
import HummingbirdTesting
import Synchronization
import Testing

@testable import NodeAPI

/// Limits by token buckets: exact, and in bounded memory.
@Suite struct RateLimitTests {
    /// A clock that stands still until it is moved.
    private final class Stopwatch: Sendable {
        private let start = ContinuousClock.now
        private let elapsed = Mutex<Duration>(.zero)
        var now: ContinuousClock.Instant { start + elapsed.withLock { $0 } }
        func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }
    }

    @Test func aBucketEmptiesAndFills() {
        let watch = Stopwatch()
        let buckets = TokenBuckets<Int>(RateLimit(perSecond: 0.5, burst: 2), now: { watch.now })
        #expect(buckets.take(1) == nil)
        #expect(buckets.take(1) == nil)
        #expect(buckets.take(1) == 2)
        #expect(buckets.take(2) == nil, "another key has its own bucket")
        watch.advance(by: .seconds(1))
        #expect(buckets.take(1) == 1)
        watch.advance(by: .seconds(1))
        #expect(buckets.take(1) == nil)
        #expect(buckets.take(1) == 2)
    }

    @Test func withoutALimitEverythingPasses() {
        let buckets = TokenBuckets<Int>(nil)
        for _ in 0..<1_000 { #expect(buckets.take(1) == nil) }
        #expect(buckets.count == 0)
    }

    @Test func memoryIsBounded() {
        let watch = Stopwatch()
        let buckets = TokenBuckets<Int>(RateLimit(perSecond: 1, burst: 2), capacity: 100, now: { watch.now })
        _ = buckets.take(-1)
        _ = buckets.take(-1)
        for key in 0..<10_000 { _ = buckets.take(key) }
        #expect(buckets.count <= 100)
        #expect(buckets.take(-1) != nil, "who is restrained most is forgotten last")
    }

    @Test func anAddressIsLimited() async throws {
        let limits = NodeServerConfiguration.RateLimits(
            address: RateLimit(perSecond: 0.001, burst: 3), identity: nil, sensitive: nil)
        try await TestNetwork.withClient(rateLimits: limits) { _, client in
            for _ in 0..<3 { #expect(try await client.get("/healthz").status == .ok) }
            let refused = try await client.get("/v1/network")
            refused.expectProblem(429, "tooManyRequests")
            #expect(Int(refused.headers[.retryAfter] ?? "") ?? 0 > 0)
        }
    }

    @Test func anIdentityIsLimited() async throws {
        let limits = NodeServerConfiguration.RateLimits(
            address: nil, identity: RateLimit(perSecond: 0.001, burst: 2), sensitive: nil)
        try await TestNetwork.withClient(rateLimits: limits) { network, client in
            let one = try await network.signIn(network.official, client)
            #expect(try await client.get("/v1/me", one).status == .ok)
            // Another session of the same person counts against the same bucket.
            let two = try await network.signIn(network.official, client)
            #expect(try await client.get("/v1/me", two).status == .ok)
            try await client.get("/v1/me", one).expectProblem(429, "tooManyRequests")
            #expect(try await client.get("/v1/network").status == .ok)
        }
    }

    @Test func guessingIsLimited() async throws {
        let limits = NodeServerConfiguration.RateLimits(
            address: nil, identity: nil, sensitive: RateLimit(perSecond: 0.001, burst: 2))
        try await TestNetwork.withClient(rateLimits: limits) { _, client in
            for _ in 0..<2 { #expect(try await client.get("/v1/accounts/somebody/kdf").status == .ok) }
            try await client.get("/v1/accounts/somebody/kdf").expectProblem(429, "tooManyRequests")
            #expect(try await client.get("/v1/network").status == .ok)
        }
    }
}
