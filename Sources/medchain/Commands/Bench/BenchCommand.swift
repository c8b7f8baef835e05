import ArgumentParser
import Foundation
import LedgerFormat
import LoadGenerator
import NodeCore

/// `medchain bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure a network, and what this machine could do at best.",
        discussion: """
            `fill` founds a network for measurements and gives it as many records as wanted; `people` registers \
            made-up people in a network that serves. Either writes a population file, with which `load` puts \
            transactions on the network and `queries` asks it. Do that to no network with real patients: what \
            stands on a ledger stays there.

            Examples:
              medchain bench primitives
              medchain bench fill --data .data/bench/node --population .data/bench/population.json \\
                  --records 100000
              medchain node run --data .data/bench/node --port 9443
              medchain bench load --population .data/bench/population.json \\
                  --node http://127.0.0.1:9443 --clients 128 --seconds 30
            """,
        subcommands: [Primitives.self, Fill.self, People.self, Load.self, Queries.self, Study.self])
}

/// What every part of `medchain bench` needs that talks to a node.
struct BenchNodeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The population file.", valueName: "file"))
    var population: String
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func readPopulation() throws -> Population {
        do { return try Population(reading: population) } catch let error as LoadError {
            throw Failure(error)
        }
    }
}

extension Failure {
    init(_ error: LoadError) { self.init(error.code, error.reason, status: .failure) }

    /// Runs what may throw a `LoadError`.
    static func translating<T>(_ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch let error as LoadError { throw Failure(error) }
    }
}

extension BenchCommand {
    /// `medchain bench primitives`
    struct Primitives: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What the libraries and the disk give at best, in this process.",
            discussion: """
                P-256 verification as a node does it, on one core and on all; signing; SHA-256; AES-256-GCM; and how \
                long it takes to append 4 KiB to a file and have it on the medium.

                Examples:
                  medchain bench primitives --seconds 2 --folder .data --json
                """)

        @Option(help: ArgumentHelp("How long each is measured.", valueName: "seconds"))
        var seconds = 2.0
        @Option(help: ArgumentHelp("Where the disk is measured.", valueName: "folder"))
        var folder = "."
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (0.01...600).contains(seconds) else { throw ValidationError("--seconds is 0.01 to 600.") }
        }

        func run() async throws {
            try await Failure.translating {
                let report = try LoadGenerator.Primitives.measure(seconds: seconds, folder: folder)
                BenchReport.print(report, json: output.json)
            }
        }
    }

    /// `medchain bench study`
    struct Study: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal and open a file as a person's device does.",
            discussion: """
                The sealed file, named by its CID, and the opened one are left for comparison.

                Examples:
                  medchain bench study study.dcm --sealed /tmp/study.sealed --opened /tmp/study.opened
                """)

        @Argument(help: ArgumentHelp("The file.", valueName: "file"))
        var file: String
        @Option(help: ArgumentHelp("Where the sealed file is written.", valueName: "file"))
        var sealed: String
        @Option(help: ArgumentHelp("Where the opened file is written.", valueName: "file"))
        var opened: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Failure.translating {
                BenchReport.print(
                    try StudySealing.run(file: file, sealed: sealed, opened: opened), json: output.json)
            }
        }
    }
}

/// Prints reports.
enum BenchReport {
    static func print(_ report: JSONObject, json: Bool) {
        if json { return Terminal.print(json: .object(report)) }
        for line in lines(report, indent: 0) { Terminal.print(line) }
    }

    private static func lines(_ object: JSONObject, indent: Int) -> [String] {
        let space = String(repeating: "  ", count: indent)
        return object.members.flatMap { member -> [String] in
            switch member.value {
            case .object(let inner): ["\(space)\(member.name):"] + lines(inner, indent: indent + 1)
            case .integer(let number): ["\(space)\(member.name): \(number)"]
            case .string(let text): ["\(space)\(member.name): \(Terminal.safe(text))"]
            case .bool(let flag): ["\(space)\(member.name): \(flag ? "yes" : "no")"]
            // Points of a plot, for programs.
            case .array, .null: []
            }
        }
    }
}
