internal import Crypto
internal import LedgerFormat
internal import RecordContract

/// What a document of the world state refers to and a node should hold (docs/spec/peers-v1.md section 3).
enum KeptContent {
    /// An object that a document refers to.
    struct Object: Hashable {
        let cid: CID
        /// A record's payload: the only thing that not every node keeps.
        let isPayload: Bool
    }

    /// The objects of a document, by its canonical JSON. Of an erased record nothing is kept.
    static func objects(in document: [UInt8]) -> [Object] {
        var cids: [CID] = []
        ContentReferences.forEach(in: document) { cids.append($0) }
        guard !cids.isEmpty else { return [] }
        guard let json = try? StrictJSONParser.parseObject(document), case .string(let text)? = json["payload"] else {
            return cids.map { Object(cid: $0, isPayload: false) }
        }
        if case .string(RecordDocument.Status.erased.rawValue)? = json["status"] { return [] }
        let payload = try? CID(text: text)
        return cids.map { Object(cid: $0, isPayload: $0 == payload) }
    }

    /// The nodes that keep a payload beside the one through which it was written: the first `replicas` of the set,
    /// ordered by a hash, which spreads payloads evenly and needs no agreement.
    static func keepers(of payload: CID, among nodes: [IdentityID], replicas: Int) -> ArraySlice<IdentityID> {
        nodes.map { node in (node, Hash256(hashing: payload.bytes + Array(node.canonical.utf8)).bytes) }
            .sorted { $0.1.lexicographicallyPrecedes($1.1) }
            .map(\.0).prefix(replicas)
    }
}
