import Foundation

/// SplitMix64 (https://prng.di.unimi.it/splitmix64.c): the same numbers for the same seed, on every machine, so that a
/// failing case is found again by its seed.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    /// What it began with.
    public let seed: UInt64
    private var state: UInt64

    /// A generator that begins with `seed`.
    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// A fresh seed, or that of the environment's MEDCHAIN_TEST_SEED; printed.
    public static func fresh(_ purpose: String = #function) -> SeededGenerator {
        let given = ProcessInfo.processInfo.environment["MEDCHAIN_TEST_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(purpose): MEDCHAIN_TEST_SEED=\(seed)")
        return SeededGenerator(seed: seed)
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Random bytes, eight a step.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(count + 8)
        while content.count < count {
            withUnsafeBytes(of: next()) { content.append(contentsOf: $0) }
        }
        return Array(content.prefix(count))
    }

    /// A number below `bound`.
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True in `percent` of 100 cases.
    public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
