import Foundation
import LedgerFormat
import NodeClient
import NodeCore
import ServiceLifecycle

/// A consortium that runs: a member of the etcd cluster and a node for each organisation, as processes of their own, as
/// on machines of their own.
struct ConsortiumService: Service {
    let folder: ConsortiumFolder
    let plan: ConsortiumPlan
    private let members: [ChildProcess]
    private let nodes: [ChildProcess]
    private let packages: NetworkPackages
    private let tools: ConsortiumTools
    private let say: @Sendable (String) -> Void
    private let onRunning: @Sendable () -> Void

    init(
        _ folder: ConsortiumFolder, _ plan: ConsortiumPlan, _ packages: NetworkPackages, _ tools: ConsortiumTools,
        say: @escaping @Sendable (String) -> Void, onRunning: @escaping @Sendable () -> Void
    ) {
        self.folder = folder
        self.plan = plan
        self.packages = packages
        self.tools = tools
        self.say = say
        self.onRunning = onRunning
        let book = ProcessBook(ConsortiumProcesses(path: folder.processes))
        members = packages.packages.map { package in
            ChildProcess(
                "etcd member \(package.organisation)",
                .init(
                    executable: "/bin/sh", arguments: ["-c", "set -a && . ./etcd.env && exec \"$0\"", tools.etcd],
                    folder: package.etcd, log: "\(folder.logs)/etcd-\(package.organisation).log"),
                say: say, onChange: { book.write() })
        }
        nodes = packages.packages.map { package in
            ChildProcess(
                "node \(package.organisation)",
                .init(
                    executable: tools.program,
                    arguments: ["node", "run", "--data", package.directory.path, "--log-level", "notice"],
                    folder: folder.path, log: "\(folder.logs)/node-\(package.organisation).log"),
                say: say, onChange: { book.write() })
        }
        book.children = members + nodes
    }

    /// Runs until the service group shuts down: first the nodes end, then the members, whom nodes need to finish.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for member in members { group.addTask { try await member.keepRunning() } }
            group.addTask {
                do { try await cancelWhenGracefulShutdown { try await bringUp() } } catch {
                    await stop()
                    throw error
                }
            }
            group.addTask {
                try? await gracefulShutdown()
                await stop()
            }
            do { try await group.next() } catch {
                await stop()
                throw error
            }
            // A child that cannot be started ends all of them.
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) {
                    await stop()
                    throw error
                }
            }
        }
    }

    private func stop() async {
        for node in nodes { node.stop() }
        await waitUntilEnded(nodes)
        for member in members { member.stop() }
        await waitUntilEnded(members)
    }

    /// Waits for what was told to end; what does not, is killed after half a minute.
    private func waitUntilEnded(_ children: [ChildProcess]) async {
        for attempt in 0..<1_200 where children.contains(where: { $0.running != nil }) {
            if attempt == 600 { for child in children { child.kill() } }
            // A cancelled task may not sleep, and what it waits for still has to end.
            await Task { try? await Task.sleep(for: .milliseconds(50)) }.value
        }
    }

    private func bringUp() async throws {
        try await tools.authenticate(packages.authenticationScript, unless: folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes { group.addTask { try await node.keepRunning() } }
            group.addTask {
                try await ready()
                onRunning()
            }
            do { try await group.waitForAll() } catch {
                for node in nodes { node.stop() }
                throw error
            }
        }
    }

    /// Waits until every node answers.
    private func ready() async throws {
        for package in packages.packages {
            let address = plan.address(of: package.organisation)
            var isReady = false
            for _ in 0..<1_200 where !isReady {
                isReady = (try? await NodeClient.use(address) { try await $0.network() }) != nil
                if !isReady { try await Task.sleep(for: .milliseconds(100)) }
            }
            guard isReady else {
                throw Failure(
                    "consortium.notReady", "The node of \(package.name) is not ready.",
                    advice: "See what it says: \(folder.logs)/node-\(package.organisation).log", status: .failure)
            }
        }
    }
}

/// Keeps the list of processes on disk up to date.
private final class ProcessBook: @unchecked Sendable {
    private let processes: ConsortiumProcesses
    private let lock = NSLock()
    // Set once, before anything runs.
    var children: [ChildProcess] = []

    init(_ processes: ConsortiumProcesses) { self.processes = processes }

    func write() {
        lock.withLock {
            // Without the list only a supervisor that was killed leaves processes that nobody finds.
            try? processes.write(children.compactMap(\.running))
        }
    }
}

/// The programs that a consortium needs beside this one.
struct ConsortiumTools: Sendable {
    let etcd: String
    /// This program.
    let program: String

    /// Throws `consortium.tools`.
    init() throws {
        guard let etcd = Self.find("etcd"), Self.find("etcdctl") != nil else {
            throw Failure(
                "consortium.tools", "A consortium is ordered by etcd, and etcd or etcdctl is not installed.",
                advice: "As root: apt-get install etcd-server etcd-client", status: .failure)
        }
        self.etcd = etcd
        program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    private static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static let step = "authentication"

    /// Turns the cluster's authentication on, at the first start. Throws `consortium.cluster`.
    func authenticate(_ script: String, unless folder: ConsortiumFolder) async throws {
        guard try !folder.demo.doneSteps().contains(Self.step) else { return }
        let log = folder.logs + "/authentication.log"
        for _ in 0..<20 {
            let command = ChildProcess.Command(executable: script, folder: folder.path, log: log)
            if try await ChildProcess.run(command) == 0 { return try folder.demo.note(Self.step) }
            try await Task.sleep(for: .milliseconds(500))
        }
        throw Failure(
            "consortium.cluster", "The etcd cluster does not answer.", advice: "See what was said: \(Files.name(log))",
            status: .failure)
    }
}
