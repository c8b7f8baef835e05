import Sealing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Opens a payload as it comes, in flat memory. Nothing of a segment is handed out before its tag has verified; the
/// content is complete only when `finish` has returned, so what was handed out before an error must be thrown away.
public struct PayloadOpener: ~Copyable {
    /// The metadata, once the first segment has verified.
    public private(set) var metadata: PayloadMetadata?
    /// The content's length in bytes, once the first segment has verified.
    public private(set) var contentByteCount: UInt64?

    private let dataKey: DataKey
    private let binding: PayloadBinding
    private var cipher: SegmentCipher?
    private var pending: [UInt8] = []
    private var index: UInt64 = 0
    private var contentLeft: UInt64 = 0
    private var failure: SealingError?

    /// Begins to open.
    /// - Parameters:
    ///   - dataKey: The record's data key.
    ///   - binding: What the payload must be bound to.
    public init(dataKey: DataKey, binding: PayloadBinding) {
        self.dataKey = dataKey
        self.binding = binding
    }

    /// Takes the next bytes of the payload and appends verified content to `output`.
    /// - Throws: the `payload.` codes of section 5; after one, every further call throws it again.
    public mutating func update(_ payload: UnsafeRawBufferPointer, into output: inout [UInt8]) throws {
        if let failure { throw failure }
        do {
            try absorb(payload, into: &output)
        } catch let error as SealingError {
            failure = error
            throw error
        }
    }

    /// Takes the next bytes of the payload and appends verified content to `output`.
    /// - Throws: as the other `update`.
    public mutating func update(_ payload: [UInt8], into output: inout [UInt8]) throws {
        try payload.withUnsafeBytes { try update($0, into: &output) }
    }

    /// Confirms that the whole payload has come.
    /// - Throws: `payload.truncated`, or what `update` threw before.
    public mutating func finish() throws {
        if let failure { throw failure }
        guard let cipher, index > cipher.lastIndex else {
            let error = SealingError(.payloadTruncated, "the payload ends too early")
            failure = error
            throw error
        }
    }

    private mutating func absorb(_ payload: UnsafeRawBufferPointer, into output: inout [UInt8]) throws {
        var rest = payload[...]
        if cipher == nil {
            rest = rest.dropFirst(take(rest, until: PayloadFormat.headerByteCount))
            guard pending.count == PayloadFormat.headerByteCount else { return }
            try begin()
        }
        guard let cipher else { return }
        while !rest.isEmpty {
            guard index <= cipher.lastIndex else {
                throw SealingError(.payloadTrailingBytes, "bytes follow the last segment")
            }
            let size = cipher.byteCount(of: index) + PayloadFormat.tagByteCount
            let plaintext: Data
            if pending.isEmpty, rest.count >= size {
                plaintext = try cipher.open(UnsafeRawBufferPointer(rebasing: rest.prefix(size)), index: index)
                rest = rest.dropFirst(size)
            } else {
                rest = rest.dropFirst(take(rest, until: size))
                guard pending.count == size else { return }
                plaintext = try pending.withUnsafeBytes { try cipher.open($0, index: index) }
                pending.removeAll(keepingCapacity: true)
            }
            try plaintext.withUnsafeBytes { try release($0, paddedCount: cipher.paddedCount, into: &output) }
            index += 1
        }
    }

    /// Moves bytes to `pending` until it has `count`; answers how many it took.
    private mutating func take(_ bytes: Slice<UnsafeRawBufferPointer>, until count: Int) -> Int {
        let taken = UnsafeRawBufferPointer(rebasing: bytes.prefix(count - pending.count))
        pending.append(contentsOf: taken)
        return taken.count
    }

    private mutating func begin() throws {
        let header = try PayloadHeader(parsing: pending, binding: binding)
        pending.removeAll(keepingCapacity: true)
        let keys = PayloadKeys(dataKey: dataKey, salt: header.salt)
        guard keys.commitment == header.commitment else {
            throw SealingError(.payloadWrongKey, "the key is not the one that sealed this payload")
        }
        cipher = SegmentCipher(
            key: keys.segmentKey, associatedData: header.associatedData(binding), paddedCount: header.paddedCount)
    }

    /// Hands out the content part of a verified segment and checks the rest of it.
    private mutating func release(
        _ plaintext: UnsafeRawBufferPointer, paddedCount: UInt64, into output: inout [UInt8]
    ) throws {
        var rest = plaintext[...]
        if index == 0 {
            rest = rest.dropFirst(try readPrefix(plaintext, paddedCount: paddedCount))
        }
        let content = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(min(contentLeft, UInt64(rest.count)))))
        guard isZero(UnsafeRawBufferPointer(rebasing: rest.dropFirst(content.count))) else {
            throw SealingError(.payloadPaddingInvalid, "the padding is not zero")
        }
        output.append(contentsOf: content)
        contentLeft -= UInt64(content.count)
    }

    /// Reads lengths and metadata; answers how many bytes they take. They always lie in the first segment.
    private mutating func readPrefix(_ plaintext: UnsafeRawBufferPointer, paddedCount: UInt64) throws -> Int {
        let metadataCount = UInt64(plaintext.loadUnaligned(as: UInt32.self).bigEndian)
        let count = plaintext.loadUnaligned(fromByteOffset: 4, as: UInt64.self).bigEndian
        guard metadataCount <= PayloadMetadata.largestByteCount, count <= PayloadFormat.largestPaddedCount,
            PayloadFormat.paddedCount(UInt64(PayloadFormat.prefixByteCount) + metadataCount + count) == paddedCount
        else {
            throw SealingError(.payloadPaddingInvalid, "the lengths inside do not agree with the padding")
        }
        let prefixCount = PayloadFormat.prefixByteCount + Int(metadataCount)
        metadata = try PayloadMetadata(parsing: Array(plaintext[PayloadFormat.prefixByteCount..<prefixCount]))
        contentByteCount = count
        contentLeft = count
        return prefixCount
    }
}

/// Whole payloads in memory, for contents that are small anyway.
public enum Payload {
    /// Seals a content at once.
    /// - Throws: `payload.metadataInvalid`.
    public static func seal(
        _ content: [UInt8], metadata: PayloadMetadata, dataKey: DataKey, binding: PayloadBinding
    ) throws -> [UInt8] {
        var sealer = try PayloadSealer(
            dataKey: dataKey, binding: binding, metadata: metadata, contentByteCount: UInt64(content.count))
        var payload: [UInt8] = []
        payload.reserveCapacity(Int(sealer.payloadByteCount))
        try sealer.update(content, into: &payload)
        try sealer.finish(into: &payload)
        return payload
    }

    /// Opens a payload at once.
    /// - Throws: the `payload.` codes.
    public static func open(
        _ payload: [UInt8], dataKey: DataKey, binding: PayloadBinding
    ) throws -> (metadata: PayloadMetadata, content: [UInt8]) {
        var opener = PayloadOpener(dataKey: dataKey, binding: binding)
        var content: [UInt8] = []
        content.reserveCapacity(payload.count)
        try opener.update(payload, into: &content)
        try opener.finish()
        guard let metadata = opener.metadata else {
            throw SealingError(.payloadTruncated, "the payload ends too early")
        }
        return (metadata, content)
    }
}
