public import Sealing

/// What a grant hands to its grantee (a person or an organisation): compartment private keys, or single records' `a`,
/// and a reason.
public struct GrantEnvelope: Sendable, Equatable {
    static let type = "medchain-grant-envelope"
    static let reasonByteCount = 1_024

    struct SealedRecordHalf: Sendable, Equatable {
        let record: String
        let category: CompartmentCategory
        let sealed: HPKESealedBox
    }

    /// The network.
    public let network: String
    /// The patient who grants.
    public let patient: String
    /// The identity or organisation that it is sealed to.
    public let grantee: String
    private let compartments: [SealedCompartmentKey]
    private let records: [SealedRecordHalf]
    private let reason: HPKESealedBox?

    /// Seals to the grantee.
    /// - Parameters:
    ///   - network: The network.
    ///   - patient: The patient who grants.
    ///   - grantee: The identity or organisation.
    ///   - granteeKey: The grantee's sealing key, from the ledger.
    ///   - compartments: Every version, up to the current one, of every granted category.
    ///   - records: For grants of single records, each with its half `a`.
    ///   - reason: A short text, at most 1,022 bytes of UTF-8.
    /// - Throws: `envelope.entriesInvalid`, `envelope.reasonInvalid`, `envelope.wrongPatient`, `identifier.invalid`.
    public init(
        network: String, patient: String, grantee: String, granteeKey: SealingPublicKey,
        compartments: [CompartmentKey], records: [(binding: RecordBinding, a: SecretBytes)] = [],
        reason: String? = nil
    ) throws {
        self.network = try Identifier.check(network)
        self.patient = try Identifier.check(patient)
        self.grantee = try Identifier.check(grantee)
        self.compartments = try sortedKeys(compartments).map { key in
            try SealedCompartmentKey(
                key, to: granteeKey, context: Self.context(network, patient, grantee, key.publicKey))
        }
        let sorted = records.sorted { $0.binding.record.utf8.lexicographicallyPrecedes($1.binding.record.utf8) }
        self.records = try sorted.map { entry in
            try EnvelopeOwner.check(
                entry.binding.network, entry.binding.patient, network: network, patient: patient)
            guard entry.a.count == RecordKeyHalves.byteCount else {
                throw SealingError(.formatValueInvalid, "a key half is \(RecordKeyHalves.byteCount) bytes")
            }
            return SealedRecordHalf(
                record: entry.binding.record, category: entry.binding.category,
                sealed: try HPKESealedBox.seal(
                    entry.a, to: granteeKey, context: Self.context(entry.binding, grantee: grantee)))
        }
        self.reason = try reason.map { text in
            try HPKESealedBox.seal(
                Self.pad(text), to: granteeKey, context: Self.reasonContext(network, patient, grantee))
        }
        try check()
    }

    /// The public keys of the granted compartments.
    public var compartmentKeys: [CompartmentPublicKey] { compartments.map(\.publicKey) }
    /// The records granted one by one.
    public var recordIDs: [String] { records.map(\.record) }

    /// Refuses an envelope of another network or patient, or for somebody else.
    /// - Throws: `envelope.wrongNetwork`, `envelope.wrongPatient`, `envelope.notSealedToReader`.
    public func check(network: String, patient: String, grantee: String) throws {
        try EnvelopeOwner.check(self.network, self.patient, network: network, patient: patient)
        guard self.grantee == grantee else {
            throw SealingError(.envelopeNotSealedToReader, "the grant is not sealed to this reader")
        }
    }

    /// Opens the keys of all granted compartments.
    /// - Throws: `hpke.openFailed`, `key.mismatch`.
    public func openCompartments(with key: SealingPrivateKey) throws -> [CompartmentKey] {
        try compartments.map { entry in
            try entry.open(with: key, context: Self.context(network, patient, grantee, entry.publicKey))
        }
    }

    /// Opens the half `a` of a record that was granted on its own.
    /// - Throws: `envelope.notSealedToReader`, `envelope.wrongCategory`, `hpke.openFailed`.
    public func openA(of binding: RecordBinding, with key: SealingPrivateKey) throws -> SecretBytes {
        try EnvelopeOwner.check(network, patient, network: binding.network, patient: binding.patient)
        guard let entry = records.first(where: { $0.record == binding.record }) else {
            throw SealingError(.envelopeNotSealedToReader, "the grant does not name this record")
        }
        guard entry.category == binding.category else {
            throw SealingError(.envelopeWrongCategory, "the grant names another category")
        }
        return try entry.sealed.open(with: key, context: Self.context(binding, grantee: grantee))
    }

