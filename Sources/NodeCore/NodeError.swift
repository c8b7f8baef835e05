public import LedgerFormat

/// Why a node refused or failed: a stable code and a plain reason, never a person's data or a value that a request
/// held. The HTTP API turns `kind` into a status.
public struct NodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the caller can do about it.
    public enum Kind: Hashable, Sendable {
        /// Send something else: what was sent is wrong.
        case refused
        /// Prove who you are, or prove it again.
        case unauthenticated
        /// Nothing: the own status or role does not allow it.
        case forbidden
        /// Nothing: it does not exist, or is hidden, and the answer does not say which.
        case notFound
        /// Choose another: it is taken.
        case conflict
        /// Send less.
        case tooLarge
        /// Come back later, in `retryAfter` seconds: too much in too little time.
        case tooMany(retryAfter: Int)
        /// Come back soon: the queue is full or the medium is, or too few machines of the network answer.
        case busy
        /// Come back when the node is up again.
        case stopping
        /// Tell the operator.
        case failed
    }

    /// What the caller can do about it.
    public let kind: Kind
    /// The stable code.
    public let code: String
    /// The reason in plain words.
    public let reason: String
    /// The name of the field that the code speaks of, where one does.
    public let field: String?

    /// An error of these parts.
    public init(_ kind: Kind, _ code: String, _ reason: String, field: String? = nil) {
        self.kind = kind
        self.code = code
        self.reason = reason
        self.field = field
    }

    /// Refused at admission, with the ledger's own code.
    public init(_ rejection: Rejection) {
        self.init(.refused, rejection.code.rawValue, rejection.code.reason, field: rejection.field)
    }

    /// Code and reason.
    public var description: String { "\(code): \(reason)" }

    /// Unknown and hidden alike.
    public static let notFound = NodeError(.notFound, "notFound", "There is nothing here for you.")
    /// The queue is full.
    public static let busy = NodeError(.busy, "busy", "The node has more to do than it can queue; try again soon.")
    /// The ordering log's cluster does not answer; whether what was submitted will stand on the ledger is not known.
    public static let unavailable = NodeError(
        .busy, "unavailable",
        "Too few machines of the network answer, so nothing can be written now; reading goes on. Try again soon with "
            + "the same bytes: nothing is done twice.")
    /// The node is stopping.
    public static let stopping = NodeError(.stopping, "stopping", "The node is stopping; try again when it is back.")
    /// The own status does not allow it.
    public static let forbidden = NodeError(.forbidden, "forbidden", "Your status or role does not allow this.")
    /// Too much from one identity or address.
    public static func tooMany(retryAfter: Int) -> NodeError {
        NodeError(.tooMany(retryAfter: retryAfter), "tooManyRequests", "Too many requests; wait before the next one.")
    }
    /// The node itself failed; whether what was submitted stands on the ledger is not known.
    public static let failed = NodeError(
        .failed, "internal",
        "The node failed. What was submitted may stand on the ledger; ask again with the same bytes.")
    /// A cursor or parameter of a query is malformed.
    public static func query(_ field: String) -> NodeError {
        NodeError(.refused, "query", "A query parameter is malformed.", field: field)
    }
}
