import ArgumentParser
import Foundation
import LedgerFormat
import LedgerStore
import NodeCore

/// `medchain verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a node's whole data and name whatever was altered.",
        discussion: """
            The ledger is replayed from the genesis document: every signature is checked, every rule is run \
            again, and every stored row is compared. That also works while the node runs. The ordering log and \
            the stored content are checked byte by byte while it does not run: a running node scrubs its \
            content itself. A checkpoint that you kept shows also that the chain was not cut short.

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
        try Self.requireLedger(directory, named: data)
        let genesis = try Self.genesis(directory)
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
        try show(report, stored: await StoredDataCheck(directory).run())
    }

    /// Throws `setup.missing`, `file.forbidden`.
    private static func requireLedger(_ directory: DataDirectory, named name: String) throws {
        guard FileManager.default.fileExists(atPath: directory.ledgerDatabase) else {
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder)
            if isThere, isFolder.boolValue, !FileManager.default.isExecutableFile(atPath: directory.path) {
                throw Failure.input("file.forbidden", "The folder \(Files.name(name)) may not be opened.")
            }
            throw Failure.input("setup.missing", "There is no ledger in \(Files.name(name)).")
        }
        guard FileManager.default.isReadableFile(atPath: directory.ledgerDatabase) else {
            throw Failure.input("file.forbidden", "The ledger in \(Files.name(name)) may not be read.")
        }
    }

    private static func genesis(_ directory: DataDirectory) throws -> Genesis {
        do { return try Genesis(parsing: Files.read(directory.genesis, maximum: 4 << 20)) } catch let error as Rejection
        {
            throw Failure(
                "verify.altered", "The genesis document genesis.json was altered (\(error.code.rawValue)).",
                advice: advice, status: .verificationFailed)
        }
    }

    private static let advice = "Keep the data directory as it is and restore the node from another one's copy."

    /// The demonstration keeps its node in a folder of its own.
    private static func directory(_ path: String) -> DataDirectory {
        let nested = DataDirectory(path + "/node")
        return FileManager.default.fileExists(atPath: nested.ledgerDatabase) ? nested : DataDirectory(path)
    }

    private static func checkpoint(_ path: String) throws -> Checkpoint {
        try Checkpoint(parsing: Files.read(path, maximum: 1 << 20))
    }

    private func show(_ report: VerificationReport, stored: StoredDataCheck.Report) throws {
        let findings = report.findings.map(\.description) + stored.findings
        if output.json {
            let listed = findings.map { JSONValue.string(Terminal.safe($0)) }
            Terminal.print(
                json: .object([
                    "intact": .bool(findings.isEmpty), "blocks": .integer(Int64(report.blocks)),
                    "transactions": .integer(Int64(report.transactions)), "findings": .array(listed),
                    "unchecked": .array(stored.unchecked.map { .string($0) }),
                ]))
        } else {
            for finding in findings { Terminal.print(Terminal.safe(finding)) }
            if findings.isEmpty {
                let checked = (["ledger"] + stored.checked).joined(separator: ", ")
                Terminal.print(
                    "Intact: \(report.blocks) blocks, \(report.transactions) transactions. Checked: \(checked).")
            }
            if let reason = stored.reason {
                Terminal.print("Not checked, because \(reason): \(stored.unchecked.joined(separator: ", ")).")
            }
        }
        guard let first = findings.first else { return }
        throw Failure(
            "verify.altered", "Something was altered. First: \(Terminal.safe(first))", advice: Self.advice,
            status: .verificationFailed)
    }
}
