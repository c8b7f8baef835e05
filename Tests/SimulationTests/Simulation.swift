import Foundation
import LedgerFormat
import LedgerStore
import Ordering
import TestSupport

@testable import NodeCore

/// A whole network on one thread: three nodes with their real pipelines and ledgers, and between them an ordering log,
/// clocks, disks and people that the simulation holds. One seed decides everything that happens and in which order, so
/// that a failing seed fails again in the same way.
///
/// (Sets and dictionaries have another order in each process: for the same steps in another process set
/// `SWIFT_DETERMINISTIC_HASHING=1`.)
final class Simulation {
    /// What a seed may choose from.
    struct Settings {
        /// How many steps something is done to the network, before everything is mended.
        var steps = 140
        /// What is broken on purpose.
        var fault: SharedLog.Fault?
        /// Whether the last node's keys are in the hands of somebody who lies.
        var hasLiar: Bool?
        /// Whether people allow less than what they sign says.
        var isMistrustful = false
    }

    let network: SimulatedNetwork
    let executor = SimulatedExecutor()
    let shared: SharedLog
    let nodes: [SimulatedNode]
    let people: SimulatedClients
    let checker: HistoryChecker
    let liar: Liar?
    private(set) var generator: SeededGenerator
    private(set) var now: LedgerTime
    /// What happened, a line each.
    private(set) var trace: [String] = []
    private let folder: String
    private let settings: Settings

