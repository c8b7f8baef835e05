import Foundation

/// SplitMix64: repeats a run exactly from its seed, which tests print and take from MEDCHAIN_TEST_SEED.
struct SeededRandom: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// A fresh seed, or that of the environment; printed.
    static func fresh(_ purpose: String = #function) -> SeededRandom {
        let given = ProcessInfo.processInfo.environment["MEDCHAIN_TEST_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(purpose): MEDCHAIN_TEST_SEED=\(seed)")
        return SeededRandom(seed: seed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// `bytes` with one to three small changes: a flipped bit, another byte, a cut, a repeat, an insertion.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0...below(3) {
            guard !result.isEmpty else { return [UInt8(truncatingIfNeeded: next())] }
            let position = below(result.count)
            switch below(6) {
            case 0: result[position] ^= 1 << UInt8(below(8))
            case 1: result[position] = UInt8(truncatingIfNeeded: next())
            case 2: result.removeSubrange(position..<min(result.count, position + 1 + below(8)))
            case 3:
                result.insert(contentsOf: result[position..<min(result.count, position + 1 + below(16))], at: position)
            case 4: result.insert(UInt8(truncatingIfNeeded: next()), at: position)
            default: result.insert(Array("{}[]\",:.\\0-u—".utf8)[below(14)], at: position)
            }
        }
        return result
    }
}
