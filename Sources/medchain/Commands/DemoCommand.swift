import ArgumentParser
import Foundation
import LedgerFormat
import Logging
import NodeAPI
import NodeCore
import Synchronization

/// `medchain demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A whole network on this machine, with people and histories to try; nobody in it exists.",
        discussion: """
            The first start founds the network and lets its people register, add and share records through the \
            same API as anybody. A second start keeps everything. Ctrl-C stops it.

            Examples:
              medchain demo
              medchain demo --data /tmp/demo --port 9000
              medchain demo --reset
            """)

    @Option(help: ArgumentHelp("Where the demonstration is kept.", valueName: "folder"))
    var data = ".data/demo"
    @Option(help: ArgumentHelp("The port to listen at.", valueName: "number"))
    var port = 8443
    @Option(help: ArgumentHelp("The port of the page with the people; the one after --port.", valueName: "number"))
    var peoplePort: Int?
    @Flag(help: "Throw the present demonstration away and start anew.")
    var reset = false
    @Flag(name: [.customShort("y"), .long], help: "Do not ask before --reset.")
    var yes = false
    @Flag(name: [.customShort("q"), .long], help: "Print the address only.")
    var quiet = false

    private var landingPort: Int { peoplePort ?? (port < 65_535 ? port + 1 : port - 1) }

    func validate() throws {
        let isPort = { (number: Int) in (1...65_535).contains(number) }
        guard isPort(port), isPort(landingPort), landingPort != port else {
            throw ValidationError("A port is 1 to 65535, and the two differ.")
        }
    }

    func run() async throws {
        let folder = DemoFolder(path: data)
        try folder.requireOwnFolder()
        if reset, folder.exists {
            try confirmReset()
            try folder.remove()
        }
        let isFirst = !folder.exists
        try folder.prepare()
        try await found(folder)
        let wasComplete = try folder.isComplete()
        if !isFirst, !wasComplete { note("The last seeding was interrupted; it is completed now.") }
        try await serve(folder, wasComplete: wasComplete)
    }

    private func confirmReset() throws {
        guard !yes else { return }
        guard Terminal.isInteractive else {
            throw Failure("confirmation.missing", "Nothing was removed.", advice: "Add --yes.", status: .usage)
        }
        let answer = Terminal.ask("Remove the demonstration in \(Files.name(data)) with all its records? [y/N]")
        guard answer?.lowercased() == "y" else {
            throw Failure("confirmation.rejected", "Nothing was removed.", status: .failure)
        }
    }

    /// Founds the network at the first start.
    private func found(_ folder: DemoFolder) async throws {
        if FileManager.default.fileExists(atPath: folder.node.configuration) {
            let hasOfficer = FileManager.default.fileExists(atPath: folder.wallet(DemoCast.officer.userName))
            guard !hasOfficer else { return }
            // Interrupted between founding the network and keeping its officer's wallet: nothing can have happened yet.
            try FileManager.default.removeItem(atPath: folder.node.path)
        }
        let officer = try FoundingOfficer(
            name: DemoCast.officer.name, wallet: DemoCast.officer.userName, store: folder.store)
        let organisations = DemoCast.organisations.enumerated().map { index, organisation in
            NetworkDescription.Organisation(
                id: organisation.id, kind: organisation.kind, name: organisation.name,
                node: index == 0 ? folder.node.path : nil)
        }
        let founded = try NetworkInitialisation.found(
            NetworkDescription(
                name: DemoCast.networkName, organisations: organisations,
                officials: [officer.official(of: DemoCast.officer.organisation)]))
        // Its account is made with everybody else's.
        _ = try await officer.keep(
            network: founded.genesis.network, node: NodeRunning.address("127.0.0.1", port), directory: nil,
            passphrase: DemoCast.passphrase)
    }

    private func serve(_ folder: DemoFolder, wasComplete: Bool) async throws {
        let configuration = try NodeRunning.configuration(folder.node.configuration)
        let (addresses, announce) = AsyncStream.makeStream(of: String.self)
        let running = try await NodeRunning(
            folder.node, configuration: configuration, host: "127.0.0.1", port: port, logLevel: .error,
            beside: { [landingServer(folder, logger: $0)] }
        ) { announce.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await running.run()
            }
            group.addTask {
                for await address in addresses {
                    do { try await welcome(folder, at: address, wasComplete: wasComplete) } catch {
                        await running.stop()
                        throw error
                    }
                    return
                }
            }
            do { try await group.waitForAll() } catch {
                if try folder.isComplete() { throw error }
                let failure = Failure(error)
                guard failure.code != SetupError.Kind.portInUse.rawValue else { throw failure }
                // The node runs in this process: it is out of reach only once it was told to stop.
                guard failure.status != .unreachable else {
                    throw Failure(
                        "demo.interrupted", "The demonstration was stopped before it was complete.",
                        advice: "Start it again: it goes on where it stopped.", status: .failure)
                }
                throw Failure(
                    failure.code, "The demonstration is not complete yet: \(failure.reason)",
                    advice: "Start it again: it goes on where it stopped.", status: failure.status)
            }
        }
        note("Stopped. Everything is kept in \(Files.name(data)).")
    }

    /// The page of the demonstration's people, on the port after the node's.
    private func landingServer(_ folder: DemoFolder, logger: Logger) -> PageServer {
        let landing = DemoLanding(folder: folder, places: DemoPlaces(address: NodeRunning.address("127.0.0.1", port)))
        return PageServer(
            host: "127.0.0.1", port: landingPort, style: DemoLanding.style, logger: logger, page: { landing.page },
            onRunning: { _ in })
    }

    private func welcome(_ folder: DemoFolder, at address: String, wasComplete: Bool) async throws {
        if !wasComplete {
            note("The first start takes a little while:")
            try await DemoSeeding(folder: folder, places: DemoPlaces(address: address), say: { note("  \($0) ...") })
                .run()
        } else {
            try folder.rememberAddress(address)
        }
        if quiet { return Terminal.print(address) }
        for line in DemoWelcome(
            folder: folder, address: address, landing: NodeRunning.address("127.0.0.1", landingPort)
        ).lines { Terminal.print(line) }
    }

    private func note(_ line: String) {
        if !quiet { Terminal.note(line) }
    }
}
