public import LedgerFormat

/// A patient's compartments: one versioned key pair for each category.
public struct CompartmentsDocument: LedgerDocument {
    /// The compartment of one category.
    public struct Compartment: Hashable, Sendable {
        /// The category.
        public let category: Category
        /// The current version, from 1.
        public var version: Int64
        /// The current public key.
        public var publicKey: P256PublicKey
        /// Content: the private key, sealed to the patient.
        public var keyEnvelope: CID
        /// Whether somebody who holds the current key must no longer: the patient's wallet has to make a new version.
        public var stale: Bool
        /// When the version began.
        public var since: LedgerTime
        /// The patient's over the `KeyStatement` of the version.
        public var statement: ES256Signature
        /// Under which representation it was stated; nil: with the patient's own key.
        public var representation: EntityID?
    }

    /// The patient.
    public let patient: IdentityID
    /// One for each category, in order.
    public var compartments: [Compartment]

    init(patient: IdentityID, compartments: [Compartment]) {
        self.patient = patient
        self.compartments = compartments
    }

    /// The compartment of `category`.
    public subscript(category: Category) -> Compartment {
        // Parsing and opening see to it that there is one for each category, in order.
        get { compartments[Int(category.code) - 1] }
        set { compartments[Int(category.code) - 1] = newValue }
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        var list: [Compartment] = []
        for var inner in try reader.objects("compartments", count: 7...7) {
            list.append(
                Compartment(
                    category: try inner.choice("category"), version: try inner.versionNumber("version"),
                    publicKey: try inner.key("publicKey"), keyEnvelope: try inner.cid("keyEnvelope"),
                    stale: try inner.bool("stale"), since: try inner.time("since"),
                    statement: try KeyStatement.signature(parsing: &inner),
                    representation: try inner.optionalID("representation")))
            try inner.finish()
        }
        guard list.map(\.category) == Category.allCases else { throw Rejection(.jsonValueRange, field: "compartments") }
        compartments = list
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .compartments(patient) }
    /// The document as one of the world state.
    public var document: Document { .compartments(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .compartments(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        let list = compartments.map { compartment -> JSONValue in
            var json: JSONObject = [
                "category": .word(compartment.category), "version": .integer(compartment.version),
                "publicKey": compartment.publicKey.json, "keyEnvelope": .cid(compartment.keyEnvelope),
                "stale": .bool(compartment.stale), "since": .time(compartment.since),
                "statement": .bytes(compartment.statement.bytes),
            ]
            json.set("representation", compartment.representation.map(JSONValue.id))
            return .object(json)
        }
        return ["patient": .identity(patient), "compartments": .array(list)]
    }
}
