internal import Foundation
internal import LedgerFormat

/// Writes the embedded log's last segment. Its owner calls it from one place at a time; every call blocks on the
/// medium.
struct LogWriter {
    /// Where a segment begins.
    struct Segment: Equatable {
        let firstRevision: UInt64
        let name: String
        var bytes: Int
    }

    let folder: String
    let epoch: UInt32
    let segmentBytes: Int
    let calls: LogSystemCalls
    private(set) var segments: [Segment]
    private(set) var lastRevision: UInt64
    private var lastDigest: Hash256
    private var file: LogFile
    private var end: Int
    /// Set by the first failure after which nobody can say what the medium holds.
    private var failed = false

    var bytes: Int { segments.reduce(0) { $0 + $1.bytes } }

    /// Opens the last segment of the folder, cuts a torn end off, and makes the first segment where there is none.
    init(folder: String, epoch: UInt32, segmentBytes: Int, calls: LogSystemCalls) throws(OrderingError) {
        self.folder = folder
        self.epoch = epoch
        self.segmentBytes = segmentBytes
        self.calls = calls
        var names = try LogFolder.segmentNames(folder)
        if names.isEmpty {
            let header = LogSegment.Header(epoch: epoch, firstRevision: 1, previous: .zero)
            names = [try Self.makeSegment(header, in: folder, calls: calls)]
        }
        segments = []
        for name in names {
            let (header, size) = try Self.header(of: name, in: folder)
            guard header.epoch == epoch else { throw .epochMismatch(found: header.epoch) }
            segments.append(Segment(firstRevision: header.firstRevision, name: name, bytes: size))
        }
        let last = segments[segments.count - 1]
        file = try LogFile(folder + "/" + last.name, O_RDWR)
        let bytes = try file.read(at: 0, count: last.bytes)
        guard let header = LogSegment.Header(parsing: Array(bytes.prefix(LogSegment.headerBytes))) else {
            throw Self.damage(last.firstRevision - 1, epoch, last.name, 0)
        }
        let scan = LogScan(bytes, header: header)
        switch scan.tail {
        case .none: break
        case .damaged: throw Self.damage(scan.lastRevision, epoch, last.name, scan.end)
        case .torn:
            try file.truncate(to: scan.end)
            try file.synchronise(using: calls)
        }
        lastRevision = scan.lastRevision
        lastDigest = scan.lastDigest
        end = scan.end
        segments[segments.count - 1].bytes = end
    }

    /// Writes one frame and returns its revision when the medium has it.
    mutating func append(_ payload: [UInt8]) throws(OrderingError) -> UInt64 {
        guard !failed else { throw .stopped }
        if end >= segmentBytes { try beginSegment() }
        let revision = lastRevision + 1
        let frame = LogSegment.frame(payload, revision: revision, previous: lastDigest, epoch: epoch)
        do {
            try file.write(frame.bytes, at: end, using: calls)
        } catch {
            // What was half written goes, so that the next batch follows directly on the last one.
            do { try file.truncate(to: end) } catch { failed = true }
            if error != .diskFull { failed = true }
            throw error
        }
        do {
            try file.synchronise(using: calls)
        } catch {
            // After a failed synchronisation the kernel may have dropped the pages: only opening anew tells what is
            // there.
            failed = true
            throw error
        }
        end += frame.bytes.count
        segments[segments.count - 1].bytes = end
        lastRevision = revision
        lastDigest = frame.digest
        return revision
    }

    /// Removes the segments that hold nothing above `revision`, oldest first; never the last.
    mutating func trim(through revision: UInt64) throws(OrderingError) {
        var removed = false
        while segments.count > 1, segments[1].firstRevision <= revision &+ 1 {
            try LogFolder.remove(folder + "/" + segments[0].name)
            segments.removeFirst()
            removed = true
        }
        if removed { try LogFolder.synchronise(folder) }
    }

    private mutating func beginSegment() throws(OrderingError) {
        let header = LogSegment.Header(epoch: epoch, firstRevision: lastRevision + 1, previous: lastDigest)
        let name = try Self.makeSegment(header, in: folder, calls: calls)
        file = try LogFile(folder + "/" + name, O_RDWR)
        end = LogSegment.headerBytes
        segments.append(Segment(firstRevision: header.firstRevision, name: name, bytes: end))
    }

    /// Makes a segment under another name and renames it when it is durable, so that no segment ever has half a header.
    private static func makeSegment(
        _ header: LogSegment.Header, in folder: String, calls: LogSystemCalls
    ) throws(OrderingError) -> String {
        let name = LogSegment.fileName(epoch: header.epoch, firstRevision: header.firstRevision)
        let path = folder + "/" + name
        let file = try LogFile(path + ".new", O_RDWR | O_CREAT | O_TRUNC)
        try file.write(header.encoded, at: 0, using: calls)
        try file.synchronise(using: calls)
        try LogFolder.rename(path + ".new", to: path)
        try LogFolder.synchronise(folder)
        return name
    }

    private static func header(
        of name: String, in folder: String
    ) throws(OrderingError) -> (LogSegment.Header, size: Int) {
        let file = try LogFile(folder + "/" + name, O_RDONLY)
        guard let header = LogSegment.Header(parsing: try file.read(at: 0, count: LogSegment.headerBytes)),
            name == LogSegment.fileName(epoch: header.epoch, firstRevision: header.firstRevision)
        else { throw damage(0, 0, name, 0) }
        return (header, try file.size())
    }

    static func damage(_ revision: UInt64, _ epoch: UInt32, _ name: String, _ offset: Int) -> OrderingError {
        .damaged(after: .init(epoch: epoch, revision: revision), file: name, offset: offset)
    }
}
