public import LedgerFormat
public import RecordContract

/// What became of an ordered batch.
public enum Execution: Sendable {
    /// It made a block.
    case block(ExecutedBlock)
    /// It does not count: every node skips it alike, and it makes no block.
    case skipped(LogPosition, SkipReason)
}

/// Why a batch makes no block.
public enum SkipReason: Hashable, Sendable, CustomStringConvertible {
    /// It stands at or before a position that was executed already.
    case alreadyExecuted
    /// The contract refuses it: another network, no node in force, not the next of its node, another's signature.
    case refused(RejectionCode)

    /// A stable code.
    public var description: String {
        switch self {
        case .alreadyExecuted: "batch.alreadyExecuted"
        case .refused(let code): code.rawValue
        }
    }
}

/// A transaction with what became of it.
public struct ExecutedTransaction: Sendable {
    /// The entry of the batch: a JWS, or bytes that are none.
    public let encoded: [UInt8]
    /// The transaction, where the entry can be parsed.
    public let transaction: Transaction?
    /// What became of it.
    public let outcome: Outcome
    /// The outcome's canonical JSON.
    public let encodedOutcome: [UInt8]

    /// The transaction's hash, where the entry can be parsed.
    public var hash: TransactionHash? { transaction?.hash }
}

/// An event with its place.
public struct LedgerEvent: Sendable {
    /// Where it stands.
    public let position: EventPosition
    /// The event.
    public let event: Event
    /// The ledger's clock at its block.
    public let time: LedgerTime
    /// The transaction that caused it; nil for due work.
    public let transaction: TransactionHash?
}

/// An executed block: decided, not yet in the database.
public struct ExecutedBlock: Sendable {
    /// The header.
    public let header: BlockHeader
    /// The header's hash.
    public let hash: Hash256
    /// Where its batch stands in the log.
    public let position: LogPosition
    /// The batch; nil for genesis.
    public let batch: Batch?
    /// The transactions, in order.
    public let transactions: [ExecutedTransaction]
    /// Every event, in order.
    public let events: [LedgerEvent]
    /// What changed in the world state, sorted by key.
    public let changes: [StateChange]
    /// The log of headers with this block's.
    public let headerLog: HeaderLog

    let usedIDs: [PlacedID]
    let systemOutcome: [UInt8]?
    let indexChanges: [IndexChange]
    let leafChanges: [LeafChange]
    let headerNodes: [HeaderLog.Node]
    /// The state root that the header carries, with what to store for it.
    let stateRoot: StateRootUpdate?

    /// The height.
    public var height: UInt64 { header.height }
    /// The checkpoint that ends with this block, without cosignatures.
    public var checkpoint: Checkpoint {
        Checkpoint(network: header.network, treeSize: headerLog.size, root: headerLog.root)
    }
}

/// An identifier that a block used up.
struct PlacedID: Sendable {
    let id: EntityID
    let hash: TransactionHash
    /// The index of the transaction that brought it: itself, or the one around it.
    let index: Int
    /// Whether it came inside another.
    let isNested: Bool
}

/// An entry of an index that a block adds or removes.
struct IndexChange: Sendable {
    let entry: IndexEntry
    let key: DocumentKey
    let isAdded: Bool
}
