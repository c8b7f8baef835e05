/// What an examination of a node found, each under a stable code (docs/operations.md).
public struct Finding: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, CaseIterable {
        /// As it should be.
        case good
        /// It works, and will not for long, or not as well as it should.
        case warning
        /// It does not work, or is not safe.
        case failure
    }

    /// What was examined. The raw values are the stable codes.
    public enum Subject: String, Sendable, CaseIterable {
        /// The data directory, its folders, and their owner.
        case directory = "doctor.directory"
        /// Modes of folders and files.
        case modes = "doctor.modes"
        /// Whether a node runs there.
        case process = "doctor.process"
        /// `node.yaml`.
        case configuration = "doctor.configuration"
        /// The founding document.
        case genesis = "doctor.genesis"
        /// The ledger opens, and is of the genesis document.
        case ledger = "doctor.ledger"
        /// The private keys, and that the ledger knows them.
        case keys = "doctor.keys"
        /// The organisation is admitted, and the node is its current one.
        case membership = "doctor.membership"
        /// Room on the disk.
        case disk = "doctor.disk"
        /// How many files may be open.
        case openFiles = "doctor.openFiles"
        /// The ports to listen at.
        case port = "doctor.port"
        /// Certificates: whose they are, and how long they last.
        case certificate = "doctor.certificate"
        /// The members of the ordering cluster answer.
        case cluster = "doctor.cluster"
        /// It is the cluster that has ordered the ledger.
        case clusterIdentity = "doctor.clusterIdentity"
        /// The cluster's quota and what is used of it.
        case quota = "doctor.quota"
        /// The cluster's authentication and the node's rights.
        case authentication = "doctor.authentication"
        /// This machine's clock against the others'.
        case clock = "doctor.clock"
        /// The other organisations' nodes.
        case peers = "doctor.peers"
    }

    /// What was examined.
    public let subject: Subject
    /// How bad it is.
    public let severity: Severity
    /// What was found, in plain words.
    public let detail: String
    /// What mends it; nil where nothing needs mending.
    public let advice: String?

    /// The stable code.
    public var code: String { subject.rawValue }

    static func good(_ subject: Subject, _ detail: String) -> Finding {
        Finding(subject: subject, severity: .good, detail: detail, advice: nil)
    }

    static func warning(_ subject: Subject, _ detail: String, mend advice: String) -> Finding {
        Finding(subject: subject, severity: .warning, detail: detail, advice: advice)
    }

    static func failure(_ subject: Subject, _ detail: String, mend advice: String) -> Finding {
        Finding(subject: subject, severity: .failure, detail: detail, advice: advice)
    }
}
