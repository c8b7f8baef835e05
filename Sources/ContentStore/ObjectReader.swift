internal import Foundation
internal import LedgerFormat

/// Reads a range of a file of content, chunk by chunk, and gives out nothing that does not match the identifier.
actor ObjectReader {
    nonisolated let lane: FileLane

    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    private let object: StoredObject
    private let path: String
    private let end: Int
    private var position: Int
    private var file: OpenFile?

    init(object: StoredObject, path: String, range: Range<Int>, lane: FileLane) {
        self.object = object
        self.path = path
        self.lane = lane
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next piece, nil at the end.
    func next() throws -> [UInt8]? {
        guard position < end else { return nil }
        let file = try opened()
        let index = position / CIDBuilder.chunkSize
        let start = index * CIDBuilder.chunkSize
        let chunk = try file.read(at: start, count: min(CIDBuilder.chunkSize, object.size - start))
        guard let digests = object.leafDigests,
            CIDBuilder.cid(of: chunk).sha256.elementsEqual(digests[index * 32..<(index + 1) * 32])
        else {
            throw ContentError(.altered)
        }
        let upper = min(end - start, chunk.count)
        let piece = position == start && upper == chunk.count ? chunk : Array(chunk[(position - start)..<upper])
        position = start + upper
        return piece
    }

    /// The file, once the recorded digests are found to be those that the identifier names.
    private func opened() throws -> OpenFile {
        if let file { return file }
        guard let digests = object.leafDigests,
            CIDBuilder.cid(ofLeafDigests: digests, byteCount: object.size) == object.cid
        else {
            throw ContentError(.altered)
        }
        do {
            let opened = try OpenFile(path, O_RDONLY)
            file = opened
            return opened
        } catch let error as ContentError where error.systemError == ENOENT {
            throw ContentError(.altered)
        }
    }
}
