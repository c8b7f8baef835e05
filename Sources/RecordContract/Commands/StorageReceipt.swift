public import LedgerFormat

/// An organisation's word that it holds a record's payload and envelope, signed by its node's transaction key.
public struct StorageReceipt: Hashable, Sendable {
    /// The organisation.
    public let organisation: IdentityID
    /// When it said so, by its node's clock.
    public let time: LedgerTime
    /// ES256 over `message(...)`.
    public let signature: ES256Signature

    /// A receipt of these parts.
    public init(organisation: IdentityID, time: LedgerTime, signature: ES256Signature) {
        self.organisation = organisation
        self.time = time
        self.signature = signature
    }

    /// What is signed: `medchain/v1/storage`, a zero byte, and the canonical JSON
    /// `{"envelope":...,"network":...,"organisation":...,"payload":...,"time":...}`.
    public static func message(
        network: NetworkID, organisation: IdentityID, payload: CID, envelope: CID, time: LedgerTime
    ) -> [UInt8] {
        let json: JSONObject = [
            "network": .hash(network), "organisation": .identity(organisation), "payload": .cid(payload),
            "envelope": .cid(envelope), "time": .time(time),
        ]
        return Array("medchain/v1/storage".utf8) + [0] + json.canonicalBytes
    }

    /// Reads the optional member `storage`: ascending by organisation.
    static func list(parsing reader: inout ObjectReader) throws(Rejection) -> [StorageReceipt] {
        guard reader.has("storage") else { return [] }
        var list: [StorageReceipt] = []
        for var inner in try reader.objects("storage", count: 1...Limits.organisations) {
            let organisation = try inner.identity("organisation")
            let time = try inner.time("time")
            let signature = try ES256Signature(bytes: try inner.bytes("signature", maximum: 64))
            try inner.finish()
            list.append(StorageReceipt(organisation: organisation, time: time, signature: signature))
        }
        _ = try ObjectReader.ascending(list.map(\.organisation), field: "storage")
        return list
    }

    static func write(_ list: [StorageReceipt], to json: inout JSONObject) {
        guard !list.isEmpty else { return }
        let values = list.map { receipt -> JSONValue in
            .object([
                "organisation": .identity(receipt.organisation), "time": .time(receipt.time),
                "signature": .bytes(receipt.signature.bytes),
            ])
        }
        json.set("storage", .array(values))
    }
}
