public import Sealing

/// An organisation and the public key to which its share of `b` is sealed.
public struct ReleaseRecipient: Sendable {
    /// The organisation.
    public let organisation: String
    /// Its node's release key, from the ledger.
    public let releaseKey: SealingPublicKey

    /// As the ledger names it.
    public init(organisation: String, releaseKey: SealingPublicKey) {
        self.organisation = organisation
        self.releaseKey = releaseKey
    }
}

extension RecordEnvelope {
    /// Seals a record's key halves to everyone who must be able to open them.
    /// - Parameters:
    ///   - halves: Fresh halves of this record.
    ///   - binding: Network, patient, record and category.
    ///   - compartment: The current public key of the record's compartment.
    ///   - author: The author and their sealing key; nil when the patient writes.
    ///   - patientKey: The patient's sealing key.
    ///   - organisations: Those that run nodes; sorted here.
    ///   - threshold: k, the number of shares that it takes.
    /// - Returns: The envelope, and what `record.add` puts on the ledger.
    /// - Throws: `shamir.thresholdInvalid`, `envelope.sharesInvalid`, `envelope.wrongCategory`, `identifier.invalid`.
    public static func seal(
        _ halves: RecordKeyHalves, binding: RecordBinding, compartment: CompartmentPublicKey,
        author: (id: String, key: SealingPublicKey)?, patientKey: SealingPublicKey,
        organisations: [ReleaseRecipient], threshold: Int
    ) throws -> (envelope: RecordEnvelope, commitments: ShareCommitments) {
        let (shares, commitments) = try share(
            halves.b, binding: binding, organisations: organisations, threshold: threshold)
        let envelope = try RecordEnvelope(
            binding: binding, compartment: seal(halves.a, binding: binding, to: compartment),
            author: author.map { author in
                try AuthorSeal(
                    id: Identifier.check(author.id),
                    sealed: HPKESealedBox.seal(
                        halves.a, to: author.key, context: authorContext(binding, author: author.id)))
            },
            patientSealed: HPKESealedBox.seal(
                halves.a + halves.b, to: patientKey, context: patientContext(binding)),
            threshold: threshold, shares: shares)
        return (envelope, commitments)
    }

    /// Opens both halves, as the patient.
    /// - Throws: `hpke.openFailed`.
    public func openHalves(patientKey: SealingPrivateKey) throws -> RecordKeyHalves {
        let both = try patientSealed.open(with: patientKey, context: Self.patientContext(binding))
        return try both.withUnsafeBytes { bytes in
            try RecordKeyHalves(
                a: SecretBytes(bytes.prefix(RecordKeyHalves.byteCount)),
                b: SecretBytes(bytes.dropFirst(RecordKeyHalves.byteCount)))
        }
    }

    /// Opens `a` with the compartment's key.
    /// - Throws: `envelope.wrongCategory`, `envelope.wrongCompartmentVersion`, `hpke.openFailed`.
    public func openA(compartmentKey: CompartmentKey) throws -> SecretBytes {
        try Self.checkCategory(compartmentKey.category, binding)
        guard compartmentKey.version == compartment.version else {
            throw SealingError(
                .envelopeWrongCompartmentVersion, "the envelope is sealed to version \(compartment.version)")
        }
        return try compartment.sealed.open(
            with: compartmentKey.privateKey,
            context: Self.compartmentContext(binding, version: compartment.version))
    }

    /// Opens `a` with the key of the matching version among those that a grant gave.
    /// - Throws: `envelope.wrongCompartmentVersion` when none matches, `hpke.openFailed`.
    /// - Parameter category: The compartment that the record lies in, where that is not its own: the restricted one.
    public func openA(
        compartmentKeys: [CompartmentKey], of category: CompartmentCategory? = nil
    ) throws -> SecretBytes {
        let category = category ?? binding.category
        let key = compartmentKeys.first { $0.category == category && $0.version == compartment.version }
        guard let key else {
            throw SealingError(
                .envelopeWrongCompartmentVersion, "no key of version \(compartment.version) of this category")
        }
        return try compartment.sealed.open(
            with: key.privateKey, context: Self.compartmentContext(binding, version: compartment.version))
    }

    /// Opens `a` as the author.
    /// - Throws: `envelope.notSealedToReader`, `hpke.openFailed`.
    public func openA(author: String, key: SealingPrivateKey) throws -> SecretBytes {
        guard let seal = self.author, seal.id == author else {
            throw SealingError(.envelopeNotSealedToReader, "somebody else is the author")
        }
        return try seal.sealed.open(with: key, context: Self.authorContext(binding, author: author))
    }

