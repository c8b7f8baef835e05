public import LedgerFormat

/// `parameters.set`: changes the network's parameters.
///
/// - Signed by: organisations in the organisation set, one transaction each (`VotingPolicy`).
/// - Checks: `parameter.range` (a value outside its range, more replicas than organisations run nodes, or nothing to
/// change).
/// - Effects: the named parameters.
/// - Event: `parameters.set`.
public struct ParametersSet: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.parametersSet

    /// The proposal that this is a vote for.
    public let proposal: EntityID
    /// `Parameters.patientsPerDay`.
    public let patientsPerDay: Int64?
    /// `Parameters.maximumGrantDuration`, in milliseconds.
    public let maximumGrantDuration: Int64?
    /// `Parameters.stateRootInterval`, in milliseconds.
    public let stateRootInterval: Int64?
    /// `Parameters.replicas`.
    public let replicas: Int64?

    /// The command; what is nil stays as it is.
    public init(
        proposal: EntityID, patientsPerDay: Int64? = nil, maximumGrantDuration: Int64? = nil,
        stateRootInterval: Int64? = nil, replicas: Int64? = nil
    ) {
        self.proposal = proposal
        self.patientsPerDay = patientsPerDay
        self.maximumGrantDuration = maximumGrantDuration
        self.stateRootInterval = stateRootInterval
        self.replicas = replicas
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        proposal = try reader.id("proposal")
        var inner = try ObjectReader(try reader.value("parameters"), field: "parameters")
        let any = -LedgerTime.maximum.milliseconds...LedgerTime.maximum.milliseconds
        patientsPerDay = try inner.optionalInteger("patientsPerDay", in: any)
        maximumGrantDuration = try inner.optionalInteger("maximumGrantDuration", in: any)
        stateRootInterval = try inner.optionalInteger("stateRootInterval", in: any)
        replicas = try inner.optionalInteger("replicas", in: any)
        try inner.finish()
    }

    /// The members.
    public var json: JSONObject {
        var parameters = JSONObject()
        parameters.set("patientsPerDay", patientsPerDay.map(JSONValue.integer))
        parameters.set("maximumGrantDuration", maximumGrantDuration.map(JSONValue.integer))
        parameters.set("stateRootInterval", stateRootInterval.map(JSONValue.integer))
        parameters.set("replicas", replicas.map(JSONValue.integer))
        return ["type": .word(Self.type), "proposal": .id(proposal), "parameters": .object(parameters)]
    }
}

extension ParametersSet {
    func execute(by voter: OrganisationDocument, _ run: Execution) throws {
        guard try VotingPolicy.carries(self, proposal: proposal, by: voter, run) else { return }
        let replicasRange = 1...Int64(run.organisationSet.members.count)
        guard patientsPerDay != nil || maximumGrantDuration != nil || stateRootInterval != nil || replicas != nil,
            patientsPerDay.map(Parameters.patientsPerDayRange.contains) ?? true,
            maximumGrantDuration.map(Parameters.maximumGrantDurationRange.contains) ?? true,
            stateRootInterval.map(Parameters.stateRootIntervalRange.contains) ?? true,
            replicas.map(replicasRange.contains) ?? true
        else { throw Rejection(.parameterRange) }
        var parameters = run.parameters
        parameters.patientsPerDay = patientsPerDay ?? parameters.patientsPerDay
        parameters.maximumGrantDuration = maximumGrantDuration ?? parameters.maximumGrantDuration
        parameters.stateRootInterval = stateRootInterval ?? parameters.stateRootInterval
        parameters.replicas = replicas ?? parameters.replicas
        run.write(parameters)
        try run.emit(Event(.parametersSet, actor: voter.id, subject: proposal.text))
    }
}
