internal import Foundation
internal import LedgerFormat

/// Reads an embedded log that no process has open, from its first byte to its last, and changes nothing.
public enum LogCheck {
    /// What was found.
    public struct Report: Sendable {
        /// What is altered, in plain words; none when the log is whole.
        public internal(set) var findings: [String] = []
        /// The revision of the last sound entry; 0 for none.
        public internal(set) var lastRevision: UInt64 = 0
    }

    /// Checks the log in `folder`. Throws `ordering.storageFailed` where it cannot be read.
    public static func run(_ folder: String, epoch: UInt32) throws(OrderingError) -> Report {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
            throw .storageFailed(operation: "list", systemError: ENOENT)
        }
        var report = Report()
        var previous: (revision: UInt64, digest: Hash256)?
        let segments = names.filter { $0.hasSuffix("." + LogSegment.fileExtension) }
        for (index, name) in segments.enumerated() {
            let file = try LogFile(folder + "/" + name, O_RDONLY)
            let bytes = try file.read(at: 0, count: try file.size())
            guard let header = LogSegment.Header(parsing: Array(bytes.prefix(LogSegment.headerBytes))),
                header.epoch == epoch, header.firstRevision > 0,
                previous.map({ $0.revision + 1 == header.firstRevision && $0.digest == header.previous }) ?? true
            else {
                report.findings.append("\(name), byte 0: the segment's head is not what it must be")
                return report
            }
            let scan = LogScan(bytes, header: header)
            report.lastRevision = scan.lastRevision
            // A half-written last entry is what a crash leaves; it was never acknowledged.
            guard scan.tail == .none || (scan.tail == .torn && index == segments.count - 1) else {
                report.findings.append("\(name), byte \(scan.end): the entry after revision \(scan.lastRevision)")
                return report
            }
            previous = (scan.lastRevision, scan.lastDigest)
        }
        return report
    }
}
