import TestSupport
import Testing

@testable import Sealing

/// Runs `body` and expects the code.
func expectCode(
    _ code: SealingError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    expectError(code, at: { (error: SealingError) in error.code }, sourceLocation: sourceLocation, body)
}

let binding: RecordBinding = {
    guard
        let binding = try? RecordBinding(
            network: "net-1", patient: "patient-1", record: "record-1", category: .clinical)
    else { preconditionFailure("the test's identifiers are valid") }
    return binding
}()
