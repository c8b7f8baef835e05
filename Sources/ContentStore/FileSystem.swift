internal import Foundation

/// A file descriptor, closed when the last reference goes. Every failure is a ``ContentError`` with its `errno`.
final class OpenFile: Sendable {
    let descriptor: Int32

    /// Opens without following a symbolic link at the end of the path; creates with mode 0600.
    init(_ path: String, _ flags: Int32) throws {
        descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileSystem.failure() }
    }

    deinit {
        // A process that is being spawned holds a copy of the descriptor until it execs: the lock is given back now.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    func size() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileSystem.failure() }
        return Int(status.st_size)
    }

    /// Reads `count` bytes at `offset`, fewer only at the end of the file.
    func read(at offset: Int, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { throw FileSystem.failure() }
                if got == 0 { return }
                filled += got
            }
        }
    }

    func write(_ bytes: some Sequence<UInt8>, at offset: Int) throws {
        try ContiguousArray(bytes).withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                let done = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
                if done < 0, errno == EINTR { continue }
                guard done > 0 else { throw FileSystem.failure() }
                written += done
            }
        }
    }

    func truncate(to size: Int) throws {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw FileSystem.failure() }
    }

    func sync() throws {
        guard fsync(descriptor) == 0 else { throw FileSystem.failure() }
    }

    /// Holds the file for this process alone, until it is closed.
    func lockExclusively() throws {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? ContentError(.folderInUse) : FileSystem.failure()
        }
    }
}

/// The few operations on paths that a store needs.
enum FileSystem {
    private static let zeros = [UInt8](repeating: 0, count: 262_144)

    /// The error of the call that failed just now.
    static func failure() -> ContentError {
        let code = errno
        let full = code == ENOSPC || code == EDQUOT || code == EFBIG
        return ContentError(full ? .storageFull : .storageFailed, systemError: code)
    }

    /// Makes a folder that its owner alone may enter; one that exists gets that mode. The parent is made durable.
    static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) == 0 {
            try syncFolder((path as NSString).deletingLastPathComponent)
        } else if errno != EEXIST {
            throw failure()
        }
        guard chmod(path, 0o700) == 0 else { throw failure() }
    }

    /// Makes what was created, renamed or removed in a folder durable.
    static func syncFolder(_ path: String) throws {
        try OpenFile(path, O_RDONLY | O_DIRECTORY).sync()
    }

    static func exists(_ path: String) throws -> Bool {
        var status = stat()
        if lstat(path, &status) == 0 { return true }
        guard errno == ENOENT else { throw failure() }
        return false
    }

    static func rename(_ from: String, to target: String) throws {
        guard Foundation.rename(from, target) == 0 else { throw failure() }
    }

    /// Names in a folder, sorted.
    static func names(in path: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw ContentError(.storageFailed)
        }
    }

    /// Overwrites a file with zeros, durably, and removes it, durably; nothing happens when there is none.
    ///
    /// - Returns: whether there was one.
    static func erase(_ path: String) throws -> Bool {
        guard try exists(path) else { return false }
        let file = try OpenFile(path, O_WRONLY)
        let size = try file.size()
        for offset in stride(from: 0, to: size, by: zeros.count) {
            try file.write(zeros.prefix(size - offset), at: offset)
        }
        try file.sync()
        guard unlink(path) == 0 || errno == ENOENT else { throw failure() }
        try syncFolder((path as NSString).deletingLastPathComponent)
        return true
    }
}
