public import Testing

/// Runs `body` and expects an error of that type with that code.
public func expectError<Failure: Error, Code: Equatable>(
    _ expected: Code, at code: (Failure) -> Code, sourceLocation: SourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("accepted, should be \(expected)", sourceLocation: sourceLocation)
    } catch let error as Failure {
        #expect(code(error) == expected, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    }
}
