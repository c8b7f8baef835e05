import ArgumentParser

/// `medchain network`
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "Found a network.", subcommands: [Init.self])
}
