public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

// Reasons that people give each other: sealed on one device, opened on another, never readable in between.
extension Person {
    /// The most bytes of a reason.
    public static let largestReason = 4_000

    /// Why somebody asks for access; nil when they did not say. Throws `NodeClientError`, `SealingError`.
    public func reason(of request: RequestDocument) async throws -> String? {
        guard request.note != nil else { return nil }
        return try await openNote("/v1/requests/\(request.request.text)/note", from: request.requester)
    }

    /// Why a patient refused; nil when they did not say. Throws `NodeClientError`, `SealingError`.
    public func answer(to request: RequestDocument) async throws -> String? {
        guard request.answer != nil else { return nil }
        return try await openNote("/v1/requests/\(request.request.text)/answer", from: request.patient)
    }

    /// Why an author took a record back, as far as it was said to this person. Throws `NodeClientError`,
    /// `SealingError`.
    public func reason(ofRetraction record: RecordDocument) async throws -> String? {
        guard record.note != nil, record.patient == id || record.author == id else { return nil }
        let path = "/v1/patients/\(record.patient.canonical)/records/\(record.record.text)/note"
        return try await openNote(path, from: record.author)
    }

    /// Why the authority or a manager decided as they did about a person: for that person, and for who decided. Nil
    /// when nothing was said to this person. Throws `NodeClientError`, `SealingError`.
    public func reason(ofDecisionAbout person: IdentityID) async throws -> String? {
        do {
            return try await openNote("/v1/identities/\(person.canonical)/note", from: nil)
        } catch NodeClientError.problem(let problem) where problem.code == "notFound" {
            return nil
        } catch let error as SealingError where error.code == .noteNotSealedToReader {
            return nil
        }
    }

    /// Verifies, rejects or suspends a person, with a reason sealed to them. Throws `NodeClientError`,
    /// `RecordClientError`, `SealingError`.
    public func decide<Decision: PersonDecision>(
        _ decision: Decision.Type, about person: IdentityID, note: String?
    ) async throws -> TransactionResult {
        guard let note else { return try await submit(Decision(identity: person, note: nil)) }
        let content = try sealedNote(note, to: person, key: try await sealingKey(of: person))
        return try await submit(Decision(identity: person, note: content.cid), storing: [content])
    }

    /// Seals a note (a reason, a remark) to one other person. Throws `SealingError`.
    func sealedNote(
        _ text: String, to recipient: IdentityID, key: P256PublicKey, kind: SealedNote.Kind = .reason
    ) throws -> SealedContent {
        let note = try SealedNote(
            Array(text.utf8), metadata: PayloadMetadata(mediaType: "text/plain"), kind: kind, network: networkText,
            sender: id.canonical,
            recipients: recipient == id
                ? [(id.canonical, key.sealing)]
                : [(recipient.canonical, key.sealing), (id.canonical, sealingPublicKey.sealing)])
        return SealedContent(note.encoded())
    }

    /// Opens a note. Who signed the transaction that names it is on the ledger; where the document does not say it, the
    /// note's own sender is taken (`from` nil).
    func openNote(_ path: String, from sender: IdentityID?) async throws -> String {
        if let actor, !actor.isGuardian { throw RecordClientError.guardianOnly }
        let note = try SealedNote(parsing: try await client.getBytes(path))
        let opened = try withOwnKeys { key in
            try note.open(
                recipient: id.canonical, key: key, network: networkText, sender: sender?.canonical ?? note.sender,
                kind: .reason)
        }
        guard let text = String(validating: opened.content, as: UTF8.self) else {
            throw RecordClientError.contentMismatch
        }
        return text
    }

    /// The key that seals to a person: from the directory, or a patient's; proved. Throws `NodeClientError`,
    /// `RecordClientError.keyNotProven`.
    func sealingKey(of person: IdentityID) async throws -> P256PublicKey {
        if person == id { return sealingPublicKey }
        do {
            return try await publicIdentity(person).sealingKey
        } catch NodeClientError.problem(let problem) where problem.code == "notFound" {
            let answer: Positioned = try await client.get("/v1/patients/\(person.canonical)/sealing-key")
            guard case .array(let people)? = answer.value["proof"] else { throw RecordClientError.keyNotProven }
            return try trusted.identity(person, provedBy: people).sealingKey
        }
    }
}
