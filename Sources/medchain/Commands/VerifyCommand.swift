import ArgumentParser
import Foundation
import LedgerFormat
import LedgerStore
import NodeCore

/// `medchain verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Replay a node's whole ledger and name whatever was altered.",
        discussion: """
            Every signature is checked, every rule is run again, and every stored row is compared. The node may \
            be running. A checkpoint that you kept shows also that the chain was not cut short.

            Examples:
              medchain verify --data .data/demo
              medchain verify --data .data/node --json
            """)

    @Option(help: ArgumentHelp("The node's data directory, or the demonstration's.", valueName: "folder"))
    var data: String
    @Option(help: ArgumentHelp("A signed checkpoint that you kept.", valueName: "file"))
    var checkpoint: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let directory = Self.directory(data)
        guard FileManager.default.fileExists(atPath: directory.ledgerDatabase) else {
            throw Failure.input("setup.missing", "There is no ledger in \(Files.name(data)).")
        }
        let genesis = try Genesis(parsing: Files.read(directory.genesis, maximum: 4 << 20))
        let expected = try checkpoint.map { try Self.checkpoint($0) }
        let verifier = Verifier(
            path: directory.ledgerDatabase, expectedNetwork: genesis.network, expectedCheckpoint: expected)
        var bar: ProgressBar?
        let report = try verifier.verify { progress in
            guard case .replaying(let block, let total) = progress else { return }
            let shown = bar ?? ProgressBar("verifying", total: Int64(total), quiet: output.isQuiet)
            shown.set(Int64(block))
            bar = shown
        }
        bar?.finish()
        try show(report)
    }

    /// The demonstration keeps its node in a folder of its own.
    private static func directory(_ path: String) -> DataDirectory {
        let nested = DataDirectory(path + "/node")
        return FileManager.default.fileExists(atPath: nested.ledgerDatabase) ? nested : DataDirectory(path)
    }

    private static func checkpoint(_ path: String) throws -> Checkpoint {
        try Checkpoint(parsing: Files.read(path, maximum: 1 << 20))
    }

    private func show(_ report: VerificationReport) throws {
        if output.json {
            let findings = report.findings.map { JSONValue.string(Terminal.safe($0.description)) }
            Terminal.print(
                json: .object([
                    "intact": .bool(report.isIntact), "blocks": .integer(Int64(report.blocks)),
                    "transactions": .integer(Int64(report.transactions)), "findings": .array(findings),
                ]))
        } else if report.isIntact {
            Terminal.print("Intact: \(report.blocks) blocks, \(report.transactions) transactions.")
        } else {
            for finding in report.findings { Terminal.print(Terminal.safe(finding.description)) }
        }
        guard let first = report.findings.first else { return }
        throw Failure(
            "verify.altered", "The ledger was altered. First: \(Terminal.safe(first.description))",
            advice: "Keep the data directory as it is and restore the node from another one's copy.",
            status: .verificationFailed)
    }
}
