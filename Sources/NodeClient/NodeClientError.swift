public import NodeWire

/// Why a call to a node did not succeed.
public enum NodeClientError: Error, Sendable {
    /// The node answered with a problem (RFC 9457).
    case problem(Problem)
    /// The node could not be reached, or the connection broke. Safe to try again: a repeated transaction gets its
    /// first outcome.
    case unreachable
    /// The node answered with something that is not its API: another server, or a node that lies.
    case unexpectedAnswer(route: String)

    /// The stable code.
    public var code: String {
        switch self {
        case .problem(let problem): problem.code
        case .unreachable: "node.unreachable"
        case .unexpectedAnswer: "node.unexpectedAnswer"
        }
    }

    /// The reason in plain words.
    public var reason: String {
        switch self {
        case .problem(let problem): problem.detail.map { "\(problem.title) \($0)" } ?? problem.title
        case .unreachable: "The node cannot be reached. Is it running, and is the address right?"
        case .unexpectedAnswer(let route): "The answer to \(route) is not that of a MedChain node."
        }
    }
}
