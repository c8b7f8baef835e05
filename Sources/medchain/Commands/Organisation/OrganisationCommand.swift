import ArgumentParser

/// `medchain organisation`
struct OrganisationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organisation", abstract: "What managers do for their organisation.",
        discussion: """
            Examples:
              medchain organisation key rotate --as manager
              medchain organisation key share "Eva Lind" --as manager
            """,
        subcommands: [Key.self])

    /// `medchain organisation key`
    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "key",
            abstract: "The organisation's sealing key, so that patients can grant access to all its staff.",
            discussion: """
                The key is made in the manager's wallet, never on a node, and given to each verified member. \
                Whoever reads under it still signs each read in their own name.

                Examples:
                  medchain organisation key rotate --as manager
                  medchain organisation key share "Eva Lind" --as manager
                """,
            subcommands: [Rotate.self, Share.self, ShowKey.self])
    }
}
