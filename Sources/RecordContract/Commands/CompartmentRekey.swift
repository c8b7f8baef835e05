public import LedgerFormat

/// `compartment.rekey`: a new version of a compartment's key, after somebody has lost access.
///
/// - Signed by: the patient.
/// - Checks: `compartment.missing`, `compartment.version` (not the current one + 1); each grant `grant.unknown` (also
///   another's), `grant.ended`, `grant.scope` (does not cover the category);
///   `key.statement`.
/// - Effects: the new version, not stale; each named grant's envelope is replaced by one that holds the new key too.
/// - Event: `compartment.rekeyed`, to the grantees that are people.
public struct CompartmentRekey: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.compartmentRekey

    /// A grant that goes on.
    public struct Carried: Hashable, Sendable {
        /// The grant.
        public let grant: EntityID
        /// Content: its keys, the new one among them, sealed to the grantee.
        public let envelope: CID

        /// A grant with its new envelope.
        public init(grant: EntityID, envelope: CID) {
            self.grant = grant
            self.envelope = envelope
        }
    }

    /// The category.
    public let category: Category
    /// The new version.
    public let version: Int64
    /// The new public key.
    public let publicKey: P256PublicKey
    /// Content: the new private key, sealed to the patient.
    public let keyEnvelope: CID
    /// The patient's over the `KeyStatement` of the new version.
    public let statement: ES256Signature
    /// The grants that go on, ascending, 0 ... 256.
    public let grants: [Carried]

    /// The command with these members.
    public init(
        category: Category, version: Int64, publicKey: P256PublicKey, keyEnvelope: CID, statement: ES256Signature,
        grants: [Carried]
    ) {
        self.category = category
        self.version = version
        self.publicKey = publicKey
        self.keyEnvelope = keyEnvelope
        self.statement = statement
        self.grants = grants
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        category = try reader.choice("category")
        version = try reader.versionNumber("version")
        publicKey = try reader.key("publicKey")
        keyEnvelope = try reader.cid("keyEnvelope")
        statement = try KeyStatement.signature(parsing: &reader)
        var grants: [Carried] = []
        for var inner in try reader.objects("grants", count: 0...Limits.grantsPerRekey) {
            grants.append(Carried(grant: try inner.id("grant"), envelope: try inner.cid("envelope")))
            try inner.finish()
        }
        _ = try ObjectReader.ascending(grants.map(\.grant), field: "grants")
        self.grants = grants
    }

    /// The members.
    public var json: JSONObject {
        let list = grants.map { JSONValue.object(["grant": .id($0.grant), "envelope": .cid($0.envelope)]) }
        return [
            "type": .word(Self.type), "category": .word(category), "version": .integer(version),
            "publicKey": publicKey.json, "keyEnvelope": .cid(keyEnvelope), "statement": .bytes(statement.bytes),
            "grants": .array(list),
        ]
    }
}

extension CompartmentRekey {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        var compartments = try PatientPolicy.compartments(of: patient.id, run)
        guard version == compartments[category].version + 1 else { throw Rejection(.compartmentVersion) }
        var audience = [patient.id]
        for carried in grants {
            guard var grant: GrantDocument = try run.read(.grant(carried.grant)), grant.patient == patient.id else {
                throw Rejection(.grantUnknown)
            }
            guard grant.status == .live, grant.until > run.time else { throw Rejection(.grantEnded) }
            guard grant.terms.givesKey(of: category) else { throw Rejection(.grantScope) }
            grant.envelope = carried.envelope
            run.write(grant)
            audience += grant.people
        }
        try RepresentationPolicy.requireGuardiansKept(grants.map(\.grant), of: patient.id, run)
        try KeyStatement.require(
            statement, of: patient, holder: patient.id, category: category, version: version, publicKey: publicKey,
            run)
        compartments[category].version = version
        compartments[category].publicKey = publicKey
        compartments[category].keyEnvelope = keyEnvelope
        compartments[category].stale = false
        compartments[category].since = run.time
        compartments[category].statement = statement
        compartments[category].representation = run.acting?.representation?.representation
        run.write(compartments)
        var details = Event.Details()
        details.category = category
        details.version = version
        try run.emit(
            Event(
                .compartmentRekeyed, actor: patient.id, patient: patient.id, subject: patient.id.canonical,
                audience: audience, details: details))
    }
}
