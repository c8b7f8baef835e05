public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

/// What is claimed, as it stands inside the seal.
public struct ClaimText: Sendable, Equatable {
    /// What for.
    public var description: String
    /// How much, as a decimal such as `120.50`.
    public var amount: String
    /// The currency, ISO 4217.
    public var currency: String

    /// A claim of these parts.
    public init(description: String, amount: String, currency: String) {
        self.description = description
        self.amount = amount
        self.currency = currency
    }

    var json: JSONObject {
        [
            "v": .integer(1), "description": .string(description), "amount": .string(amount),
            "currency": .string(currency),
        ]
    }

    init(parsing bytes: [UInt8]) throws(Rejection) {
        var reader = ObjectReader(try StrictJSONParser.parseObject(bytes))
        guard try reader.integer("v", in: 0...1_000) == 1 else { throw Rejection(.formatVersion) }
        description = try reader.text("description", maximumBytes: 10_000)
        amount = try reader.token("amount", maximumBytes: 32)
        currency = try reader.token("currency", maximumBytes: 8)
    }
}

extension Person {
    /// Submits a claim to an insurer, under a grant of the records that support it. Throws `NodeClientError`,
    /// `RecordClientError`, `SealingError`.
    public func submitClaim(
        _ text: ClaimText, for patient: IdentityID, to insurer: IdentityID, grant: EntityID
    ) async throws -> (claim: EntityID, result: TransactionResult) {
        let key = try await organisationKey(of: insurer)
        var readers: [(id: String, key: SealingPublicKey)] = [
            (insurer.canonical, try key.publicKey.sealing), (id.canonical, try sealingPublicKey.sealing),
        ]
        if patient != id { readers.append((patient.canonical, try await sealingKey(of: patient).sealing)) }
        let note = try SealedNote(
            text.json.canonicalBytes, metadata: PayloadMetadata(mediaType: "application/json", title: "claim"),
            kind: .details, network: networkText, sender: id.canonical, recipients: readers)
        let content = SealedContent(note.encoded())
        let claim = newID()
        let result = try await submit(
            ClaimSubmit(
                claim: claim, patient: patient, insurer: insurer, grant: grant, content: content.cid,
                keyVersion: key.version), storing: [content])
        return (claim, result)
    }

    /// Answers a claim, as the insurer. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func answerClaim(
        _ claim: ClaimDocument, _ decision: ClaimDocument.Decision, note: String?
    ) async throws -> TransactionResult {
        guard let note else { return try await submit(ClaimAnswer(claim: claim.claim, decision: decision)) }
        var readers: [(id: String, key: SealingPublicKey)] = [(id.canonical, try sealingPublicKey.sealing)]
        for reader in Set([claim.patient, claim.submitter]) {
            readers.append((reader.canonical, try await sealingKey(of: reader).sealing))
        }
        let sealed = try SealedNote(
            Array(note.utf8), metadata: PayloadMetadata(mediaType: "text/plain"), kind: .reason, network: networkText,
            sender: id.canonical, recipients: readers)
        let content = SealedContent(sealed.encoded())
        return try await submit(
            ClaimAnswer(claim: claim.claim, decision: decision, note: content.cid), storing: [content])
    }

    /// Claims that concern the person, open ones first: a patient's own, an insurer's, those that a manager submitted.
    /// Throws `NodeClientError`.
    public func claims() async throws -> [ClaimDocument] {
        try await client.list("/v1/me/claims").map { json in
            var reader = ObjectReader(json)
            return try json.ledgerDocument(.claim(try reader.id("claim")))
        }
    }

    /// One claim. Throws `NodeClientError`.
    public func claim(_ claim: EntityID) async throws -> ClaimDocument {
        let answer: Positioned = try await client.get("/v1/claims/\(claim.text)")
        return try answer.value.ledgerDocument(.claim(claim))
    }

    /// Opens what is claimed. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func text(of claim: ClaimDocument) async throws -> ClaimText {
        let sealed = try await client.getBytes("/v1/claims/\(claim.claim.text)/content")
        guard CIDBuilder.cid(of: sealed) == claim.content else { throw RecordClientError.contentMismatch }
        let note = try SealedNote(parsing: sealed)
        let reader: (id: String, key: SealingPrivateKey)
        if claim.insurer == identity.organisation {
            guard let key = try await organisationKeys().first(where: { $0.version == UInt64(claim.keyVersion) }) else {
                throw RecordClientError.noOrganisationKey
            }
            reader = (claim.insurer.canonical, key.privateKey)
        } else {
            reader = (id.canonical, try keys.sealingPrivateKey)
        }
        let opened = try note.open(
            recipient: reader.id, key: reader.key, network: networkText, sender: claim.submitter.canonical,
            kind: .details)
        return try ClaimText(parsing: opened.content)
    }

    /// Why the insurer decided so; nil when it said nothing. Throws `NodeClientError`, `SealingError`.
    public func reason(of claim: ClaimDocument) async throws -> String? {
        guard claim.note != nil else { return nil }
        return try await openNote("/v1/claims/\(claim.claim.text)/note", from: claim.answeredBy)
    }
}
