public import LedgerFormat

/// A vote on the standing of one organisation: `organisation.suspend`, `organisation.reinstate`.
public protocol OrganisationVote: LedgerCommand {
    /// The proposal that this is a vote for.
    var proposal: EntityID { get }
    /// The organisation.
    var organisation: IdentityID { get }

    /// The command with these members.
    init(proposal: EntityID, organisation: IdentityID)
}

extension OrganisationVote {
    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        self.init(proposal: try reader.id("proposal"), organisation: try reader.identity("organisation"))
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "proposal": .id(proposal), "organisation": .identity(organisation)]
    }
}
