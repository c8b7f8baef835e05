import ArgumentParser
import LedgerFormat
import NodeClient
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access grant`
    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a person or an organisation access to your records.",
            discussion: """
                Answering a request grants what was asked, or less where you say so. Without a request: to read, \
                for treatment, for 30 days. The safety category (allergies, current medicines) goes along with \
                every category but under a right to list alone.

                Examples:
                  medchain access grant --request ASNFZ4mrze8BI0VniavN7w
                  medchain access grant --request ASNFZ4mrze8BI0VniavN7w \\
                      --categories clinical --for 7d
                  medchain access grant --to "Eva Lind" --record q83vEjRWeJCrze8SNFZ4kA \\
                      --reads 1
                  medchain access grant --organisation "General Hospital" \\
                      --categories clinical,laboratory --for 1y
                """)

        @Option(help: ArgumentHelp("The request to answer.", valueName: "request"))
        var request: EntityArgument?
        @Option(help: ArgumentHelp("A person: whole name or id.", valueName: "person"))
        var to: String?
        @Option(help: ArgumentHelp("An organisation, for all its staff: whole name or id.", valueName: "organisation"))
        var organisation: String?
        @OptionGroup var terms: TermsOptions
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard [request != nil, to != nil, organisation != nil].filter({ $0 }).count == 1 else {
                throw ValidationError("Give exactly one of --request, --to and --organisation.")
            }
        }

        func run() async throws {
            if request == nil { _ = try terms.terms() }
            try await options.run { session in
                var asked: RequestDocument?
                if let request { asked = try await session.person.request(request.id) }
                if let asked, let reason = await Reasons.read({ try await session.person.reason(of: asked) }) {
                    session.note("The reason given: \(Terminal.safe(reason, limit: 2_000))")
                }
                let grantee = try await grantee(asked, in: session)
                let terms = try terms.terms(asked: asked?.terms)
                if let asked {
                    try Self.requireWithin(asked, terms, duration: self.terms.duration(asked: asked.duration))
                }
                let (from, until) = Self.period(
                    self.terms.duration(asked: asked?.duration), ledger: session.person.network.time)
                let (grant, result) = try await session.person.grantAccess(
                    to: grantee, terms: terms, from: from, until: until, answering: asked?.request)
                let name = await session.directory.label(grantee)
                Receipts.print(
                    result, in: session,
                    words: "Granted to \(name) until \(Words.moment(until)): \(grant.text)\n"
                        + "End it at any time with: medchain access revoke \(grant.text)",
                    ["grant": .id(grant), "grantee": .identity(grantee), "until": .time(until)])
            }
        }

        private func grantee(_ asked: RequestDocument?, in session: Session) async throws -> IdentityID {
            if let asked { return asked.forOrganisation ? asked.organisation : asked.requester }
            if let organisation { return try await session.directory.find(organisation, among: [.organisation]) }
            return try await session.directory.find(to ?? "", among: [.staff])
        }

        /// From now on; where this device's clock is ahead of the ledger's by a little, from the ledger's now.
        private static func period(_ duration: Int64, ledger: LedgerTime) -> (LedgerTime, LedgerTime) {
            let now = LedgerTime.now()
            let earliest = now.advanced(byMilliseconds: -Limits.clockSkew)
            return (min(now, max(ledger, earliest)), now.advanced(byMilliseconds: duration))
        }

        /// An answer may be narrower than what was asked, never wider by accident. Throws `access.wider`.
        private static func requireWithin(_ asked: RequestDocument, _ terms: AccessTerms, duration: Int64) throws {
            let isWithin: Bool =
                switch (asked.terms.scope, terms.scope) {
                case (.categories(let asked), .categories(let given)): Set(given).isSubset(of: asked)
                case (.records(let asked), .records(let given)): Set(given).isSubset(of: asked)
                case (.categories, .records): true
                case (.records, .categories): false
                }
            guard isWithin, Set(terms.rights).isSubset(of: asked.terms.rights), duration <= asked.duration,
                (terms.reads ?? .max) <= (asked.terms.reads ?? .max)
            else {
                throw Failure.input(
                    "access.wider", "That is more than was asked for.",
                    advice: "To give more, grant it without the request: medchain access grant --to NAME ...")
            }
        }
    }
}
