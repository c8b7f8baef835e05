import ArgumentParser
import LedgerFormat
import NodeCore

/// `medchain doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Examine a node's machine, data, certificates and network: what is wrong, and how to mend it.",
        discussion: """
            Before a node is started or while it runs; nothing is changed. Each line has a stable code \
            (docs/operations.md). The exit code is 0 when nothing is wrong, warnings or not, and 1 otherwise.

            Examples:
              medchain doctor --data riverside/node
              medchain doctor --data riverside/node --json
            """)

    @Option(help: ArgumentHelp("The node's data directory.", valueName: "folder"))
    var data: String
    @Option(help: ArgumentHelp("Another configuration than the data directory's node.yaml.", valueName: "file"))
    var config: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let findings = await NodeDoctor(DataDirectory(data), configuration: config).examine()
        let failures = findings.count { $0.severity == .failure }
        let warnings = findings.count { $0.severity == .warning }
        if output.json {
            Terminal.print(
                json: .object([
                    "healthy": .bool(failures == 0), "findings": .array(findings.map { .object(Self.json($0)) }),
                ]))
        } else {
            for finding in findings where !output.quiet || finding.severity != .good {
                Terminal.print(Self.line(finding))
                if let advice = finding.advice { Terminal.print("        to mend it: \(Terminal.safe(advice))") }
            }
            Terminal.print(
                failures == 0
                    ? "Nothing is wrong (\(warnings) warnings)." : "Wrong: \(failures), warnings: \(warnings).")
        }
        if failures > 0 { throw ExitCode(ExitStatus.failure.rawValue) }
    }

    private static func line(_ finding: Finding) -> String {
        let mark =
            switch finding.severity {
            case .good: "good"
            case .warning: "WARN"
            case .failure: "WRONG"
            }
        return mark.padded(8) + finding.code.padded(24) + Terminal.safe(finding.detail, limit: 1_000)
    }

    private static func json(_ finding: Finding) -> JSONObject {
        var json: JSONObject = [
            "code": .string(finding.code), "severity": .string(finding.severity.rawValue),
            "detail": .string(Terminal.safe(finding.detail, limit: 1_000)),
        ]
        json.set("advice", finding.advice.map { .string(Terminal.safe($0, limit: 1_000)) })
        return json
    }
}
