/// Validates resources against HL7's definitions: structure first, then the rules in FHIRPath.
///
/// What is and is not checked stands in docs/spec/clinical-content-v1.md.
public struct FHIRValidator: Sendable {
    /// The definitions in use.
    public let definitions: FHIRDefinitions
    /// After so many issues of one resource the rest is not looked for.
    public static let maximumIssues = 100

    /// Makes a validator.
    public init(definitions: FHIRDefinitions) {
        self.definitions = definitions
    }

    /// Parses and validates one resource.
    ///
    /// - Returns: what is wrong; empty for a valid resource.
    /// - Throws: `FHIRError` with a `fhir.json.*` code when the source is no JSON.
    public func validate(_ source: [UInt8]) throws(FHIRError) -> [FHIRIssue] {
        validate(try FHIRJSONDocument(source).root)
    }

    /// Validates one resource's tree.
    public func validate(_ root: FHIRJSONValue) -> [FHIRIssue] {
        var builder = FHIRElementBuilder(definitions: definitions)
        guard let element = builder.buildResource(root, name: "", index: nil, parent: nil) else {
            return builder.issues
        }
        // Rules are judged on what is structurally sound; a second opinion on a broken tree would only be noise.
        guard builder.issues.isEmpty else { return builder.issues }
        var checker = FHIRInvariantChecker(root: element)
        checker.check()
        return checker.issues
    }
}
