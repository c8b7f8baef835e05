internal import LedgerFormat
internal import NodeClient
internal import NodeWire
internal import RecordContract
internal import Wallet

// What a node says of records and grants, held against what their author or patient signed: a node can withhold such a
// fact, it cannot invent one (docs/decisions/0009).
extension Person {
    /// Throws `RecordClientError.factNotProven` unless this person, the patient, or who acts for them, signed that
    /// grant with these terms.
    func requireOwn(_ grant: GrantDocument) async throws {
        let fact = try await signedFact("/v1/grants/\(grant.grant.text)/proof")
        guard grant.patient == id, let command = try? fact.command(of: try await trusted.identity(id)),
            command.gives(grant)
        else { throw RecordClientError.factNotProven }
    }

    /// Throws `RecordClientError.factNotProven` unless the author that the record names signed it, in that role: the
    /// same patient, category and content. The envelope is the patient's to renew; the payload's key is bound to the
    /// record.
    func requireAuthor(of record: RecordDocument) async throws {
        let author = try await trusted.identity(record.author)
        guard author.isVerified, author.role == record.authorRole, author.organisation == record.organisation,
            record.selfReported == (record.author == record.patient)
        else { throw RecordClientError.factNotProven }
        let fact = try await signedFact(record.path("proof"))
        guard let command = try? fact.command(of: author), let signed = SignedRecord(command),
            signed.patient.map({ $0 == record.patient }) ?? true, signed.record == record.record,
            signed.supersedes == record.supersedes,
            signed.content.category == record.content.category, signed.content.payload == record.content.payload,
            signed.content.shares == record.content.shares, signed.content.threshold == record.content.threshold
        else { throw RecordClientError.factNotProven }
    }

    private func signedFact(_ path: String) async throws -> SignedFact {
        let answer: Positioned = try await client.get(path)
        do {
            return try SignedFact(answer.value, genesis: trusted.genesis)
        } catch {
            throw RecordClientError.factNotProven
        }
    }
}

/// What the commands that write a record have in common. A result names its patient by the order that it fulfils; its
/// payload opens for that patient alone.
private struct SignedRecord {
    let patient: IdentityID?
    let record: EntityID
    let content: RecordContent
    let supersedes: EntityID?

    init?(_ command: Command?) {
        switch command {
        case .recordAdd(let add):
            (patient, record, content, supersedes) = (add.patient, add.record, add.content, nil)
        case .recordAmend(let amend):
            (patient, record, content, supersedes) = (amend.patient, amend.record, amend.content, amend.supersedes)
        case .care(let care):
            guard let fulfil = care.value as? OrderFulfil else { return nil }
            (patient, record, content, supersedes) = (nil, fulfil.record, fulfil.content, fulfil.supersedes)
        default: return nil
        }
    }
}
