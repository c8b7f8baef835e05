internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import RecordContract
internal import Sealing

/// Brings a reader as many shares as it takes to open what they read: the own organisation's, and others' through their
/// nodes, each of which looks at its own ledger and seals its share to the reader. What passes through here cannot be
/// opened here.
struct ReleaseGathering: Sendable {
    let own: ShareRelease
    /// nil where there are no other nodes.
    let peers: Peers?
    let logger: Logger

    /// How long another node may take: longer than it waits for its own ledger to come so far.
    private static let patience: Duration = .seconds(8)

    /// The shares of the records of a read, or of some of them, until each has as many as its threshold or nobody is
    /// left to ask; of a whole read, records of which no share is to be had are left out. `except` are the
    /// organisations whose shares the reader found wrong. Throws as `ShareRelease.executed` does.
    func release(
        read hash: TransactionHash, records: [EntityID]?, except: Set<IdentityID>, to principal: Principal
    ) async throws -> [ReleasedRecordShare] {
        let executed = try own.executed(hash, records, by: principal)
        var gathered = Gathered(executed.items, hash, own.ledger.network)
        var failure: (any Error)?
        if !except.contains(own.organisation) {
            let (shares, why) = try await own.shares(of: executed.items, read: hash)
            for share in shares { _ = gathered.take(share, from: own.organisation) }
            failure = why
        }
        if !gathered.isComplete, let peers {
            let holders = try peers.others().filter { peer in
                !except.contains(peer.organisation) && gathered.misses(from: peer.organisation)
            }
            try await ask(holders, peers, executed.height, hash, &gathered)
        }
        if let failure, gathered.shares.isEmpty, records != nil || executed.items.count == 1 { throw failure }
        return gathered.shares
    }

    /// A struct and not a tuple: see `Node.NumberedAnswer`.
    private struct Answer: Sendable {
        let peer: Peer
        let shares: [ReleasedRecordShare]
        let code: String?
    }

    private func ask(
        _ holders: [Peer], _ peers: Peers, _ height: UInt64, _ hash: TransactionHash, _ gathered: inout Gathered
    ) async throws {
        let request: JSONObject = [
            "read": .hash(hash), "height": .integer(Int64(height)),
            "records": .array(gathered.missing.sorted().map { .id($0) }),
        ]
        await withTaskGroup(of: Answer.self) { group in
            for peer in holders {
                group.addTask {
                    do {
                        let answer = try await peers.ask(peer, "/releases", request, within: Self.patience)
                        return Answer(peer: peer, shares: try PeerMessages.shares(answer), code: nil)
                    } catch {
                        let code = (error as? NodeError)?.code ?? Peers.answer.code
                        return Answer(peer: peer, shares: [], code: code)
                    }
                }
            }
            for await answer in group {
                var code = answer.code
                for share in answer.shares where !gathered.take(share, from: answer.peer.organisation) {
                    code = Peers.answer.code
                }
                if let code {
                    logger.warning(
                        "a peer released nothing",
                        metadata: ["code": "\(code)", "peer": "\(answer.peer.node.canonical)"])
                }
                if gathered.isComplete { break }
            }
            group.cancelAll()
        }
        try Task.checkCancellation()
    }
}

/// The shares of a read so far, each at most once, and none that is not of the organisation that gave it.
private struct Gathered {
    private(set) var shares: [ReleasedRecordShare] = []
    private let records: [EntityID: RecordDocument]
    private let read: TransactionHash
    private let network: NetworkID
    private var counts: [EntityID: Int] = [:]
    private var taken: Set<Place> = []

    private struct Place: Hashable {
        let record: EntityID
        let organisation: IdentityID
    }

    init(_ items: [ShareRelease.Item], _ read: TransactionHash, _ network: NetworkID) {
        records = Dictionary(items.map { ($0.record.record, $0.record) }) { first, _ in first }
        self.read = read
        self.network = network
    }

    /// The records that want for shares.
    var missing: [EntityID] {
        records.values.filter { counts[$0.record, default: 0] < Int($0.content.threshold) }.map(\.record)
    }

    var isComplete: Bool { missing.isEmpty }

    /// Whether an organisation holds a share of a record that wants for some.
    func misses(from organisation: IdentityID) -> Bool {
        missing.contains { id in records[id]?.content.shares.contains { $0.organisation == organisation } ?? false }
    }

    /// Takes a share if it has the form of that organisation's for this read; what it seals only its reader sees.
    mutating func take(_ share: ReleasedRecordShare, from organisation: IdentityID) -> Bool {
        guard share.organisation == organisation, let record = records[share.record],
            let index = record.content.shares.firstIndex(where: { $0.organisation == organisation }),
            Int(share.x) == index + 1, let parsed = try? ReleasedShare(parsing: share.share),
            parsed.network == network.base64URL, parsed.patient == record.patient.canonical,
            parsed.record == record.record.text, parsed.organisation == organisation.canonical, parsed.x == share.x,
            parsed.read == read.bytes,
            taken.insert(Place(record: share.record, organisation: organisation)).inserted
        else { return false }
        shares.append(share)
        counts[share.record, default: 0] += 1
        return true
    }
}
