/// The erasable object that holds a record's sealed key halves. Both halves of the system know its format (a node
/// finds its own share in it and checks what is handed in); only SealedRecord opens the rest.
public struct RecordEnvelope: Sendable, Equatable {
    /// The most bytes of an envelope.
    public static let largestByteCount = 262_144
    static let type = "medchain-record-envelope"
    static let halfByteCount = 32

    /// `a`, sealed to the author.
    public struct AuthorSeal: Sendable, Equatable {
        /// The author's identity.
        public let id: String
        /// The sealed half.
        public let sealed: HPKESealedBox

        /// The seal for `id`.
        package init(id: String, sealed: HPKESealedBox) {
            self.id = id
            self.sealed = sealed
        }
    }

    /// `a`, sealed to the compartment's public key.
    public struct CompartmentSeal: Sendable, Equatable {
        /// The version of the compartment's key, from 1.
        public let version: UInt64
        /// The sealed half.
        public let sealed: HPKESealedBox

        /// The seal to that version of the compartment's key.
        package init(version: UInt64, sealed: HPKESealedBox) {
            self.version = version
            self.sealed = sealed
        }
    }

    /// A share of `b`, sealed to an organisation's release key.
    public struct Share: Sendable, Equatable {
        /// The organisation.
        public let organisation: String
        /// Where the polynomial was evaluated.
        public let x: UInt8
        /// The sealed share.
        public let sealed: HPKESealedBox

        /// The share of `organisation`.
        package init(organisation: String, x: UInt8, sealed: HPKESealedBox) {
            self.organisation = organisation
            self.x = x
            self.sealed = sealed
        }
    }

    /// Network, patient, record and category.
    public let binding: RecordBinding
    /// `a` for the holders of the compartment's key.
    public let compartment: CompartmentSeal
    /// `a` for the author; nil when the patient is the author.
    public let author: AuthorSeal?
    /// `a || b` for the patient.
    public let patientSealed: HPKESealedBox
    /// k, the number of shares that it takes.
    public let threshold: Int
    /// The shares of `b`, x = 1 ... n, organisations ascending.
    public let shares: [Share]

    /// - Throws: `shamir.thresholdInvalid`, `envelope.sharesInvalid`.
    package init(
        binding: RecordBinding, compartment: CompartmentSeal, author: AuthorSeal?, patientSealed: HPKESealedBox,
        threshold: Int, shares: [Share]
    ) throws {
        try ShamirSharing.checkThreshold(threshold, count: shares.count)
        guard shares.enumerated().allSatisfy({ Int($0.element.x) == $0.offset + 1 }),
            Identifier.ascend(shares.map(\.organisation))
        else {
            throw SealingError(.envelopeSharesInvalid, "shares are x = 1 ... n of organisations in ascending order")
        }
        self.binding = binding
        self.compartment = compartment
        self.author = author
        self.patientSealed = patientSealed
        self.threshold = threshold
        self.shares = shares
    }

    /// The share of an organisation.
    /// - Throws: `release.unknownOrganisation`.
    public func share(of organisation: String) throws -> Share {
        guard let share = shares.first(where: { $0.organisation.utf8.elementsEqual(organisation.utf8) }) else {
            throw SealingError(.releaseUnknownOrganisation, "the organisation holds no share of this record")
        }
        return share
    }

    /// Refuses an envelope of something else than `expected`.
    /// - Throws: `envelope.wrongNetwork`, `.wrongPatient`, `.wrongRecord`, `.wrongCategory`.
    public func check(_ expected: RecordBinding) throws {
        let reason = "the envelope belongs elsewhere"
        guard binding.network == expected.network else { throw SealingError(.envelopeWrongNetwork, reason) }
        guard binding.patient == expected.patient else { throw SealingError(.envelopeWrongPatient, reason) }
        guard binding.record == expected.record else { throw SealingError(.envelopeWrongRecord, reason) }
        guard binding.category == expected.category else { throw SealingError(.envelopeWrongCategory, reason) }
    }
}

extension RecordEnvelope {
    /// The canonical JSON, section 6 of the specification.
    public func encoded() -> [UInt8] {
        var fields: [String: SealedJSON] = [
            "type": .string(Self.type), "v": .integer(1),
            "network": .string(binding.network), "patient": .string(binding.patient),
            "record": .string(binding.record), "category": .string(binding.category.name),
            "compartment": .object(["sealed": compartment.sealed.json, "version": .integer(compartment.version)]),
            "patientSealed": patientSealed.json,
            "k": .integer(UInt64(threshold)),
            "shares": .array(
                shares.map { share in
                    .object([
                        "organisation": .string(share.organisation), "x": .integer(UInt64(share.x)),
                        "sealed": share.sealed.json,
                    ])
                }),
        ]
        if let author {
            fields["author"] = .object(["id": .string(author.id), "sealed": author.sealed.json])
        }
        return CanonicalJSON.encode(.object(fields))
    }

    /// Parses strictly.
    /// - Throws: `format.`, `identifier.`, `hpke.`, `shamir.` and `envelope.` codes.
    public init(parsing bytes: [UInt8]) throws {
        var fields = try JSONFields(parsing: bytes, limit: Self.largestByteCount, type: Self.type)
        let binding = try RecordBinding(
            network: fields.string("network"), patient: fields.string("patient"), record: fields.string("record"),
            category: fields.category())
        var compartment = try JSONFields(fields.value("compartment"))
        let compartmentSeal = CompartmentSeal(
            version: try compartment.integer("version", in: 1...CanonicalJSON.largestInteger),
            sealed: try compartment.box("sealed", plaintextCount: Self.halfByteCount))
        try compartment.finish()
        var authorSeal: AuthorSeal?
        if let value = fields.optional("author") {
            var author = try JSONFields(value)
            authorSeal = AuthorSeal(
                id: try author.identifier("id"),
                sealed: try author.box("sealed", plaintextCount: Self.halfByteCount))
            try author.finish()
        }
        let patientSealed = try fields.box("patientSealed", plaintextCount: 2 * Self.halfByteCount)
        let threshold = try fields.integer("k", in: 0...255)
        let shares = try fields.list("shares", limit: 255) { share in
            Share(
                organisation: try share.identifier("organisation"), x: UInt8(try share.integer("x", in: 0...255)),
                sealed: try share.box("sealed", plaintextCount: ShamirSharing.secretByteCount))
        }
        try fields.finish()
        try self.init(
            binding: binding, compartment: compartmentSeal, author: authorSeal, patientSealed: patientSealed,
            threshold: Int(threshold), shares: shares)
    }
}
