/// The exit codes of `medchain`. Scripts rely on them; a code never changes its meaning.
enum ExitStatus: Int32, CaseIterable {
    case success = 0
    case failure = 1
    case usage = 2
    case refused = 3
    case unreachable = 4
    case locked = 5
    case invalidInput = 6
    case verificationFailed = 7

    /// When a command ends with it.
    var meaning: String {
        switch self {
        case .success: "done"
        case .failure: "another error"
        case .usage: "the command line is wrong, or a confirmation is missing (add --yes in scripts)"
        case .refused: "refused by the contract or by consent: nothing was changed or shown"
        case .unreachable: "the node cannot be reached or is busy: try again"
        case .locked: "the wallet stays locked: wrong passphrase, or none was given"
        case .invalidInput: "a file or value that was given is not valid"
        case .verificationFailed: "something is altered, damaged or does not verify"
        }
    }

    /// All codes, for people.
    static var table: String {
        let codes = allCases.map { "  \($0.rawValue)    \($0.meaning)" }
        return (codes + ["  130  ended by Ctrl-C"]).joined(separator: "\n")
    }
}
