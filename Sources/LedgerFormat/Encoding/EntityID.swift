/// A 128-bit identifier that a client chooses: of a transaction, record, request or grant. In JSON 22 characters of
/// canonical base64url.
public struct EntityID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The length, in bytes.
    public static let byteCount = 16
    private let high: UInt64
    private let low: UInt64

    /// Reads exactly 16 bytes; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self =
            bytes.withContiguousStorageIfAvailable { Self(reading: UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { Self(reading: $0) }
    }

    /// Reads 16 bytes of `buffer`.
    private init(reading buffer: UnsafeRawBufferPointer) {
        high = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        low = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Reads the canonical text; nil for anything else.
    public init?(text: String) {
        guard text.utf8.count == 22, let bytes = Base64URL.decode(text.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    /// Draws a fresh identifier from `generator`; clients pass the system's.
    public static func random(using generator: inout some RandomNumberGenerator) -> EntityID {
        EntityID(high: generator.next(), low: generator.next())
    }

    private init(high: UInt64, low: UInt64) {
        (self.high, self.low) = (high, low)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            raw.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            count = Self.byteCount
        }
    }

    /// The canonical text, 22 characters.
    public var text: String { Base64URL.string(bytes) }
    /// The same as `text`.
    public var description: String { text }

    /// Orders as the 16 bytes do.
    public static func < (lhs: EntityID, rhs: EntityID) -> Bool { (lhs.high, lhs.low) < (rhs.high, rhs.low) }
}