    /// Opens the reason, or answers nil when there is none.
    /// - Throws: `hpke.openFailed`, `envelope.reasonInvalid`.
    public func openReason(with key: SealingPrivateKey) throws -> String? {
        guard let reason else { return nil }
        return try Self.unpad(reason.open(with: key, context: Self.reasonContext(network, patient, grantee)))
    }

    private static func context(
        _ network: String, _ patient: String, _ grantee: String, _ key: CompartmentPublicKey
    ) -> SealingContext {
        SealingContext(
            "grant/compartment", .text(network), .text(patient), .text(grantee), .text(key.category.name),
            .number(key.version))
    }

    private static func context(_ record: RecordBinding, grantee: String) -> SealingContext {
        SealingContext(
            "grant/record", .text(record.network), .text(record.patient), .text(grantee), .text(record.record),
            .text(record.category.name))
    }

    private static func reasonContext(_ network: String, _ patient: String, _ grantee: String) -> SealingContext {
        SealingContext("grant/reason", .text(network), .text(patient), .text(grantee))
    }

    private static func pad(_ text: String) throws -> SecretBytes {
        let bytes = Array(text.utf8)
        guard bytes.count <= reasonByteCount - 2 else {
            throw SealingError(.envelopeReasonInvalid, "a reason has at most \(reasonByteCount - 2) bytes")
        }
        let zeros = [UInt8](repeating: 0, count: reasonByteCount - 2 - bytes.count)
        return SecretBytes(bigEndianBytes(UInt16(bytes.count)) + bytes + zeros)
    }

    private static func unpad(_ padded: SecretBytes) throws -> String {
        let bytes = padded.exposedBytes()
        let count = Int(bytes[0]) << 8 | Int(bytes[1])
        guard count <= reasonByteCount - 2, bytes[(2 + count)...].allSatisfy({ $0 == 0 }),
            let text = String(validating: bytes[2..<(2 + count)], as: UTF8.self)
        else {
            throw SealingError(.envelopeReasonInvalid, "a reason that is not padded as the format says")
        }
        return text
    }

    private func check() throws {
        try SealedCompartmentKey.checkOrder(compartments)
        guard Identifier.ascend(records.map(\.record)), records.count <= EnvelopeLimits.largestEntryCount else {
            throw SealingError(.envelopeEntriesInvalid, "records are not in order, or too many")
        }
    }
}

extension GrantEnvelope {
    /// The canonical JSON, section 8 of the specification.
    public func encoded() -> [UInt8] {
        var fields: [String: SealedJSON] = [
            "type": .string(Self.type), "v": .integer(1), "network": .string(network),
            "patient": .string(patient), "grantee": .string(grantee),
            "compartments": .array(compartments.map(\.json)),
            "records": .array(
                records.map { entry in
                    .object([
                        "record": .string(entry.record), "category": .string(entry.category.name),
                        "sealed": entry.sealed.json,
                    ])
                }),
        ]
        fields["reason"] = reason?.json
        return CanonicalJSON.encode(.object(fields))
    }

    /// Parses strictly.
    /// - Throws: `format.`, `identifier.`, `key.`, `hpke.` and `envelope.` codes.
    public init(parsing bytes: [UInt8]) throws {
        var fields = try JSONFields(parsing: bytes, limit: EnvelopeLimits.largestByteCount, type: Self.type)
        network = try fields.identifier("network")
        patient = try fields.identifier("patient")
        grantee = try fields.identifier("grantee")
        compartments = try fields.list("compartments", limit: EnvelopeLimits.largestEntryCount) {
            try SealedCompartmentKey(&$0)
        }
        records = try fields.list("records", limit: EnvelopeLimits.largestEntryCount) { entry in
            SealedRecordHalf(
                record: try entry.identifier("record"), category: try entry.category(),
                sealed: try entry.box("sealed", plaintextCount: RecordKeyHalves.byteCount))
        }
        reason = try fields.optional("reason").map {
            try HPKESealedBox(json: $0, name: "reason", plaintextCount: Self.reasonByteCount)
        }
        try fields.finish()
        try check()
    }
}
