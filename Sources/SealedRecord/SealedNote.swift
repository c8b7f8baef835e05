public import Sealing

/// A small sealed object for one or more recipients: a credential for the authority, a reason, a message, shared
/// details. Envelope and content are one object, so that erasing it leaves nothing.
public struct SealedNote: Sendable {
    /// What a note is; the codes are part of the payload's header and never change.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// Proof of a profession, for the authority.
        case credential = 129
        /// Why access was asked for, denied, or an entry was retracted.
        case reason = 130
        /// A message between patient and care team.
        case message = 131
        /// Details that a patient or physician shares.
        case details = 132
        /// The sealing key of a dependant, for a guardian or for who has come of age.
        case key = 133

        /// The name used in JSON and contexts.
        public var name: String {
            switch self {
            case .credential: "credential"
            case .reason: "reason"
            case .message: "message"
            case .details: "details"
            case .key: "key"
            }
        }
    }

    /// The most bytes of a whole note.
    public static let largestByteCount = 16_777_216
    static let largestEnvelopeCount = 65_536
    static let largestRecipientCount = 64
    static let type = "medchain-note"
    static let magic = Array("MCSN".utf8)
    static let headerByteCount = 12

    struct Recipient: Sendable, Equatable {
        let id: String
        let sealed: HPKESealedBox
    }

    /// The kind.
    public let kind: Kind
    /// The network.
    public let network: String
    /// Who sealed it, as the note says; the ledger's transaction that refers to it proves it.
    public let sender: String
    /// The note's random identifier.
    public let note: String
    private let recipients: [Recipient]
    private let payload: [UInt8]

    /// The identifiers of those it is sealed to.
    public var recipientIDs: [String] { recipients.map(\.id) }

    /// A random identifier for a note, 128 bit.
    public static func randomID() -> String {
        SealedBase64URL.encode(SecretBytes.random(count: 16).exposedBytes())
    }

    /// Seals a content to recipients.
    /// - Throws: `envelope.entriesInvalid` (no recipient, one twice, over 64), `format.tooLarge`, `identifier.invalid`,
    ///   `payload.metadataInvalid`.
    public init(
        _ content: [UInt8], metadata: PayloadMetadata, kind: Kind, network: String, sender: String,
        note: String = SealedNote.randomID(), recipients: [(id: String, key: SealingPublicKey)]
    ) throws {
        self.kind = kind
        self.network = try Identifier.check(network)
        self.sender = try Identifier.check(sender)
        self.note = try Identifier.check(note)
        let noteKey = SecretBytes.random()
        let sorted = recipients.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        self.recipients = try sorted.map { recipient in
            Recipient(
                id: try Identifier.check(recipient.id),
                sealed: try HPKESealedBox.seal(
                    noteKey, to: recipient.key, context: Self.context(network, sender, note, kind, recipient.id)))
        }
        payload = try Payload.seal(
            content, metadata: metadata, dataKey: Self.dataKey(noteKey, network, sender, note),
            binding: PayloadBinding(network: network, sender: sender, note: note, kind: kind))
        try check()
        guard encoded().count <= Self.largestByteCount else {
            throw SealingError(.formatTooLarge, "a note has at most \(Self.largestByteCount) bytes")
        }
    }

    /// Opens the note.
    /// - Parameters:
    ///   - recipient: The reader's identity or organisation.
    ///   - key: The sealing key of `recipient`.
    ///   - network: The network that it must be of.
    ///   - sender: Who must have sealed it, from the ledger.
    ///   - kind: The kind that is expected.
    /// - Throws: `note.wrongKind`, `note.notSealedToReader`, `envelope.wrongNetwork`, `note.wrongSender`,
    ///   `hpke.openFailed` and the `payload.` codes.
    public func open(
        recipient: String, key: SealingPrivateKey, network: String, sender: String, kind: Kind
    ) throws -> (metadata: PayloadMetadata, content: [UInt8]) {
        guard self.kind == kind else { throw SealingError(.noteWrongKind, "a note of another kind") }
        guard self.network == network else {
            throw SealingError(.envelopeWrongNetwork, "the note is of another network")
        }
        guard self.sender == sender else {
            throw SealingError(.noteWrongSender, "the note is of another sender")
        }
        guard let entry = recipients.first(where: { $0.id == recipient }) else {
            throw SealingError(.noteNotSealedToReader, "the note is not sealed to this reader")
        }
        let noteKey = try entry.sealed.open(
            with: key, context: Self.context(network, sender, note, kind, recipient))
        return try Payload.open(
            payload, dataKey: Self.dataKey(noteKey, network, sender, note),
            binding: PayloadBinding(network: network, sender: sender, note: note, kind: kind))
    }

    private static func context(
        _ network: String, _ sender: String, _ note: String, _ kind: Kind, _ recipient: String
    ) -> SealingContext {
        SealingContext(
            "note/key", .text(network), .text(sender), .text(note), .text(kind.name), .text(recipient))
    }

    private static func dataKey(
        _ noteKey: SecretBytes, _ network: String, _ sender: String, _ note: String
    ) -> DataKey {
        DataKey(
            ikm: noteKey, context: SealingContext("note-key", .text(network), .text(sender), .text(note)))
    }

    private func check() throws {
        guard Identifier.ascend(recipients.map(\.id)), !recipients.isEmpty,
            recipients.count <= Self.largestRecipientCount
        else {
            throw SealingError(.envelopeEntriesInvalid, "recipients are not in order, none or too many")
        }
    }
}

