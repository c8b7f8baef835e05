public import Sealing

/// A patient's compartment private keys, sealed to the patient: erasable, referred to by `compartment.open` and
/// `compartment.rekey`.
public struct CompartmentEnvelope: Sendable, Equatable {
    static let type = "medchain-compartment-envelope"

    /// The network.
    public let network: String
    /// The patient.
    public let patient: String
    private let keys: [SealedCompartmentKey]

    /// Seals keys (any number of categories and versions) to the patient.
    /// - Throws: `envelope.entriesInvalid` (none, or one twice), `identifier.invalid`.
    public init(network: String, patient: String, keys: [CompartmentKey], patientKey: SealingPublicKey) throws {
        self.network = try Identifier.check(network)
        self.patient = try Identifier.check(patient)
        self.keys = try sortedKeys(keys).map { key in
            try SealedCompartmentKey(
                key, to: patientKey, context: Self.context(network, patient, key.publicKey))
        }
        try check()
    }

    /// The public keys within.
    public var publicKeys: [CompartmentPublicKey] { keys.map(\.publicKey) }

    /// Opens all keys.
    /// - Throws: `envelope.wrongNetwork`, `envelope.wrongPatient`, `hpke.openFailed`, `key.mismatch`.
    public func open(network: String, patient: String, patientKey: SealingPrivateKey) throws -> [CompartmentKey] {
        try EnvelopeOwner.check(self.network, self.patient, network: network, patient: patient)
        return try keys.map { key in
            try key.open(with: patientKey, context: Self.context(network, patient, key.publicKey))
        }
    }

    private static func context(
        _ network: String, _ patient: String, _ key: CompartmentPublicKey
    ) -> SealingContext {
        SealingContext(
            "compartment/key", .text(network), .text(patient), .text(key.category.name), .number(key.version))
    }

    private func check() throws {
        guard !keys.isEmpty else { throw SealingError(.envelopeEntriesInvalid, "no key") }
        try SealedCompartmentKey.checkOrder(keys)
    }

    /// The canonical JSON, section 8 of the specification.
    public func encoded() -> [UInt8] {
        CanonicalJSON.encode(
            .object([
                "type": .string(Self.type), "v": .integer(1), "network": .string(network),
                "patient": .string(patient), "keys": .array(keys.map(\.json)),
            ]))
    }

    /// Parses strictly.
    /// - Throws: `format.`, `identifier.`, `key.`, `hpke.` and `envelope.` codes.
    public init(parsing bytes: [UInt8]) throws {
        var fields = try JSONFields(parsing: bytes, limit: EnvelopeLimits.largestByteCount, type: Self.type)
        network = try fields.identifier("network")
        patient = try fields.identifier("patient")
        keys = try fields.list("keys", limit: EnvelopeLimits.largestEntryCount) { try SealedCompartmentKey(&$0) }
        try fields.finish()
        try check()
    }
}

/// Whose envelope it is.
enum EnvelopeOwner {
    static func check(_ ownNetwork: String, _ ownPatient: String, network: String, patient: String) throws {
        guard ownNetwork == network else {
            throw SealingError(.envelopeWrongNetwork, "the envelope is of another network")
        }
        guard ownPatient == patient else {
            throw SealingError(.envelopeWrongPatient, "the envelope is of another patient")
        }
    }
}
