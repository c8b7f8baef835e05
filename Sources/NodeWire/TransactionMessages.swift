public import LedgerFormat

/// What became of a transaction that stands on the ledger.
public struct TransactionResult: WireObject {
    /// The transaction's hash.
    public let hash: TransactionHash
    /// Why the contract rejected it; nil when it was accepted.
    public let rejection: RejectionCode?
    /// The block that holds it.
    public let height: UInt64
    /// Its place in the block, from 0.
    public let index: UInt32
    /// The block's ledger time.
    public let time: LedgerTime
    /// The events it caused; none when it was rejected.
    public let events: [JSONObject]
    /// The identity that a registration created; nil for any other transaction.
    public let identity: IdentityID?

    /// A result of these parts.
    public init(
        hash: TransactionHash, rejection: RejectionCode?, height: UInt64, index: UInt32, time: LedgerTime,
        events: [JSONObject], identity: IdentityID? = nil
    ) {
        self.hash = hash
        self.rejection = rejection
        self.height = height
        self.index = index
        self.time = time
        self.events = events
        self.identity = identity
    }

    /// Whether the contract accepted it.
    public var accepted: Bool { rejection == nil }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        hash = try reader.hash("hash")
        let accepted = try reader.bool("accepted")
        if accepted {
            rejection = nil
        } else {
            rejection = try reader.choice("code")
            _ = try reader.text("reason", maximumBytes: 512)
        }
        height = UInt64(try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds))
        index = UInt32(try reader.integer("index", in: 0...Int64(UInt32.max)))
        time = try reader.time("time")
        var events: [JSONObject] = []
        if accepted {
            for value in try reader.array("events", count: 0...Limits.jsonMembers) {
                guard case .object(let event) = value else { throw Rejection(.jsonWrongType, field: "events") }
                events.append(event)
            }
        }
        self.events = events
        identity = reader.has("identity") ? try reader.identity("identity") : nil
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object: JSONObject = ["hash": .hash(hash), "accepted": .bool(accepted)]
        object.set("code", rejection.map { .string($0.rawValue) })
        object.set("reason", rejection.map { .string($0.reason) })
        object.set("height", .integer(Int64(height)))
        object.set("index", .integer(Int64(index)))
        object.set("time", .time(time))
        if accepted { object.set("events", .array(events.map { .object($0) })) }
        object.set("identity", identity.map { .identity($0) })
        return object
    }
}

/// Many transactions in one request: 1 ... 256 JWS texts.
public struct TransactionSubmission: WireObject {
    /// The most transactions in one request.
    public static let maximumCount = 256
    /// The transactions, each a JWS in compact serialization.
    public let transactions: [[UInt8]]

    /// A submission of these transactions.
    public init(transactions: [[UInt8]]) { self.transactions = transactions }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        var transactions: [[UInt8]] = []
        for value in try reader.array("transactions", count: 1...Self.maximumCount) {
            guard case .string(let text) = value else { throw Rejection(.jsonWrongType, field: "transactions") }
            transactions.append(Array(text.utf8))
        }
        self.transactions = transactions
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        ["transactions": .array(transactions.map { .string(String(decoding: $0, as: UTF8.self)) })]
    }
}

/// The answers to a `TransactionSubmission`, in its order.
public struct TransactionResults: WireObject {
    /// One answer: a result when the transaction stands on the ledger, a problem when it was refused before.
    public enum Answer: Sendable {
        /// It stands on the ledger, accepted or rejected.
        case recorded(TransactionResult)
        /// It was refused and stands nowhere.
        case refused(Problem)
    }

    /// The answers.
    public let answers: [Answer]

    /// These answers.
    public init(answers: [Answer]) { self.answers = answers }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        var answers: [Answer] = []
        for value in try reader.array("results", count: 1...TransactionSubmission.maximumCount) {
            guard case .object(let object) = value else { throw Rejection(.jsonWrongType, field: "results") }
            if object["status"] != nil {
                answers.append(.refused(try Problem(json: object)))
            } else {
                answers.append(.recorded(try TransactionResult(json: object)))
            }
        }
        self.answers = answers
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        [
            "results": .array(
                answers.map { answer in
                    switch answer {
                    case .recorded(let result): .object(result.json)
                    case .refused(let problem): .object(problem.json)
                    }
                })
        ]
    }
}

/// A person's signed application, for the node to counter-sign.
public struct RegistrationRequest: WireObject {
    /// The JWS of an `identity.apply`.
    public let application: [UInt8]

    /// The request for this application.
    public init(application: [UInt8]) { self.application = application }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        application = Array(try reader.token("application", maximumBytes: Limits.transactionBytes).utf8)
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["application": .string(String(decoding: application, as: UTF8.self))] }
}

/// An event as it is delivered: with the place in the ledger that caused it.
public struct DeliveredEvent: WireObject {
    /// The event (contract-v1 section 5).
    public let event: JSONObject
    /// The transaction that caused it; nil for due work.
    public let transaction: TransactionHash?
    /// The block.
    public let height: UInt64
    /// The block's ledger time.
    public let time: LedgerTime
    /// Where to resume after it.
    public let cursor: String

    /// An event of these parts.
    public init(event: JSONObject, transaction: TransactionHash?, height: UInt64, time: LedgerTime, cursor: String) {
        self.event = event
        self.transaction = transaction
        self.height = height
        self.time = time
        self.cursor = cursor
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        event = try reader.object("event")
        transaction = reader.has("transaction") ? try reader.hash("transaction") : nil
        height = UInt64(try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds))
        time = try reader.time("time")
        cursor = try reader.token("cursor")
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object: JSONObject = ["event": .object(event)]
        object.set("transaction", transaction.map { .hash($0) })
        object.set("height", .integer(Int64(height)))
        object.set("time", .time(time))
        object.set("cursor", .string(cursor))
        return object
    }
}
