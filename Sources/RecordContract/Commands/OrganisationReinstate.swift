public import LedgerFormat

/// `organisation.reinstate`: takes a suspension back.
///
/// - Signed by: organisations in the organisation set, one transaction each (`VotingPolicy`).
/// - Checks: `organisation.unknown`, `identity.wrongState` (it is not suspended).
/// - Effects: status `admitted`; the organisation set follows.
/// - Event: `organisation.reinstated`.
public struct OrganisationReinstate: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.organisationReinstate

    /// The proposal that this is a vote for.
    public let proposal: EntityID
    /// The organisation.
    public let organisation: IdentityID

    /// The command with these members.
    public init(proposal: EntityID, organisation: IdentityID) {
        self.proposal = proposal
        self.organisation = organisation
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        proposal = try reader.id("proposal")
        organisation = try reader.identity("organisation")
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "proposal": .id(proposal), "organisation": .identity(organisation)]
    }
}
