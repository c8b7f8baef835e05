import ArgumentParser
import Foundation
import LedgerFormat
import Logging
import NodeAPI
import NodeClient
import NodeCore
import ServiceLifecycle
import UnixSignals

/// `medchain consortium`
struct ConsortiumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consortium",
        abstract: "Three organisations on this machine, each with a node and an etcd member, and people to try.",
        discussion: """
            The demonstration's people, spread over the nodes of two hospitals and the authority. Whatever is killed \
            is started again; what is stopped keeps its data. It needs etcd (Debian: etcd-server, etcd-client).

            Examples:
              medchain consortium start
              medchain consortium status
              medchain consortium stop
            """,
        subcommands: [Start.self, Stop.self, Status.self])

    struct FolderOptions: ParsableArguments {
        @Option(help: ArgumentHelp("Where the consortium is kept.", valueName: "folder"))
        var data = ".data/consortium"

        /// Absolute: what runs in other folders is told it.
        var folder: ConsortiumFolder {
            ConsortiumFolder(path: URL(filePath: data).standardizedFileURL.path)
        }
    }

    /// `medchain consortium start`
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start the consortium and run it until it is stopped.",
            discussion: "Example:\n  medchain consortium start --data /tmp/consortium --port 9000")

        @OptionGroup var options: FolderOptions
        @Option(
            help: ArgumentHelp(
                "The first of its ports, of which it takes up to 30 more; chosen once. By default "
                    + "\(ConsortiumFolder.defaultPort).", valueName: "number"))
        var port: Int?
        @Flag(help: "Throw the present consortium away and start anew.")
        var reset = false
        @Flag(name: [.customShort("y"), .long], help: "Do not ask before --reset.")
        var yes = false
        @Flag(help: "Found the network without the demonstration's histories.")
        var bare = false
        @Flag(name: [.customShort("q"), .long], help: "Print the addresses only.")
        var quiet = false

        func validate() throws {
            if let port, !(1...65_500).contains(port) { throw ValidationError("The first port is 1 to 65500.") }
        }

        func run() async throws {
            let folder = options.folder
            let tools = try ConsortiumTools()
            try folder.demo.requireOwnFolder()
            try Files.makeFolder(folder.path)
            let lock = try ConsortiumLock(folder.lockFile)
            let left = await ConsortiumProcesses(path: folder.processes).endLeft()
            if left > 0 { note("\(left) processes of a consortium that was killed were still running: ended.") }
            if reset, folder.isFounded {
                try confirmReset(folder)
                try folder.remove()
            }
            try folder.prepare()
            let plan = ConsortiumPlan(port: try folder.port(port))
            try PortCheck.requireFree(plan.allPorts)
            let packages = try await found(folder, plan)
            try await serve(folder, plan, packages, tools)
            withExtendedLifetime(lock) {}
            note("Stopped. Everything is kept in \(Files.name(options.data)).")
        }

        private func confirmReset(_ folder: ConsortiumFolder) throws {
            guard !yes else { return }
            guard Terminal.isInteractive else {
                throw Failure("confirmation.missing", "Nothing was removed.", advice: "Add --yes.", status: .usage)
            }
            let answer = Terminal.ask(
                "Remove the consortium in \(Files.name(options.data)) with all its records? [y/N]")
            guard answer?.lowercased() == "y" else {
                throw Failure("confirmation.rejected", "Nothing was removed.", status: .failure)
            }
        }

        /// Founds the network at the first start, or reads what was founded.
        private func found(_ folder: ConsortiumFolder, _ plan: ConsortiumPlan) async throws -> NetworkPackages {
            let officerWallet = folder.demo.wallet(DemoCast.officer.userName)
            if folder.isFounded, FileManager.default.fileExists(atPath: officerWallet) {
                let description = plan.description(officials: [])
                let genesis = DataDirectory("\(folder.network)/\(ConsortiumPlan.nodes[0])/node").genesis
                return NetworkInitialisation.packages(
                    of: try Genesis(parsing: Files.read(genesis, maximum: 4 << 20)), description, at: folder.network)
            }
            // Interrupted between founding the network and keeping its officer's wallet: nothing can have happened yet.
            try? FileManager.default.removeItem(atPath: folder.network)
            let officer = try FoundingOfficer(
                name: DemoCast.officer.name, wallet: DemoCast.officer.userName, store: folder.demo.store)
            let packages = try NetworkInitialisation.package(
                plan.description(officials: [officer.official(of: DemoCast.officer.organisation)]), at: folder.network)
            // Its account is made with everybody else's.
            _ = try await officer.keep(
                network: packages.genesis.network, node: packages.officersAddress, directory: nil,
                passphrase: DemoCast.passphrase)
            return packages
        }

        private func serve(
            _ folder: ConsortiumFolder, _ plan: ConsortiumPlan, _ packages: NetworkPackages, _ tools: ConsortiumTools
        ) async throws {
            var logger = Logger(label: "medchain") { StreamLogHandler.standardError(label: $0) }
            logger.logLevel = .error
            let (started, announce) = AsyncStream.makeStream(of: Void.self)
            let service = ConsortiumService(
                folder, plan, packages, tools, say: { Terminal.note($0) },
                onRunning: {
                    announce.yield(())
                    announce.finish()
                })
            let landing = DemoLanding(folder: folder.demo, places: plan.places)
            let page = PageServer(
                host: "127.0.0.1", port: plan.landingPort, style: DemoLanding.style, logger: logger,
                page: { landing.page }, onRunning: { _ in })
            let group = ServiceGroup(
                services: [service, page], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    defer { announce.finish() }
                    try await group.run()
                }
                tasks.addTask {
                    for await _ in started {
                        do { try await welcome(folder, plan, packages) } catch {
                            await group.triggerGracefulShutdown()
                            throw error
                        }
                    }
                }
                try await tasks.waitForAll()
            }
        }

        private func welcome(
            _ folder: ConsortiumFolder, _ plan: ConsortiumPlan, _ packages: NetworkPackages
        ) async throws {
            if try !folder.demo.isComplete() {
                note("The first start takes a little while:")
                try await DemoSeeding(
                    folder: folder.demo, places: plan.places, scope: bare ? .people : .stories,
                    say: { note("  \($0) ...") }
                ).run()
            }
            let welcome = ConsortiumWelcome(folder: folder, plan: plan, packages: packages)
            for line in quiet ? welcome.addresses : welcome.lines { Terminal.print(line) }
        }

        private func note(_ line: String) {
            if !quiet { Terminal.note(line) }
        }
    }

    /// `medchain consortium stop`
    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop the consortium; everything is kept.",
            discussion: "Example:\n  medchain consortium stop --data /tmp/consortium")

        @OptionGroup var options: FolderOptions

        func run() async throws {
            let folder = options.folder
            guard let holder = ConsortiumLock.holder(folder.lockFile) else {
                let left = await ConsortiumProcesses(path: folder.processes).endLeft()
                return Terminal.print(
                    left == 0
                        ? "No consortium runs in \(Files.name(options.data))."
                        : "Stopped \(left) processes that a killed consortium had left running.")
            }
            kill(holder, SIGTERM)
            for _ in 0..<2_400 {
                if ConsortiumLock.holder(folder.lockFile) == nil { return Terminal.print("Stopped.") }
                try await Task.sleep(for: .milliseconds(50))
            }
            throw Failure(
                "consortium.notStopped", "The consortium (process \(holder)) does not stop.",
                advice: "See what its processes say in \(Files.name(folder.logs)).", status: .failure)
        }
    }

    /// `medchain consortium status`
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show whether the consortium runs, and each node's address and height.",
            discussion: "Example:\n  medchain consortium status")

        @OptionGroup var options: FolderOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let folder = options.folder
            guard folder.isFounded else {
                throw Failure.input(
                    "setup.missing", "There is no consortium in \(Files.name(options.data)).",
                    advice: "Start one with: medchain consortium start")
            }
            let isRunning = ConsortiumLock.holder(folder.lockFile) != nil
            let plan = ConsortiumPlan(port: try folder.port(nil))
            var table = Table("ORGANISATION", "ADDRESS", "HEIGHT", "HEALTH")
            var nodes: [JSONValue] = []
            for organisation in ConsortiumPlan.nodes {
                let address = plan.address(of: organisation)
                let height = try? await NodeClient.use(address) { try await $0.network().height }
                table.add(organisation, address, height.map { "\($0)" } ?? "", height == nil ? "no answer" : "ready")
                var node: JSONObject = [
                    "organisation": .string(organisation), "address": .string(address), "ready": .bool(height != nil),
                ]
                node.set("height", height.map { .integer(Int64($0)) })
                nodes.append(.object(node))
            }
            if output.json {
                return Terminal.print(json: .object(["running": .bool(isRunning), "nodes": .array(nodes)]))
            }
            Terminal.print(isRunning ? "The consortium runs." : "The consortium is stopped.")
            table.print(orElse: "")
        }
    }
}
