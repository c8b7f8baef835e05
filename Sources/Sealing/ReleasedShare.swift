/// An organisation's share of `b`, re-sealed by its node to the reader of one executed `access.read`.
public struct ReleasedShare: Sendable, Equatable {
    /// The most bytes of a released share.
    public static let largestByteCount = 4_096
    /// Length of the ledger's key of a transaction, SHA-256 of its signing input.
    public static let readByteCount = 32
    static let type = "medchain-released-share"

    /// The network.
    public let network: String
    /// The patient.
    public let patient: String
    /// The record.
    public let record: String
    /// The organisation whose share it is.
    public let organisation: String
    /// The share's x.
    public let x: UInt8
    /// The ledger's key of the `access.read`, 32 bytes.
    public let read: [UInt8]
    /// y, sealed to the reader.
    public let sealed: HPKESealedBox

    /// What the share is bound to.
    package var context: SealingContext {
        .releasedShare(
            network: network, patient: patient, record: record, organisation: organisation, x: x, read: read)
    }

    /// The node's one private-key operation on clinical matter: opens its organisation's share of a record with the
    /// release key, checks it against the ledger's commitment and seals it to the reader.
    /// - Parameters:
    ///   - share: The organisation's share in the record's envelope.
    ///   - binding: The record, as the ledger knows it.
    ///   - releaseKey: The organisation's release private key.
    ///   - commitments: The record's commitments, from the ledger.
    ///   - reader: The sealing key of the signer of the read, from the ledger.
    ///   - read: The ledger's key of the executed `access.read`, 32 bytes.
    /// - Throws: `hpke.openFailed`, `release.unknownOrganisation`, `release.commitmentMismatch`, `format.valueInvalid`.
    public static func reseal(
        _ share: RecordEnvelope.Share, of binding: RecordBinding, releaseKey: SealingPrivateKey,
        commitments: ShareCommitments, to reader: SealingPublicKey, read: [UInt8]
    ) throws -> ReleasedShare {
        guard read.count == readByteCount else {
            throw SealingError(.formatValueInvalid, "a read is named by \(readByteCount) bytes")
        }
        let committed = try commitments.entry(of: share.organisation)
        guard committed.x == share.x else {
            throw SealingError(.releaseCommitmentMismatch, "the share is not the one that the ledger names")
        }
        let context = SealingContext.recordShare(binding, organisation: share.organisation, x: share.x)
        let opened = try SecretShare(x: share.x, y: share.sealed.open(with: releaseKey, context: context))
        let commitment = ShareCommitments.commitment(to: opened, record: binding, organisation: share.organisation)
        guard commitment == committed.commitment else {
            throw SealingError(.releaseCommitmentMismatch, "the share is not the one that the ledger names")
        }
        let released = SealingContext.releasedShare(
            network: binding.network, patient: binding.patient, record: binding.record,
            organisation: share.organisation, x: share.x, read: read)
        return ReleasedShare(
            network: binding.network, patient: binding.patient, record: binding.record,
            organisation: share.organisation, x: share.x, read: read,
            sealed: try HPKESealedBox.seal(opened.y, to: reader, context: released))
    }
}

extension ReleasedShare {
    /// The canonical JSON, section 7 of the specification.
    public func encoded() -> [UInt8] {
        CanonicalJSON.encode(
            .object([
                "type": .string(Self.type), "v": .integer(1), "network": .string(network),
                "patient": .string(patient), "record": .string(record), "organisation": .string(organisation),
                "x": .integer(UInt64(x)), "read": .string(SealedBase64URL.encode(read)), "sealed": sealed.json,
            ]))
    }

    /// Parses strictly.
    /// - Throws: `format.`, `identifier.` and `hpke.` codes.
    public init(parsing bytes: [UInt8]) throws {
        var fields = try JSONFields(parsing: bytes, limit: Self.largestByteCount, type: Self.type)
        network = try fields.identifier("network")
        patient = try fields.identifier("patient")
        record = try fields.identifier("record")
        organisation = try fields.identifier("organisation")
        x = UInt8(try fields.integer("x", in: 1...255))
        read = try fields.bytes("read", count: Self.readByteCount)
        sealed = try fields.box("sealed", plaintextCount: ShamirSharing.secretByteCount)
        try fields.finish()
    }
}
