import Foundation

/// Files that a person names. What may hold a person's data is for its owner alone (mode 0600) and never overwrites.
enum Files {
    /// Reads a file, or standard input for `-`. Throws `file.*`.
    static func read(_ path: String, maximum: Int) throws -> [UInt8] {
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            try requireFile(path)
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
        }
        var data = Data()
        while data.count <= maximum, let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { data += piece }
        guard data.count <= maximum else {
            throw Failure.input("file.tooLarge", "\(name(path)) has more than \(Words.size(Int64(maximum))).")
        }
        return Array(data)
    }

    /// A mapped view of a file, for content that need not fit into memory. Throws `file.*`.
    static func map(_ path: String) throws -> Data {
        try requireFile(path)
        return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    }

    private static func requireFile(_ path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Failure.input("file.missing", "There is no file \(name(path)), or it may not be opened.")
        }
        guard !isFolder.boolValue else {
            throw Failure.input("file.isFolder", "\(name(path)) is a folder; a file is needed.")
        }
    }

    /// Writes a new file for its owner alone; none stays when it cannot be written whole. Throws `file.exists`,
    /// `file.failed`.
    static func create(_ path: String, _ bytes: [UInt8] = []) throws {
        let handle = try open(path)
        defer { try? handle.close() }
        do { try handle.write(contentsOf: bytes) } catch {
            unlink(path)
            throw error
        }
    }

    /// Opens a new file for its owner alone. Throws `file.exists`, `file.failed`.
    static func open(_ path: String) throws -> FileHandle {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw Failure.input("file.failed", "\(name(path)) cannot be created.") }
            throw Failure.input("file.exists", "\(name(path)) exists already and is not overwritten.")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Opens a file without a name in a folder, for its owner alone; what is not linked is gone when the process ends,
    /// in whatever way. Nil where the file system does not have such files.
    static func openNameless(in folder: String) -> FileHandle? {
        // O_TMPFILE of Linux (open(2)); the module map does not export composed macros.
        let temporaryFile: Int32 = 0o20000000 | O_DIRECTORY
        let descriptor = Foundation.open(folder, O_RDWR | O_CLOEXEC | temporaryFile, 0o600)
        return descriptor < 0 ? nil : FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Replaces a file at once and durably: whoever reads it sees the old or the new one, never half.
    static func replace(_ path: String, _ bytes: [UInt8]) throws {
        let temporary = "\(path).\(UUID().uuidString)"
        let handle = try open(temporary)
        do {
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            try handle.close()
            guard rename(temporary, path) == 0 else {
                throw Failure.input("file.failed", "\(name(path)) cannot be written.")
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Makes a folder, and those above it, for its owner alone.
    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// A path, harmless to print.
    static func name(_ path: String) -> String { Terminal.safe(path, limit: 200) }
}
