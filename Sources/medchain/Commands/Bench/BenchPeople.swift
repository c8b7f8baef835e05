import ArgumentParser
import Foundation
import LedgerFormat
import LoadGenerator
import RecordClient
import RecordContract

extension BenchCommand {
    /// `medchain bench people`
    struct People: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "people",
            abstract: "Register made-up people in a network that serves, for loads (health authority).",
            discussion: """
                Patients, physicians whom the officer verifies, grants between them and a few records, by the HTTP \
                API. They stay on the ledger: do it in no network with real patients.

                Examples:
                  medchain bench people --organisation "General Hospital" --population population.json \\
                      --patients 200 --readers 64 --as ruth --yes
                """)

        @Option(help: ArgumentHelp("The organisation that registers them: id or whole name.", valueName: "name"))
        var organisation: String
        @Option(help: ArgumentHelp("Where the population is written: it holds the keys of all.", valueName: "file"))
        var population: String
        @Option(help: ArgumentHelp("Patients.", valueName: "number"))
        var patients = 50
        @Option(help: ArgumentHelp("Physicians who read and write.", valueName: "number"))
        var readers = 16
        @Option(help: ArgumentHelp("Grants of each patient.", valueName: "number"))
        var grants = 2
        @Option(help: ArgumentHelp("Records of all patients together.", valueName: "number"))
        var records = 100
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard [patients, readers, grants, records].allSatisfy({ (1...1_000_000).contains($0) }), grants <= 500
            else { throw ValidationError("Numbers are 1 to 1000000, and --grants at most 500.") }
        }

        func run() async throws {
            guard !FileManager.default.fileExists(atPath: population) else {
                throw Failure.input("file.exists", "The population file is there already and is not overwritten.")
            }
            let sizes = PopulationSizes(
                patients: patients, readers: readers, grantsPerPatient: grants, records: records, reads: 0)
            try await options.run { session in
                let all = Array(await session.directory.organisationList().values)
                let named = try Directory.organisation(organisation, in: all).id
                let isQuiet = session.options.output.isQuiet
                let person = session.person
                try await Failure.translating {
                    let made = try await Filling.join(session.file.node, organisation: named, sizes: sizes) {
                        what, done, total in
                        if !isQuiet { Terminal.note("\(what): \(done) of \(total)") }
                    } verify: { readers in
                        for reader in readers {
                            _ = try await person.decide(IdentityVerify.self, about: reader, note: nil)
                        }
                    }
                    try made.write(to: population)
                }
                BenchReport.print(
                    [
                        "patients": .integer(Int64(patients)), "readers": .integer(Int64(readers)),
                        "records": .integer(Int64(records)),
                    ], json: session.json)
            }
        }
    }
}
