public import LedgerFormat

/// What execution reads: the documents as the block before left them. The store implements it, and so do the tests.
public protocol WorldState {
    /// The document under `key`; nil when there is none.
    func document(_ key: DocumentKey) throws -> Document?
    /// The hash of the transaction that used up `id`; nil while it is fresh.
    func transactionHash(ofID id: EntityID) throws -> TransactionHash?
    /// The documents under `due/` whose time is not after `time`, in the order of their keys, at most `limit`.
    func dueDocuments(notAfter time: LedgerTime, limit: Int) throws -> [DueDocument]
    /// The time of the first document under `due/`; nil when nothing waits.
    func nextDue() throws -> LedgerTime?
}

/// Where a block stands, and what its batch said.
public struct BlockContext: Sendable {
    /// The network.
    public let network: NetworkID
    /// The block's height, from 1.
    public let height: UInt64
    /// Where its batch stands in the log.
    public let position: LogPosition
    /// What its batch said of itself.
    public let heading: Batch.Heading
    /// The hash of its batch.
    public let batch: Hash256
    /// The ledger time of the block before.
    public let parentTime: LedgerTime

    /// The context of the block that `ordered` becomes.
    public init(network: NetworkID, height: UInt64, ordered: OrderedBatch, parentTime: LedgerTime) {
        self.init(
            network: network, height: height, position: ordered.position, heading: ordered.batch.heading,
            batch: ordered.batch.hash, parentTime: parentTime)
    }

    /// A context of these parts.
    public init(
        network: NetworkID, height: UInt64, position: LogPosition, heading: Batch.Heading, batch: Hash256,
        parentTime: LedgerTime
    ) {
        self.network = network
        self.height = height
        self.position = position
        self.heading = heading
        self.batch = batch
        self.parentTime = parentTime
    }
}

/// One entry of a batch. Signatures are verified before execution, in parallel; which of the first two cases an entry
/// has makes no difference to the outcome, so it may depend on when that was done.
public enum Candidate: Sendable {
    /// The signature holds under the key that the header names.
    case verified(VerifiedTransaction)
    /// It parsed, but no key was at hand that verifies it: the contract looks itself, because the key may be registered
    /// by an earlier transaction of the same block.
    case unverified(Transaction)
    /// It did not parse.
    case malformed(RejectionCode)

    /// Parses an entry and verifies it when `key` knows its key. Throws only what `key` throws.
    public init(parsing encoded: [UInt8], key: (KeyThumbprint) throws -> P256PublicKey?) throws {
        let parsed = Result { () throws(Rejection) in try Transaction(parsing: encoded) }
        switch parsed {
        case .success(let transaction): self.init(transaction, key: try key(transaction.signer))
        case .failure(let rejection): self = .malformed(rejection.code)
        }
    }

    /// Verifies a parsed entry when its key is known.
    public init(_ transaction: Transaction, key: P256PublicKey?) {
        if let key, let verified = try? VerifiedTransaction(verifying: transaction, with: key) {
            self = .verified(verified)
        } else {
            self = .unverified(transaction)
        }
    }
}

/// One changed document.
public struct StateChange: Sendable {
    /// Its key.
    public let key: DocumentKey
    /// What it is now; nil when it was deleted.
    public let document: Document?
    /// Its canonical JSON; nil when it was deleted.
    public let encoded: [UInt8]?

    init(key: DocumentKey, document: Document?) {
        self.key = key
        self.document = document
        encoded = document?.encoded
    }
}

/// An id that a transaction used up.
public struct UsedID: Hashable, Sendable {
    /// The id.
    public let id: EntityID
    /// The transaction that bears it.
    public let transaction: TransactionHash
}

/// What executing a block came to.
public struct BlockExecution: Sendable {
    /// The ledger time of the block.
    public let time: LedgerTime
    /// One outcome for each candidate, in order.
    public let outcomes: [Outcome]
    /// The events of due work: they form the system leaf when there are any.
    public let dueEvents: [JSONObject]
    /// The changed documents, ascending by key, each once.
    public let changes: [StateChange]
    /// The ids used up, in order.
    public let usedIDs: [UsedID]
    /// The organisation set in force after the block.
    public let organisationSet: OrganisationSet
    /// The version of the contract that executed it.
    public let contractVersion: UInt16
}

/// Execution cannot go on. Nothing of the block counts; the node stops and says so.
public enum ContractFailure: Error, Sendable {
    /// From this block on another version of the contract is in force, and this program does not have it.
    case versionNotImplemented(Int64)
    /// The world state lacks or contradicts what the contract itself wrote; the text names the document.
    case stateInconsistent(String)
}
