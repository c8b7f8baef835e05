/// One thing that is wrong with a resource: code, place and plain words, never a value.
public struct FHIRIssue: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable code.
    public let code: FHIRErrorCode
    /// The element's path, e.g. `Patient.name[0].use`.
    public let path: String
    /// What is wrong, in words; for `fhir.invariant` it starts with HL7's key of the rule.
    public let detail: String

    /// Makes an issue.
    public init(_ code: FHIRErrorCode, at path: String, _ detail: String) {
        self.code = code
        self.path = path
        self.detail = detail
    }

    /// All three in one line.
    public var description: String { "\(code.rawValue) at \(path): \(detail)" }
}
