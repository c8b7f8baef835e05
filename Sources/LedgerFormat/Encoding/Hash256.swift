public import Crypto

/// A SHA-256 hash (FIPS 180-4): 32 bytes, ordered as unsigned bytes.
public struct Hash256: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The length of every hash, in bytes.
    public static let byteCount = 32
    /// Thirty-two zero bytes: "none" where a format has no other way to say so.
    public static let zero = Hash256(words: (0, 0, 0, 0))

    // Four words instead of an array: no allocation for a value that is copied everywhere.
    private let w0: UInt64
    private let w1: UInt64
    private let w2: UInt64
    private let w3: UInt64

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (w0, w1, w2, w3) = words
    }

    /// Reads exactly 32 bytes; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self =
            bytes.withContiguousStorageIfAvailable { Self(reading: UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { Self(reading: $0) }
    }

    /// Reads 32 bytes of `buffer`.
    private init(reading buffer: UnsafeRawBufferPointer) {
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        self.init(words: (word(0), word(8), word(16), word(24)))
    }

    /// Reads the canonical base64url text (43 characters); nil for anything else.
    public init?(base64URL text: String) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    /// Takes over a digest that Crypto computed.
    public init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { Self(reading: $0) }
    }

    /// The SHA-256 of `bytes`.
    public init(hashing bytes: [UInt8]) {
        self.init(SHA256.hash(data: bytes))
    }

    /// The 32 bytes, most significant first.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            store(in: UnsafeMutableRawBufferPointer(buffer), at: 0)
            count = Self.byteCount
        }
    }

    /// Writes the 32 bytes into `buffer`, without an array between: trees of hashes are built from nothing else.
    func store(in buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
        buffer.storeBytes(of: w0.bigEndian, toByteOffset: offset, as: UInt64.self)
        buffer.storeBytes(of: w1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
        buffer.storeBytes(of: w2.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
        buffer.storeBytes(of: w3.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
    }

    /// The first 16 bits.
    var leadingBits16: UInt16 { UInt16(truncatingIfNeeded: w0 >> 48) }

    /// Canonical base64url, 43 characters: how hashes stand in JSON.
    public var base64URL: String { Base64URL.string(bytes) }
    /// Lower-case hexadecimal, 64 characters.
    public var hex: String { bytes.map { [$0 >> 4, $0 & 15].map { String($0, radix: 16) }.joined() }.joined() }
    /// The same as `base64URL`.
    public var description: String { base64URL }

    /// Orders as the 32 bytes do.
    public static func < (lhs: Hash256, rhs: Hash256) -> Bool {
        (lhs.w0, lhs.w1, lhs.w2, lhs.w3) < (rhs.w0, rhs.w1, rhs.w2, rhs.w3)
    }
}

/// The identifier of a network: the hash of its genesis document (docs/spec/block-v1.md).
public typealias NetworkID = Hash256
/// SHA-256 of a transaction's JWS signing input; never of its signature, so that it does not change with it.
public typealias TransactionHash = Hash256
/// The RFC 7638 thumbprint of a public key.
public typealias KeyThumbprint = Hash256
