import ArgumentParser

/// `medchain identity`
struct IdentityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        abstract: "People: register, find, verify, suspend.",
        discussion: """
            Examples:
              medchain identity status
              medchain identity find lind
              medchain identity queue --as ruth
            """,
        subcommands: [
            Register.self, Status.self, Show.self, Find.self, Queue.self, CredentialsCommand.self, Verify.self,
            Reject.self, Suspend.self, Reinstate.self, Certificate.self, Organisations.self,
        ])
}
