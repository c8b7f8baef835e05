import ArgumentParser
import Foundation
import LedgerFormat
import Synchronization

/// The one executable: nodes, and everything that people do, by command line.
@main
enum Medchain {
    static func main() async {
        signal(SIGPIPE, SIG_DFL)
        // What is written here are wallets, records, databases and logs: for their owner alone, the side files that
        // SQLite makes included.
        umask(0o077)
        do {
            var command = try MedchainCommand.parseAsRoot(
                IdentifierArguments.marked(Array(CommandLine.arguments.dropFirst())))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
    }

    /// Ends the process as an error asks for.
    private static func end(_ error: any Error) -> Never {
        let isParserError = MedchainCommand.exitCode(for: error) == .validationFailure
        if error is CleanExit || MedchainCommand.exitCode(for: error) == .success {
            Terminal.print(MedchainCommand.fullMessage(for: error))
            exit(ExitStatus.success.rawValue)
        }
        if let code = error as? ExitCode { exit(code.rawValue) }
        let failure = isParserError && !(error is Failure) ? usage(error) : Failure(error)
        if CommandLine.arguments.contains("--json") {
            Terminal.draw(String(decoding: failure.json.canonicalBytes, as: UTF8.self) + "\n")
        } else if isParserError && failure.status == .usage && failure.code == "usage" {
            let message = MedchainCommand.fullMessage(for: error).dropPrefix("Error: ")
            Terminal.draw("error: usage: " + message + "\n" + (failure.advice.map { "  \($0)\n" } ?? ""))
        } else {
            Terminal.draw(failure.text)
        }
        exit(failure.status.rawValue)
    }

    /// What is wrong with a command line, and what was probably meant.
    private static func usage(_ error: any Error) -> Failure {
        let message = MedchainCommand.message(for: error)
        if IdentifierArguments.malformed.withLock({ $0 }) {
            return Failure.input("id.malformed", message, advice: "Copy the whole id from a list, such as: record list")
        }
        let meant = Suggestion.command(for: Array(CommandLine.arguments.dropFirst()), in: MedchainCommand.self)
        return Failure("usage", message, advice: meant.map { "Did you mean: \($0)" }, status: .usage)
    }
}

extension String {
    func dropPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
