import ArgumentParser

/// `medchain network`
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "Found a network, and change a running one by vote.",
        discussion: """
            Example:
              medchain network init --data .data/node --name Ruritania \\
                  --organisation "authority:Ministry of Health" \\
                  --organisation "hospital:General Hospital" \\
                  --official "Ruth Amsel" --as ruth --card-file ruth.card
            """,
        subcommands: [Init.self, Propose.self, Vote.self, Proposals.self])
}
