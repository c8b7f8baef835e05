public import LedgerFormat

/// `compartment.open`: opens all of a patient's compartments at once, so that having one says nothing.
///
/// - Signed by: the patient.
/// - Checks: `compartment.exists`, `compartment.incomplete` (not the seven categories in order),
///   `key.statement`.
/// - Effects: version 1 of each.
/// - Event: `compartment.opened`.
public struct CompartmentOpen: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.compartmentOpen

    /// The first version of one compartment.
    public struct Opening: Hashable, Sendable {
        /// The category.
        public let category: Category
        /// The public key.
        public let publicKey: P256PublicKey
        /// Content: the private key, sealed to the patient.
        public let keyEnvelope: CID
        /// The patient's over the `KeyStatement` of version 1.
        public let statement: ES256Signature

        /// A compartment's first version.
        public init(category: Category, publicKey: P256PublicKey, keyEnvelope: CID, statement: ES256Signature) {
            self.category = category
            self.publicKey = publicKey
            self.keyEnvelope = keyEnvelope
            self.statement = statement
        }
    }

    /// One for each category, in order.
    public let compartments: [Opening]

    /// The command with these members.
    public init(compartments: [Opening]) { self.compartments = compartments }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        compartments = try Opening.list(parsing: &reader)
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "compartments": .array(compartments.map(\.json))]
    }
}

extension CompartmentOpen.Opening {
    /// Reads the member `compartments`. Throws `json.*`.
    static func list(parsing reader: inout ObjectReader) throws(Rejection) -> [Self] {
        var list: [Self] = []
        for var inner in try reader.objects("compartments", count: 0...Category.allCases.count) {
            list.append(
                Self(
                    category: try inner.choice("category"), publicKey: try inner.key("publicKey"),
                    keyEnvelope: try inner.cid("keyEnvelope"), statement: try KeyStatement.signature(parsing: &inner)))
            try inner.finish()
        }
        return list
    }

    var json: JSONValue {
        .object([
            "category": .word(category), "publicKey": publicKey.json, "keyEnvelope": .cid(keyEnvelope),
            "statement": .bytes(statement.bytes),
        ])
    }
}

extension CompartmentOpen {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        guard try !run.has(.compartments(patient.id)) else { throw Rejection(.compartmentExists) }
        guard compartments.map(\.category) == Category.allCases else { throw Rejection(.compartmentIncomplete) }
        for opening in compartments {
            try KeyStatement.require(
                opening.statement, of: patient, holder: patient.id, category: opening.category, version: 1,
                publicKey: opening.publicKey, run)
        }
        let opened = compartments.map { opening in
            CompartmentsDocument.Compartment(
                category: opening.category, version: 1, publicKey: opening.publicKey, keyEnvelope: opening.keyEnvelope,
                stale: false, since: run.time, statement: opening.statement)
        }
        run.write(CompartmentsDocument(patient: patient.id, compartments: opened))
        run.write(GrantsDocument(patient: patient.id))
        try run.emit(
            Event(
                .compartmentOpened, actor: patient.id, patient: patient.id, subject: patient.id.canonical,
                audience: [patient.id]))
    }
}
