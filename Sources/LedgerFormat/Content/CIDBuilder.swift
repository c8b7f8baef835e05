internal import Crypto

/// Computes the content identifier of content that arrives piece by piece.
///
/// The result is what Kubo computes with raw leaves, chunks of 262,144 bytes, 174 links a node and the balanced layout
/// (docs/spec/content-v1.md). Memory does not grow with the content: at most 174 links are kept for each level of the
/// tree, and each level multiplies the reachable size by 174. A copy of a builder continues on its own.
public struct CIDBuilder: Sendable {
    /// Bytes of content in one leaf. Content up to this size is a single raw leaf.
    public static let chunkSize = 262_144
    /// Links in one inner node.
    public static let linksPerNode = 174

    private static let digestLength = 32

    /// Bytes taken in so far.
    public private(set) var byteCount = 0

    private var chunkHash = SHA256()
    private var chunkFill = 0
    /// The links of each level that no node covers yet, leaves first. A level that reaches 174 is covered at once.
    private var levels: [[UnixFSLink]] = []
    private let keepsLeafDigests: Bool

    /// The SHA-256 of each finished chunk, 32 bytes each, one after the other; empty unless asked for.
    public private(set) var leafDigests: [UInt8] = []

    /// Starts with no content.
    ///
    /// - Parameter keepingLeafDigests: whether ``leafDigests`` is filled: 128 bytes of memory for each MiB of content.
    public init(keepingLeafDigests: Bool = false) {
        keepsLeafDigests = keepingLeafDigests
    }

    /// Takes in the next bytes. The sizes of the pieces do not matter.
    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let direct: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if direct == nil {
            Array(bytes).withUnsafeBytes { update($0) }
        }
    }

    /// Takes in the next bytes. The sizes of the pieces do not matter.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.chunkSize - chunkFill)
            chunkHash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece))
            chunkFill += piece.count
            byteCount += piece.count
            rest = rest.dropFirst(piece.count)
            if chunkFill == Self.chunkSize {
                finishChunk()
            }
        }
    }

    /// The identifier of everything taken in. The builder itself stays as it is and may go on.
    public func finalize() -> CID {
        var builder = self
        return builder.finish()
    }

    /// Ends the content: finishes the last chunk, so that ``leafDigests`` is complete, and gives the identifier.
    /// Nothing may be taken in afterwards.
    public mutating func finish() -> CID {
        if chunkFill > 0 || byteCount == 0 {
            finishChunk()
        }
        return root()
    }

    /// The identifier of bytes that are at hand as a whole.
    public static func cid(of bytes: some Sequence<UInt8>) -> CID {
        var builder = CIDBuilder()
        builder.update(bytes)
        return builder.finalize()
    }

    /// The identifier of content of which only the digests of its chunks are at hand.
    ///
    /// It lets a store that keeps ``leafDigests`` beside content verify any range of it against its name, reading no
    /// more than the chunks that the range touches.
    ///
    /// - Parameters:
    ///   - digests: the SHA-256 of each chunk, 32 bytes each.
    ///   - byteCount: the size of the content in bytes.
    /// - Returns: nil unless there is one digest for each chunk of content of that size.
    public static func cid(ofLeafDigests digests: [UInt8], byteCount: Int) -> CID? {
        guard byteCount >= 0 else { return nil }
        let chunks = max(1, (byteCount - 1) / chunkSize + 1)
        guard digests.count % digestLength == 0, digests.count / digestLength == chunks else { return nil }
        var builder = CIDBuilder()
        for index in 0..<chunks {
            let digest = digests[index * digestLength..<(index + 1) * digestLength]
            let size = UInt64(min(chunkSize, byteCount - index * chunkSize))
            guard let leaf = try? CID(codec: .raw, sha256: Array(digest)) else { return nil }
            builder.append(UnixFSLink(cid: leaf, contentSize: size, treeSize: size), at: 0)
        }
        return builder.root()
    }

    private mutating func finishChunk() {
        let size = UInt64(chunkFill)
        let leaf = CID(codec: .raw, digest: chunkHash.finalize())
        if keepsLeafDigests {
            leafDigests += leaf.sha256
        }
        append(UnixFSLink(cid: leaf, contentSize: size, treeSize: size), at: 0)
        chunkHash = SHA256()
        chunkFill = 0
    }

    private mutating func append(_ link: UnixFSLink, at level: Int) {
        if level == levels.count {
            levels.append([])
        }
        levels[level].append(link)
        if levels[level].count == Self.linksPerNode {
            coverLinks(at: level)
        }
    }

    private mutating func coverLinks(at level: Int) {
        let node = UnixFSNode.link(over: levels[level])
        levels[level] = []
        append(node, at: level + 1)
    }

    /// Covers what is left at each level, so that every leaf ends at the same depth, until the topmost level, which is
    /// never empty, holds a single link.
    private mutating func root() -> CID {
        var level = 0
        while level < levels.count - 1 || levels[level].count > 1 {
            if !levels[level].isEmpty {
                coverLinks(at: level)
            }
            level += 1
        }
        return levels[level][0].cid
    }
}
