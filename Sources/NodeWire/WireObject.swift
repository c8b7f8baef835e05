public import LedgerFormat

/// What travels between a node and its clients as a JSON object (docs/spec/node-api-v1.md). Both sides read strictly
/// and write canonically, with the ledger's own JSON.
public protocol WireObject: Sendable {
    /// Reads the object. Throws `json.*`.
    init(json: JSONObject) throws(Rejection)
    /// The object as it is sent.
    var json: JSONObject { get }
}

extension WireObject {
    /// Reads the object from the bytes of a body. Throws `json.*`.
    public init(parsing body: [UInt8]) throws(Rejection) {
        try self.init(json: try StrictJSONParser.parseObject(body))
    }

    /// The bytes of a body.
    public var encoded: [UInt8] { json.canonicalBytes }
}

/// The state of the ledger that an answer was read at.
public struct ReadPosition: WireObject, Hashable {
    /// The height of the newest committed block.
    public let height: UInt64
    /// The RFC 6962 root over the headers 0 ... height.
    public let headersRoot: Hash256

    /// The position at `height`.
    public init(height: UInt64, headersRoot: Hash256) {
        self.height = height
        self.headersRoot = headersRoot
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        height = UInt64(try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds))
        headersRoot = try reader.hash("headersRoot")
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["height": .integer(Int64(height)), "headersRoot": .hash(headersRoot)] }
}

/// One page of a list. There is no total: it would count what the reader may not see.
public struct Page: WireObject {
    /// The items, in the list's order.
    public let items: [JSONObject]
    /// The cursor of the page after, nil on the last one.
    public let next: String?
    /// What it was read at.
    public let at: ReadPosition

    /// A page of these items.
    public init(items: [JSONObject], next: String?, at: ReadPosition) {
        self.items = items
        self.next = next
        self.at = at
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        var items: [JSONObject] = []
        for value in try reader.array("items", count: 0...Limits.jsonMembers) {
            guard case .object(let item) = value else { throw Rejection(.jsonWrongType, field: "items") }
            items.append(item)
        }
        self.items = items
        next = reader.has("next") ? try reader.token("next", maximumBytes: 512) : nil
        at = try ReadPosition(json: try reader.object("at"))
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object: JSONObject = ["items": .array(items.map { .object($0) })]
        object.set("next", next.map { .string($0) })
        object.set("at", .object(at.json))
        return object
    }
}

/// A single object with the position it was read at: the object's own members and `at`.
public struct Positioned: WireObject {
    /// The object without `at`.
    public let value: JSONObject
    /// What it was read at.
    public let at: ReadPosition

    /// `value` as read at `at`.
    public init(value: JSONObject, at: ReadPosition) {
        self.value = value
        self.at = at
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        guard case .object(let position)? = json["at"] else { throw Rejection(.jsonMissingField, field: "at") }
        at = try ReadPosition(json: position)
        value = JSONObject(json.members.filter { $0.name != "at" })
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object = value
        object.set("at", .object(at.json))
        return object
    }
}

/// An RFC 9457 problem. It carries codes and words that are the same for everybody, never a person's data.
public struct Problem: WireObject, Error, Hashable {
    /// The stable code.
    public let code: String
    /// The HTTP status.
    public let status: Int
    /// The reason in plain words.
    public let title: String
    /// What to do, where that is known.
    public let detail: String?
    /// The member of the request that the code speaks of.
    public let field: String?

    /// A problem of these parts.
    public init(code: String, status: Int, title: String, detail: String? = nil, field: String? = nil) {
        self.code = code
        self.status = status
        self.title = title
        self.detail = detail
        self.field = field
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        code = try reader.token("code")
        status = Int(try reader.integer("status", in: 100...599))
        title = try reader.text("title", maximumBytes: 512)
        guard try reader.token("type", maximumBytes: 256) == Self.type(code) else {
            throw Rejection(.jsonValueRange, field: "type")
        }
        detail = reader.has("detail") ? try reader.text("detail", maximumBytes: 1024) : nil
        field = reader.has("field") ? try reader.token("field") : nil
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object: JSONObject = [
            "type": .string(Self.type(code)), "title": .string(title), "status": .integer(Int64(status)),
            "code": .string(code),
        ]
        object.set("detail", detail.map { .string($0) })
        object.set("field", field.map { .string($0) })
        return object
    }

    private static func type(_ code: String) -> String { "urn:medchain:problem:\(code)" }
}
