import Foundation
import SealedRecord
import Sealing
import Testing

/// A small seeded generator (SplitMix64), so that a failing case is found again by its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

func hexadecimal(_ text: String) -> [UInt8] {
    let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// A file of Tests/Vectors.
func vectors(_ name: String, file: String = #filePath) throws -> Data {
    let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
    return try Data(contentsOf: tests.appendingPathComponent("Vectors/\(name).json"))
}

/// Runs `body` and expects the code.
func expectCode(
    _ code: SealingError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("accepted, should be \(code.rawValue)", sourceLocation: sourceLocation)
    } catch let error as SealingError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    }
}

let network = "net-1"
let patient = "patient-1"

func record(_ id: String = "record-1", _ category: CompartmentCategory = .clinical) throws -> RecordBinding {
    try RecordBinding(network: network, patient: patient, record: id, category: category)
}

/// A content that is easy to make in any language: byte i is (7 i + 3) mod 251.
func patternedContent(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(($0 * 7 + 3) % 251) }
}
