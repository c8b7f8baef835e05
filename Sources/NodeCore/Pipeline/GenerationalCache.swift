internal import Synchronization

/// A bounded memory: keeps between `capacity` and twice as many entries and forgets the oldest in bulk.
final class GenerationalCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Generations {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]
    }

    private let capacity: Int
    private let generations = Mutex(Generations())

    init(capacity: Int) { self.capacity = max(1, capacity) }

    subscript(_ key: Key) -> Value? { generations.withLock { $0.young[key] ?? $0.old[key] } }

    func insert(_ value: Value, for key: Key) {
        generations.withLock { generations in
            if generations.young.count >= capacity {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[key] = value
        }
    }
}
