/// A JSON value as the ledger knows it: no floating point, member order kept, no member twice.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// An integer between -(2^53 - 1) and 2^53 - 1.
    case integer(Int64)
    /// A text. Never compare it with `==` in consensus code unless it is known to be ASCII: Swift compares by canonical
    /// equivalence.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)
}

/// The members of a JSON object, in the order in which they stand.
public struct JSONObject: Sendable {
    /// One member.
    public struct Member: Sendable {
        /// The name: ASCII.
        public let name: String
        /// The value.
        public let value: JSONValue

        /// A member of the given name and value.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members, in order.
    public private(set) var members: [Member]

    /// An object of these members; names must differ.
    public init(_ members: [Member] = []) { self.members = members }

    /// Adds a member unless its value is nil: how optional members are written.
    public mutating func set(_ name: String, _ value: JSONValue?) {
        if let value { members.append(Member(name, value)) }
    }

    /// The value of the member of that name.
    public subscript(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Members in the order in which they are written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member($0.0, $0.1) })
    }
}

extension JSONValue {
    /// A hash as canonical base64url.
    public static func hash(_ hash: Hash256) -> JSONValue { .string(hash.base64URL) }
    /// An identifier of 128 bits.
    public static func id(_ id: EntityID) -> JSONValue { .string(id.text) }
    /// An identity, in its canonical form.
    public static func identity(_ id: IdentityID) -> JSONValue { .string(id.canonical) }
    /// A moment, in milliseconds.
    public static func time(_ time: LedgerTime) -> JSONValue { .integer(time.milliseconds) }
    /// Bytes as canonical base64url.
    public static func bytes(_ bytes: [UInt8]) -> JSONValue { .string(Base64URL.string(bytes)) }

    /// The canonical bytes (RFC 8785 for what `JSONValue` can express): members sorted by name, no white space, the
    /// shortest escapes.
    public var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        JSONWriter.append(self, to: &bytes)
        return bytes
    }
}

extension JSONObject {
    /// The canonical bytes of the object (RFC 8785).
    public var canonicalBytes: [UInt8] { JSONValue.object(self).canonicalBytes }
}
