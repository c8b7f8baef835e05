internal import Foundation

/// The system calls whose failure the log must survive, as values: tests exchange them to fill a disk or fail a
/// synchronisation.
struct LogSystemCalls: Sendable {
    var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int
    var synchronise: @Sendable (_ descriptor: Int32) -> Int32

    static let real = LogSystemCalls(
        write: { pwrite($0, $1.baseAddress, $1.count, off_t($2)) },
        synchronise: { descriptor in
            #if os(Linux)
            fdatasync(descriptor)
            #else
            fsync(descriptor)
            #endif
        })
}

/// An open file of the log, closed with its last reference.
final class LogFile: Sendable {
    let path: String
    let descriptor: Int32

    init(_ path: String, _ flags: Int32) throws(OrderingError) {
        self.path = path
        descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("open") }
    }

    deinit {
        // A process that is being spawned holds a copy of the descriptor until it execs: the lock is given back now.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    var name: String { (path as NSString).lastPathComponent }

    func size() throws(OrderingError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("stat") }
        return Int(status.st_size)
    }

    /// Reads `count` bytes at `offset`, fewer only at the end of the file.
    func read(at offset: Int, count: Int) throws(OrderingError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .system("read") }
            if got == 0 { break }
            filled += got
        }
        return filled == count ? bytes : Array(bytes[..<filled])
    }

    func write(_ bytes: [UInt8], at offset: Int, using calls: LogSystemCalls) throws(OrderingError) {
        var written = 0
        while written < bytes.count {
            let done = bytes.withUnsafeBytes { buffer in
                calls.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]), offset + written)
            }
            if done < 0, errno == EINTR { continue }
            guard done > 0 else { throw .system("write") }
            written += done
        }
    }

    func synchronise(using calls: LogSystemCalls) throws(OrderingError) {
        guard calls.synchronise(descriptor) == 0 else { throw .system("synchronise") }
    }

    func truncate(to size: Int) throws(OrderingError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .system("truncate") }
    }
}

/// The folder of the log's segments.
enum LogFolder {
    /// Makes the folder, for its owner alone, and makes it durable in its parent.
    static func make(_ path: String) throws(OrderingError) {
        if mkdir(path, 0o700) == 0 {
            try synchronise((path as NSString).deletingLastPathComponent)
        } else if errno != EEXIST {
            throw .system("mkdir")
        }
    }

    /// Makes created, renamed and removed names durable.
    static func synchronise(_ path: String) throws(OrderingError) {
        let folder = try LogFile(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY)
        guard fsync(folder.descriptor) == 0 else { throw .system("synchronise") }
    }

    /// Takes the folder for this process alone for as long as the result lives.
    static func lock(_ path: String) throws(OrderingError) -> LogFile {
        let file = try LogFile(path + "/lock", O_RDWR | O_CREAT)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? .inUse : .system("lock")
        }
        return file
    }

    /// Names of the segments, oldest first. What a crash left half-made is removed.
    static func segmentNames(_ path: String) throws(OrderingError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw .storageFailed(operation: "list", systemError: EIO)
        }
        for name in names where name.hasSuffix(".new") { try remove(path + "/" + name) }
        return names.filter { $0.hasSuffix("." + LogSegment.fileExtension) }
    }

    static func remove(_ path: String) throws(OrderingError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .system("remove") }
    }

    static func rename(_ path: String, to target: String) throws(OrderingError) {
        guard Foundation.rename(path, target) == 0 else { throw .system("rename") }
    }
}

extension OrderingError {
    /// The error of the system call that failed just now.
    static func system(_ operation: String) -> OrderingError {
        let number = errno
        if number == ENOSPC || number == EDQUOT || number == EFBIG { return .diskFull }
        return .storageFailed(operation: operation, systemError: number)
    }
}
