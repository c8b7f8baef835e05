import ArgumentParser
import Foundation
import LedgerFormat
import LoadGenerator
import NodeCore

extension BenchCommand {
    /// `medchain bench fill`
    struct Fill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Found a network for measurements and fill it, while no node runs.",
            discussion: """
                Transactions are signed, ordered, executed and committed as ever, without HTTP between. With \
                --content each record is sealed and stored as well; without, only the ledger has it, and nobody \
                can open it.

                Examples:
                  medchain bench fill --data .data/bench/node --population .data/bench/population.json \\
                      --records 1000000 --patients 20000
                """)

        @Option(help: ArgumentHelp("The data directory of the node that is made.", valueName: "folder"))
        var data: String
        @Option(help: ArgumentHelp("Where the population is written: it holds the keys of all.", valueName: "file"))
        var population: String
        @Option(help: ArgumentHelp("Records of all patients together.", valueName: "number"))
        var records = 10_000
        @Option(help: ArgumentHelp("Patients; by default one for 50 records, 1,000 at least.", valueName: "number"))
        var patients: Int?
        @Option(help: ArgumentHelp("Physicians who read and write.", valueName: "number"))
        var readers = 512
        @Option(help: ArgumentHelp("Grants of each patient.", valueName: "number"))
        var grants = 2
        @Option(help: ArgumentHelp("Executed reads of all; by default one for ten records.", valueName: "number"))
        var reads: Int?
        @Flag(help: "Seal and store the content of each record.")
        var content = false
        @OptionGroup var output: OutputOptions

        func validate() throws {
            let counts = [records, patients ?? 1, readers, grants, reads ?? 0]
            guard counts.allSatisfy({ $0 >= 0 && $0 <= 100_000_000 }), readers > 0, grants > 0, patients ?? 1 > 0
            else { throw ValidationError("Numbers are positive, and 100,000,000 at most.") }
            guard (1...500).contains(grants) else { throw ValidationError("--grants is 1 to 500.") }
        }

        func run() async throws {
            let sizes = PopulationSizes(
                patients: patients ?? max(1_000, records / 50), readers: readers, grantsPerPatient: grants,
                records: records, reads: reads ?? records / 10)
            guard !FileManager.default.fileExists(atPath: population) else {
                throw Failure.input("file.exists", "The population file is there already and is not overwritten.")
            }
            let begin = ContinuousClock.now
            let isQuiet = output.isQuiet
            try await Failure.translating {
                let made = try await Filling.found(
                    in: DataDirectory(data), sizes: sizes, hasContent: content
                ) { what, done, total in
                    if !isQuiet { Terminal.note("\(what): \(done) of \(total)") }
                }
                try made.write(to: population)
            }
            BenchReport.print(
                [
                    "patients": .integer(Int64(sizes.patients)), "records": .integer(Int64(sizes.records)),
                    "reads": .integer(Int64(sizes.reads)),
                    "milliseconds": .integer(Int64((ContinuousClock.now - begin) / .milliseconds(1))),
                ], json: output.json)
        }
    }

    /// `medchain bench load`
    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put transactions on a network and measure how long each took to commit.",
            discussion: """
                Each client signs with a key of its own, has one transaction under way and waits for its commit. The \
                content of what they add is stored before the load begins. With --rate transactions are sent at \
                fixed times, and time counts from there. A node limits addresses and signers: for more than it lets \
                one address do, run it with MEDCHAIN_RATE_LIMITS=off.

                Examples:
                  medchain bench load --population population.json --clients 128 --seconds 30
                  medchain bench load --population population.json --clients 64 --rate 500 --adds 10
                """)

        @Option(help: ArgumentHelp("Clients.", valueName: "number"))
        var clients = 16
        @Option(help: ArgumentHelp("How long it is measured.", valueName: "seconds"))
        var seconds = 10.0
        @Option(help: ArgumentHelp("How long the load runs before that.", valueName: "seconds"))
        var warmUp = 3.0
        @Option(help: ArgumentHelp("The mix: record.add in percent, the rest is access.read.", valueName: "percent"))
        var adds = 50
        @Option(help: ArgumentHelp("Transactions a second of all together; else as many as go.", valueName: "number"))
        var rate: Double?
        @Option(
            help: ArgumentHelp(
                "Records that each client can add; the load ends when one has none left.", valueName: "number"))
        var prepared: Int?
        @Option(help: ArgumentHelp("Threads of the load generator.", valueName: "number"))
        var threads = 1
        @OptionGroup var node: BenchNodeOptions

        func validate() throws {
            guard (1...10_000).contains(clients), (1...64).contains(threads) else {
                throw ValidationError("--clients is 1 to 10000, --threads 1 to 64.")
            }
            guard (0.1...86_400).contains(seconds), (0...3_600).contains(warmUp) else {
                throw ValidationError("--seconds is 0.1 to 86400, --warm-up 0 to 3600.")
            }
            guard (0...100).contains(adds), (0...10_000_000).contains(prepared ?? 0) else {
                throw ValidationError("--adds is 0 to 100, --prepared 0 to 10000000.")
            }
            if let rate, !(0.01...1_000_000).contains(rate) {
                throw ValidationError("--rate is 0.01 to 1000000.")
            }
        }

        func run() async throws {
            var plan = LoadPlan()
            (plan.clients, plan.seconds, plan.warmUp) = (clients, seconds, warmUp)
            (plan.adds, plan.rate, plan.prepared, plan.threads) = (adds, rate, prepared, threads)
            let isQuiet = node.output.isQuiet
            let population = try node.readPopulation()
            try await Failure.translating {
                let load = try TransactionLoad(population, plan: plan, node: node.node.address) { line in
                    if !isQuiet { Terminal.note(line) }
                }
                BenchReport.print(try await load.run(), json: node.output.json)
            }
        }
    }

    /// `medchain bench queries`
    struct Queries: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask what people ask, one after the other, and measure how long answers took.",
            discussion: """
                Timelines, access logs, grants, notifications and the directory, as patients and as physicians who \
                are scattered over the population.

                Examples:
                  medchain bench queries --population population.json --samples 1000
                """)

        @Option(help: ArgumentHelp("How often each kind is asked.", valueName: "number"))
        var samples = 500
        @OptionGroup var node: BenchNodeOptions

        func validate() throws {
            guard (1...1_000_000).contains(samples) else { throw ValidationError("--samples is 1 to 1000000.") }
        }

        func run() async throws {
            let isQuiet = node.output.isQuiet
            let population = try node.readPopulation()
            try await Failure.translating {
                let load = try QueryLoad(population, samples: samples, node: node.node.address) { line in
                    if !isQuiet { Terminal.note(line) }
                }
                BenchReport.print(try await load.run(), json: node.output.json)
            }
        }
    }
}
