import Crypto

/// What the ledger carries of a record's shares: the threshold and, in the order of x, a hash of each share.
public struct ShareCommitments: Sendable, Equatable {
    /// One organisation's commitment.
    public struct Entry: Sendable, Equatable {
        /// The organisation that holds the share.
        public let organisation: String
        /// SHA-256, 32 bytes.
        public let commitment: [UInt8]

        /// - Throws: `identifier.invalid`, `format.valueInvalid`.
        public init(organisation: String, commitment: [UInt8]) throws {
            guard commitment.count == SHA256.byteCount else {
                throw SealingError(.formatValueInvalid, "a commitment is \(SHA256.byteCount) bytes")
            }
            self.organisation = try Identifier.check(organisation)
            self.commitment = commitment
        }
    }

    /// k, the number of shares that it takes.
    public let threshold: Int
    /// One for each organisation, ascending by its bytes; the first has x = 1.
    public let entries: [Entry]

    /// - Throws: `shamir.thresholdInvalid`, `envelope.sharesInvalid` (organisations that do not ascend).
    public init(threshold: Int, entries: [Entry]) throws {
        try ShamirSharing.checkThreshold(threshold, count: entries.count)
        guard Identifier.ascend(entries.map(\.organisation)) else {
            throw SealingError(.envelopeSharesInvalid, "organisations do not ascend")
        }
        self.threshold = threshold
        self.entries = entries
    }

    /// The commitment of a share, as section 4 of the specification defines it.
    public static func commitment(to share: SecretShare, record: RecordBinding, organisation: String) -> [UInt8] {
        commitment(
            to: share, network: record.network, patient: record.patient, record: record.record,
            organisation: organisation)
    }

    /// The same, by the parts of the record's binding.
    package static func commitment(
        to share: SecretShare, network: String, patient: String, record: String, organisation: String
    ) -> [UInt8] {
        var bytes = share.y.exposedBytes()
        defer { wipe(&bytes) }
        let context = SealingContext(
            "share-commitment", .text(network), .text(patient), .text(record), .text(organisation),
            .number(UInt64(share.x)), .bytes(bytes))
        return Array(SHA256.hash(data: context.bytes))
    }

    /// The x and the commitment of an organisation.
    /// - Throws: `release.unknownOrganisation`.
    public func entry(of organisation: String) throws -> (x: UInt8, commitment: [UInt8]) {
        guard let index = entries.firstIndex(where: { $0.organisation.utf8.elementsEqual(organisation.utf8) }) else {
            throw SealingError(.releaseUnknownOrganisation, "the organisation holds no share of this record")
        }
        return (UInt8(index + 1), entries[index].commitment)
    }
}
