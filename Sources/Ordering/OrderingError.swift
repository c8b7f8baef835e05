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
    /// No majority of the cluster answers. What was asked may have been carried out all the same.
    case unavailable
    /// The cluster does not let this node do that: its certificate is not that of a user with this right.
    case forbidden
    /// The cluster cannot do what was asked; the number is gRPC's status code, 0 for none.
    case refused(Int)
    /// The files of the certificate with which the cluster is spoken to cannot be read or do not fit together.
    case certificate
    /// The cluster is not the one whose batches the ledger has executed.
    case clusterChanged

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
        case .unavailable: "ordering.unavailable"
        case .forbidden: "ordering.forbidden"
        case .refused: "ordering.refused"
        case .certificate: "ordering.certificate"
        case .clusterChanged: "ordering.clusterChanged"
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
        case .unavailable: "No majority of the ordering cluster answers."
        case .forbidden: "The ordering cluster does not know this node's certificate, or gives it no right to do this."
        case .refused(let status): "The ordering cluster refuses the request (gRPC status \(status))."
        case .certificate:
            "The certificate, private key or trust roots for the ordering cluster cannot be read or do not fit."
        case .clusterChanged: "The ordering cluster is another one than before."
        }
    }

    /// Code and reason.
    public var description: String { "\(code): \(reason)" }
}
