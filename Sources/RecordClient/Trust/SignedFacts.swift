internal import LedgerFormat
internal import NodeClient
internal import NodeWire
internal import RecordContract
internal import Wallet

// What a node says of records and grants, held against what their author or patient signed: a node can withhold such a
// fact, it cannot invent one (docs/decisions/0009).
extension Person {
    /// Throws `RecordClientError.factNotProven` unless this person, the patient, signed that grant with these terms.
    func requireOwn(_ grant: GrantDocument) async throws {
        let transaction = try await signedTransaction("/v1/grants/\(grant.grant.text)/proof")
        guard grant.patient == id,
            (try? VerifiedTransaction(verifying: transaction, with: keys.signingPublicKey)) != nil
        else { throw RecordClientError.factNotProven }
        let holds =
            switch try? Command(parsing: transaction.command) {
            case .accessGrant(let signed):
                signed.grant == grant.grant && signed.grantee == grant.grantee && signed.terms == grant.terms
                    && signed.from == grant.from && signed.until == grant.until
            // A grant that goes with an appointment begins and ends with it.
            case .care(let care):
                (care.value as? AppointmentRequest).map {
                    $0.grant?.grant == grant.grant && $0.physician == grant.grantee && $0.grant?.terms == grant.terms
                } ?? false
            default: false
            }
        guard holds else { throw RecordClientError.factNotProven }
    }

    /// Throws `RecordClientError.factNotProven` unless the author that the record names signed it, in that role: the
    /// same patient, category and content. The envelope is the patient's to renew; the payload's key is bound to the
    /// record.
    func requireAuthor(of record: RecordDocument) async throws {
        let author = try await trusted.identity(record.author)
        guard author.isVerified, author.role == record.authorRole, author.organisation == record.organisation,
            record.selfReported == (record.author == record.patient)
        else { throw RecordClientError.factNotProven }
        let transaction = try await signedTransaction(record.path("proof"))
        guard let signed = SignedRecord(try? Command(parsing: transaction.command)),
            (try? VerifiedTransaction(verifying: transaction, with: author.signingKey)) != nil,
            signed.patient.map({ $0 == record.patient }) ?? true, signed.record == record.record,
            signed.supersedes == record.supersedes,
            signed.content.category == record.content.category, signed.content.payload == record.content.payload,
            signed.content.shares == record.content.shares, signed.content.threshold == record.content.threshold
        else { throw RecordClientError.factNotProven }
    }

    private func signedTransaction(_ path: String) async throws -> Transaction {
        let answer: Positioned = try await client.get(path)
        guard case .string(let encoded)? = answer.value["transaction"],
            let transaction = try? Transaction(parsing: Array(encoded.utf8)), transaction.network == network.network
        else { throw RecordClientError.factNotProven }
        return transaction
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
