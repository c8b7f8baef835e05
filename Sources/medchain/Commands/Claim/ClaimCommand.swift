import ArgumentParser

/// `medchain claim`
struct ClaimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim",
        abstract: "Ask an insurer to pay, showing it the records that support the claim and nothing else.",
        subcommands: [Submit.self, List.self, Show.self, Answer.self, Withdraw.self])
}
