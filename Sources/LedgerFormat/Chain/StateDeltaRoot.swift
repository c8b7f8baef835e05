/// The digest of what one block changed in the world state: RFC 6962 root over the changes sorted by key bytes.
/// Format: docs/spec/block-v1.md, "State delta".
public enum StateDeltaRoot {
    /// The leaf hash of one change: u16 length of the key, the key, then 0x01 and the document's bytes, or 0x00 alone
    /// when the document was deleted. Throws `format.tooLarge` for a key beyond 65,535 bytes.
    public static func leafHash(key: [UInt8], document: [UInt8]?) throws(Rejection) -> Hash256 {
        guard let length = UInt16(exactly: key.count) else { throw Rejection(.formatTooLarge) }
        var writer = ByteWriter(reservingCapacity: key.count + (document?.count ?? 0) + 3)
        writer.integer(length)
        writer.raw(key)
        writer.integer(UInt8(document == nil ? 0 : 1))
        if let document { writer.raw(document) }
        return MerkleTree.leafHash(writer.bytes)
    }

    /// The root over changes in any order. Throws `format.malformed` when a key stands there twice, and
    /// `format.tooLarge`.
    public static func root(of changes: [(key: [UInt8], document: [UInt8]?)]) throws(Rejection) -> Hash256 {
        let sorted = changes.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.key == right.key {
            throw Rejection(.formatMalformed)
        }
        var hashes: [Hash256] = []
        hashes.reserveCapacity(sorted.count)
        for change in sorted { hashes.append(try leafHash(key: change.key, document: change.document)) }
        return MerkleTree.root(ofLeafHashes: hashes)
    }
}
