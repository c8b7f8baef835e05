import ArgumentParser

/// `medchain message`
struct MessageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message",
        abstract: "Write to a patient, to the care team, or to a colleague about a patient; sealed to who reads it.",
        discussion: """
            Examples:
              medchain message send --to "Eva Lind" --subject "Dizzy" --text "..."
              medchain message list
            """,
        subcommands: [Send.self, Reply.self, List.self, Show.self])
}
