import TestSupport

extension SeededGenerator {
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
