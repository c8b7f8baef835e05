public import Sealing

extension ReleasedShare {
    /// Opens a share and checks it against the ledger.
    /// - Parameters:
    ///   - binding: The record that was asked for.
    ///   - read: The ledger's key of the reader's own `access.read`.
    ///   - commitments: The record's commitments, from the ledger.
    ///   - readerKey: The reader's sealing key.
    /// - Throws: `release.contextMismatch`, `release.unknownOrganisation`, `release.commitmentMismatch`,
    /// `hpke.openFailed`.
    public func open(
        _ binding: RecordBinding, read: [UInt8], commitments: ShareCommitments, readerKey: SealingPrivateKey
    ) throws -> SecretShare {
        guard network == binding.network, patient == binding.patient, record == binding.record, self.read == read
        else {
            throw SealingError(.releaseContextMismatch, "the share was released for something else")
        }
        let entry = try commitments.entry(of: organisation)
        guard entry.x == x else {
            throw SealingError(.releaseCommitmentMismatch, "the share is not the one that the ledger names")
        }
        let share = try SecretShare(x: x, y: sealed.open(with: readerKey, context: context))
        guard
            ShareCommitments.commitment(to: share, record: binding, organisation: organisation) == entry.commitment
        else {
            throw SealingError(.releaseCommitmentMismatch, "the share is not the one that the ledger names")
        }
        return share
    }

    /// Opens and checks shares of several organisations and combines `b`.
    /// - Throws: as `open`, and the `shamir.` codes.
    public static func combine(
        _ shares: [ReleasedShare], binding: RecordBinding, read: [UInt8], commitments: ShareCommitments,
        readerKey: SealingPrivateKey
    ) throws -> SecretBytes {
        let opened = try shares.map { share in
            try share.open(binding, read: read, commitments: commitments, readerKey: readerKey)
        }
        return try ShamirSharing.combine(opened, threshold: commitments.threshold)
    }
}
