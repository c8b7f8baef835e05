import SealedRecord
import Sealing
import TestSupport
import Testing

/// Runs `body` and expects the code.
func expectCode(
    _ code: SealingError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    expectError(code, at: { (error: SealingError) in error.code }, sourceLocation: sourceLocation, body)
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
