import LedgerFormat

/// The last block of a chain and what the next one needs of it.
struct Tip: Sendable {
    let header: BlockHeader
    let hash: Hash256
    let position: LogPosition
    /// The log of headers, this block's included.
    let headerLog: HeaderLog
    /// The height of the last block whose header carries a state root; 0 before the first.
    let boundary: UInt64

    init(header: BlockHeader, hash: Hash256, position: LogPosition, headerLog: HeaderLog, boundary: UInt64) {
        self.header = header
        self.hash = hash
        self.position = position
        self.headerLog = headerLog
        self.boundary = boundary
    }

    init(_ block: ExecutedBlock, previous: Tip) {
        self.init(
            header: block.header, hash: block.hash, position: block.position, headerLog: block.headerLog,
            boundary: block.stateRoot == nil ? previous.boundary : block.height)
    }
}
