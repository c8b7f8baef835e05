public import LedgerFormat

/// The network's parameters, and what version of the contract is in force.
public struct Parameters: LedgerDocument {
    /// How many patients a node may register on one day of the ledger: 1 ... 1,000,000.
    public var patientsPerDay: Int64
    /// The longest grant, in milliseconds: 1 day ... 100 years.
    public var maximumGrantDuration: Int64
    /// The time between two headers with a state root, in milliseconds: 1,000 ... 86,400,000.
    public var stateRootInterval: Int64
    /// How many organisations must hold content before a record may name it: from 1; never more than run nodes.
    public var replicas: Int64
    /// The version of the contract that executes.
    public var contractVersion: Int64
    /// The next version, once scheduled.
    public var activation: Activation?

    /// A contract version and the height at which it begins.
    public struct Activation: Hashable, Sendable {
        /// The version.
        public let version: Int64
        /// The height of the first block that it executes.
        public let height: Int64

        /// `version` from `height` on.
        public init(version: Int64, height: Int64) {
            self.version = version
            self.height = height
        }
    }

    static let patientsPerDayRange: ClosedRange<Int64> = 1...1_000_000
    static let maximumGrantDurationRange: ClosedRange<Int64> = 86_400_000...(36_500 * 86_400_000)
    static let stateRootIntervalRange: ClosedRange<Int64> = 1_000...86_400_000
    static let replicasRange: ClosedRange<Int64> = 1...Int64(Limits.organisations)

    /// Parameters of these values; whoever sets them checks the ranges.
    public init(
        patientsPerDay: Int64, maximumGrantDuration: Int64, stateRootInterval: Int64, replicas: Int64,
        contractVersion: Int64, activation: Activation? = nil
    ) {
        self.patientsPerDay = patientsPerDay
        self.maximumGrantDuration = maximumGrantDuration
        self.stateRootInterval = stateRootInterval
        self.replicas = replicas
        self.contractVersion = contractVersion
        self.activation = activation
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patientsPerDay = try reader.integer("patientsPerDay", in: Self.patientsPerDayRange)
        maximumGrantDuration = try reader.integer("maximumGrantDuration", in: Self.maximumGrantDurationRange)
        stateRootInterval = try reader.integer("stateRootInterval", in: Self.stateRootIntervalRange)
        replicas = try reader.integer("replicas", in: Self.replicasRange)
        contractVersion = try reader.versionNumber("contractVersion")
        if reader.has("activation") {
            var inner = try ObjectReader(try reader.value("activation"), field: "activation")
            activation = Activation(
                version: try inner.versionNumber("version"),
                height: try inner.integer("height", in: 0...LedgerTime.maximum.milliseconds))
            try inner.finish()
        }
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .parameters }
    /// The document as one of the world state.
    public var document: Document { .parameters(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .parameters(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "patientsPerDay": .integer(patientsPerDay), "maximumGrantDuration": .integer(maximumGrantDuration),
            "stateRootInterval": .integer(stateRootInterval), "replicas": .integer(replicas),
            "contractVersion": .integer(contractVersion),
        ]
        json.set(
            "activation",
            activation.map { .object(["version": .integer($0.version), "height": .integer($0.height)]) })
        return json
    }
}

/// The organisations that run nodes: admitted, not suspended. Its hash stands in every header.
public struct OrganisationSetDocument: LedgerDocument {
    /// The set.
    public let set: OrganisationSet

    /// A document of that set.
    public init(_ set: OrganisationSet) { self.set = set }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        let inner: JSONObject = ["v": .integer(1), "organisations": try reader.value("organisations")]
        set = try OrganisationSet(.object(inner), field: "organisationSet")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .organisationSet }
    /// The document as one of the world state.
    public var document: Document { .organisationSet(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .organisationSet(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        guard case .object(let json) = set.json else { return [:] }
        return JSONObject(json.members.filter { $0.name != "v" })
    }
}

/// How far a node's batches have come.
public struct ProgressDocument: LedgerDocument {
    /// The node.
    public let node: IdentityID
    /// The ledger epoch of its last batch.
    public let epoch: UInt32
    /// The number of its last batch in that epoch; 0 before the first.
    public let sequence: UInt64
    /// The hash of its last batch; zero before the first.
    public let batch: Hash256
    /// The time that its last batch carried.
    public let time: LedgerTime

    /// Progress of `node`.
    public init(node: IdentityID, epoch: UInt32, sequence: UInt64, batch: Hash256, time: LedgerTime) {
        self.node = node
        self.epoch = epoch
        self.sequence = sequence
        self.batch = batch
        self.time = time
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        node = try reader.identity("node")
        epoch = UInt32(try reader.integer("epoch", in: 0...Int64(UInt32.max)))
        sequence = UInt64(try reader.integer("sequence", in: 0...LedgerTime.maximum.milliseconds))
        batch = try reader.hash("batch")
        time = try reader.time("time")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .progress(node) }
    /// The document as one of the world state.
    public var document: Document { .progress(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .progress(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        [
            "node": .identity(node), "epoch": .integer(Int64(epoch)), "sequence": .integer(Int64(clamping: sequence)),
            "batch": .hash(batch), "time": .time(time),
        ]
    }
}

/// A proposal that organisations vote on.
public struct ProposalDocument: LedgerDocument {
    /// Its id.
    public let proposal: EntityID
    /// SHA-256 of the command's canonical JSON: every vote carries the same.
    public let command: Hash256
    /// Who has voted for it, ascending.
    public var votes: [IdentityID]
    /// Whether it has been carried out.
    public var executed: Bool

    init(proposal: EntityID, command: Hash256) {
        self.proposal = proposal
        self.command = command
        votes = []
        executed = false
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        proposal = try reader.id("proposal")
        command = try reader.hash("command")
        votes = try reader.identities("votes", count: 1...Limits.organisations)
        executed = try reader.bool("executed")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .proposal(proposal) }
    /// The document as one of the world state.
    public var document: Document { .proposal(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .proposal(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        [
            "proposal": .id(proposal), "command": .hash(command), "votes": .identities(votes),
            "executed": .bool(executed),
        ]
    }
}

/// How many patients a node registered on one day of the ledger.
public struct QuotaDocument: LedgerDocument {
    /// The node.
    public let node: IdentityID
    /// The day: ledger time divided by 86,400,000 ms.
    public let day: Int64
    /// The patients registered.
    public var count: Int64

    init(node: IdentityID, day: Int64, count: Int64) {
        self.node = node
        self.day = day
        self.count = count
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        node = try reader.identity("node")
        day = try reader.integer("day", in: 0...LedgerTime.maximum.milliseconds)
        count = try reader.integer("count", in: 1...1_000_000)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .quota(node: node, day: day) }
    /// The document as one of the world state.
    public var document: Document { .quota(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .quota(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject { ["node": .identity(node), "day": .integer(day), "count": .integer(count)] }
}
