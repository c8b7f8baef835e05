internal import ContentStore
public import LedgerFormat
internal import LedgerStore
internal import RecordContract
internal import Sealing

/// This organisation's share of one record's second key half, re-sealed to a reader.
public struct ReleasedRecordShare: Sendable {
    /// The record.
    public let record: EntityID
    /// The organisation whose share it is.
    public let organisation: IdentityID
    /// The share's x.
    public let x: UInt8
    /// The released share (sealed-record-v1 section 7): canonical JSON, ASCII.
    public let share: [UInt8]
}

/// The node's one private-key operation on clinical matter: for an `access.read` that this node has executed and
/// committed, it opens its organisation's share of each record, checks it against the ledger, and seals it to who
/// signed the read. Nobody else gets it, and nobody without such a read, whoever asks: people, or other nodes for them.
struct ShareRelease: Sendable {
    let ledger: Ledger
    let content: any ContentStore
    let organisation: IdentityID
    let releaseKey: SealingPrivateKey
    /// Brings here the envelopes that only other nodes hold; nil where there are none.
    var pulling: ContentPulling?

    /// A record that an executed read names, and whom its shares are for.
    struct Item: Sendable {
        let record: RecordDocument
        let reader: P256PublicKey
    }

    /// What a read gives: its records, and the height from which on every node has executed it.
    struct Executed: Sendable {
        let items: [Item]
        let height: UInt64
    }

    /// For so long after a read, in milliseconds of ledger time, its shares are there although its grant has run out
    /// since: a grant for one view is used up by the read itself. A revocation ends it at once.
    static let window: Int64 = 600_000

    /// The own shares of the records of a read, or of some of them; of a whole read those are left out whose envelope
    /// cannot be opened. Throws as `executed` does, and why a single one cannot be opened.
    func release(
        read hash: TransactionHash, records: [EntityID]?, to principal: Principal
    ) async throws -> [ReleasedRecordShare] {
        let items = try executed(hash, records, by: principal).items
        let (shares, failure) = try await shares(of: items, read: hash)
        // One that does not open keeps nobody from the others; asked for by itself, it says why.
        if let failure, records != nil || items.count == 1 { throw failure }
        return shares
    }

    /// The own shares, and why one of them is missing.
    func shares(
        of items: [Item], read hash: TransactionHash
    ) async throws -> (shares: [ReleasedRecordShare], failure: (any Error)?) {
        var released: [ReleasedRecordShare] = []
        var failure: (any Error)?
        for item in items {
            do { released.append(try await release(item, read: hash)) } catch let error
                where error is SealingError || error is ContentError
            {
                failure = failure ?? error
            }
        }
        return (released, failure)
    }

    /// What an executed read names, if its shares may be given to its signer now. Throws `notFound` for a transaction
    /// that is not there or not the signer's (the same for both), `release.notAccepted`, `release.notReader` for
    /// records the read does not name, `release.ended` when the grant holds no more.
    func executed(_ hash: TransactionHash, _ wanted: [EntityID]?, by principal: Principal) throws -> Executed {
        try ledger.read { reader in
            guard let stored = try reader.transaction(hash) else { throw NodeError.notFound }
            let transaction = try Transaction(parsing: stored.encoded)
            guard case .key(let key)? = try reader.document(.key(transaction.signer)),
                key.holder == principal.identity, transaction.hash == hash
            else { throw NodeError.notFound }
            guard stored.outcome.rejection == nil else {
                throw NodeError(.conflict, "release.notAccepted", "The contract rejected this read.")
            }
            let notReader = NodeError(.forbidden, "release.notReader", "The read does not name this record.")
            guard case .read(let read)? = try reader.document(.read(hash)), read.reader == principal.identity,
                case .identity(let person)? = try reader.document(.identity(read.reader))
            else { throw notReader }
            // A read that was executed is released to who was suspended since only in name: nothing leaves any more.
            let visibility = try Visibility(reader, principal)
            try visibility.requireStanding()
            try Self.requireConsent(read, visibility)
            let records = wanted ?? read.records
            let items = try records.map { id in
                guard read.records.contains(id),
                    case .record(let record)? = try reader.document(.record(read.patient, id)),
                    record.status != .erased
                else { throw notReader }
                return Item(record: record, reader: person.application.sealingKey)
            }
            return Executed(items: items, height: stored.height)
        }
    }

    /// Who signed a transaction, as their own ledger key of now lets them sign in: for whom another node relays. Throws
    /// `notFound` where it is not on this node's ledger.
    func signer(of hash: TransactionHash) throws -> Principal {
        try ledger.read { reader in
            guard let stored = try reader.transaction(hash),
                case .key(let key)? = try reader.document(.key(try Transaction(parsing: stored.encoded).signer)),
                case .identity(let person)? = try reader.document(.identity(key.holder))
            else { throw NodeError.notFound }
            return Principal(identity: person.id, key: person.application.signingKey.thumbprint)
        }
    }

    /// The consent of the read must hold now, or have held a moment ago. An author's own read needs none.
    private static func requireConsent(_ read: ReadDocument, _ visibility: Visibility) throws {
        guard let id = read.grant else { return }
        let ended = NodeError(
            .forbidden, "release.ended", "The grant of this read holds no more; what it gave is not given again.")
        guard case .grant(let grant)? = try visibility.ledger.document(.grant(id)), grant.status != .revoked else {
            throw ended
        }
        let isLive = grant.status == .live && visibility.time < grant.until
        guard isLive || visibility.time <= read.at.advanced(byMilliseconds: window) else { throw ended }
    }

    private func release(_ item: Item, read: TransactionHash) async throws -> ReleasedRecordShare {
        let record = item.record
        let envelope = record.content.envelope
        if let pulling, try await content.stat(envelope) == nil {
            _ = try await pulling.pull(envelope) { try self.refers(to: envelope, record) }
        }
        let bytes = try await content.bytes(of: record.content.envelope, limit: RecordEnvelope.largestByteCount)
        let binding = try RecordBinding(
            network: ledger.network.base64URL, patient: record.patient.canonical, record: record.record.text,
            category: Self.category(record.content.category))
        let parsed = try RecordEnvelope(parsing: bytes)
        try parsed.check(binding)
        let commitments = try ShareCommitments(
            threshold: Int(record.content.threshold),
            entries: record.content.shares.map { share in
                try ShareCommitments.Entry(
                    organisation: share.organisation.canonical, commitment: share.commitment.bytes)
            })
        let share = try parsed.share(of: organisation.canonical)
        let coordinates = item.reader.coordinates
        let reader = try SealingPublicKey(x: Array(coordinates[..<32]), y: Array(coordinates[32...]))
        let released = try ReleasedShare.reseal(
            share, of: binding, releaseKey: releaseKey, commitments: commitments, to: reader, read: read.bytes)
        return ReleasedRecordShare(
            record: record.record, organisation: organisation, x: released.x, share: released.encoded())
    }

    private func refers(to envelope: CID, _ record: RecordDocument) throws -> Bool {
        let document = try ledger.read { reader in try reader.document(.record(record.patient, record.record)) }
        guard case .record(let current)? = document else { return false }
        return current.status != .erased && current.content.envelope == envelope
    }

    /// Both vocabularies number the categories alike, for ever.
    private static func category(_ category: RecordContract.Category) throws -> CompartmentCategory {
        guard let category = CompartmentCategory(rawValue: category.code) else { throw NodeError.failed }
        return category
    }
}
