public import LedgerFormat

/// What a node signs to say that it no longer has what an erased record referred to
/// (docs/spec/contract-people-v1.md section 4). It speaks for its own node alone.
public struct ErasureCertificate: Hashable, Sendable {
    /// The network.
    public let network: NetworkID
    /// The node's organisation.
    public let organisation: IdentityID
    /// The node; its id follows from its key.
    public let node: IdentityID
    /// The node's signing key.
    public let nodeKey: P256PublicKey
    /// Whose record it was.
    public let patient: IdentityID
    /// The record.
    public let record: EntityID
    /// Hashes of the erased content: payload and every envelope that there was.
    public let erased: [CID]
    /// When the ledger erased it.
    public let erasedAt: LedgerTime
    /// When the node looked and found none of it, by its own clock.
    public let confirmedAt: LedgerTime

    private static let label = "medchain/v1/erasure"
    private static let name = "medchain-erasure"
    /// The most objects that a record can have had.
    private static let objectCount = 1...(RecordDocument.replacedEnvelopes + 2)

    /// A certificate of these parts.
    public init(
        network: NetworkID, organisation: IdentityID, nodeKey: P256PublicKey, node: IdentityID, record: RecordDocument,
        erased: [CID], confirmedAt: LedgerTime
    ) {
        self.network = network
        self.organisation = organisation
        self.node = node
        self.nodeKey = nodeKey
        patient = record.patient
        self.record = record.record
        self.erased = erased
        erasedAt = record.endedAt ?? .zero
        self.confirmedAt = confirmedAt
    }

    /// Whether the node that signed it is one of this set, of the organisation that it names. The node's id follows
    /// from its key, which the signature is by.
    public func isOfNode(in set: OrganisationSet) -> Bool {
        set.members.contains { $0.organisation == organisation && $0.node == node }
    }

    /// The members that are signed.
    public var json: JSONObject {
        [
            "type": .string(Self.name), "v": .integer(1), "network": .hash(network),
            "organisation": .identity(organisation), "node": .identity(node), "nodeKey": nodeKey.json,
            "patient": .identity(patient), "record": .id(record), "erased": .array(erased.map(JSONValue.cid)),
            "erasedAt": .time(erasedAt), "confirmedAt": .time(confirmedAt),
        ]
    }

    /// The bytes that are signed, ES256.
    public var message: [UInt8] { Array(Self.label.utf8) + [0] + json.canonicalBytes }

    /// The signed certificate.
    public func signed(_ signature: ES256Signature) -> JSONObject {
        var json = json
        json.set("signature", .bytes(signature.bytes))
        return json
    }

    /// Reads and verifies a signed certificate. Throws `json.*`, `format.*`, and `receipt.invalid` when the node's id
    /// does not follow from its key or the signature does not hold.
    public init(verifying json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        guard try reader.token("type") == Self.name else { throw Rejection(.formatMalformed) }
        try reader.version()
        network = try reader.hash("network")
        organisation = try reader.identity("organisation")
        node = try reader.identity("node")
        nodeKey = try reader.key("nodeKey")
        patient = try reader.identity("patient")
        record = try reader.id("record")
        erased = try reader.cids("erased", count: Self.objectCount)
        erasedAt = try reader.time("erasedAt")
        confirmedAt = try reader.time("confirmedAt")
        let signature = try ES256Signature(bytes: try reader.bytes("signature", maximum: 64))
        try reader.finish()
        guard node == IdentityID(network: network, firstKey: nodeKey.thumbprint),
            signature.verifies(message, with: try nodeKey.verifying)
        else { throw Rejection(.receiptInvalid) }
    }
}
