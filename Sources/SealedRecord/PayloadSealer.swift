import Sealing

/// Seals a content of known length as it comes, in flat memory: at most one segment is held back.
///
/// Call `update` as often as needed and then `finishPart` until it answers false, or `finish` once; each appends what
/// is ready to the caller's buffer. It cannot be copied, because two copies would seal different bytes under one nonce.
public struct PayloadSealer: ~Copyable {
    private static let zeros = [UInt8](repeating: 0, count: PayloadFormat.segmentByteCount)

    private static let largestPaddingPart: UInt64 = 1 << 20

    /// The length of the finished payload in bytes.
    public let payloadByteCount: UInt64

    private let cipher: SegmentCipher
    private var paddingLeft: UInt64
    private var header: [UInt8]
    private var pending: [UInt8]
    private var index: UInt64 = 0
    private var contentLeft: UInt64
    private var isClosed = false

    /// Begins a payload.
    /// - Parameters:
    ///   - dataKey: The record's data key.
    ///   - binding: What the payload is bound to.
    ///   - metadata: What stands inside the seal beside the content.
    ///   - contentByteCount: The exact length of the content.
    /// - Throws: `payload.metadataInvalid`, `payload.lengthMismatch` when it is more than the format holds.
    public init(
        dataKey: DataKey, binding: PayloadBinding, metadata: PayloadMetadata, contentByteCount: UInt64
    ) throws {
        try self.init(
            dataKey: dataKey, binding: binding, metadata: metadata, contentByteCount: contentByteCount,
            salt: SecretBytes.random(count: PayloadHeader.saltByteCount).exposedBytes())
    }

    /// The same with a given salt, for test vectors.
    package init(
        dataKey: DataKey, binding: PayloadBinding, metadata: PayloadMetadata, contentByteCount: UInt64, salt: [UInt8]
    ) throws {
        let metadata = try metadata.encoded()
        guard contentByteCount <= PayloadFormat.largestPaddedCount else {
            throw SealingError(.payloadLengthMismatch, "more content than a payload holds")
        }
        let plaintextCount = UInt64(PayloadFormat.prefixByteCount + metadata.count) + contentByteCount
        let paddedCount = PayloadFormat.paddedCount(plaintextCount)
        guard paddedCount <= PayloadFormat.largestPaddedCount else {
            throw SealingError(.payloadLengthMismatch, "more content than a payload holds")
        }
        let keys = PayloadKeys(dataKey: dataKey, salt: salt)
        let header = PayloadHeader(
            paddedCount: paddedCount, salt: salt, commitment: keys.commitment, binding: binding)
        cipher = SegmentCipher(
            key: keys.segmentKey, associatedData: header.associatedData(binding), paddedCount: paddedCount)
        payloadByteCount = PayloadFormat.payloadCount(paddedCount: paddedCount)
        paddingLeft = paddedCount - plaintextCount
        contentLeft = contentByteCount
        self.header = header.bytes
        pending = []
        pending.reserveCapacity(Int(min(paddedCount, UInt64(PayloadFormat.segmentByteCount))))
        pending.append(contentsOf: bigEndianBytes(UInt32(metadata.count)))
        pending.append(contentsOf: bigEndianBytes(contentByteCount))
        pending.append(contentsOf: metadata)
    }

    /// Takes the next bytes of the content and appends finished segments to `output`.
    /// - Throws: `payload.lengthMismatch` when there is more than was announced; the payload is then worthless.
    public mutating func update(_ content: UnsafeRawBufferPointer, into output: inout [UInt8]) throws {
        guard !isClosed, UInt64(content.count) <= contentLeft else {
            isClosed = true
            throw SealingError(.payloadLengthMismatch, "more content than was announced")
        }
        contentLeft -= UInt64(content.count)
        emitHeader(into: &output)
        try absorb(content, into: &output)
    }

    /// Takes the next bytes of the content and appends finished segments to `output`.
    /// - Throws: `payload.lengthMismatch`.
    public mutating func update(_ content: [UInt8], into output: inout [UInt8]) throws {
        try content.withUnsafeBytes { try update($0, into: &output) }
    }

    /// Appends what is left to `output`. Padding grows with the content, so it comes in parts of at most a mebibyte:
    /// write out `output` and call again as long as the answer is true.
    ///
    ///     var more = true
    ///     while more {
    ///         more = try sealer.finishPart(into: &output)
    ///         try write(output)
    ///         output.removeAll(keepingCapacity: true)
    ///     }
    ///
    /// - Returns: Whether more is to come.
    /// - Throws: `payload.lengthMismatch` when there was less content than announced, or the payload was finished
    /// before.
    public mutating func finishPart(into output: inout [UInt8]) throws -> Bool {
        guard !isClosed, contentLeft == 0 else {
            throw SealingError(.payloadLengthMismatch, "less content than was announced, or finished before")
        }
        emitHeader(into: &output)
        var budget = min(paddingLeft, Self.largestPaddingPart)
        paddingLeft -= budget
        while budget > 0 {
            let count = Int(min(budget, UInt64(Self.zeros.count)))
            try Self.zeros.withUnsafeBytes { zeros in
                try absorb(UnsafeRawBufferPointer(rebasing: zeros[..<count]), into: &output)
            }
            budget -= UInt64(count)
        }
        guard paddingLeft == 0 else { return true }
        // Empty content whose metadata needs no padding: nothing has come that would have completed the segment.
        if !pending.isEmpty { try sealPendingIfComplete(into: &output) }
        isClosed = true
        wipe(&pending)
        return false
    }

    /// Appends all that is left to `output`, padding included: up to 3 % of a large content, so prefer `finishPart`
    /// there.
    /// - Throws: as `finishPart`.
    public mutating func finish(into output: inout [UInt8]) throws {
        while try finishPart(into: &output) {}
    }

    private mutating func emitHeader(into output: inout [UInt8]) {
        guard !header.isEmpty else { return }
        output.append(contentsOf: header)
        header = []
    }

    private mutating func absorb(_ plaintext: UnsafeRawBufferPointer, into output: inout [UInt8]) throws {
        var rest = plaintext[...]
        while !rest.isEmpty {
            let size = cipher.byteCount(of: index)
            if pending.isEmpty, rest.count >= size {
                try cipher.seal(UnsafeRawBufferPointer(rebasing: rest.prefix(size)), index: index, into: &output)
                rest = rest.dropFirst(size)
                index += 1
                continue
            }
            let taken = UnsafeRawBufferPointer(rebasing: rest.prefix(size - pending.count))
            pending.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            try sealPendingIfComplete(into: &output)
        }
    }

    private mutating func sealPendingIfComplete(into output: inout [UInt8]) throws {
        guard pending.count == cipher.byteCount(of: index) else { return }
        try pending.withUnsafeBytes { try cipher.seal($0, index: index, into: &output) }
        pending.removeAll(keepingCapacity: true)
        index += 1
    }
}
