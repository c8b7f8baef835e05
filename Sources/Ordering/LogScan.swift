internal import LedgerFormat

/// What a segment's bytes hold, found by reading them from the front.
struct LogScan {
    /// Where the sound frames end.
    private(set) var end = LogSegment.headerBytes
    /// Revision of the last sound frame; one less than the segment's first when there is none.
    private(set) var lastRevision: UInt64
    /// Digest of the last sound frame, or what the header carries.
    private(set) var lastDigest: Hash256
    /// What follows the sound frames.
    private(set) var tail: Tail = .none

    enum Tail: Equatable {
        /// Nothing: the segment is whole.
        case none
        /// The beginning of one frame that was being written when the machine stopped.
        case torn
        /// Anything else: what was durable has been altered.
        case damaged
    }

    /// Scans a whole segment file behind its header.
    init(_ bytes: [UInt8], header: LogSegment.Header) {
        lastRevision = header.firstRevision - 1
        lastDigest = header.previous
        while end < bytes.count, let frame = Self.soundFrame(in: bytes, at: end, epoch: header.epoch),
            frame.revision == lastRevision + 1, frame.previous == lastDigest
        {
            end += LogSegment.frameHeaderBytes + frame.length
            lastRevision = frame.revision
            lastDigest = frame.digest
        }
        if end < bytes.count { tail = classifyTail(bytes, epoch: header.epoch) }
    }

    /// Only one frame can have been under way. More bytes than that, or a sound frame among them, mean that something
    /// durable was altered, and cutting it off would lose acknowledged batches.
    private func classifyTail(_ bytes: [UInt8], epoch: UInt32) -> Tail {
        guard bytes.count - end <= LogSegment.frameHeaderBytes + Limits.batchBytes else { return .damaged }
        for offset in end..<bytes.count where Self.soundFrame(in: bytes, at: offset, epoch: epoch) != nil {
            return .damaged
        }
        return .torn
    }

    /// The header of the frame that begins at `offset`, when the frame is whole and its own digest holds.
    private static func soundFrame(in bytes: [UInt8], at offset: Int, epoch: UInt32) -> LogSegment.FrameHeader? {
        let start = offset + LogSegment.frameHeaderBytes
        // The upper bytes of length and revision are zero in every real frame: nearly all offsets end here.
        guard start < bytes.count, bytes[offset] == 0, bytes[offset + 4] == 0, bytes[offset + 5] == 0,
            let frame = LogSegment.FrameHeader(parsing: bytes[offset..<start]), start + frame.length <= bytes.count,
            frame.matches(bytes[start..<(start + frame.length)], epoch: epoch)
        else { return nil }
        return frame
    }
}
