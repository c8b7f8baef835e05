internal import Foundation
internal import Synchronization

/// Where a node keeps everything, for its owner alone: folders have mode 0700, files 0600.
///
/// ```
/// node.yaml     the configuration           ledger/    the chain and the world state
/// genesis.json  the founding document       log/       the ordering log
/// keys/         private keys                content/   payloads and envelopes, sealed
/// lock          held while the node runs    accounts/  user names, verifiers, sealed vaults;
///                                           read marks, addresses for notices
/// ```
public struct DataDirectory: Sendable, Hashable {
    /// The directory.
    public let path: String

    /// The directory at `path`, which need not exist.
    public init(_ path: String) { self.path = path }

    /// The configuration file.
    public var configuration: String { path + "/node.yaml" }
    /// The genesis document, exact bytes.
    public var genesis: String { path + "/genesis.json" }
    /// The folder of private keys.
    public var keys: String { path + "/keys" }
    /// The folder of the ledger.
    public var ledger: String { path + "/ledger" }
    /// The ledger's database.
    public var ledgerDatabase: String { ledger + "/ledger.sqlite" }
    /// The folder of the ordering log.
    public var log: String { path + "/log" }
    /// The folder of the content store.
    public var content: String { path + "/content" }
    /// The folder of the accounts.
    public var accounts: String { path + "/accounts" }
    /// The accounts' database.
    public var accountsDatabase: String { accounts + "/accounts.sqlite" }
    /// The database of who brought which content, under codes.
    public var uploadsDatabase: String { accounts + "/uploads.sqlite" }

    /// The database of read marks and of what people chose about notices.
    public var notificationsDatabase: String { accounts + "/notifications.sqlite" }

    /// Makes the directory and its folders, or sets their modes. Throws `SetupError`.
    func prepare() throws {
        for folder in [path, keys, ledger, log, content, accounts] { try Self.makeFolder(folder) }
    }

    /// Makes a folder with mode 0700, or gives it that mode.
    static func makeFolder(_ path: String) throws {
        let made = mkdir(path, 0o700)
        guard made == 0 || errno == EEXIST else { throw SetupError(.storage, "cannot create the folder \(path)") }
        guard chmod(path, 0o700) == 0 else { throw SetupError(.storage, "cannot set the mode of the folder \(path)") }
    }

    /// Takes the directory for this process for as long as the result lives. Throws `setup.inUse`.
    func lock() throws -> DirectoryLock { try DirectoryLock(path + "/lock") }

    /// Writes a file that its owner alone may read, durably, and never over another. Throws `setup.exists`,
    /// `setup.storage`.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? SetupError(.exists, "\(path) exists already and is not overwritten")
                : SetupError(.storage, "cannot create \(path)")
        }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let done = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard done > 0 || errno == EINTR else { throw SetupError(.storage, "cannot write \(path)") }
            written += max(0, done)
        }
        guard fsync(descriptor) == 0 else { throw SetupError(.storage, "cannot write \(path)") }
    }

    /// Reads a file of at most `maximum` bytes. Throws `setup.missing`.
    static func read(_ path: String, maximum: Int) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try handle.read(upToCount: maximum + 1) else {
            throw SetupError(.missing, "cannot read \(path)")
        }
        guard data.count <= maximum else { throw SetupError(.malformed, "\(path) is too large") }
        return Array(data)
    }
}

/// Holds a file's lock; two processes cannot hold one.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SetupError(.storage, "cannot open \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw SetupError(.inUse, "another process uses this data directory")
        }
    }

    deinit {
        // A process that is being spawned holds a copy of the descriptor until it execs: the lock is given back now.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

/// Why a data directory, a configuration or a key cannot be used: a stable code and a sentence for the operator, with
/// the path or line that it speaks of.
public struct SetupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds. The raw values are the stable codes.
    public enum Kind: String, Sendable, CaseIterable {
        /// Something stands there already and is not overwritten.
        case exists = "setup.exists"
        /// A file or folder is missing.
        case missing = "setup.missing"
        /// A file does not follow its format.
        case malformed = "setup.malformed"
        /// A private key can be read by others.
        case readableByOthers = "setup.readableByOthers"
        /// Another process uses the directory.
        case inUse = "setup.inUse"
        /// The file system refused an operation.
        case storage = "setup.storage"
        /// Another process listens at the port.
        case portInUse = "setup.portInUse"
        /// The address or the port cannot be listened at.
        case address = "setup.address"
        /// A key does not belong to what the genesis document or the ledger says.
        case mismatch = "setup.mismatch"
    }

    /// The kind.
    public let kind: Kind
    /// What is wrong, and where.
    public let detail: String

    /// An error of this kind.
    public init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// The stable code.
    public var code: String { kind.rawValue }
    /// Code and detail.
    public var description: String { "\(code): \(detail)" }
}