extension SealedNote {
    /// The whole object, section 9 of the specification.
    public func encoded() -> [UInt8] {
        let envelope = CanonicalJSON.encode(
            .object([
                "type": .string(Self.type), "v": .integer(1), "kind": .string(kind.name),
                "network": .string(network), "sender": .string(sender), "note": .string(note),
                "recipients": .array(
                    recipients.map { .object(["id": .string($0.id), "sealed": $0.sealed.json]) }),
            ]))
        return Self.magic + [1, 0, 0, 0] + bigEndianBytes(UInt32(envelope.count)) + envelope + payload
    }

    /// Parses strictly; the payload is checked when it is opened.
    /// - Throws: `note.headerInvalid`, `note.versionUnknown` and `format.`, `identifier.`, `hpke.`, `envelope.` codes.
    public init(parsing bytes: [UInt8]) throws {
        guard bytes.count <= Self.largestByteCount else {
            throw SealingError(.formatTooLarge, "a note has at most \(Self.largestByteCount) bytes")
        }
        guard bytes.count >= Self.headerByteCount, Array(bytes[0..<4]) == Self.magic else {
            throw SealingError(.noteHeaderInvalid, "not a sealed note")
        }
        guard bytes[4] == 1 else {
            throw SealingError(.noteVersionUnknown, "a note version that this program does not know")
        }
        let envelopeCount = bytes[8..<12].reduce(0) { $0 << 8 | Int($1) }
        let end = Self.headerByteCount + envelopeCount
        guard bytes[5..<8].allSatisfy({ $0 == 0 }), envelopeCount <= Self.largestEnvelopeCount, end <= bytes.count
        else {
            throw SealingError(.noteHeaderInvalid, "a note's header that the format does not allow")
        }
        var fields = try JSONFields(
            parsing: Array(bytes[Self.headerByteCount..<end]), limit: Self.largestEnvelopeCount, type: Self.type)
        let kindName = try fields.string("kind")
        guard let kind = Kind.allCases.first(where: { $0.name.utf8.elementsEqual(kindName.utf8) }) else {
            throw SealingError(.formatValueInvalid, "'kind' is not a kind of note")
        }
        self.kind = kind
        network = try fields.identifier("network")
        sender = try fields.identifier("sender")
        note = try fields.identifier("note")
        recipients = try fields.list("recipients", limit: Self.largestRecipientCount) { entry in
            Recipient(
                id: try entry.identifier("id"),
                sealed: try entry.box("sealed", plaintextCount: RecordKeyHalves.byteCount))
        }
        try fields.finish()
        payload = Array(bytes[end...])
        try check()
    }
}
