internal import Foundation
internal import LedgerFormat

/// The bytes of one upload: a file that grows, and the computation of its identifier, which is repeated from the file
/// after a restart.
actor UploadFile {
    /// Content that was verified and waits to become visible.
    enum Sealed: Sendable {
        case small([UInt8])
        case file(size: Int, leafDigests: [UInt8])
    }

    nonisolated let record: UploadRecord
    nonisolated let path: String
    nonisolated let lane: FileLane

    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    /// Nil when it has to be computed from the file: after a restart or a failed write.
    private var builder: CIDBuilder?
    private var sealed: Sealed?

    init(record: UploadRecord, path: String, lane: FileLane) {
        self.record = record
        self.path = path
        self.lane = lane
    }

    func create() throws {
        _ = try OpenFile(path, O_RDWR | O_CREAT | O_EXCL)
        builder = CIDBuilder(keepingLeafDigests: true)
    }

    func offset() throws -> Int {
        switch sealed {
        case .small(let bytes): bytes.count
        case .file(let size, _): size
        case nil: try current().byteCount
        }
    }

    /// Adds bytes; on any failure the upload stands where it stood.
    func append(_ bytes: [UInt8], at offset: Int) throws -> Int {
        guard sealed == nil else { throw ContentError(.uploadBusy) }
        var next = try current()
        guard offset == next.byteCount else { throw ContentError(.offsetMismatch) }
        guard bytes.count <= ContentLimits.appendPiece, offset + bytes.count <= record.sizeLimit else {
            throw ContentError(.tooLarge)
        }
        // While the file may hold a part of the bytes, what was computed does not count: after a failure it is computed
        // anew from the file.
        builder = nil
        let file = try OpenFile(path, O_RDWR)
        do {
            try file.write(bytes, at: offset)
        } catch {
            try file.truncate(to: offset)
            throw error
        }
        next.update(bytes)
        builder = next
        return next.byteCount
    }

    /// Verifies the whole and makes its bytes durable; nothing can be added afterwards. Calling it again is harmless.
    func seal() throws -> Sealed {
        if let sealed { return sealed }
        var whole = try current()
        guard whole.finish() == record.cid else { throw ContentError(.cidMismatch) }
        let file = try OpenFile(path, O_RDWR)
        let result: Sealed
        if whole.byteCount < ContentLimits.smallObject {
            let bytes = try file.read(at: 0, count: whole.byteCount)
            guard CIDBuilder.cid(of: bytes) == record.cid else { throw ContentError(.cidMismatch) }
            result = .small(bytes)
        } else {
            guard try file.size() == whole.byteCount else { throw ContentError(.cidMismatch) }
            try file.sync()
            result = .file(size: whole.byteCount, leafDigests: whole.leafDigests)
        }
        sealed = result
        return result
    }

    /// Moves the file to where it is visible, durably. Calling it again after a failure continues.
    func publish(to target: String) throws {
        try FileSystem.makeFolder((target as NSString).deletingLastPathComponent)
        if try FileSystem.exists(path) {
            try FileSystem.rename(path, to: target)
        }
        try FileSystem.syncFolder((target as NSString).deletingLastPathComponent)
        try FileSystem.syncFolder((path as NSString).deletingLastPathComponent)
    }

    /// Removes the bytes.
    ///
    /// - Returns: whether they were still here, rather than moved by ``publish(to:)``.
    func discard() throws -> Bool {
        builder = nil
        return try FileSystem.erase(path)
    }

    private func current() throws -> CIDBuilder {
        if let builder { return builder }
        let file = try OpenFile(path, O_RDONLY)
        var restored = CIDBuilder(keepingLeafDigests: true)
        while true {
            let bytes = try file.read(at: restored.byteCount, count: CIDBuilder.chunkSize)
            restored.update(bytes)
            if bytes.count < CIDBuilder.chunkSize { break }
        }
        builder = restored
        return restored
    }
}
