/// What became of a transaction: accepted, with the events it caused, or rejected with a code. It is hashed into the
/// block together with the transaction, so a rejection can be proved as well.
public struct Outcome: Sendable {
    /// Why it was rejected; nil when it was accepted.
    public let rejection: RejectionCode?
    /// The events, in order; none when it was rejected.
    public let events: [JSONObject]

    /// Accepted, with these events.
    public static func accepted(_ events: [JSONObject]) -> Outcome { Outcome(rejection: nil, events: events) }
    /// Rejected.
    public static func rejected(_ code: RejectionCode) -> Outcome { Outcome(rejection: code, events: []) }

    private init(rejection: RejectionCode?, events: [JSONObject]) {
        self.rejection = rejection
        self.events = events
    }

    /// The canonical JSON: `{"accepted":true,"events":[...]}` or `{"accepted":false,"code":"..."}`.
    public var encoded: [UInt8] {
        var object = JSONObject()
        object.set("accepted", .bool(rejection == nil))
        object.set("code", rejection.map { .string($0.rawValue) })
        if rejection == nil { object.set("events", .array(events.map { .object($0) })) }
        return object.canonicalBytes
    }

    /// Reads the canonical JSON. Throws `json.*`, or `format.malformed` for an unknown code.
    public init(parsing bytes: [UInt8]) throws(Rejection) {
        var reader = ObjectReader(try StrictJSONParser.parseObject(bytes))
        if try reader.bool("accepted") {
            var events: [JSONObject] = []
            for value in try reader.array("events", count: 0...Limits.jsonMembers) {
                guard case .object(let event) = value else { throw Rejection(.jsonWrongType, field: "events") }
                events.append(event)
            }
            self.init(rejection: nil, events: events)
        } else {
            guard let code = RejectionCode(rawValue: try reader.token("code")) else {
                throw Rejection(.formatMalformed)
            }
            self.init(rejection: code, events: [])
        }
        try reader.finish()
    }
}

/// A leaf of a block's transaction tree.
public enum TransactionLeaf {
    /// The leaf's hash: over the JWS and the outcome, each behind its 32-bit length.
    public static func hash(transaction: [UInt8], outcome: [UInt8]) -> Hash256 {
        var writer = ByteWriter(reservingCapacity: transaction.count + outcome.count + 8)
        writer.lengthPrefixed(transaction)
        writer.lengthPrefixed(outcome)
        return MerkleTree.leafHash(writer.bytes)
    }
}
