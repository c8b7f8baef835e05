import ArgumentParser

/// `medchain staff`
struct StaffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff",
        abstract: "The staff of an organisation: invite, join, list, suspend, leave.",
        subcommands: [
            Invite.self, Invitations.self, Withdraw.self, Join.self, List.self, Leave.self,
            IdentityCommand.Suspend.self, IdentityCommand.Reinstate.self,
        ])
}
