import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension StaffCommand {
    /// `medchain staff invite`
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Invite somebody to your organisation by a link that works once (managers).",
            discussion: """
                Give the link to the person, and to nobody else. They make their own keys on their own device: you \
                never know a secret of theirs. The health authority verifies them before they can act.

                Example:
                  medchain staff invite --role physician --for 7d --as otto
                """)

        /// 7 days, in milliseconds.
        private static let usual: Int64 = 7 * 86_400_000

        @Option(help: "In which role.")
        var role: RoleArgument
        @Option(
            name: .customLong("for"),
            help: ArgumentHelp("How long the link works, at most 30d; by default 7d.", valueName: "time"))
        var period: Period?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let until = LedgerTime.now().advanced(byMilliseconds: period?.milliseconds ?? Self.usual)
                let (link, result) = try await session.person.inviteStaff(role.role, until: until)
                let text = link.text(at: session.file.node)
                Receipts.print(
                    result, in: session,
                    words: "Give this link to the person; it works once, until \(Words.moment(until)):\n\(text)",
                    ["invitation": .id(link.invitation), "link": .string(text), "until": .time(until)])
            }
        }
    }

    /// `medchain staff invitations`
    struct Invitations: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The invitations of your organisation, and what has become of them (managers).",
            discussion: "Example:\n  medchain staff invitations --as otto")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let invitations = try await session.person.invitations()
                if session.json {
                    return Terminal.print(
                        json: .object(["invitations": .array(invitations.map { .object($0.json) })]))
                }
                var table = Table("INVITATION", "ROLE", "UNTIL", "STATUS", "WHO JOINED")
                for invitation in invitations {
                    var who = ""
                    if let identity = invitation.identity { who = await session.directory.label(identity) }
                    let isOver = invitation.status == .open && invitation.until <= .now()
                    table.add(
                        invitation.invitation.text, Words.role(invitation.role), Words.moment(invitation.until),
                        isOver ? "over" : invitation.status.rawValue, who)
                }
                table.print(orElse: "Nobody was invited.")
            }
        }
    }

    /// `medchain staff withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an invitation back (managers).",
            discussion: "Example:\n  medchain staff withdraw q83vEjRWeJCrze8SNFZ4kA --as otto")

        @Argument(help: "The invitation.")
        var invitation: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(StaffWithdraw(invitation: invitation.id))
                Receipts.print(result, in: session, words: "The link works no more.")
            }
        }
    }
}
