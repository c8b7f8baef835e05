/// Writes the fixed binary encodings: integers most significant byte first, variable parts behind their length.
public struct ByteWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []

    /// Starts empty.
    public init(reservingCapacity capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Appends a fixed-width integer, most significant byte first.
    public mutating func integer<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are.
    public mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }
    /// Appends a hash: 32 bytes.
    public mutating func hash(_ value: Hash256) { bytes.append(contentsOf: value.bytes) }

    /// Appends a 32-bit length and the bytes.
    public mutating func lengthPrefixed(_ value: some Collection<UInt8>) {
        integer(UInt32(value.count))
        bytes.append(contentsOf: value)
    }
}

/// Reads what `ByteWriter` wrote. Every read fails with `format.truncated` instead of reading past the end.
public struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// Starts at the first byte.
    public init(_ bytes: some Sequence<UInt8>) {
        self.bytes = ArraySlice(bytes)
        position = self.bytes.startIndex
    }

    /// How many bytes are left.
    public var remaining: Int { bytes.endIndex - position }

    /// Reads a fixed-width integer. Throws `format.truncated`.
    public mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(Rejection) -> T {
        var value: T = 0
        for byte in try raw(T.bitWidth / 8) { value = (value << 8) | T(truncatingIfNeeded: byte) }
        return value
    }

    /// Reads `count` bytes. Throws `format.truncated`.
    public mutating func raw(_ count: Int) throws(Rejection) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw Rejection(.formatTruncated) }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    /// Reads a hash. Throws `format.truncated`.
    public mutating func hash() throws(Rejection) -> Hash256 {
        guard let hash = Hash256(bytes: try raw(Hash256.byteCount)) else { throw Rejection(.formatTruncated) }
        return hash
    }

    /// Reads a 32-bit length, at most `maximum`, and that many bytes. Throws `format.truncated` or `format.tooLarge`.
    public mutating func lengthPrefixed(maximum: Int) throws(Rejection) -> ArraySlice<UInt8> {
        let count = Int(try integer(UInt32.self))
        guard count <= maximum else { throw Rejection(.formatTooLarge) }
        return try raw(count)
    }

    /// Throws `format.trailingBytes` when anything is left.
    public func finish() throws(Rejection) {
        guard remaining == 0 else { throw Rejection(.formatTrailingBytes) }
    }
}
