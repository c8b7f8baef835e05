import ArgumentParser

/// `medchain`
struct MedchainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "medchain",
        abstract: "A patient-controlled medical record network.",
        discussion: """
            Records are sealed on your device; the network keeps who wrote what, who may read it, and who did.

            Examples:
              medchain demo                # a whole network on this machine to try
              medchain consortium start    # three organisations with a node each, on this machine
              medchain wallet create anna  # your keys, under a passphrase
              medchain record list         # what is in your record
              medchain access log          # who read it, and why

            Exit codes: medchain exit-codes
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, ConsortiumCommand.self, DoctorCommand.self, NetworkCommand.self, NodeCommand.self,
            AppCommand.self, WalletCommand.self,
            IdentityCommand.self,
            OrganisationCommand.self, RecordCommand.self, AccessCommand.self, AppointmentCommand.self,
            AvailabilityCommand.self, PrescriptionCommand.self, OrderCommand.self, ResultCommand.self,
            MessageCommand.self, DetailsCommand.self, StaffCommand.self, ClaimCommand.self, DependantCommand.self,
            RepresentativeCommand.self, ReceiptCommand.self, VerifyCommand.self, InboxCommand.self, NotifyCommand.self,
            BenchCommand.self, ExitCodesCommand.self,
        ])
}

/// `medchain exit-codes`
struct ExitCodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit-codes", abstract: "What each exit code means.", discussion: "\n" + ExitStatus.table)

    func run() { Terminal.print(ExitStatus.table) }
}
