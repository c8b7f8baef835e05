import Crypto
public import Sealing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a payload is bound to: for a record network, patient, record and category; for a note its sender, id and kind.
public struct PayloadBinding: Sendable, Equatable {
    let network: String
    let subject: String
    let object: String
    let code: UInt8

    /// The binding of a record's payload.
    public init(_ record: RecordBinding) {
        network = record.network
        subject = record.patient
        object = record.record
        code = record.category.rawValue
    }

    init(network: String, sender: String, note: String, kind: SealedNote.Kind) {
        self.network = network
        subject = sender
        object = note
        code = kind.rawValue
    }
}

/// Sizes of the payload format, section 5 of the specification.
public enum PayloadFormat {
    /// Plaintext bytes of every segment but the last.
    public static let segmentByteCount = 65_536
    /// Bytes of a segment's tag.
    public static let tagByteCount = 16
    /// Bytes of the header.
    public static let headerByteCount = 112
    /// The most bytes of padded plaintext, 1 TiB.
    public static let largestPaddedCount: UInt64 = 1 << 40
    /// The fewest bytes of padded plaintext.
    public static let smallestPaddedCount: UInt64 = 512
    static let prefixByteCount = 12

    /// The padded length of a plaintext: Padmé, at least 512 bytes. Padding adds at most 12 %.
    public static func paddedCount(_ count: UInt64) -> UInt64 {
        guard count > smallestPaddedCount else { return smallestPaddedCount }
        let exponent = UInt64(63 - count.leadingZeroBitCount)
        let significant = UInt64(64 - exponent.leadingZeroBitCount)
        let mask = (UInt64(1) << (exponent - significant)) - 1
        return (count + mask) & ~mask
    }

    static func segmentCount(paddedCount: UInt64) -> UInt64 {
        (paddedCount + UInt64(segmentByteCount) - 1) / UInt64(segmentByteCount)
    }

    /// The length of a payload with that much padded plaintext.
    static func payloadCount(paddedCount: UInt64) -> UInt64 {
        UInt64(headerByteCount) + paddedCount + UInt64(tagByteCount) * segmentCount(paddedCount: paddedCount)
    }
}

/// The first 112 bytes of a payload.
struct PayloadHeader {
    static let magic = Array("MCSP".utf8)
    static let saltByteCount = 16
    static let tagByteCount = 16

    let bytes: [UInt8]
    let paddedCount: UInt64

    init(paddedCount: UInt64, salt: [UInt8], commitment: [UInt8], binding: PayloadBinding) {
        self.paddedCount = paddedCount
        bytes =
            Self.magic + [1, 1, binding.code, 0] + bigEndianBytes(paddedCount) + salt + commitment
            + Self.tag("network", salt, binding.network) + Self.tag("subject", salt, binding.subject)
            + Self.tag("object", salt, binding.object)
    }

    /// Checks everything that needs no key.
    init(parsing bytes: [UInt8], binding: PayloadBinding) throws {
        precondition(bytes.count == PayloadFormat.headerByteCount)
        guard Array(bytes[0..<4]) == Self.magic else {
            throw SealingError(.payloadHeaderInvalid, "not a sealed payload")
        }
        guard bytes[4] == 1 else {
            throw SealingError(.payloadVersionUnknown, "a payload version that this program does not know")
        }
        guard bytes[5] == 1 else {
            throw SealingError(.payloadSuiteUnknown, "a cipher suite that this program does not know")
        }
        paddedCount = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
        guard bytes[7] == 0, paddedCount >= PayloadFormat.smallestPaddedCount,
            paddedCount <= PayloadFormat.largestPaddedCount
        else {
            throw SealingError(.payloadHeaderInvalid, "a header that the format does not allow")
        }
        guard bytes[6] == binding.code else {
            throw SealingError(.payloadWrongCategory, "the payload is of another category")
        }
        let salt = Array(bytes[16..<32])
        guard Array(bytes[64..<80]) == Self.tag("network", salt, binding.network) else {
            throw SealingError(.payloadWrongNetwork, "the payload is of another network")
        }
        guard Array(bytes[80..<96]) == Self.tag("subject", salt, binding.subject) else {
            throw SealingError(.payloadWrongPatient, "the payload is of another patient")
        }
        guard Array(bytes[96..<112]) == Self.tag("object", salt, binding.object) else {
            throw SealingError(.payloadWrongRecord, "the payload is of another record")
        }
        self.bytes = bytes
    }

