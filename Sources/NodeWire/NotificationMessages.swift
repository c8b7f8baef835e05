public import LedgerFormat

/// Marks notifications as read: everything up to a cursor, single ones, or both.
public struct InboxMarks: WireObject {
    /// Everything up to this cursor.
    public let through: Int64?
    /// These: 200 at most.
    public let items: [Int64]

    /// Marks of these parts.
    public init(through: Int64?, items: [Int64] = []) {
        self.through = through
        self.items = items
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        through = reader.has("through") ? try Self.cursor(try reader.token("through"), "through") : nil
        var items: [Int64] = []
        if reader.has("items") {
            for value in try reader.array("items", count: 1...200) {
                guard case .string(let text) = value else { throw Rejection(.jsonWrongType, field: "items") }
                items.append(try Self.cursor(text, "items"))
            }
        }
        self.items = items
        guard through != nil || !items.isEmpty else { throw Rejection(.jsonMissingField, field: "through") }
        try reader.finish()
    }

    private static func cursor(_ text: String, _ field: String) throws(Rejection) -> Int64 {
        guard let cursor = Int64(text), cursor >= 0, String(cursor).utf8.elementsEqual(text.utf8) else {
            throw Rejection(.jsonValueRange, field: field)
        }
        return cursor
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object = JSONObject()
        object.set("through", through.map { .string(String($0)) })
        object.set("items", items.isEmpty ? nil : .array(items.map { .string(String($0)) }))
        return object
    }
}

/// What a person chooses about notices: what is left out is not wanted any more.
public struct NotificationChoiceRequest: WireObject {
    /// Where to write to.
    public let email: String?
    /// Where to post to.
    public let webhook: String?
    /// Topics of which no notice is to go out, ascending.
    public let muted: [String]

    /// Choices of these parts.
    public init(email: String?, webhook: String?, muted: [String]) {
        self.email = email
        self.webhook = webhook
        self.muted = muted
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        email = reader.has("email") ? try reader.token("email", maximumBytes: 255) : nil
        webhook = reader.has("webhook") ? try reader.token("webhook", maximumBytes: 512) : nil
        var muted: [String] = []
        if reader.has("muted") {
            for value in try reader.array("muted", count: 0...32) {
                guard case .string(let topic) = value, (1...32).contains(topic.utf8.count),
                    topic.utf8.allSatisfy({ (0x61...0x7A).contains($0) }), muted.last.map({ $0 < topic }) ?? true
                else { throw Rejection(.jsonValueRange, field: "muted") }
                muted.append(topic)
            }
        }
        self.muted = muted
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object = JSONObject()
        object.set("email", email.map { .string($0) })
        object.set("webhook", webhook.map { .string($0) })
        object.set("muted", .array(muted.map { .string($0) }))
        return object
    }
}

/// The code that proves that an e-mail address is its owner's wish.
public struct ConfirmationRequest: WireObject {
    /// Eight digits.
    public let code: String

    /// A request with this code.
    public init(code: String) { self.code = code }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        code = try reader.token("code", maximumBytes: 8)
        guard code.utf8.count == 8, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Rejection(.jsonValueRange, field: "code")
        }
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["code": .string(code)] }
}

/// Any JSON object, as a node answered it.
public struct AnyAnswer: WireObject {
    /// The object.
    public let json: JSONObject

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) { self.json = json }
}
