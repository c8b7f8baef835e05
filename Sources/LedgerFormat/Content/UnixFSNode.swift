internal import Crypto

/// One link of the balanced tree over a file's chunks: a chunk, or a node over chunks.
struct UnixFSLink: Sendable {
    let cid: CID
    /// Bytes of content below the link.
    let contentSize: UInt64
    /// Bytes of all blocks below the link, its own included (dag-pb calls it Tsize).
    let treeSize: UInt64
}

/// An inner node of a UnixFS file: what it is called, and the link that names it one level higher.
///
/// Wire format: dag-pb (https://ipld.io/specs/codecs/dag-pb/spec/) around UnixFS `Data` of type File. dag-pb puts the
/// links (field 2) before the data (field 1); every link carries an empty name, as Kubo writes it.
enum UnixFSNode {
    static func link(over children: [UnixFSLink]) -> UnixFSLink {
        let block = encode(children)
        return UnixFSLink(
            cid: CID.hashing(block, as: .dagPB),
            contentSize: children.reduce(0) { $0 + $1.contentSize },
            treeSize: children.reduce(UInt64(block.count)) { $0 + $1.treeSize })
    }

    static func encode(_ children: [UnixFSLink]) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(children.count * 56 + 16)
        for child in children {
            var link: [UInt8] = [0x0a, UInt8(CID.byteCount)]  // Hash, field 1
            link += child.cid.bytes
            link += [0x12, 0x00]  // Name, field 2, empty
            link.append(0x18)  // Tsize, field 3
            appendVarint(child.treeSize, to: &link)
            block.append(0x12)  // Links, field 2
            appendVarint(UInt64(link.count), to: &block)
            block += link
        }
        var file: [UInt8] = [0x08, 0x02]  // Type, field 1: File
        file.append(0x18)  // filesize, field 3
        appendVarint(children.reduce(0) { $0 + $1.contentSize }, to: &file)
        for child in children {
            file.append(0x20)  // blocksizes, field 4, not packed
            appendVarint(child.contentSize, to: &file)
        }
        block.append(0x0a)  // Data, field 1
        appendVarint(UInt64(file.count), to: &block)
        return block + file
    }

    private static func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

extension CID {
    /// Names bytes that are one block as they stand.
    static func hashing(_ block: [UInt8], as codec: Codec) -> CID {
        CID(codec: codec, digest: SHA256.hash(data: block))
    }

    init(codec: Codec, digest: SHA256.Digest) {
        bytes = [Self.version, codec.rawValue, Self.sha256Code, Self.digestLength] + digest
    }
}
