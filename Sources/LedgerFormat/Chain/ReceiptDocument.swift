// The JSON of a receipt.
extension Receipt {
    /// Parses the JSON; verifies nothing. Throws `json.*`, `format.*`, `checkpoint.syntax`, `receipt.invalid` when its
    /// network or first organisation set is not that of its genesis document, and what `Genesis` and `OrganisationSet`
    /// throw.
    public init(parsing bytes: [UInt8]) throws(Rejection) {
        guard bytes.count <= Self.maximumBytes else { throw Rejection(.formatTooLarge) }
        var reader = ObjectReader(try StrictJSONParser.parseObject(bytes))
        guard try reader.integer("v", in: 0...Int64(Int32.max)) == 1 else { throw Rejection(.formatVersion) }
        let network = try reader.hash("network")
        genesis = try Genesis(try reader.value("genesis"), field: "genesis")
        guard genesis.network == network else { throw Rejection(.receiptInvalid, field: "network") }
        transaction = Array(try reader.token("transaction", maximumBytes: Limits.transactionBytes).utf8)
        outcome = try reader.bytes("outcome", maximum: Self.maximumBytes)
        index = UInt32(try reader.integer("index", in: 0...Int64(UInt32.max)))
        count = UInt32(try reader.integer("count", in: 1...Int64(UInt32.max)))
        path = try Self.path(&reader, "path")
        header = try Self.headerProof(&reader)
        checkpoint = try Self.checkpoint(&reader)
        var changes: [SetChange] = []
        let sets = try reader.array("organisationSets", count: 1...Self.maximumSets)
        for (position, element) in sets.enumerated() {
            var reader = try ObjectReader(element, field: "organisationSets")
            let set = try OrganisationSet(try reader.value("set"), field: "set")
            if position == 0 {
                guard set == genesis.organisationSet else {
                    throw Rejection(.receiptInvalid, field: "organisationSets")
                }
            } else {
                changes.append(
                    SetChange(set: set, header: try Self.headerProof(&reader), checkpoint: try Self.checkpoint(&reader))
                )
            }
            try reader.finish()
        }
        setChanges = changes
        if let value = reader.optional("signerKey") {
            signerKey = try P256PublicKey(value, field: "signerKey")
        } else {
            signerKey = nil
        }
        try reader.finish()
    }

    private static func headerProof(_ reader: inout ObjectReader) throws(Rejection) -> HeaderProof {
        let header = try reader.bytes("header", maximum: BlockHeader.byteCount)
        return HeaderProof(header: header, path: try path(&reader, "headerPath"))
    }

    private static func checkpoint(_ reader: inout ObjectReader) throws(Rejection) -> Checkpoint {
        guard case .string(let text) = try reader.value("checkpoint") else {
            throw Rejection(.jsonWrongType, field: "checkpoint")
        }
        return try Checkpoint(parsing: Array(text.utf8))
    }

    private static func path(_ reader: inout ObjectReader, _ name: String) throws(Rejection) -> [Hash256] {
        var path: [Hash256] = []
        for element in try reader.array(name, count: 0...pathLength) {
            let text = try ObjectReader.token(element, field: name)
            guard let hash = Hash256(base64URL: text) else { throw Rejection(.jsonValueRange, field: name) }
            path.append(hash)
        }
        return path
    }

    /// The JSON.
    public var json: JSONValue {
        var sets: [JSONValue] = [.object(["set": genesis.organisationSet.json])]
        for change in setChanges {
            sets.append(
                .object([
                    "set": change.set.json, "header": .bytes(change.header.header),
                    "headerPath": Self.json(change.header.path), "checkpoint": .string(change.checkpoint.text),
                ]))
        }
        var object: JSONObject = [
            "v": .integer(1), "network": .hash(genesis.network), "genesis": genesis.json,
            "transaction": .string(String(decoding: transaction, as: UTF8.self)), "outcome": .bytes(outcome),
            "index": .integer(Int64(index)), "count": .integer(Int64(count)), "path": Self.json(path),
            "header": .bytes(header.header), "headerPath": Self.json(header.path),
            "checkpoint": .string(checkpoint.text),
            "organisationSets": .array(sets),
        ]
        object.set("signerKey", signerKey?.json)
        return .object(object)
    }

    private static func json(_ path: [Hash256]) -> JSONValue { .array(path.map { .hash($0) }) }

    /// The canonical JSON.
    public var encoded: [UInt8] { json.canonicalBytes }
}
