import ArgumentParser
import LedgerFormat
import RecordContract

extension IdentityCommand {
    /// `medchain identity register`
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register in the network, as a patient or as staff.",
            discussion: """
                A patient can begin at once. Staff give a certificate as PDF, PNG or JPEG, sealed to the health \
                authority, and can act when the authority has verified them. Your name as staff is public; a \
                patient's is not asked for.

                Examples:
                  medchain identity register --as anna --role patient \\
                      --organisation "General Hospital"
                  medchain identity register --as lind --role physician \\
                      --organisation "General Hospital" \\
                      --name "Eva Lind" --specialty Cardiology --credentials licence.pdf
                """)

        @Option(help: "Your role.")
        var role: RoleArgument
        @Option(help: ArgumentHelp("The organisation that registers you: name or id.", valueName: "name"))
        var organisation: String
        @Option(help: ArgumentHelp("Staff: your name, which becomes public.", valueName: "name"))
        var name: String?
        @Option(help: ArgumentHelp("Staff: your specialty, which becomes public.", valueName: "text"))
        var specialty: String?
        @Option(help: ArgumentHelp("Staff: the certificate that proves who you are.", valueName: "file"))
        var credentials: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if role.role == .patient, name != nil || specialty != nil || credentials != nil {
                throw ValidationError("A patient's name and papers are not asked for; they stay in the record.")
            }
            if let name, Name(name).isEmpty { throw ValidationError("--name needs a name, with letters.") }
            if role.role.isStaff, name == nil { throw ValidationError("Staff give their name with --name.") }
            if role.role.isStaff, role.role != .authority, credentials == nil {
                throw ValidationError("Staff give a certificate with --credentials FILE.")
            }
        }

        func run() async throws {
            try await RegistrationDesk(
                role: role.role, organisation: organisation, name: name, specialty: specialty,
                credentials: credentials, options: options
            ).run()
        }
    }
}
