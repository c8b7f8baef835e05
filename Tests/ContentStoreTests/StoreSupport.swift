import Foundation
import LedgerFormat
import Testing

@testable import ContentStore

/// A folder that is removed afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = NSTemporaryDirectory() + "content-" + UploadID().text
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

func withStore<Result>(_ body: (FolderContentStore, String) async throws -> Result) async throws -> Result {
    try await withFolder { path async throws in
        let store = try await FolderContentStore.open(at: path)
        let result = try await body(store, path)
        try await store.close()
        return result
    }
}

let noon = Date(timeIntervalSince1970: 1_800_000_000)

extension ContentStore {
    /// Stores content by the way that its size asks for.
    @discardableResult
    func keep(_ content: [UInt8]) async throws -> CID {
        let cid = CIDBuilder.cid(of: content)
        if content.count < ContentLimits.smallObject {
            try await put(content, as: cid)
        } else {
            let upload = try await beginUpload(of: cid, sizeLimit: content.count, now: noon)
            try await send(content, to: upload.id)
            _ = try await commit(upload.id)
        }
        return cid
    }

    func send(_ content: [UInt8], to upload: UploadID, piece: Int = 300_000) async throws {
        var offset = try await status(of: upload).offset
        while offset < content.count {
            let next = Array(content[offset..<min(offset + piece, content.count)])
            offset = try await append(next, to: upload, at: offset)
        }
    }

    func collect(_ cid: CID, range: Range<Int>? = nil) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in try await read(cid, range: range) {
            #expect(!piece.isEmpty && piece.count <= CIDBuilder.chunkSize)
            bytes += piece
        }
        return bytes
    }
}

/// Expects one of a content store's refusals.
func expectRefusal<Result>(
    _ kind: ContentError.Kind, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Result
) async {
    do {
        _ = try await body()
        Issue.record("expected \(kind.rawValue)", sourceLocation: sourceLocation)
    } catch let error as ContentError {
        #expect(error.kind == kind, comment, sourceLocation: sourceLocation)
    } catch {
        Issue.record("expected \(kind.rawValue), got \(error)", sourceLocation: sourceLocation)
    }
}

/// Flips one bit of a file.
func flip(_ path: String, at offset: Int, bit: UInt8 = 0) throws {
    let file = try OpenFile(path, O_RDWR)
    let byte = try file.read(at: offset, count: 1)
    try file.write([byte[0] ^ (1 << bit)], at: offset)
}

/// Every file below a folder that holds these bytes, lock and names apart.
func filesHolding(_ needle: [UInt8], in path: String) throws -> [String] {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return try names.filter { name in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
        if isFolder.boolValue { return false }
        return try Data(contentsOf: URL(filePath: path + "/" + name)).range(of: Data(needle)) != nil
    }
}
