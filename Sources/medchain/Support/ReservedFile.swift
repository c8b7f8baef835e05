import Foundation

/// A new file's name, taken before something is signed that cannot be repeated: a name that is taken, or a folder that
/// is missing, must be found out while nothing has happened yet.
final class ReservedFile {
    let path: String
    /// Whether the file is this object's and still empty. Not before it was made: an initialiser that throws runs
    /// `deinit` too, and the file that was there already is somebody's.
    private var isEmpty = false

    /// Makes the file, empty, for its owner alone. Throws `file.exists`, `file.failed`.
    init(_ path: String) throws {
        self.path = path
        try Files.create(path)
        isEmpty = true
    }

    deinit { release() }

    /// Takes the empty file away again, so that the content can be kept under its name.
    func release() {
        guard isEmpty else { return }
        isEmpty = false
        unlink(path)
    }

    /// Writes everything that the file is to hold. Throws `file.failed`, `file.noSpace`.
    func write(_ bytes: [UInt8]) throws {
        isEmpty = false
        do {
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            defer { try? handle.close() }
            try handle.write(contentsOf: bytes)
        } catch {
            unlink(path)
            throw error
        }
    }
}

extension ContentSink {
    /// How many other names are tried in each folder.
    private static let otherNames = 9

    /// Keeps the content of an opened record, under another name where the wanted one cannot be used: the read is
    /// signed and counted, and what it opened must not be lost. Returns where it is. Throws `file.*`.
    func keep(as path: String, orAs name: String) throws -> String {
        do {
            try keep(as: path)
            return path
        } catch {
            let parts = name.split(separator: ".", maxSplits: 1).map { String($0) }
            for folder in [".", FileManager.default.temporaryDirectory.path] {
                for number in 1...Self.otherNames {
                    let mark = number == 1 ? "" : "-\(number)"
                    let other = "\(folder == "." ? "" : folder + "/")\(parts[0])\(mark).\(parts.last ?? "bin")"
                    do {
                        try keep(as: other)
                        return other
                    } catch { continue }
                }
            }
            throw error
        }
    }
}
