/// Why the ordering log refused or stopped: a stable code and a plain reason.
public enum OrderingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another batch of this node is on its way: one is in flight at a time.
    case appendInFlight
    /// The log holds as much as it may; it takes batches again after a trim.
    case capacityReached
    /// The medium is full. Nothing of the batch was kept.
    case diskFull
    /// The operating system refused an operation; the number is its `errno`. After a failed write or synchronisation
    /// the log takes nothing more until it is opened again, because nobody can say what the medium holds.
    case storageFailed(operation: String, systemError: Int32)
    /// The log failed earlier and has not been opened again.
    case stopped
    /// The log was closed.
    case closed
    /// Another process, or another part of this one, holds the log.
    case inUse
    /// An entry before the log's end is damaged: the first position that cannot be read, with the file and its byte
    /// offset.
    case damaged(after: LogPositionDescription, file: String, offset: Int)
    /// The entries after the asked position were trimmed away.
    case trimmed
    /// A position lies beyond the log's end: the log has lost entries, or belongs to another ledger.
    case beyondEnd
    /// The log is of another epoch than the ledger expects.
    case epochMismatch(found: UInt32)

    /// A position as text and numbers, comparable and without the format's types.
    public struct LogPositionDescription: Hashable, Sendable {
        /// The epoch.
        public let epoch: UInt32
        /// The revision.
        public let revision: UInt64
    }

    /// The stable code.
    public var code: String {
        switch self {
        case .appendInFlight: "ordering.appendInFlight"
        case .capacityReached: "ordering.capacityReached"
        case .diskFull: "ordering.diskFull"
        case .storageFailed: "ordering.storageFailed"
        case .stopped: "ordering.stopped"
        case .closed: "ordering.closed"
        case .inUse: "ordering.inUse"
        case .damaged: "ordering.damaged"
        case .trimmed: "ordering.trimmed"
        case .beyondEnd: "ordering.beyondEnd"
        case .epochMismatch: "ordering.epochMismatch"
        }
    }

    /// The reason in plain words.
    public var reason: String {
        switch self {
        case .appendInFlight: "A batch is being appended already."
        case .capacityReached: "The ordering log holds as much as it may."
        case .diskFull: "The medium that holds the ordering log is full."
        case .storageFailed(let operation, let systemError):
            "The ordering log: \(operation) failed (errno \(systemError))."
        case .stopped: "The ordering log failed earlier; the node must be started again."
        case .closed: "The ordering log is closed."
        case .inUse: "Another process uses the ordering log."
        case .damaged(let after, let file, let offset):
            "The ordering log is damaged after revision \(after.revision) of epoch \(after.epoch): "
                + "\(file), byte \(offset)."
        case .trimmed: "The entries asked for are no longer in the ordering log."
        case .beyondEnd: "The ordering log ends before a position that the ledger has executed."
        case .epochMismatch(let found): "The ordering log is of epoch \(found)."
        }
    }

    /// Code and reason.
    public var description: String { "\(code): \(reason)" }
}
