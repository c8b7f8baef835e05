/// One JSON value and where it stands in its source.
///
/// Numbers keep their literal: FHIR says that a decimal's precision is part of its value (1.00 is not 1.0), see
/// https://hl7.org/fhir/R4/datatypes.html#decimal and https://hl7.org/fhir/R4/json.html#decimal.
public struct FHIRJSONValue: Sendable {
    /// What a value is.
    public enum Content: Sendable {
        /// An object; members in the order of the source, names unique.
        case object([FHIRJSONMember])
        /// An array.
        case array([FHIRJSONValue])
        /// A string, unescaped.
        case string(String)
        /// A number, as it was written.
        case number(String)
        /// `true` or `false`.
        case boolean(Bool)
        /// `null`.
        case null
    }

    /// What this value is.
    public let content: Content
    /// The bytes of the source that spell this value, without white space around it.
    public let range: Range<Int>

    /// The member of this name when this is an object that has one.
    public subscript(name: String) -> FHIRJSONValue? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The elements of an array; empty for everything else.
    public var elements: [FHIRJSONValue] {
        guard case .array(let elements) = content else { return [] }
        return elements
    }

    /// The members of an object; empty for everything else.
    public var members: [FHIRJSONMember] {
        guard case .object(let members) = content else { return [] }
        return members
    }

    /// The text of a string, else nil.
    public var string: String? {
        guard case .string(let text) = content else { return nil }
        return text
    }

    /// The literal of a number, else nil.
    public var number: String? {
        guard case .number(let literal) = content else { return nil }
        return literal
    }

    /// A boolean's value, else nil.
    public var boolean: Bool? {
        guard case .boolean(let value) = content else { return nil }
        return value
    }

    var isNull: Bool {
        if case .null = content { return true }
        return false
    }
}

/// A member of a JSON object.
public struct FHIRJSONMember: Sendable {
    /// The name, unescaped.
    public let name: String
    /// The value.
    public let value: FHIRJSONValue
}

/// Bounds that hold before anything is built from an input.
public struct FHIRJSONLimits: Sendable {
    /// The largest source, in bytes.
    public var bytes: Int
    /// The deepest nesting of arrays and objects.
    public var depth: Int

    /// Sets the bounds.
    public init(bytes: Int, depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    /// One resource: 64 MiB (a DocumentReference may carry a document), 100 levels.
    public static let resource = FHIRJSONLimits(bytes: 64 << 20, depth: 100)
    /// A Bundle: 2 GiB, 110 levels (a resource stands three levels down).
    public static let bundle = FHIRJSONLimits(bytes: 2 << 30, depth: 110)
}

/// A JSON source with its tree.
public struct FHIRJSONDocument: Sendable {
    /// The bytes as they came.
    public let source: [UInt8]
    /// The tree.
    public let root: FHIRJSONValue

    /// Parses a source strictly.
    ///
    /// - Throws: `FHIRError` with a `fhir.json.*` code.
    public init(_ source: [UInt8], limits: FHIRJSONLimits = .resource) throws(FHIRError) {
        self.source = source
        let result: Result<FHIRJSONValue, FHIRError> = source.withUnsafeBufferPointer { buffer in
            Result { () throws(FHIRError) in
                var parser = FHIRJSONParser(buffer, limits: limits)
                return try parser.parseDocument()
            }
        }
        root = try result.get()
    }

    /// The exact bytes of a value of this document.
    public func bytes(of value: FHIRJSONValue) -> [UInt8] {
        Array(source[value.range])
    }
}
