public import LedgerFormat

/// How a device stretches the passphrase (docs/spec/wallet-v1.md).
public struct KeyDerivationParameters: WireObject, Hashable {
    /// The only algorithm of version 1.
    public static let algorithm = "PBKDF2-HMAC-SHA-256"
    /// Fewer rounds are refused by nodes and by devices.
    public static let minimumIterations: Int64 = 600_000
    /// More rounds are refused, so that a lying node cannot stall a device.
    public static let maximumIterations: Int64 = 10_000_000
    /// Rounds of PBKDF2.
    public let iterations: Int64
    /// The salt: 16 ... 64 bytes.
    public let salt: [UInt8]

    /// Parameters of these parts.
    public init(iterations: Int64, salt: [UInt8]) {
        self.iterations = iterations
        self.salt = salt
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        guard try reader.token("algorithm") == Self.algorithm else {
            throw Rejection(.jsonValueRange, field: "algorithm")
        }
        iterations = try reader.integer("iterations", in: Self.minimumIterations...Self.maximumIterations)
        salt = try reader.bytes("salt", maximum: 64)
        guard salt.count >= 16 else { throw Rejection(.jsonValueRange, field: "salt") }
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        ["algorithm": .string(Self.algorithm), "iterations": .integer(iterations), "salt": .bytes(salt)]
    }
}

/// A new account: everything a second device needs besides the passphrase and the account secret.
public struct AccountRequest: WireObject {
    /// The largest vault, in bytes.
    public static let maximumVaultBytes = 65_536
    /// The sign-in name: `[a-z0-9][a-z0-9._-]{2,63}`.
    public let userName: String
    /// How the keys were derived.
    public let kdf: KeyDerivationParameters
    /// 32 bytes derived on the device from passphrase and account secret.
    public let authenticationKey: [UInt8]
    /// The sealed vault: ciphertext.
    public let vault: [UInt8]

    /// A request of these parts.
    public init(userName: String, kdf: KeyDerivationParameters, authenticationKey: [UInt8], vault: [UInt8]) {
        self.userName = userName
        self.kdf = kdf
        self.authenticationKey = authenticationKey
        self.vault = vault
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        userName = try reader.token("userName", maximumBytes: 64)
        kdf = try KeyDerivationParameters(json: try reader.object("kdf"))
        authenticationKey = try reader.bytes("authenticationKey", maximum: 32)
        vault = try reader.bytes("vault", maximum: Self.maximumVaultBytes)
        guard authenticationKey.count == 32 else { throw Rejection(.jsonValueRange, field: "authenticationKey") }
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        [
            "userName": .string(userName), "kdf": .object(kdf.json), "authenticationKey": .bytes(authenticationKey),
            "vault": .bytes(vault),
        ]
    }
}

/// Asks for the vault of an account.
public struct VaultRequest: WireObject {
    /// 32 bytes derived on the device.
    public let authenticationKey: [UInt8]

    /// A request with this key.
    public init(authenticationKey: [UInt8]) { self.authenticationKey = authenticationKey }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        authenticationKey = try reader.bytes("authenticationKey", maximum: 32)
        guard authenticationKey.count == 32 else { throw Rejection(.jsonValueRange, field: "authenticationKey") }
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["authenticationKey": .bytes(authenticationKey)] }
}

/// A sealed vault.
public struct VaultAnswer: WireObject {
    /// Ciphertext.
    public let vault: [UInt8]

    /// This vault.
    public init(vault: [UInt8]) { self.vault = vault }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        vault = try reader.bytes("vault", maximum: AccountRequest.maximumVaultBytes)
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["vault": .bytes(vault)] }
}

/// Replaces an account's vault and keys after a change of passphrase.
public struct VaultReplacement: WireObject {
    /// The key before.
    public let authenticationKey: [UInt8]
    /// How the new keys were derived.
    public let kdf: KeyDerivationParameters
    /// The key from now on.
    public let newAuthenticationKey: [UInt8]
    /// The vault from now on.
    public let vault: [UInt8]

    /// A replacement of these parts.
    public init(
        authenticationKey: [UInt8], kdf: KeyDerivationParameters, newAuthenticationKey: [UInt8], vault: [UInt8]
    ) {
        self.authenticationKey = authenticationKey
        self.kdf = kdf
        self.newAuthenticationKey = newAuthenticationKey
        self.vault = vault
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        authenticationKey = try reader.bytes("authenticationKey", maximum: 32)
        kdf = try KeyDerivationParameters(json: try reader.object("kdf"))
        newAuthenticationKey = try reader.bytes("newAuthenticationKey", maximum: 32)
        vault = try reader.bytes("vault", maximum: AccountRequest.maximumVaultBytes)
        guard authenticationKey.count == 32, newAuthenticationKey.count == 32 else {
            throw Rejection(.jsonValueRange, field: "authenticationKey")
        }
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        [
            "authenticationKey": .bytes(authenticationKey), "kdf": .object(kdf.json),
            "newAuthenticationKey": .bytes(newAuthenticationKey), "vault": .bytes(vault),
        ]
    }
}