    /// The same envelope for a new version of the compartment's key. The patient's own step after re-keying.
    /// - Throws: `envelope.wrongCategory`, `hpke.openFailed`.
    public func resealed(patientKey: SealingPrivateKey, to compartment: CompartmentPublicKey) throws -> RecordEnvelope {
        let halves = try openHalves(patientKey: patientKey)
        return try RecordEnvelope(
            binding: binding, compartment: Self.seal(halves.a, binding: binding, to: compartment), author: author,
            patientSealed: patientSealed, threshold: threshold, shares: shares)
    }

    /// The same envelope for the compartment that the patient moves the record to: the restricted one, or back to its
    /// own. What everything is bound to stays the record's own category, as in the payload.
    /// - Parameter newPatientKey: Where the patient's sealing key has changed: the one to which it is sealed from now
    /// on.
    /// - Throws: `envelope.wrongCategory` for another compartment, `hpke.openFailed`.
    public func moved(
        patientKey: SealingPrivateKey, to compartment: CompartmentPublicKey, newPatientKey: SealingPublicKey? = nil
    ) throws -> RecordEnvelope {
        guard compartment.category == binding.category || compartment.category == .restricted else {
            throw SealingError(.envelopeWrongCategory, "a record moves to the restricted compartment only")
        }
        let halves = try openHalves(patientKey: patientKey)
        let context = Self.compartmentContext(binding, version: compartment.version)
        let sealed = CompartmentSeal(
            version: compartment.version,
            sealed: try HPKESealedBox.seal(halves.a, to: compartment.key, context: context))
        let patientSealed =
            try newPatientKey.map {
                try HPKESealedBox.seal(halves.a + halves.b, to: $0, context: Self.patientContext(binding))
            } ?? patientSealed
        return try RecordEnvelope(
            binding: binding, compartment: sealed, author: author, patientSealed: patientSealed, threshold: threshold,
            shares: shares)
    }

    /// The same envelope with `b` shared anew among another set of organisations.
    /// - Throws: as `seal`, and `hpke.openFailed`.
    public func reshared(
        patientKey: SealingPrivateKey, organisations: [ReleaseRecipient], threshold: Int
    ) throws -> (envelope: RecordEnvelope, commitments: ShareCommitments) {
        let halves = try openHalves(patientKey: patientKey)
        let (shares, commitments) = try Self.share(
            halves.b, binding: binding, organisations: organisations, threshold: threshold)
        let envelope = try RecordEnvelope(
            binding: binding, compartment: compartment, author: author, patientSealed: patientSealed,
            threshold: threshold, shares: shares)
        return (envelope, commitments)
    }
}

extension RecordEnvelope {
    private static func share(
        _ b: SecretBytes, binding: RecordBinding, organisations: [ReleaseRecipient], threshold: Int
    ) throws -> ([Share], ShareCommitments) {
        let sorted = organisations.sorted { $0.organisation.utf8.lexicographicallyPrecedes($1.organisation.utf8) }
        let secrets = try ShamirSharing.split(b, threshold: threshold, count: sorted.count)
        let shares = try zip(sorted, secrets).map { recipient, secret in
            try Share(
                organisation: Identifier.check(recipient.organisation), x: secret.x,
                sealed: HPKESealedBox.seal(
                    secret.y, to: recipient.releaseKey,
                    context: .recordShare(binding, organisation: recipient.organisation, x: secret.x)))
        }
        let entries = try zip(sorted, secrets).map { recipient, secret in
            try ShareCommitments.Entry(
                organisation: recipient.organisation,
                commitment: ShareCommitments.commitment(
                    to: secret, record: binding, organisation: recipient.organisation))
        }
        return (shares, try ShareCommitments(threshold: threshold, entries: entries))
    }

    private static func seal(
        _ a: SecretBytes, binding: RecordBinding, to compartment: CompartmentPublicKey
    ) throws -> CompartmentSeal {
        try checkCategory(compartment.category, binding)
        return CompartmentSeal(
            version: compartment.version,
            sealed: try HPKESealedBox.seal(
                a, to: compartment.key, context: compartmentContext(binding, version: compartment.version)))
    }

    private static func checkCategory(_ category: CompartmentCategory, _ binding: RecordBinding) throws {
        guard category == binding.category else {
            throw SealingError(.envelopeWrongCategory, "the key is of another category than the record")
        }
    }

    private static func compartmentContext(_ record: RecordBinding, version: UInt64) -> SealingContext {
        SealingContext(
            "record/a-compartment", .text(record.network), .text(record.patient), .text(record.record),
            .text(record.category.name), .number(version))
    }

    private static func authorContext(_ record: RecordBinding, author: String) -> SealingContext {
        SealingContext(
            "record/a-author", .text(record.network), .text(record.patient), .text(record.record),
            .text(record.category.name), .text(author))
    }

    private static func patientContext(_ record: RecordBinding) -> SealingContext {
        SealingContext(
            "record/ab-patient", .text(record.network), .text(record.patient), .text(record.record),
            .text(record.category.name))
    }
}
