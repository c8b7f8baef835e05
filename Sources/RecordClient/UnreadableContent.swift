internal import NodeClient
internal import NodeWire
internal import Sealing

/// Tells a record that cannot be opened, whoever spoiled it, from everything else that can go wrong: such a record is
/// left out, and the work on others goes on.
enum UnreadableContent {
    /// Whether `error` says that this one record's content, envelope or shares are not what they must be.
    static func isWhy(_ error: any Error) -> Bool {
        switch error {
        case is SealingError, RecordClientError.contentMismatch, RecordClientError.tooFewShares: true
        case NodeClientError.problem(let problem):
            // The node's own busy signs pass; what it says about the content itself does not.
            problem.status < 503 && isAboutContent(problem.code)
        default: false
        }
    }

    private static func isAboutContent(_ code: String) -> Bool {
        ["content.", "envelope.", "format.", "hpke.", "shamir.", "release.", "identifier.", "commitment."]
            .contains { code.hasPrefix($0) } || code == "notFound"
    }
}
