import LedgerFormat
import RecordContract
import TestSupport

/// Somebody who holds a node's keys and writes what they like under its name.
final class Liar {
    private let network: SimulatedNetwork
    private let node: Int
    private var sequence: UInt64 = 0
    private var previous = Hash256.zero

    init(_ network: SimulatedNetwork, node: Int) {
        self.network = network
        self.node = node
        for batch in network.beginning where batch.heading.node == network.nodes[node] {
            (sequence, previous) = (batch.heading.sequence, batch.hash)
        }
    }

    /// Writes a batch: one that counts and is full of lies, or one that does not count.
    func act(_ generator: inout SeededGenerator, _ log: SharedLog, now: LedgerTime) throws {
        let years: [Int64] = [0, 2_300_000_000_000, -1_000_000_000_000]
        let time = now.advanced(byMilliseconds: years[generator.below(years.count)])
        var transactions: [[UInt8]] = []
        for _ in 0..<generator.below(4) { transactions.append(try lie(&generator, at: now)) }
        let kind = generator.below(8)
        let heading = Batch.Heading(
            network: network.network, epoch: kind == 5 ? 2 : SharedLog.epoch, node: network.nodes[node],
            sequence: kind == 6 ? sequence + 2 : sequence + 1, previous: kind == 7 ? .zero : previous, time: time)
        let batch = try Batch(
            heading: heading, transactions: transactions,
            signingKey: try SimulatedNetwork.attestationKey(kind == 4 ? 0 : node))
        log.write(batch)
        if kind < 4 { (sequence, previous) = (heading.sequence, batch.hash) }
    }

    /// Garbage, what others signed before, another's signature, or what nobody known signed.
    private func lie(_ generator: inout SeededGenerator, at now: LedgerTime) throws -> [UInt8] {
        let old = network.beginning.flatMap(\.transactions)
        let revoke = AccessRevoke(grant: .named("pat/writing"))
        let id = EntityID.random(using: &generator)
        switch generator.below(5) {
        case 0: return generator.bytes(1 + generator.below(300))
        case 1: return old[generator.below(old.count)]
        case 2: return try SimulatedPerson("stranger").sign(revoke, network: network.network, id: id, at: now)
        case 3:
            let expired = now.advanced(byMilliseconds: -86_400_000)
            return try SimulatedPerson("pat").sign(
                revoke, network: network.network, id: id, at: expired, lifetime: 1_000)
        default:
            let input = Transaction.signingInput(
                signer: try SimulatedPerson("pat").key.thumbprint, network: network.network, id: id, issuedAt: now,
                expiresAt: now.advanced(byMilliseconds: 60_000), command: revoke.json)
            let signature = try Transaction(parsing: old[generator.below(old.count)]).signature
            return try Transaction.assemble(signingInput: input, signature: signature).encoded
        }
    }
}