    var salt: [UInt8] { Array(bytes[16..<32]) }
    var commitment: [UInt8] { Array(bytes[32..<64]) }

    private static func tag(_ kind: String, _ salt: [UInt8], _ identifier: String) -> [UInt8] {
        let context = SealingContext("payload-tag", .text(kind), .bytes(salt), .text(identifier))
        return Array(SHA256.hash(data: context.bytes).prefix(tagByteCount))
    }

    /// What every segment authenticates besides its own bytes and place.
    func associatedData(_ binding: PayloadBinding) -> [UInt8] {
        let context = SealingContext(
            "payload-data", .text(binding.network), .text(binding.subject), .text(binding.object), .bytes(bytes))
        return Array(SHA256.hash(data: context.bytes))
    }
}

/// What a payload's data key gives under its salt.
struct PayloadKeys {
    let commitment: [UInt8]
    let segmentKey: SymmetricKey

    init(dataKey: DataKey, salt: [UInt8]) {
        let pseudoRandomKey = HKDF<SHA256>.extract(inputKeyMaterial: dataKey.secret.symmetricKey, salt: salt)
        commitment = HKDF<SHA256>.expand(
            pseudoRandomKey: pseudoRandomKey, info: SealingContext("payload-commitment").bytes, outputByteCount: 32
        ).withUnsafeBytes { Array($0) }
        segmentKey = HKDF<SHA256>.expand(
            pseudoRandomKey: pseudoRandomKey, info: SealingContext("payload-key").bytes, outputByteCount: 32)
    }
}

/// Seals and opens single segments: AES-256-GCM in the STREAM construction.
struct SegmentCipher {
    let key: SymmetricKey
    let associatedData: [UInt8]
    let paddedCount: UInt64
    let lastIndex: UInt64

    init(key: SymmetricKey, associatedData: [UInt8], paddedCount: UInt64) {
        self.key = key
        self.associatedData = associatedData
        self.paddedCount = paddedCount
        lastIndex = PayloadFormat.segmentCount(paddedCount: paddedCount) - 1
    }

    /// Plaintext bytes of a segment.
    func byteCount(of index: UInt64) -> Int {
        index < lastIndex
            ? PayloadFormat.segmentByteCount
            : Int(paddedCount - lastIndex * UInt64(PayloadFormat.segmentByteCount))
    }

    private func nonce(_ index: UInt64) throws -> AES.GCM.Nonce {
        try AES.GCM.Nonce(data: [0, 0, 0] + bigEndianBytes(index) + [index == lastIndex ? 1 : 0])
    }

    func seal(_ plaintext: UnsafeRawBufferPointer, index: UInt64, into output: inout [UInt8]) throws {
        let box = try AES.GCM.seal(plaintext, using: key, nonce: nonce(index), authenticating: associatedData)
        box.ciphertext.withUnsafeBytes { output.append(contentsOf: $0) }
        box.tag.withUnsafeBytes { output.append(contentsOf: $0) }
    }

    /// - Throws: `payload.segmentNotAuthentic`.
    func open(_ segment: UnsafeRawBufferPointer, index: UInt64) throws -> Data {
        let ciphertextCount = segment.count - PayloadFormat.tagByteCount
        do {
            let box = try AES.GCM.SealedBox(
                nonce: nonce(index), ciphertext: UnsafeRawBufferPointer(rebasing: segment[..<ciphertextCount]),
                tag: UnsafeRawBufferPointer(rebasing: segment[ciphertextCount...]))
            return try AES.GCM.open(box, using: key, authenticating: associatedData)
        } catch {
            throw SealingError(
                .payloadSegmentNotAuthentic, "segment \(index) was altered, reordered or exchanged")
        }
    }
}

/// Whether all bytes are zero, eight at a time.
func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var seen: UInt64 = 0
    var offset = 0
    while offset + 8 <= bytes.count {
        seen |= bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        offset += 8
    }
    while offset < bytes.count {
        seen |= UInt64(bytes[offset])
        offset += 1
    }
    return seen == 0
}
