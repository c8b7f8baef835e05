internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension Problem {
    /// Unknown and hidden alike: always this one value.
    static let notFound = Problem(NodeError.notFound)
    /// The address exists, the method does not.
    static let method = Problem(code: "method", status: 405, title: "This address does not take that method.")
    /// The body's media type is not the route's.
    static let mediaType = Problem(
        code: "mediaType", status: 415, title: "The body's media type is not one this takes.")
    /// The body is larger than the route takes.
    static let tooLarge = Problem(code: "tooLarge", status: 413, title: "The body is larger than this takes.")
    /// No session was presented where one is needed.
    static let sessionMissing = Problem(
        code: "session.missing", status: 401, title: "This needs a session.",
        detail: "Sign in and send the session as a bearer token.")
    /// The session has ended, or never was.
    static let sessionExpired = Problem(
        code: "session.expired", status: 401, title: "The session has ended.", detail: "Sign in again.")
    /// What stands for a user name is none.
    static let userName = Problem(
        code: "account.userName", status: 400, title: "A user name has 3 to 64 of a-z 0-9 . _ -", field: "userName")
    /// What was sent for a session is not a signed challenge.
    static let sessionProof = Problem(
        code: "session.proof", status: 401, title: "The signed challenge is not valid here and now.")
    /// A bug or a broken medium; the log has more.
    static let `internal` = Problem(NodeError.failed)

    /// A body that is not what the route takes. It names the field and the rule, never a value.
    static func request(_ rejection: Rejection) -> Problem {
        Problem(
            code: "request", status: 400, title: "The body is not what this takes.",
            detail: "\(rejection.code.rawValue): \(rejection.code.reason)", field: rejection.field)
    }

    /// A query parameter that is unknown, repeated or malformed.
    static func query(_ field: String? = nil) -> Problem {
        Problem(code: "query", status: 400, title: "A query parameter is unknown, repeated or malformed.", field: field)
    }

    /// The range asked for holds none of the content's bytes.
    static let range = Problem(
        code: "content.rangeInvalid", status: 416, title: "The range does not lie within the content.")

    /// A header that is missing or malformed.
    static func header(_ name: String) -> Problem {
        Problem(code: "request", status: 400, title: "A header is missing or malformed.", field: name)
    }

    /// What the node refused or failed in. Its reasons hold no person's data and no value of the request.
    init(_ error: NodeError) {
        self.init(code: error.code, status: Self.status(error), title: error.reason, field: error.field)
    }

    private static func status(_ error: NodeError) -> Int {
        switch error.kind {
        case .refused: RejectionCode(rawValue: error.code).map(status(of:)) ?? 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .tooLarge: 413
        case .tooMany: 429
        case .busy, .stopping: 503
        case .failed: 500
        }
    }

    /// The status of a transaction or registration that admission refuses with one of the ledger's codes (node-api-v1
    /// section 5).
    static func status(of code: RejectionCode) -> Int {
        switch code {
        case .transactionTooLarge, .formatTooLarge: 413
        case .identityQuota: 429
        case .transactionIDReused, .transactionRepeated, .keyInUse, .identityExists, .organisationExists, .nodeExists,
            .proposalRepeatedVote, .compartmentExists, .recordExists, .recordSuperseded, .recordRetracted,
            .recordStorage, .requestExists, .requestAnswered, .requestTooMany, .grantExists, .grantEnded,
            .identityWrongState,
            .compartmentVersion,
            .organisationKeyVersion:
            409
        case .transactionSignature, .keyUnknown, .keyNotCurrent, .identityNotVerified, .identityRejected,
            .identitySuspended, .identityWrongRole, .identityWrongOrganisation, .organisationSuspended,
            .organisationNotVoting, .recordNotAuthor, .recordCategoryForRole, .accessDenied, .accessNotYet,
            .accessExpired, .accessRevoked, .accessUsedUp, .accessWrongCategory, .accessWrongRight,
            .accessWrongPurpose, .accessNotPatient:
            403
        default: 400
        }
    }
}
