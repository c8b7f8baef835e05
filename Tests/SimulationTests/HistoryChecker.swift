import LedgerFormat
import LedgerStore
import RecordContract

@testable import NodeCore

/// Holds what the network did against what it promises. It asks the ledger what stands there, and nobody whether that
/// is right.
final class HistoryChecker: @unchecked Sendable {
    // Everything here happens on the one thread of the simulation.

    /// How much happened, so that a test can tell whether it means anything.
    struct Tally {
        var blocks = 0
        var reads = 0
        var dispenses = 0
        var grants = 0
        var revocations = 0
        var rejected = 0

        static func + (one: Tally, other: Tally) -> Tally {
            Tally(
                blocks: one.blocks + other.blocks, reads: one.reads + other.reads,
                dispenses: one.dispenses + other.dispenses, grants: one.grants + other.grants,
                revocations: one.revocations + other.revocations, rejected: one.rejected + other.rejected)
        }
    }

    private struct Consent {
        let grant: SimulatedGrant
        var isRevoked = false
        var used: Int64 = 0
    }

    private let network: SimulatedNetwork
    /// The header of every block that any process has committed.
    private var chain: [UInt64: (hash: Hash256, time: LedgerTime)] = [:]
    private var finding: String?
    private(set) var tally = Tally()
    /// The simulation's time.
    var now = LedgerTime.zero

    init(_ network: SimulatedNetwork) { self.network = network }

    // MARK: While it goes on

    /// A process has committed blocks.
    func committed(_ blocks: [ExecutedBlock], by node: Int) {
        for block in blocks { take(block.header, by: node) }
    }

    private func take(_ header: BlockHeader, by node: Int) {
        if let known = chain[header.height] {
            if known.hash != header.hash { find("node \(node) has another block at height \(header.height)") }
            return
        }
        chain[header.height] = (header.hash, header.time)
        if header.height > 0, let before = chain[header.height - 1], before.time > header.time {
            find("the ledger's time goes back at height \(header.height)")
        }
        // Clocks that are right are off by two seconds at most, and one wrong clock moves nothing.
        if now != .zero, header.time > now.advanced(byMilliseconds: 2_000) {
            find("the ledger's time runs ahead at height \(header.height)")
        }
    }

    private func find(_ finding: String) { self.finding = self.finding ?? finding }

    func requireNothingFound() throws {
        if let finding { throw SimulationFailure(finding) }
    }

    /// Whether a process may have stopped by itself for this reason.
    func requireExplained(_ standing: SimulatedNode.Standing, of node: Int) throws {
        guard case .stopped(let reason) = standing else { return }
        throw SimulationFailure("node \(node) stopped: \(reason)")
    }

    // MARK: In the end

    /// Every node holds the same chain, and what stands there is what people asked for and were told.
    func check(_ nodes: [SimulatedNode], clients: SimulatedClients, now: LedgerTime) throws {
        try requireNothingFound()
        let heights = Set(nodes.compactMap { $0.process?.ledger.height })
        guard heights.count == 1 else { throw SimulationFailure("the nodes end at different heights") }
        for node in nodes {
            guard let ledger = node.process?.ledger else { continue }
            try ledger.read { reader in
                for header in try reader.headers(from: 0, limit: Int(ledger.height) + 1) {
                    take(header, by: node.index)
                }
                try check(clients, reader, node.index)
            }
            try requireNothingFound()
        }
        guard let ledger = nodes.first?.process?.ledger else { return }
        tally.blocks = Int(ledger.height)
        try ledger.read { reader in try replay(clients, reader) }
        try requireNothingFound()
    }

    /// What people were told holds on this node; what they were refused stands nowhere.
    private func check(_ clients: SimulatedClients, _ reader: LedgerReader, _ node: Int) throws {
        for (index, sent) in clients.sent.enumerated() {
            let stored = try reader.transaction(sent.hash)
            for attempt in sent.attempts {
                guard case .recorded(let told)? = attempt.answer else { continue }
                // What has expired does not use its identifier up: it stands in its block alone.
                let holds =
                    try stored.map { $0.height == told.height && $0.outcome.encoded == told.outcome.encoded }
                    ?? (told.outcome.rejection != nil
                        && reader.block(told.height)?.batch.transactions.contains(sent.bytes) == true)
                guard holds else {
                    let found = stored.map { "\($0.outcome) at \($0.height)" } ?? "nothing"
                    return find(
                        "node \(node) does not hold what was acknowledged: transaction \(index + 1), "
                            + "\(told.outcome) at \(told.height); it holds \(found)")
                }
            }
            if stored != nil, sent.isRefused {
                return find("node \(node) holds what was refused: transaction \(index + 1)")
            }
        }
    }

    /// Plays what was accepted, in the ledger's order, against a model of consent and prescriptions.
    private func replay(_ clients: SimulatedClients, _ reader: LedgerReader) throws {
        var consents: [String: Consent] = [:]
        var dispensed: [String: Int64] = [:]
        let stored = try clients.sent.compactMap { sent in try reader.transaction(sent.hash).map { (sent, $0) } }
        for (sent, transaction) in stored.sorted(by: { ($0.1.height, $0.1.index) < ($1.1.height, $1.1.index) }) {
            guard transaction.outcome.rejection == nil else {
                tally.rejected += 1
                continue
            }
            switch sent.act {
            case .grant(let grant):
                tally.grants += 1
                consents[grant.name] = Consent(grant: grant)
            case .revoke(let grant):
                tally.revocations += 1
                consents[grant]?.isRevoked = true
            case .read(let grant, let reader, let records):
                tally.reads += 1
                read(&consents[grant], by: reader, records, at: transaction.time)
            case .dispense(let prescription, let allowed, let quantity):
                tally.dispenses += 1
                dispensed[prescription, default: 0] += quantity
                if dispensed[prescription, default: 0] > allowed.quantity * (1 + allowed.repeats) {
                    find("more was dispensed than was prescribed")
                }
            }
        }
        try requireKnown(clients, reader)
    }

    private func read(_ consent: inout Consent?, by reader: String, _ records: Int, at time: LedgerTime) {
        guard let given = consent, !given.isRevoked, given.grant.physician == reader, given.grant.from <= time,
            time < given.grant.until, given.used + Int64(records) <= given.grant.reads ?? .max
        else { return find("somebody read without consent") }
        consent?.used += Int64(records)
    }

    /// Nothing was accepted that nobody of these people signed.
    private func requireKnown(_ clients: SimulatedClients, _ reader: LedgerReader) throws {
        let known = Set(clients.sent.map(\.hash))
        var height = UInt64(network.beginning.count) + 1
        while let block = try reader.block(height) {
            for entry in block.batch.transactions {
                guard let hash = (try? Transaction(parsing: entry))?.hash, !known.contains(hash),
                    let stored = try reader.transaction(hash), stored.height == height
                else { continue }
                if stored.outcome.rejection == nil { find("something was accepted that nobody signed") }
            }
            height += 1
        }
    }
}
