// The JSON of the genesis document and what must hold in it.
extension Genesis {
    /// Parses the document. Throws `json.*`, `format.version`, `format.tooLarge` and what `init` throws.
    public init(parsing bytes: [UInt8]) throws(Rejection) {
        guard bytes.count <= Self.maximumBytes else { throw Rejection(.formatTooLarge) }
        try self.init(try StrictJSONParser.parse(bytes), field: "genesis")
    }

    /// Reads the document where it stands inside another. Throws as `init(parsing:)` does.
    public init(_ value: JSONValue, field: String) throws(Rejection) {
        var reader = try ObjectReader(value, field: field)
        guard try reader.integer("v", in: 0...Int64(Int32.max)) == 1 else { throw Rejection(.formatVersion) }
        let name = try reader.text("name", maximumBytes: Limits.nameBytes)
        let createdAt = try reader.time("createdAt")
        let salt = try reader.bytes("salt", maximum: 16)
        let parameters = try Parameters(try reader.value("parameters"))
        var organisations: [Organisation] = []
        for element in try reader.array("organisations", count: 1...Limits.organisations) {
            organisations.append(try Organisation(element))
        }
        var officials: [Official] = []
        for element in try reader.array("officials", count: 0...Limits.jsonMembers) {
            officials.append(try Official(element))
        }
        try reader.finish()
        try self.init(
            name: name, createdAt: createdAt, salt: salt, parameters: parameters, organisations: organisations,
            officials: officials)
    }

    static func requireRanges(
        name: String, salt: [UInt8], _ organisations: [Organisation], _ officials: [Official]
    ) throws(Rejection) {
        for name in [name] + organisations.map(\.name) + officials.map(\.name) {
            try ObjectReader.requireText(name, field: "name", maximumBytes: Limits.nameBytes)
        }
        guard salt.count == 16 else { throw Rejection(.jsonValueRange, field: "salt") }
        guard (1...Limits.organisations).contains(organisations.count) else {
            throw Rejection(.jsonValueRange, field: "organisations")
        }
        guard officials.count <= Limits.jsonMembers else { throw Rejection(.jsonValueRange, field: "officials") }
    }

    static func requireRelations(
        _ parameters: Parameters, _ organisations: [Organisation], _ officials: [Official]
    ) throws(Rejection) {
        guard organisations.contains(where: { $0.kind == .authority }) else { throw Rejection(.organisationKind) }
        for organisation in organisations {
            guard organisations.indices.contains(organisation.registrar) else {
                throw Rejection(.jsonValueRange, field: "registrar")
            }
            guard organisations[organisation.registrar].node != nil else {
                throw Rejection(.nodeUnknown, field: "registrar")
            }
        }
        for official in officials {
            guard organisations.indices.contains(official.organisation) else {
                throw Rejection(.jsonValueRange, field: "organisation")
            }
            guard organisations[official.organisation].kind == .authority else {
                throw Rejection(.organisationKind, field: "organisation")
            }
        }
        try parameters.requireRanges(nodes: organisations.count { $0.node != nil })
        // One key, one purpose, one holder.
        let nodes = organisations.compactMap(\.node)
        let keys =
            organisations.map(\.signingKey) + nodes.map(\.signingKey) + nodes.map(\.releaseKey)
            + officials.map(\.signingKey) + officials.map(\.sealingKey)
        guard Set(keys).count == keys.count else { throw Rejection(.keyInUse) }
    }

    static func document(
        _ name: String, _ createdAt: LedgerTime, _ salt: [UInt8], _ parameters: Parameters,
        _ organisations: [Organisation], _ officials: [Official]
    ) -> JSONObject {
        [
            "v": .integer(1), "name": .string(name), "createdAt": .time(createdAt), "salt": .bytes(salt),
            "parameters": parameters.json, "organisations": .array(organisations.map(\.json)),
            "officials": .array(officials.map(\.json)),
        ]
    }
}

