import ArgumentParser

/// `medchain access`
struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Who may read what: request, grant, deny, revoke, and the log of every read.",
        discussion: """
            Examples:
              medchain access request 7K3Q-9XJ2-P4TM-5A --categories clinical
              medchain access requests
              medchain access grant --to "Eva Lind" --categories clinical --for 30d
              medchain access log
            """,
        subcommands: [
            Request.self, Withdraw.self, Grant.self, Deny.self, Revoke.self, List.self, Requests.self, Log.self,
            Inbox.self, Watch.self,
        ])
}
