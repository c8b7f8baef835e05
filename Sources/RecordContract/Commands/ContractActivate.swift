public import LedgerFormat

/// `contract.activate`: schedules the next version of the contract.
///
/// - Signed by: organisations in the organisation set, one transaction each (`VotingPolicy`).
/// - Checks: `contract.version` (not the current one + 1), `contract.height` (not more than 10 blocks ahead).
/// - Effects: the activation is scheduled, in the place of one that was. A node that does not have the version stops
///   at that height.
/// - Event: `contract.scheduled`; at the height `contract.activated`.
public struct ContractActivate: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.contractActivate

    /// The proposal that this is a vote for.
    public let proposal: EntityID
    /// The version.
    public let version: Int64
    /// The height of the first block that it executes.
    public let height: Int64

    /// The command with these members.
    public init(proposal: EntityID, version: Int64, height: Int64) {
        self.proposal = proposal
        self.version = version
        self.height = height
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        proposal = try reader.id("proposal")
        version = try reader.versionNumber("version")
        height = try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds)
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "proposal": .id(proposal), "version": .integer(version), "height": .integer(height)]
    }
}

extension ContractActivate {
    func execute(by voter: OrganisationDocument, _ run: Execution) throws {
        guard try VotingPolicy.carries(self, proposal: proposal, by: voter, run) else { return }
        var parameters = run.parameters
        guard version == parameters.contractVersion + 1 else { throw Rejection(.contractVersion) }
        guard height > Int64(clamping: run.block.height) + 10 else { throw Rejection(.contractHeight) }
        parameters.activation = Parameters.Activation(version: version, height: height)
        run.write(parameters)
        var details = Event.Details()
        details.version = version
        try run.emit(Event(.contractScheduled, actor: voter.id, subject: proposal.text, details: details))
    }
}
