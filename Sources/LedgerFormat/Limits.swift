/// The sizes that the formats allow. They are part of the formats: a larger value is refused by everyone alike.
public enum Limits {
    /// The largest transaction, in bytes of its JWS.
    public static let transactionBytes = 65_536
    /// The largest batch, in bytes: what one etcd value carries in practice.
    public static let batchBytes = 1_048_576
    /// The most transactions in a batch.
    public static let batchTransactions = 4_096
    /// How deeply JSON may nest.
    public static let jsonDepth = 12
    /// The most members of an object or elements of an array.
    public static let jsonMembers = 1_024
    /// How far ahead a transaction may expire, in milliseconds: 24 hours.
    public static let transactionLifetime: Int64 = 86_400_000
    /// How far a client's clock may run ahead of the ledger's, in milliseconds: 2 minutes.
    public static let clockSkew: Int64 = 120_000
    /// The most records that one `access.read` names.
    public static let recordsPerRead = 100
    /// The most records that one `compartment.reseal` names.
    public static let recordsPerReseal = 256
    /// The most records that a grant by record names.
    public static let recordsPerGrant = 100
    /// The most grants of a category that a re-keying carries over.
    public static let grantsPerRekey = 256
    /// The longest public name, in bytes of UTF-8.
    public static let nameBytes = 200
    /// The most organisations in a network; a Shamir share's index is one byte.
    public static let organisations = 255
    /// The largest payload, in bytes of ciphertext: 16 GiB.
    public static let payloadBytes: Int64 = 17_179_869_184
    /// The largest envelope, in bytes.
    public static let envelopeBytes = 262_144
}
