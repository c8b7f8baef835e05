public import LedgerFormat
public import RecordContract

/// Something in a ledger's database that is not as replaying the chain says.
public struct VerificationFinding: Sendable, Equatable, CustomStringConvertible {
    /// What is altered.
    public enum Kind: String, Sendable {
        /// The file cannot be read as a database, or is damaged as one.
        case file
        /// Tables, indexes or migrations are not those of this program.
        case schema
        /// The genesis document, or the network is not the expected one.
        case genesis
        /// A block: its header, batch heading, signature or position.
        case block
        /// A transaction or its outcome.
        case transaction
        /// A document of the world state.
        case document
        /// An entry of an index over documents.
        case indexEntry
        /// Whom an event concerns.
        case event
        /// The log of headers.
        case headerLog
        /// The authenticated state: leaves, buckets, changes, progress.
        case stateTree
        /// The chain does not fit the expected checkpoint.
        case checkpoint
    }

    /// What is altered.
    public let kind: Kind
    /// The height of the block, where it is known.
    public let height: UInt64?
    /// The transaction, where it is one.
    public let transaction: TransactionHash?
    /// The document, where it is one.
    public let document: DocumentKey?
    /// What is wrong, in plain words and without a person's data.
    public let message: String

    init(
        _ kind: Kind, height: UInt64? = nil, transaction: TransactionHash? = nil, document: DocumentKey? = nil,
        _ message: String
    ) {
        self.kind = kind
        self.height = height
        self.transaction = transaction
        self.document = document
        self.message = message
    }

    /// One line.
    public var description: String {
        var parts = [kind.rawValue]
        if let height { parts.append("height \(height)") }
        if let transaction { parts.append("transaction \(transaction.base64URL)") }
        if let document { parts.append("document \(document.text)") }
        return parts.joined(separator: ", ") + ": " + message
    }
}

/// What `Verifier` found.
public struct VerificationReport: Sendable {
    /// What is altered, the earliest on the chain first; none when the ledger is as it must be.
    public let findings: [VerificationFinding]
    /// How many blocks were replayed and had the stored header.
    public let blocks: UInt64
    /// How many transactions stand in them.
    public let transactions: UInt64
    /// The checkpoint over the replayed headers; nil when not even genesis could be read.
    public let checkpoint: Checkpoint?

    /// Whether nothing is altered.
    public var isIntact: Bool { findings.isEmpty }
}

/// How far a verification has come.
public enum VerificationProgress: Sendable {
    /// Replaying: so many of so many blocks.
    case replaying(block: UInt64, of: UInt64)
    /// Comparing the rows of a table.
    case comparing(table: String)
    /// Letting SQLite check the file.
    case checkingFile
}