extension Genesis.Parameters {
    private static let day: Int64 = 86_400_000
    /// Any integer: the ranges are checked with the code that `parameters.set` has for them.
    private static let integers: ClosedRange<Int64> = -LedgerTime.maximum.milliseconds...LedgerTime.maximum.milliseconds

    init(_ value: JSONValue) throws(Rejection) {
        var reader = try ObjectReader(value, field: "parameters")
        patientsPerDay = try reader.integer("patientsPerDay", in: Self.integers)
        maximumGrantDuration = try reader.integer("maximumGrantDuration", in: Self.integers)
        stateRootInterval = try reader.integer("stateRootInterval", in: Self.integers)
        replicas = try reader.integer("replicas", in: Self.integers)
        try reader.finish()
    }

    func requireRanges(nodes: Int) throws(Rejection) {
        guard (1...1_000_000).contains(patientsPerDay) else {
            throw Rejection(.parameterRange, field: "patientsPerDay")
        }
        guard (Self.day...36_500 * Self.day).contains(maximumGrantDuration) else {
            throw Rejection(.parameterRange, field: "maximumGrantDuration")
        }
        guard (1_000...Self.day).contains(stateRootInterval) else {
            throw Rejection(.parameterRange, field: "stateRootInterval")
        }
        guard replicas >= 1, replicas <= nodes else { throw Rejection(.parameterRange, field: "replicas") }
    }

    var json: JSONValue {
        .object([
            "patientsPerDay": .integer(patientsPerDay), "maximumGrantDuration": .integer(maximumGrantDuration),
            "stateRootInterval": .integer(stateRootInterval), "replicas": .integer(replicas),
        ])
    }
}

extension Genesis.Node {
    init(_ value: JSONValue) throws(Rejection) {
        var reader = try ObjectReader(value, field: "node")
        signingKey = try P256PublicKey(try reader.value("signingKey"), field: "signingKey")
        attestationKey = try reader.bytes("attestationKey", maximum: OrganisationSet.attestationKeyBytes)
        releaseKey = try P256PublicKey(try reader.value("releaseKey"), field: "releaseKey")
        try reader.finish()
    }

    var json: JSONValue {
        .object([
            "signingKey": signingKey.json, "attestationKey": .bytes(attestationKey), "releaseKey": releaseKey.json,
        ])
    }
}

extension Genesis.Organisation {
    init(_ value: JSONValue) throws(Rejection) {
        var reader = try ObjectReader(value, field: "organisations")
        kind = try reader.choice("kind")
        name = try reader.text("name", maximumBytes: Limits.nameBytes)
        signingKey = try P256PublicKey(try reader.value("signingKey"), field: "signingKey")
        registrar = Int(try reader.integer("registrar", in: 0...Int64(Limits.organisations - 1)))
        if let value = reader.optional("node") { node = try Genesis.Node(value) } else { node = nil }
        try reader.finish()
    }

    var json: JSONValue {
        var object: JSONObject = [
            "kind": .string(kind.rawValue), "name": .string(name), "signingKey": signingKey.json,
            "registrar": .integer(Int64(registrar)),
        ]
        object.set("node", node?.json)
        return .object(object)
    }
}

extension Genesis.Official {
    init(_ value: JSONValue) throws(Rejection) {
        var reader = try ObjectReader(value, field: "officials")
        organisation = Int(try reader.integer("organisation", in: 0...Int64(Limits.organisations - 1)))
        signingKey = try P256PublicKey(try reader.value("signingKey"), field: "signingKey")
        sealingKey = try P256PublicKey(try reader.value("sealingKey"), field: "sealingKey")
        var profile = try ObjectReader(try reader.value("profile"), field: "profile")
        name = try profile.text("name", maximumBytes: Limits.nameBytes)
        try profile.finish()
        try reader.finish()
    }

    var json: JSONValue {
        let profile: JSONObject = ["name": .string(name)]
        return .object([
            "organisation": .integer(Int64(organisation)), "signingKey": signingKey.json, "sealingKey": sealingKey.json,
            "profile": .object(profile),
        ])
    }
}
