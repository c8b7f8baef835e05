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

/// SplitMix64: the same numbers for the same seed, so that a failure can be played again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Random content, eight bytes a step.
    mutating func bytes(_ count: Int) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(count + 8)
        while content.count < count {
            withUnsafeBytes(of: next()) { content.append(contentsOf: $0) }
        }
        return Array(content.prefix(count))
    }
}
