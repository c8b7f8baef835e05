/// Reads one object strictly: each field once, and none that nobody asked for.
package struct JSONFields {
    private var fields: [String: SealedJSON]

    /// Takes the fields of an object.
    /// - Throws: `format.valueInvalid` when `value` is no object.
    package init(_ value: SealedJSON) throws {
        guard case .object(let fields) = value else {
            throw SealingError(.formatValueInvalid, "not an object")
        }
        self.fields = fields
    }

    /// Parses a whole object: canonical form, its `type` and `v`.
    package init(parsing bytes: [UInt8], limit: Int, type: String, version: UInt64 = 1) throws {
        try self.init(CanonicalJSON.parse(bytes, limit: limit))
        guard try string("type").utf8.elementsEqual(type.utf8) else {
            throw SealingError(.formatTypeMismatch, "not a \(type)")
        }
        guard try integer("v") == version else {
            throw SealingError(.formatVersionUnknown, "a version of \(type) that this program does not know")
        }
    }

    /// The value of a field, or nil when it is absent.
    package mutating func optional(_ name: String) -> SealedJSON? {
        fields.removeValue(forKey: name)
    }

    /// The value of a field that must be there.
    package mutating func value(_ name: String) throws -> SealedJSON {
        guard let value = optional(name) else {
            throw SealingError(.formatMissingField, "no field '\(name)'")
        }
        return value
    }

    /// A text field.
    package mutating func string(_ name: String) throws -> String {
        guard case .string(let text) = try value(name) else {
            throw SealingError(.formatValueInvalid, "'\(name)' is not text")
        }
        return text
    }

    /// A field that is an identifier.
    package mutating func identifier(_ name: String) throws -> String {
        try Identifier.check(try string(name))
    }

    /// A whole number within `range`.
    package mutating func integer(_ name: String, in range: ClosedRange<UInt64> = 0...CanonicalJSON.largestInteger)
        throws -> UInt64
    {
        guard case .integer(let number) = try value(name), range.contains(number) else {
            throw SealingError(.formatValueInvalid, "'\(name)' is not a number within its limits")
        }
        return number
    }

    /// Exactly `count` bytes as base64url.
    package mutating func bytes(_ name: String, count: Int) throws -> [UInt8] {
        let bytes = try SealedBase64URL.decode(try string(name))
        guard bytes.count == count else {
            throw SealingError(.formatValueInvalid, "'\(name)' is not \(count) bytes")
        }
        return bytes
    }

    /// A list of at most `limit` objects, each read by `read` to its last field.
    package mutating func list<Element>(
        _ name: String, limit: Int, _ read: (inout JSONFields) throws -> Element
    ) throws -> [Element] {
        guard case .array(let items) = try value(name), items.count <= limit else {
            throw SealingError(.formatValueInvalid, "'\(name)' is not a list of at most \(limit)")
        }
        return try items.map { item in
            var fields = try JSONFields(item)
            let element = try read(&fields)
            try fields.finish()
            return element
        }
    }

    /// A sealed box whose plaintext has `plaintextCount` bytes.
    package mutating func box(_ name: String, plaintextCount: Int) throws -> HPKESealedBox {
        try HPKESealedBox(json: try value(name), name: name, plaintextCount: plaintextCount)
    }

    /// Refuses whatever was not read.
    package func finish() throws {
        guard fields.isEmpty else {
            throw SealingError(.formatUnknownField, "a field that the format does not know")
        }
    }
}
