internal import Dispatch
internal import Foundation
public import LedgerFormat
internal import SealedRecord
internal import Sealing

/// Seals a file as a device does before it uploads it, naming the ciphertext by its CID, and opens it again: from file
/// to file, piece by piece.
public enum StudySealing {
    private static let pieceBytes = 1 << 20

    /// Seals `file` into `sealed`, opens that into `opened`, and returns how long each took. Throws what the files and
    /// the sealing throw.
    public static func run(file: String, sealed: String, opened: String) throws -> JSONObject {
        let halves = RecordKeyHalves.random()
        var generator = SystemRandomNumberGenerator()
        guard let category = CompartmentCategory(name: "imaging") else { throw Rejection(.formatMalformed) }
        let binding = try RecordBinding(
            network: Hash256.zero.base64URL, patient: "00000000000000",
            record: EntityID.random(using: &generator).text, category: category)
        let key = halves.dataKey(for: binding)
        let started = DispatchTime.now().uptimeNanoseconds
        let (cid, bytes) = try seal(file, into: sealed, key, PayloadBinding(binding))
        let sealedAt = DispatchTime.now().uptimeNanoseconds
        try open(sealed, into: opened, key, PayloadBinding(binding))
        let openedAt = DispatchTime.now().uptimeNanoseconds
        return [
            "bytes": .integer(Int64(bytes)), "cid": .string(cid.text),
            "sealMilliseconds": .integer(Int64((sealedAt - started) / 1_000_000)),
            "openMilliseconds": .integer(Int64((openedAt - sealedAt) / 1_000_000)),
            "peakMemoryBytes": .integer(Int64(LoadUsage.peakMemory)),
        ]
    }

    private static func seal(
        _ path: String, into output: String, _ key: DataKey, _ binding: PayloadBinding
    ) throws -> (CID, bytes: UInt64) {
        let (input, file) = try files(path, output)
        let length = try input.seekToEnd()
        try input.seek(toOffset: 0)
        var sealer = try PayloadSealer(
            dataKey: key, binding: binding, metadata: PayloadMetadata(mediaType: "application/dicom"),
            contentByteCount: length)
        var identifier = CIDBuilder()
        var buffer: [UInt8] = []
        func flush() throws {
            buffer.withUnsafeBytes { identifier.update($0) }
            try file.write(contentsOf: buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        while let piece = try input.read(upToCount: pieceBytes), !piece.isEmpty {
            try piece.withUnsafeBytes { try sealer.update($0, into: &buffer) }
            try flush()
        }
        var hasMore = true
        while hasMore {
            hasMore = try sealer.finishPart(into: &buffer)
            try flush()
        }
        try file.close()
        return (identifier.finish(), length)
    }

    private static func open(
        _ path: String, into output: String, _ key: DataKey, _ binding: PayloadBinding
    ) throws {
        let (input, file) = try files(path, output)
        var opener = PayloadOpener(dataKey: key, binding: binding)
        var buffer: [UInt8] = []
        while let piece = try input.read(upToCount: pieceBytes), !piece.isEmpty {
            try piece.withUnsafeBytes { try opener.update($0, into: &buffer) }
            try file.write(contentsOf: buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        try opener.finish()
        try file.close()
    }

    private static func files(_ input: String, _ output: String) throws -> (FileHandle, FileHandle) {
        guard FileManager.default.createFile(atPath: output, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw LoadError("bench.folder", "The output cannot be written.") }
        return (
            try FileHandle(forReadingFrom: URL(filePath: input)), try FileHandle(forWritingTo: URL(filePath: output))
        )
    }
}
