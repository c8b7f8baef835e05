public import LedgerFormat

/// `access.revoke`: takes consent back.
///
/// - Signed by: the patient.
/// - Checks: `grant.unknown` (also another's), `grant.ended`, `representation.grant` (a representative reads under it).
/// - Effects: the grant is `revoked`; the compartments that it covered become stale.
/// - Event: `access.revoked`, to the grantee when a person.
public struct AccessRevoke: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessRevoke

    /// The grant.
    public let grant: EntityID

    /// The command with these members.
    public init(grant: EntityID) {
        self.grant = grant
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        grant = try reader.id("grant")
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "grant": .id(grant)]
    }
}

extension AccessRevoke {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        guard let document: GrantDocument = try run.read(.grant(grant)), document.patient == patient.id else {
            throw Rejection(.grantUnknown)
        }
        guard document.status == .live, document.until > run.time else { throw Rejection(.grantEnded) }
        guard document.representation == nil else { throw Rejection(.representationGrant) }
        try GrantEnding.end(document, as: .revoked, run)
        var details = Event.Details()
        details.grantee = document.grantee
        try run.emit(
            Event(
                .accessRevoked, actor: patient.id, patient: patient.id, subject: grant.text, audience: document.people,
                details: details))
    }
}
