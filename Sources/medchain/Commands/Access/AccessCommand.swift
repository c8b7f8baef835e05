import ArgumentParser

/// `medchain access`
struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Who may read what: request, grant, deny, revoke, and the log of every read.",
        subcommands: [
            Request.self, Withdraw.self, Grant.self, Deny.self, Revoke.self, List.self, Requests.self, Log.self,
            Inbox.self, Watch.self,
        ])
}
