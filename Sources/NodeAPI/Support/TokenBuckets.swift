internal import Synchronization

/// How many requests in how much time: a bucket of `burst` tokens that fills with `perSecond`.
public struct RateLimit: Hashable, Sendable {
    /// Tokens a second; more than 0.
    public let perSecond: Double
    /// The most at once; at least 1.
    public let burst: Double

    /// `perSecond` requests a second, up to `burst` at once.
    public init(perSecond: Double, burst: Double) {
        self.perSecond = max(perSecond, 0.001)
        self.burst = max(burst, 1)
    }
}

/// Token buckets by key, in bounded memory: a bucket that is full again is forgotten, because a new one is the same.
final class TokenBuckets<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private let limit: RateLimit?
    private let capacity: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let buckets = Mutex<[Key: Bucket]>([:])

    /// Without a limit everything is let through.
    init(
        _ limit: RateLimit?, capacity: Int = 16_384,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.limit = limit
        self.capacity = max(2, capacity)
        self.now = now
    }

    /// Takes `count` tokens. Nil when there were as many; otherwise none is taken, and the answer is the whole seconds
    /// after which there will be. No more than a full bucket is ever asked for.
    func take(_ key: Key, count: Int = 1) -> Int? {
        guard let limit else { return nil }
        let now = now()
        return buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= capacity { Self.shrink(&buckets, to: capacity / 2, limit, now) }
            var bucket = Self.filled(buckets[key] ?? Bucket(tokens: limit.burst, at: now), limit, now)
            defer { buckets[key] = bucket }
            let wanted = min(Double(count), limit.burst)
            guard bucket.tokens >= wanted else {
                return max(1, Int(((wanted - bucket.tokens) / limit.perSecond).rounded(.up)))
            }
            bucket.tokens -= wanted
            return nil
        }
    }

    /// How many buckets are held.
    var count: Int { buckets.withLock { $0.count } }

    private static func filled(_ bucket: Bucket, _ limit: RateLimit, _ now: ContinuousClock.Instant) -> Bucket {
        let (seconds, attoseconds) = (now - bucket.at).components
        let elapsed = max(0, Double(seconds) + Double(attoseconds) / 1e18)
        return Bucket(tokens: min(limit.burst, bucket.tokens + elapsed * limit.perSecond), at: now)
    }

    /// Forgets full buckets; where that is not enough, those that are fullest: they restrain the least.
    private static func shrink(
        _ buckets: inout [Key: Bucket], to size: Int, _ limit: RateLimit, _ now: ContinuousClock.Instant
    ) {
        buckets = buckets.mapValues { filled($0, limit, now) }.filter { $0.value.tokens < limit.burst }
        guard buckets.count > size else { return }
        let keep = buckets.sorted { $0.value.tokens < $1.value.tokens }.prefix(size)
        buckets = Dictionary(uniqueKeysWithValues: keep.map { ($0.key, $0.value) })
    }
}
