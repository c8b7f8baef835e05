internal import LedgerFormat

/// The file format of the embedded log: one segment is a header and frames, nothing between or after them.
///
/// ```
/// header (56 bytes): "MCLOG1" 0 0 | epoch u32 | 0 u32 | first revision u64 | previous digest 32
/// frame:             length of payload u32 | revision u64 | previous digest 32 | digest 32 | payload: an encoded batch
/// digest = SHA-256("medchain/v1/log-frame" || epoch u32 || length u32 || revision u64 || previous digest || payload)
/// ```
///
/// Integers are big-endian. Each frame carries the digest of the one before, over segments too, so that an entry can be
/// neither dropped nor exchanged between two others; and its own digest needs no neighbour, so that a sound frame
/// behind a damaged one is recognised.
enum LogSegment {
    static let magic = Array("MCLOG1".utf8) + [0, 0]
    static let headerBytes = 56
    static let frameHeaderBytes = 76
    static let fileExtension = "log"

    struct Header: Equatable {
        let epoch: UInt32
        let firstRevision: UInt64
        let previous: Hash256

        var encoded: [UInt8] {
            var writer = ByteWriter(reservingCapacity: headerBytes)
            writer.raw(magic)
            writer.integer(epoch)
            writer.integer(UInt32(0))
            writer.integer(firstRevision)
            writer.hash(previous)
            return writer.bytes
        }

        init(epoch: UInt32, firstRevision: UInt64, previous: Hash256) {
            self.epoch = epoch
            self.firstRevision = firstRevision
            self.previous = previous
        }

        /// Nil for anything that is not a header.
        init?(parsing bytes: [UInt8]) {
            var reader = ByteReader(bytes)
            guard bytes.count == headerBytes, let magic = try? reader.raw(LogSegment.magic.count),
                Array(magic) == LogSegment.magic, let epoch = try? reader.integer(UInt32.self),
                let reserved = try? reader.integer(UInt32.self), reserved == 0,
                let revision = try? reader.integer(UInt64.self), let previous = try? reader.hash()
            else { return nil }
            self.init(epoch: epoch, firstRevision: revision, previous: previous)
        }
    }

    /// What stands before a payload.
    struct FrameHeader: Equatable {
        let length: Int
        let revision: UInt64
        let previous: Hash256
        let digest: Hash256

        /// Nil when the length is impossible: then nothing after it can be located either.
        init?(parsing bytes: some Collection<UInt8>) {
            var reader = ByteReader(bytes)
            guard let length = try? reader.integer(UInt32.self), (1...Limits.batchBytes).contains(Int(length)),
                let revision = try? reader.integer(UInt64.self), let previous = try? reader.hash(),
                let digest = try? reader.hash()
            else { return nil }
            self.length = Int(length)
            self.revision = revision
            self.previous = previous
            self.digest = digest
        }

        func matches(_ payload: some Sequence<UInt8>, epoch: UInt32) -> Bool {
            digest == LogSegment.digest(payload, length: length, revision: revision, previous: previous, epoch: epoch)
        }
    }

    /// A whole frame and the digest that the next one will carry.
    static func frame(
        _ payload: [UInt8], revision: UInt64, previous: Hash256, epoch: UInt32
    ) -> (bytes: [UInt8], digest: Hash256) {
        let digest = digest(payload, length: payload.count, revision: revision, previous: previous, epoch: epoch)
        var writer = ByteWriter(reservingCapacity: frameHeaderBytes + payload.count)
        writer.integer(UInt32(payload.count))
        writer.integer(revision)
        writer.hash(previous)
        writer.hash(digest)
        writer.raw(payload)
        return (writer.bytes, digest)
    }

    private static func digest(
        _ payload: some Sequence<UInt8>, length: Int, revision: UInt64, previous: Hash256, epoch: UInt32
    ) -> Hash256 {
        var writer = ByteWriter(reservingCapacity: 72 + length)
        writer.raw("medchain/v1/log-frame".utf8)
        writer.integer(epoch)
        writer.integer(UInt32(length))
        writer.integer(revision)
        writer.hash(previous)
        writer.raw(payload)
        return Hash256(hashing: writer.bytes)
    }

    /// The file's name: epoch and first revision in hexadecimal, so that names sort as positions do.
    static func fileName(epoch: UInt32, firstRevision: UInt64) -> String {
        "\(hexadecimal(UInt64(epoch), digits: 8))-\(hexadecimal(firstRevision, digits: 16)).\(fileExtension)"
    }

    private static func hexadecimal(_ number: UInt64, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
