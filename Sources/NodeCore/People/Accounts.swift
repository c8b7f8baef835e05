internal import Crypto
internal import Foundation
internal import GRDB
internal import LedgerFormat

/// How a device derives its authentication key: PBKDF2-HMAC-SHA-256 with these values.
public struct KeyDerivation: Hashable, Sendable {
    /// Rounds, at least 600,000.
    public let iterations: Int64
    /// The salt: 16 ... 64 bytes.
    public let salt: [UInt8]

    /// The fewest rounds that a node accepts.
    public static let minimumIterations: Int64 = 600_000

    /// Values as a device chose them; `Accounts` checks their ranges.
    public init(iterations: Int64, salt: [UInt8]) {
        self.iterations = iterations
        self.salt = salt
    }
}

/// User names and sealed vaults: what lets a person sign in on a second device. The node keeps SHA-256 of the
/// authentication key, which the device derives from passphrase and account secret, and can neither open the vault nor
/// guess what opens it.
///
/// Accounts are no part of the ledger; nothing here says which identity a user name belongs to.
final class Accounts: Sendable {
    static let maximumVaultBytes = 65_536
    static let authenticationKeyBytes = 32

    private let database: DatabaseQueue
    private let secret: SymmetricKey
    private let clock: NodeClock
    private let attempts = AttemptLimiter(free: 5)
    /// Making accounts is limited by address, harder than that.
    private let creations = AttemptLimiter(free: 50)

    /// Opens or creates the database in `path`. `secret` derives what unknown names are answered with.
    init(path: String, secret: SymmetricKey, clock: NodeClock) throws {
        var configuration = Configuration()
        configuration.label = "medchain.accounts"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            // An account that was confirmed is there after a power failure; a deleted vault leaves no bytes behind.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        chmod(path, 0o600)
        self.secret = secret
        self.clock = clock
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE accounts (
                        userName TEXT PRIMARY KEY NOT NULL,
                        iterations INTEGER NOT NULL CHECK (iterations >= 600000),
                        salt BLOB NOT NULL CHECK (length(salt) BETWEEN 16 AND 64),
                        verifier BLOB NOT NULL CHECK (length(verifier) = 32),
                        vault BLOB NOT NULL CHECK (length(vault) <= 65536)
                    ) STRICT, WITHOUT ROWID
                    """)
        }
        try migrator.migrate(database)
    }

    func close() throws { try database.close() }

    /// Makes an account. Throws `account.userName`, `request`, `account.exists`, `tooManyRequests`.
    func create(
        userName: String, derivation: KeyDerivation, authenticationKey: [UInt8], vault: [UInt8], address: String
    ) async throws {
        guard Self.isUserName(userName) else {
            throw NodeError(.refused, "account.userName", "A user name has 3 to 64 of a-z 0-9 . _ -", field: "userName")
        }
        try Self.requireRanges(derivation, authenticationKey, vault)
        try creations.check([address], at: clock.now())
        creations.failed([address], at: clock.now())
        let verifier = Self.verifier(authenticationKey)
        do {
            try await database.write { database in
                try database.execute(
                    sql: "INSERT INTO accounts (userName, iterations, salt, verifier, vault) VALUES (?, ?, ?, ?, ?)",
                    arguments: [userName, derivation.iterations, Data(derivation.salt), verifier, Data(vault)])
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw NodeError(.conflict, "account.exists", "The user name is taken.", field: "userName")
        }
    }

    /// How the device derives the authentication key. An unknown name gets values that never change and cannot be told
    /// from a real account's.
    func keyDerivation(userName: String) async throws -> KeyDerivation {
        let stored = try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT iterations, salt FROM accounts WHERE userName = ?", arguments: [userName]
            ).map { row in KeyDerivation(iterations: row[0], salt: Array(row[1] as Data)) }
        }
        if let stored { return stored }
        let code = HMAC<SHA256>.authenticationCode(for: Array("medchain/v1/kdf-salt\0\(userName)".utf8), using: secret)
        return KeyDerivation(iterations: KeyDerivation.minimumIterations, salt: Array(code.prefix(16)))
    }

    /// The sealed vault. A wrong name and a wrong key are answered alike: `account.credentials`. Who goes on with wrong
    /// keys is slowed down, by name and address together, so that nobody can lock another out; a right key is never
    /// refused. (It is derived from a secret of 128 bits besides the passphrase: how fast one may guess matters to the
    /// node's load, not to the vault.) Throws `tooManyRequests`.
    func vault(userName: String, authenticationKey: [UInt8], address: String) async throws -> [UInt8] {
        let key = userName + " " + address
        let account = try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT verifier, vault FROM accounts WHERE userName = ?", arguments: [userName]
            ).map { row in (verifier: row[0] as Data, vault: row[1] as Data) }
        }
        let stored = account?.verifier ?? Data(repeating: 0, count: 32)
        guard Self.isEqual(Self.verifier(authenticationKey), stored), let account else {
            try attempts.check([key], at: clock.now())
            attempts.failed([key], at: clock.now())
            throw NodeError(
                .unauthenticated, "account.credentials", "User name, passphrase or account secret is wrong.")
        }
        attempts.succeeded(key)
        return Array(account.vault)
    }

    /// Replaces vault and authentication key. Throws as `vault` and `create` do.
    func replace(
        userName: String, authenticationKey: [UInt8], derivation: KeyDerivation, newAuthenticationKey: [UInt8],
        vault: [UInt8], address: String
    ) async throws {
        try Self.requireRanges(derivation, newAuthenticationKey, vault)
        _ = try await self.vault(userName: userName, authenticationKey: authenticationKey, address: address)
        let (old, new) = (Self.verifier(authenticationKey), Self.verifier(newAuthenticationKey))
        let changed = try await database.write { database -> Int in
            try database.execute(
                sql: """
                    UPDATE accounts SET iterations = ?, salt = ?, verifier = ?, vault = ?
                    WHERE userName = ? AND verifier = ?
                    """,
                arguments: [derivation.iterations, Data(derivation.salt), new, Data(vault), userName, old])
            return database.changesCount
        }
        // Two devices at once: the second one's key is the old one by now.
        guard changed == 1 else {
            throw NodeError(
                .unauthenticated, "account.credentials", "User name, passphrase or account secret is wrong.")
        }
    }

    private static func requireRanges(
        _ derivation: KeyDerivation, _ authenticationKey: [UInt8], _ vault: [UInt8]
    ) throws(NodeError) {
        func refused(_ field: String) -> NodeError {
            NodeError(.refused, "request", "A value is outside its range.", field: field)
        }
        guard (KeyDerivation.minimumIterations...100_000_000).contains(derivation.iterations) else {
            throw refused("iterations")
        }
        guard (16...64).contains(derivation.salt.count) else { throw refused("salt") }
        guard authenticationKey.count == authenticationKeyBytes else { throw refused("authenticationKey") }
        guard vault.count <= maximumVaultBytes else {
            throw NodeError(.tooLarge, "tooLarge", "A vault has at most 64 KiB.", field: "vault")
        }
    }

    /// `[a-z0-9][a-z0-9._-]{2,63}`
    static func isUserName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard (3...64).contains(bytes.count), isAlphanumeric(bytes[0]) else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || Array("._-".utf8).contains($0) }
    }

    private static func verifier(_ authenticationKey: [UInt8]) -> Data { Data(SHA256.hash(data: authenticationKey)) }

    /// Takes the same time wherever two verifiers differ.
    private static func isEqual(_ left: Data, _ right: Data) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
