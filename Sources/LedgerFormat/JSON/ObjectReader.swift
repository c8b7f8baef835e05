/// Reads the members of a JSON object one by one and refuses those that nobody asked for.
public struct ObjectReader {
    private let object: JSONObject
    private var taken = 0

    /// Begins to read `object`.
    public init(_ object: JSONObject) { self.object = object }

    /// Begins to read `value`. Throws `json.wrongType` unless it is an object.
    public init(_ value: JSONValue, field: String) throws(Rejection) {
        guard case .object(let object) = value else { throw Rejection(.jsonWrongType, field: field) }
        self.init(object)
    }

    /// Throws `json.unknownField` when a member has not been read. Every reader of a format ends with it.
    public func finish() throws(Rejection) {
        guard taken == object.members.count else { throw Rejection(.jsonUnknownField) }
    }

    /// The member's value; nil when it is absent. `null` is a value, never absence.
    public mutating func optional(_ name: String) -> JSONValue? {
        guard let value = object[name] else { return nil }
        taken += 1
        return value
    }

    /// The member's value. Throws `json.missingField`.
    public mutating func value(_ name: String) throws(Rejection) -> JSONValue {
        guard let value = optional(name) else { throw Rejection(.jsonMissingField, field: name) }
        return value
    }

    /// An integer within `range`. Throws `json.*`.
    public mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(Rejection) -> Int64 {
        guard case .integer(let number) = try value(name) else { throw Rejection(.jsonWrongType, field: name) }
        guard range.contains(number) else { throw Rejection(.jsonValueRange, field: name) }
        return number
    }

    /// A truth value. Throws `json.*`.
    public mutating func bool(_ name: String) throws(Rejection) -> Bool {
        guard case .bool(let flag) = try value(name) else { throw Rejection(.jsonWrongType, field: name) }
        return flag
    }

    /// Text for people, of 1 ... `maximumBytes` bytes of UTF-8, without control characters. Throws `json.*`.
    public mutating func text(_ name: String, maximumBytes: Int) throws(Rejection) -> String {
        guard case .string(let text) = try value(name) else { throw Rejection(.jsonWrongType, field: name) }
        try Self.requireText(text, field: name, maximumBytes: maximumBytes)
        return text
    }

    /// Throws `json.valueRange` unless `text` is one that `text(_:maximumBytes:)` reads.
    static func requireText(_ text: String, field: String, maximumBytes: Int) throws(Rejection) {
        let allowed = (1...maximumBytes).contains(text.utf8.count) && text.unicodeScalars.allSatisfy(Self.isPrintable)
        guard allowed else { throw Rejection(.jsonValueRange, field: field) }
    }

    /// An ASCII identifier of 1 ... `maximumBytes` printable characters without spaces; it may be compared with `==`.
    /// Throws `json.*`.
    public mutating func token(_ name: String, maximumBytes: Int = 128) throws(Rejection) -> String {
        try Self.token(try value(name), field: name, maximumBytes: maximumBytes)
    }

    /// An identifier of 128 bits. Throws `json.*`.
    public mutating func id(_ name: String) throws(Rejection) -> EntityID {
        try Self.id(try value(name), field: name)
    }

    /// An identity. Throws `json.*`.
    public mutating func identity(_ name: String) throws(Rejection) -> IdentityID {
        try Self.identity(try value(name), field: name)
    }

    /// A hash. Throws `json.*`.
    public mutating func hash(_ name: String) throws(Rejection) -> Hash256 {
        guard let hash = Hash256(base64URL: try token(name)) else { throw Rejection(.jsonValueRange, field: name) }
        return hash
    }

    /// A moment. Throws `json.*`.
    public mutating func time(_ name: String) throws(Rejection) -> LedgerTime {
        let milliseconds = try integer(name, in: 0...LedgerTime.maximum.milliseconds)
        guard let time = LedgerTime(milliseconds: milliseconds) else { throw Rejection(.jsonValueRange, field: name) }
        return time
    }

    /// Bytes in canonical base64url, of at most `maximum` bytes. Throws `json.*`.
    public mutating func bytes(_ name: String, maximum: Int) throws(Rejection) -> [UInt8] {
        guard case .string(let text) = try value(name) else { throw Rejection(.jsonWrongType, field: name) }
        guard let bytes = Base64URL.decode(text.utf8), bytes.count <= maximum else {
            throw Rejection(.jsonValueRange, field: name)
        }
        return bytes
    }

    /// A list with a number of elements within `count`. Throws `json.*`.
    public mutating func array(_ name: String, count: ClosedRange<Int>) throws(Rejection) -> [JSONValue] {
        guard case .array(let elements) = try value(name) else { throw Rejection(.jsonWrongType, field: name) }
        guard count.contains(elements.count) else { throw Rejection(.jsonValueRange, field: name) }
        return elements
    }

    /// An object. Throws `json.*`.
    public mutating func object(_ name: String) throws(Rejection) -> JSONObject {
        guard case .object(let object) = try value(name) else { throw Rejection(.jsonWrongType, field: name) }
        return object
    }

    /// One of an enumeration's raw values. Throws `json.*`.
    public mutating func choice<T: RawRepresentable<String>>(
        _ name: String, _ type: T.Type = T.self
    ) throws(Rejection) -> T {
        try Self.choice(try value(name), field: name)
    }

    /// Whether the object has the member at all.
    public func has(_ name: String) -> Bool { object[name] != nil }

    /// See `token(_:maximumBytes:)`. Throws `json.*`.
    public static func token(_ value: JSONValue, field: String, maximumBytes: Int = 128) throws(Rejection) -> String {
        guard case .string(let text) = value else { throw Rejection(.jsonWrongType, field: field) }
        let allowed = (1...maximumBytes).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard allowed else { throw Rejection(.jsonValueRange, field: field) }
        return text
    }

    /// See `id(_:)`. Throws `json.*`.
    public static func id(_ value: JSONValue, field: String) throws(Rejection) -> EntityID {
        guard let id = EntityID(text: try token(value, field: field)) else {
            throw Rejection(.jsonValueRange, field: field)
        }
        return id
    }

    /// See `identity(_:)`. Throws `json.*`.
    public static func identity(_ value: JSONValue, field: String) throws(Rejection) -> IdentityID {
        guard let id = IdentityID(canonical: try token(value, field: field)) else {
            throw Rejection(.jsonValueRange, field: field)
        }
        return id
    }

    /// See `choice(_:_:)`. Throws `json.*`.
    public static func choice<T: RawRepresentable<String>>(_ value: JSONValue, field: String) throws(Rejection) -> T {
        guard let choice = T(rawValue: try token(value, field: field)) else {
            throw Rejection(.jsonValueRange, field: field)
        }
        return choice
    }

    /// Fixed ranges instead of Unicode's categories: those change with the Unicode version, and all nodes must agree.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: false  // controls
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: false  // invisible and direction controls
        case 0xE000...0xF8FF, 0xFFF0...0xFFFF, 0xE0000...0x10FFFF: false  // private use, specials, tags
        default: true
        }
    }
}
