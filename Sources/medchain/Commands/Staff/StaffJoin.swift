import ArgumentParser
import LedgerFormat
import NodeClient
import RecordClient
import RecordContract

extension StaffCommand {
    /// `medchain staff join`
    struct Join: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Join the organisation that invited you.",
            discussion: """
                First make a wallet. The link says the organisation and the role; it works once.

                Example:
                  medchain wallet create weiss
                  medchain staff join "http://127.0.0.1:8443/#join=..." --name "Tom Weiss" \\
                      --credentials licence.pdf --as weiss
                """)

        @Argument(help: "The link.")
        var link: String
        @Option(help: ArgumentHelp("Your name, which becomes public.", valueName: "name"))
        var name: String
        @Option(help: ArgumentHelp("Your specialty, which becomes public.", valueName: "text"))
        var specialty: String?
        @Option(help: ArgumentHelp("The certificate that proves who you are.", valueName: "file"))
        var credentials: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            guard let link = InvitationLink(link) else {
                throw Failure.input(
                    "invitation.malformed", "That is not an invitation's link.",
                    advice: "Copy the whole link, with what follows #join=.")
            }
            let wallet = try WalletStore().chosen(options.wallet)
            let address = try options.node ?? WalletStore().read(wallet).node
            let invitation = try await NodeClient.use(address) { client in
                try await OpenInvitation.fetch(link, at: client)
            }
            try await RegistrationDesk(
                role: invitation.role, organisation: invitation.organisation.canonical, name: name,
                specialty: specialty, credentials: credentials, invitation: link, options: options
            ).run()
        }
    }

    /// `medchain staff list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The verified staff of your organisation.",
            discussion: "Example:\n  medchain staff list --as otto")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                await PersonView.print(try await session.person.colleagues(), in: session, orElse: "Nobody yet.")
            }
        }
    }

    /// `medchain staff leave`
    struct Leave: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave your organisation, for good: who comes back registers anew.",
            discussion: "Example:\n  medchain staff leave --as weiss")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(StaffLeave())
                Receipts.print(result, in: session, words: "You have left. These keys act no more.")
            }
        }
    }
}