    init(seed: UInt64, _ settings: Settings = Settings()) throws {
        network = try SimulatedNetwork.shared.get()
        self.settings = settings
        var generator = SeededGenerator(seed: seed)
        folder = try SimulatedNetwork.folder()
        let now = LedgerTime(milliseconds: SimulatedNetwork.start + 10_000) ?? .zero
        self.now = now
        shared = SharedLog(network.beginning, nodes: network.nodes, fault: settings.fault)
        let hasLiar = settings.hasLiar ?? generator.chance(30)
        liar = hasLiar ? Liar(network, node: 2) : nil
        let wrongClock = generator.chance(25) ? generator.below(3) : nil
        var nodes: [SimulatedNode] = []
        for index in 0..<(hasLiar ? 2 : 3) {
            var skew = Int64(generator.below(4_000)) - 2_000
            // One wrong clock, this way or the other, where no liar is wrong already: the median bears one.
            if index == wrongClock, !hasLiar { skew = generator.chance(50) ? 2_300_000_000_000 : -86_400_000 }
            nodes.append(try SimulatedNode(index, of: network, in: folder, now: now, skew: skew))
        }
        self.nodes = nodes
        self.generator = generator
        checker = HistoryChecker(network)
        people = SimulatedClients(network, checker: checker, isMistrustful: settings.isMistrustful)
        for node in nodes { try start(node) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    // MARK: The run

    /// Does to the network what the seed says, mends everything, and throws what does not hold.
    func run() throws {
        for _ in 0..<settings.steps {
            try step()
            runJobs(generator.below(40))
            try checker.requireNothingFound()
        }
        try mend()
        try people.finish(self)
        try settle()
        try checker.check(nodes, clients: people, now: now)
        for node in nodes { try end(node, .killed) }
    }

    private func step() throws {
        let node = nodes[generator.below(nodes.count)]
        switch generator.below(100) {
        case 0..<34: try people.act(self)
        case 34..<40: try people.tryAgain(self)
        case 40..<58: node.process?.log.show(UInt64(1 + generator.below(6)))
        case 58..<74: settleRequest(node)
        case 74..<82: advance(Int64(1 + generator.below(generator.chance(20) ? 30_000 : 900)))
        case 82..<86: try interrupt(node)
        case 86..<89: try node.remember()
        case 89..<92: try foreignWrite()
        case 92..<95: try liar?.act(&generator, shared, now: now)
        default: if node.process == nil { try start(node) } else { reach(node, generator.chance(50)) }
        }
    }

    private func note(_ line: String) { trace.append("\(now.milliseconds - SimulatedNetwork.start): \(line)") }

    func start(_ node: SimulatedNode) throws {
        note("node \(node.index) starts")
        var limits = PipelineLimits()
        limits.blocksPerTrim = 4
        limits.logBytesKept = 4_096
        let (checker, index) = (checker, node.index)
        try node.start(
            shared, on: executor, isReachable: true, onCommit: { checker.committed($0, by: index) }, limits: limits)
    }

    private func reach(_ node: SimulatedNode, _ isReachable: Bool) {
        note("node \(node.index) reaches the log: \(isReachable)")
        node.process?.log.reach(isReachable)
    }

    private func settleRequest(_ node: SimulatedNode) {
        guard let log = node.process?.log, log.isAppending else { return }
        let fate: NodeLog.Fate = generator.chance(80) ? .ordered : generator.chance(50) ? .orderedUnheard : .lost
        note("node \(node.index): its batch is \(fate)")
        log.settle(fate)
    }

    private func advance(_ milliseconds: Int64) {
        now = now.advanced(byMilliseconds: milliseconds)
        checker.now = now
        for node in nodes { node.clock.set(now) }
    }

    /// Ends a node's process, wherever it is.
    private func interrupt(_ node: SimulatedNode) throws {
        guard node.process != nil, generator.chance(70) else { return }
        try end(node, generator.chance(60) ? .killed : .powerFailure)
    }

    private func end(_ node: SimulatedNode, _ ending: SimulatedNode.Ending) throws {
        guard let process = node.process else { return }
        note("node \(node.index) ends: \(ending), \(process.standing)")
        people.lose(process)
        if process.isOver { return try node.clear() }
        try node.end(ending, carriesOut: generator.chance(50)) { process in
            for _ in 0..<100_000 where !process.isOver && executor.ready > 0 { runJobs(1) }
        }
        guard process.isOver else { throw SimulationFailure("the tasks of node \(node.index) do not end") }
    }

    /// Somebody who may not writes into the log: an old batch again, or what makes no batch.
    private func foreignWrite() throws {
        guard generator.chance(30) else { return }
        let revision = UInt64(1 + generator.below(Int(shared.revision)))
        guard generator.chance(60), case .batch(let old)? = try? shared.entry(revision, for: 0) else {
            note("a place without a batch")
            return shared.write(nil)
        }
        note("the batch of revision \(revision) once more")
        shared.write(old.batch)
    }

    /// Runs so many jobs, each drawn from those that are ready.
    private func runJobs(_ count: Int) {
        for _ in 0..<count {
            let ready = executor.ready
            guard ready > 0 else { return }
            executor.run(generator.below(ready))
        }
    }

    // MARK: The end

    /// Everything works from now on: every node runs, sees and reaches everything.
    private func mend() throws {
        note("everything is mended")
        for node in nodes {
            if let process = node.process, process.isOver {
                try checker.requireExplained(process.standing, of: node.index)
                people.lose(process)
                try node.clear()
            }
            if node.process == nil { try start(node) }
            reach(node, true)
        }
        try settle()
    }

    /// Lets everything that is under way come to its end.
    func settle() throws {
        for round in 0..<400 {
            for _ in 0..<20_000 where executor.ready > 0 { runJobs(1) }
            for node in nodes {
                if let process = node.process, process.isOver {
                    // A restart mends what another's write under its key, or a lost answer, has made of it.
                    try checker.requireExplained(process.standing, of: node.index)
                    people.lose(process)
                    try node.clear()
                    try start(node)
                }
                node.process?.log.show(1_000)
                node.process?.log.settle(.ordered)
            }
            if round % 8 == 7 { advance(1_000) }
            if executor.ready == 0, isSettled { return }
        }
        let found = nodes.map { node in
            let log = node.process?.log
            return "\(node.standing) at \(node.process?.ledger.height ?? 0), sees \(log?.visible ?? 0), "
                + "appends: \(log?.isAppending ?? false)"
        }
        throw SimulationFailure(
            "the network does not settle: \(found), the log has \(shared.revision), "
                + "people wait for \(people.waiting), jobs: \(executor.ready)")
    }

    private var isSettled: Bool {
        let last = shared.revision
        return people.isQuiet
            && nodes.allSatisfy { node in
                guard let process = node.process, node.isUp else { return false }
                return process.log.visible == last && !process.log.isAppending
            } && Set(nodes.map { $0.process?.ledger.height ?? 0 }).count == 1
    }

    /// A number below `bound`, of the seed's.
    func draw(_ bound: Int) -> Int { generator.below(bound) }
    /// True in `percent` of 100 cases, of the seed's.
    func chance(_ percent: Int) -> Bool { generator.chance(percent) }
    /// Says what happened.
    func say(_ line: String) { note(line) }
}
