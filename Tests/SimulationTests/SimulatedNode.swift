import Crypto
import Foundation
import LedgerFormat
import LedgerStore
import Logging
import Synchronization

@testable import NodeCore

/// A node's machine: its ledger file, its clock, and the process that runs there or not. The process is the node's real
/// pipeline; what it lies between is simulated.
final class SimulatedNode: @unchecked Sendable {
    // Everything here happens on the one thread of the simulation.

    /// Where a process stands.
    enum Standing: Equatable {
        case down
        case starting
        case up
        /// It stopped by itself, for this reason.
        case stopped(String)
    }

    /// A process, from its start to its end.
    final class Process: @unchecked Sendable {
        let ledger: Ledger
        let log: NodeLog
        let pipeline: NodePipeline
        var standing = Standing.starting
        var isOver = false
        var task: Task<Void, Never>?

        init(ledger: Ledger, log: NodeLog, pipeline: NodePipeline) {
            self.ledger = ledger
            self.log = log
            self.pipeline = pipeline
        }
    }

    let index: Int
    let identity: IdentityID
    let clock: SimulatedClock
    private let network: SimulatedNetwork
    private let folder: String
    private let attestationKey: Curve25519.Signing.PrivateKey
    private(set) var process: Process?
    /// A state of the disk that a power failure may bring back, and through which revision it holds the ledger.
    private var earlier: (path: String, revision: UInt64)?
    private var generation = 0

    init(_ index: Int, of network: SimulatedNetwork, in folder: String, now: LedgerTime, skew: Int64) throws {
        self.index = index
        self.network = network
        self.folder = folder + "/node-\(index)"
        identity = network.nodes[index]
        clock = SimulatedClock(now, skew: skew)
        attestationKey = try SimulatedNetwork.attestationKey(index)
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        try Self.copy(network.ledger, to: path)
    }

    private var path: String { "\(folder)/ledger-\(generation).sqlite" }

    var standing: Standing { process?.standing ?? .down }
    var isUp: Bool { standing == .up }

    /// Opens the ledger and starts the node's pipeline on the simulation's thread.
    func start(
        _ shared: SharedLog, on executor: SimulatedExecutor, isReachable: Bool,
        onCommit: @escaping @Sendable ([ExecutedBlock]) -> Void, limits: PipelineLimits
    ) throws {
        var options = Ledger.Options()
        options.isDurable = false
        options.cachedDocuments = 64
        let ledger = try Ledger(opening: path, options: options)
        let log = NodeLog(
            shared, node: identity, index: index, visible: ledger.lastPosition.revision, isReachable: isReachable)
        let pipeline = NodePipeline(
            .init(
                ledger: ledger, log: log, node: identity,
                signer: try SimulatedPerson("node-" + SimulatedNetwork.organisations[index]).key.thumbprint,
                attestationKey: attestationKey, clock: clock.clock, limits: limits, idleBatches: 10_000,
                metrics: NodeMetrics(), logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() },
                onCommit: onCommit, onErasure: { _ in await Task.yield() }, checkContent: { _, _ in },
                executor: executor))
        let process = Process(ledger: ledger, log: log, pipeline: pipeline)
        self.process = process
        process.task = Task(executorPreference: executor) {
            do {
                try await pipeline.recover()
                process.standing = .up
                try await pipeline.run()
                process.standing = .down
            } catch {
                process.standing = .stopped("\(error)")
            }
            process.isOver = true
        }
    }

    /// Keeps the disk as it is now: a power failure may bring it back, until more is known to be durable.
    func remember() throws {
        guard let process else { return }
        let kept = folder + "/earlier.sqlite"
        try Self.copy(path, to: kept)
        earlier = (kept, process.ledger.lastPosition.revision)
    }

    /// How a process ends.
    enum Ending {
        /// Killed: the disk stays as it is at this moment.
        case killed
        /// The power fails: commits that nobody waited for are gone.
        case powerFailure
    }

    /// Ends the process at this moment. `unwind` runs what its tasks still do, none of which reaches the disk.
    func end(_ ending: Ending, carriesOut: Bool, unwind: (Process) -> Void) throws {
        guard let process else { return }
        let next = "\(folder)/ledger-\(generation + 1).sqlite"
        let durable = process.log.shared.durable(identity)
        if ending == .powerFailure, let earlier, earlier.revision >= durable {
            try Self.copy(earlier.path, to: next)
        } else {
            try Self.copy(path, to: next)
        }
        process.log.die(carriesOut: carriesOut)
        process.pipeline.stop()
        // What waits for a cluster that does not answer would wait on.
        if process.standing == .starting { process.task?.cancel() }
        unwind(process)
        try process.ledger.close()
        try Self.remove(path)
        generation += 1
        self.process = nil
    }

    /// Takes away what a process that stopped by itself left open.
    func clear() throws {
        guard let process, process.isOver else { return }
        try process.ledger.close()
        self.process = nil
    }

    /// Copies a database as a kill -9 would leave it: the file and its write-ahead log as they are now.
    private static func copy(_ path: String, to other: String) throws {
        try remove(other)
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: other + suffix)
        }
    }

    private static func remove(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
