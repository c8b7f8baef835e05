public import LedgerFormat

/// Asks a node for shares of the records that a committed `access.read` names.
public struct ReleaseRequest: WireObject {
    /// The hash of the `access.read`.
    public let transaction: TransactionHash
    /// Some of its records; nil for all.
    public let records: [EntityID]?
    /// Organisations whose shares turned out to be wrong; empty where none did.
    public let except: [IdentityID]

    /// A request of these parts.
    public init(transaction: TransactionHash, records: [EntityID]? = nil, except: [IdentityID] = []) {
        self.transaction = transaction
        self.records = records
        self.except = except
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        transaction = try reader.hash("transaction")
        if reader.has("records") {
            var records: [EntityID] = []
            for value in try reader.array("records", count: 1...Limits.recordsPerRead) {
                records.append(try ObjectReader.id(value, field: "records"))
            }
            self.records = records
        } else {
            records = nil
        }
        var except: [IdentityID] = []
        if reader.has("except") {
            for value in try reader.array("except", count: 1...Limits.organisations) {
                except.append(try ObjectReader.identity(value, field: "except"))
            }
        }
        self.except = except
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        var object: JSONObject = ["transaction": .hash(transaction)]
        object.set("records", records.map { .array($0.map { .id($0) }) })
        object.set("except", except.isEmpty ? nil : .array(except.map { .identity($0) }))
        return object
    }
}

/// One organisation's share of one record, sealed to the reader.
public struct ReleasedShareMessage: WireObject {
    /// The record.
    public let record: EntityID
    /// The organisation whose share it is.
    public let organisation: IdentityID
    /// The share's index, 1 ... 255.
    public let x: UInt8
    /// The released share (sealed-record-v1 section 7): canonical JSON, as text.
    public let share: String

    /// A share of these parts.
    public init(record: EntityID, organisation: IdentityID, x: UInt8, share: String) {
        self.record = record
        self.organisation = organisation
        self.x = x
        self.share = share
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        record = try reader.id("record")
        organisation = try reader.identity("organisation")
        x = UInt8(try reader.integer("x", in: 1...255))
        share = try reader.text("share", maximumBytes: 4_096)
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        [
            "record": .id(record), "organisation": .identity(organisation), "x": .integer(Int64(x)),
            "share": .string(share),
        ]
    }
}

/// How far an upload has come.
public struct UploadProgress: WireObject, Hashable {
    /// How many bytes the node has; the upload goes on there.
    public let offset: Int64

    /// This far.
    public init(offset: Int64) { self.offset = offset }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        offset = try reader.integer("offset", in: 0...Limits.payloadBytes)
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["offset": .integer(offset)] }
}

/// What a patient's wallet has to do at its next unlock.
public struct WalletDuties: WireObject {
    /// Records of one category whose envelopes are still sealed under an older compartment version.
    public struct Reseal: Sendable {
        /// The category.
        public let category: String
        /// Some of the records; ask again after re-sealing them.
        public let records: [EntityID]

        /// The records of a category.
        public init(category: String, records: [EntityID]) {
            self.category = category
            self.records = records
        }
    }

    /// Categories to re-key, in the ledger's order.
    public let rekey: [String]
    /// Records to re-seal.
    public let reseal: [Reseal]
    /// Grants to organisations whose key has moved since, ascending: their envelopes seal to a key that somebody who
    /// left knows.
    public let organisationGrants: [EntityID]

    /// These duties.
    public init(rekey: [String], reseal: [Reseal], organisationGrants: [EntityID] = []) {
        self.rekey = rekey
        self.reseal = reseal
        self.organisationGrants = organisationGrants
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        var rekey: [String] = []
        for value in try reader.array("rekey", count: 0...7) {
            rekey.append(try ObjectReader.token(value, field: "rekey"))
        }
        var reseal: [Reseal] = []
        for value in try reader.array("reseal", count: 0...7) {
            var item = try ObjectReader(value, field: "reseal")
            let category = try item.token("category")
            var records: [EntityID] = []
            for value in try item.array("records", count: 1...Limits.recordsPerReseal) {
                records.append(try ObjectReader.id(value, field: "records"))
            }
            try item.finish()
            reseal.append(Reseal(category: category, records: records))
        }
        var organisationGrants: [EntityID] = []
        for value in try reader.array("organisationGrants", count: 0...Limits.jsonMembers) {
            organisationGrants.append(try ObjectReader.id(value, field: "organisationGrants"))
        }
        try reader.finish()
        self.rekey = rekey
        self.reseal = reseal
        self.organisationGrants = organisationGrants
    }

    /// See `WireObject`.
    public var json: JSONObject {
        [
            "rekey": .array(rekey.map { .string($0) }),
            "reseal": .array(
                reseal.map {
                    .object(["category": .string($0.category), "records": .array($0.records.map { .id($0) })])
                }),
            "organisationGrants": .array(organisationGrants.map { .id($0) }),
        ]
    }
}
