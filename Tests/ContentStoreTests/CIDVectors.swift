import Foundation
import LedgerFormat

/// Tests/Vectors/cid-v1.json, and the generator that it describes.
struct CIDVectors: Decodable {
    struct Content: Decodable {
        let name: String
        let seed: String
        let size: Int
        let sha256: String
        let cid: String
    }

    struct Parsed: Decodable {
        let name: String
        let cid: String
        let bytes: String
    }

    struct Refused: Decodable {
        let name: String
        let cid: String
        let code: String
    }

    let content: [Content]
    let parsed: [Parsed]
    let refused: [Refused]

    static func load() throws -> CIDVectors {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/cid-v1.json")
        return try JSONDecoder().decode(CIDVectors.self, from: Data(contentsOf: file))
    }
}

/// Segments of 32,768 bytes, cut at `size`: segment j is SHA-256(seed || j as 8 bytes) repeated 1,024 times.
func generatedContent(seed: String, size: Int) -> [UInt8] {
    var content: [UInt8] = []
    content.reserveCapacity(size + 32_768)
    var index: UInt64 = 0
    while content.count < size {
        let counter = withUnsafeBytes(of: index.bigEndian) { Array($0) }
        // The digest in the name of a single chunk is the SHA-256 of the chunk.
        let digest = CIDBuilder.cid(of: Array(seed.utf8) + counter).sha256
        var segment = digest
        while segment.count < 32_768 { segment += segment }
        content += segment
        index += 1
    }
    return Array(content.prefix(size))
}
