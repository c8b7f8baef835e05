internal import Foundation
internal import LedgerFormat
internal import Synchronization

/// Reads durable frames of the embedded log from its files, one after the other, and checks each against its neighbour.
final class LogReader: Sendable {
    private struct Cursor {
        var file: LogFile?
        var segment: LogWriter.Segment?
        var offset = 0
        /// The revision of the frame that begins at `offset`.
        var revision: UInt64 = 0
        /// The digest that this frame must name; nil until a frame has been read.
        var previous: Hash256?
    }

    private let folder: String
    private let epoch: UInt32
    private let cursor = Mutex(Cursor())

    init(folder: String, epoch: UInt32) {
        self.folder = folder
        self.epoch = epoch
    }

    /// The payload of `revision`, which is durable and lies in `segment`. Consecutive revisions cost one read each.
    func payload(of revision: UInt64, in segment: LogWriter.Segment) throws(OrderingError) -> [UInt8] {
        try cursor.withLock { (cursor: inout Cursor) throws(OrderingError) in
            if cursor.segment?.name != segment.name || cursor.revision > revision { try open(segment, &cursor) }
            while true {
                let current = cursor.revision
                let payload = try readFrame(&cursor, wanted: current == revision)
                if current == revision { return payload }
            }
        }
    }

    private func open(_ segment: LogWriter.Segment, _ cursor: inout Cursor) throws(OrderingError) {
        let file = try LogFile(folder + "/" + segment.name, O_RDONLY)
        guard let header = LogSegment.Header(parsing: try file.read(at: 0, count: LogSegment.headerBytes)),
            header.epoch == epoch, header.firstRevision == segment.firstRevision,
            // Coming from the segment before, the chain must go on.
            cursor.revision != header.firstRevision || cursor.previous == nil || cursor.previous == header.previous
        else { throw LogWriter.damage(segment.firstRevision - 1, epoch, segment.name, 0) }
        cursor = Cursor(
            file: file, segment: segment, offset: LogSegment.headerBytes, revision: header.firstRevision,
            previous: header.previous)
    }

    private func readFrame(_ cursor: inout Cursor, wanted: Bool) throws(OrderingError) -> [UInt8] {
        guard let file = cursor.file else { throw .closed }
        let damage = LogWriter.damage(cursor.revision - 1, epoch, file.name, cursor.offset)
        let headerBytes = try file.read(at: cursor.offset, count: LogSegment.frameHeaderBytes)
        guard let frame = LogSegment.FrameHeader(parsing: headerBytes), frame.revision == cursor.revision,
            frame.previous == cursor.previous
        else { throw damage }
        var payload: [UInt8] = []
        if wanted {
            payload = try file.read(at: cursor.offset + LogSegment.frameHeaderBytes, count: frame.length)
            guard payload.count == frame.length, frame.matches(payload, epoch: epoch) else { throw damage }
        }
        cursor.offset += LogSegment.frameHeaderBytes + frame.length
        cursor.revision += 1
        cursor.previous = frame.digest
        return payload
    }
}
