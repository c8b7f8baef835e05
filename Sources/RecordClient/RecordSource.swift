internal import Foundation
internal import LedgerFormat
internal import SealedRecord

/// What becomes the content of a record: bytes in memory, or a file that is read piece by piece.
public enum RecordSource: Sendable {
    /// Bytes in memory.
    case bytes([UInt8])
    /// A file, by path.
    case file(String)

    func open() throws -> PieceReader {
        switch self {
        case .bytes(let bytes): .memory(bytes)
        case .file(let path): try .file(FileHandle(forReadingFrom: URL(filePath: path)))
        }
    }
}

/// Reads content at any offset, so that an interrupted upload can go on.
enum PieceReader {
    case memory([UInt8])
    case file(FileHandle)

    var length: Int64 {
        get throws {
            switch self {
            case .memory(let bytes): return Int64(bytes.count)
            case .file(let handle):
                let end = try handle.seekToEnd()
                return Int64(end)
            }
        }
    }

    func read(at offset: Int64, count: Int) throws -> [UInt8] {
        switch self {
        case .memory(let bytes): return Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + count)])
        case .file(let handle):
            try handle.seek(toOffset: UInt64(offset))
            return try handle.read(upToCount: count).map { Array($0) } ?? []
        }
    }
}

/// A payload sealed and ready for upload: small ones in memory, large ones in a temporary file of ciphertext.
final class SealedPayload {
    let cid: CID
    let length: Int64
    let reader: PieceReader
    private let temporaryFile: URL?

    private static let memoryBytes = 4 * 1_048_576
    private static let pieceBytes = 1_048_576

    init(_ source: RecordSource, metadata: PayloadMetadata, dataKey: DataKey, binding: PayloadBinding) throws {
        let input = try source.open()
        let inputLength = try input.length
        var sealer = try PayloadSealer(
            dataKey: dataKey, binding: binding, metadata: metadata, contentByteCount: UInt64(inputLength))
        var identifier = CIDBuilder()
        var sealed: [UInt8] = []
        let file: (URL, FileHandle)? =
            sealer.payloadByteCount > UInt64(Self.memoryBytes) ? try Self.makeTemporaryFile() : nil
        do {
            var offset: Int64 = 0
            while offset < inputLength {
                let piece = try input.read(at: offset, count: Self.pieceBytes)
                guard !piece.isEmpty else { break }
                offset += Int64(piece.count)
                try sealer.update(piece, into: &sealed)
                if let (_, handle) = file {
                    sealed.withUnsafeBytes { identifier.update($0) }
                    try handle.write(contentsOf: sealed)
                    sealed.removeAll(keepingCapacity: true)
                }
            }
            length = Int64(sealer.payloadByteCount)
            // Padding grows with the content, so it comes in parts as well.
            var hasMore = true
            while hasMore {
                hasMore = try sealer.finishPart(into: &sealed)
                guard let (_, handle) = file else { continue }
                sealed.withUnsafeBytes { identifier.update($0) }
                try handle.write(contentsOf: sealed)
                sealed.removeAll(keepingCapacity: true)
            }
            if file == nil { sealed.withUnsafeBytes { identifier.update($0) } }
        } catch {
            if let (url, _) = file { try? FileManager.default.removeItem(at: url) }
            throw error
        }
        cid = identifier.finish()
        temporaryFile = file?.0
        reader = file.map { .file($0.1) } ?? .memory(sealed)
    }

    deinit {
        if let temporaryFile { try? FileManager.default.removeItem(at: temporaryFile) }
    }

    /// Only ciphertext ever goes there, still it is nobody else's.
    static func makeTemporaryFile() throws -> (URL, FileHandle) {
        let url = FileManager.default.temporaryDirectory.appending(path: "medchain-\(UUID().uuidString).sealed")
        guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        return (url, try FileHandle(forUpdating: url))
    }
}

extension RecordSource {
    /// How many bytes the content has; nil when the file cannot be asked.
    public var byteCount: Int64? {
        switch self {
        case .bytes(let bytes): return Int64(bytes.count)
        case .file(let path):
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? NSNumber)?.int64Value
        }
    }
}
