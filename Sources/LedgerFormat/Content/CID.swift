/// A content identifier: the name of stored content, derived from its bytes alone.
///
/// One form only, so that equal content has one name: CIDv1, multibase base32 lower case, multihash sha2-256, and the
/// codec raw (content of one chunk) or dag-pb (a UnixFS file of several). See docs/spec/content-v1.md; the parts are
/// those of https://github.com/multiformats/cid.
public struct CID: Hashable, Sendable, Comparable {
    /// What the hashed bytes are. The raw values are the multicodec codes and never change.
    public enum Codec: UInt8, Sendable, CaseIterable {
        /// The hashed bytes are the content itself.
        case raw = 0x55
        /// The hashed bytes are the root node of a UnixFS file, in dag-pb.
        case dagPB = 0x70
    }

    /// Length of the binary form in bytes: version, codec, hash code, hash length, 32 bytes of SHA-256.
    public static let byteCount = 36
    /// Length of the text form in ASCII characters: the multibase prefix `b` and 58 characters of base32.
    public static let textLength = 59

    /// The binary form, always ``byteCount`` bytes.
    public let bytes: [UInt8]

    static let version: UInt8 = 0x01
    static let sha256Code: UInt8 = 0x12
    static let digestLength: UInt8 = 32
    static let multibasePrefix = UInt8(ascii: "b")

    /// Names hashed bytes.
    ///
    /// - Parameters:
    ///   - codec: what was hashed.
    ///   - sha256: the digest.
    /// - Throws: ``CIDError/length`` unless the digest has 32 bytes.
    public init(codec: Codec, sha256: [UInt8]) throws(CIDError) {
        guard sha256.count == Int(Self.digestLength) else { throw .length }
        bytes = [Self.version, codec.rawValue, Self.sha256Code, Self.digestLength] + sha256
    }

    /// Parses the binary form strictly.
    ///
    /// - Throws: ``CIDError``, naming the first part that is not allowed.
    public init(bytes: [UInt8]) throws(CIDError) {
        guard bytes.count == Self.byteCount else { throw .length }
        guard bytes[0] == Self.version else { throw .version }
        guard Codec(rawValue: bytes[1]) != nil else { throw .codec }
        guard bytes[2] == Self.sha256Code, bytes[3] == Self.digestLength else { throw .hash }
        self.bytes = bytes
    }

    /// Parses the text form strictly: exactly 59 characters, no upper case, no padding, no stray bits.
    ///
    /// - Throws: ``CIDError``, naming the first part that is not allowed.
    public init(text: some StringProtocol) throws(CIDError) {
        try self.init(textBytes: Array(text.utf8.prefix(Self.textLength + 1)))
    }

    /// Parses the ASCII bytes of the text form, as ``init(text:)`` does.
    ///
    /// - Throws: ``CIDError``, naming the first part that is not allowed.
    public init(textBytes: [UInt8]) throws(CIDError) {
        guard let first = textBytes.first else { throw .length }
        guard first == Self.multibasePrefix else { throw .multibase }
        guard textBytes.count == Self.textLength else { throw .length }
        guard let decoded = Base32.decode(textBytes[1...]) else { throw .encoding }
        try self.init(bytes: decoded)
    }

    /// What the digest was taken of.
    public var codec: Codec {
        // Both initializers admit these two codes alone.
        bytes[1] == Codec.raw.rawValue ? .raw : .dagPB
    }

    /// The SHA-256 digest, 32 bytes.
    public var sha256: [UInt8] { Array(bytes[4...]) }

    /// The text form, 59 ASCII characters.
    public var text: String {
        String(decoding: [Self.multibasePrefix] + Base32.encode(bytes), as: UTF8.self)
    }

    /// Orders by the bytes of the binary form, whatever the locale.
    public static func < (left: CID, right: CID) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension CID: CustomStringConvertible {
    /// The text form.
    public var description: String { text }
}

extension CID: Codable {
    /// Reads the text form from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(text: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.code)
        }
    }

    /// Writes the text form as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Why bytes or text are not a content identifier of this network.
///
/// The raw values are the stable codes; they are never reused.
public enum CIDError: String, Error, Sendable, CaseIterable {
    /// Not 36 bytes, or not 59 characters, or a digest that is not 32 bytes.
    case length = "cid.length"
    /// The text does not begin with `b` (CIDv0 and other multibases are refused).
    case multibase = "cid.multibase"
    /// A character outside `a-z2-7`, or trailing bits that are not zero.
    case encoding = "cid.encoding"
    /// Not version 1.
    case version = "cid.version"
    /// Neither raw nor dag-pb.
    case codec = "cid.codec"
    /// Not sha2-256 with 32 bytes.
    case hash = "cid.hash"

    /// The stable code.
    public var code: String { rawValue }

    /// A sentence for a person.
    public var reason: String {
        switch self {
        case .length: "A content identifier has 59 characters (36 bytes)."
        case .multibase: "A content identifier begins with b: CIDv1 in lower-case base32."
        case .encoding: "The content identifier is not lower-case base32 without padding."
        case .version: "Only CIDv1 is accepted."
        case .codec: "Only the codecs raw and dag-pb are accepted."
        case .hash: "Only sha2-256 is accepted."
        }
    }
}
