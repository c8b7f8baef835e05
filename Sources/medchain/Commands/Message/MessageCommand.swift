import ArgumentParser

/// `medchain message`
struct MessageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message",
        abstract: "Write to a patient, to the care team, or to a colleague about a patient; sealed to who reads it.",
        subcommands: [Send.self, Reply.self, List.self, Show.self])
}
