import ArgumentParser
import LedgerFormat
import NodeClient
import RecordClient
import RecordContract

extension ClaimCommand {
    /// `medchain claim submit`
    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Submit a claim (patients; managers for patients who gave them access or were shared with them).",
            discussion: """
                A patient names the records with --record; a grant to the insurer, to read them for payment, is \
                made first. Or name a grant that is there with --grant, as managers do.

                Examples:
                  medchain claim submit --insurer "Harbour Health" --record q83vEjRWeJCrze8SNFZ4kA \
                --for "Consultation" --amount 120.50 --currency EUR
                  medchain claim submit --patient ID --insurer "Harbour Health" --grant GRANT --for "Surgery" \
                --amount 4300 --currency EUR --as otto
                """)

        /// 90 days, in milliseconds.
        private static let usual: Int64 = 90 * 86_400_000

        @Option(help: ArgumentHelp("The insurer.", valueName: "name"))
        var insurer: String
        @Option(name: .customLong("for"), help: ArgumentHelp("What for; sealed.", valueName: "words"))
        var description: String
        @Option(help: ArgumentHelp("How much, such as 120.50; sealed.", valueName: "number"))
        var amount: String
        @Option(help: ArgumentHelp("The currency, such as EUR; sealed.", valueName: "code"))
        var currency: String
        @Option(help: ArgumentHelp("A record that supports it; may be repeated.", valueName: "record"))
        var record: [EntityArgument] = []
        @Option(help: ArgumentHelp("A grant of such records that the insurer has.", valueName: "grant"))
        var grant: EntityArgument?
        @Option(help: ArgumentHelp("How long the insurer may read them; by default 90d.", valueName: "time"))
        var period: Period?
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard (grant == nil) != record.isEmpty else { throw ValidationError("Give --record, or --grant.") }
            guard ObservationValue.isDecimal(amount), !amount.hasPrefix("-") else {
                throw ValidationError("--amount is a number such as 120.50.")
            }
            guard currency.count == 3, currency.allSatisfy({ $0.isASCII && $0.isUppercase }) else {
                throw ValidationError("--currency is a code such as EUR.")
            }
            if record.count > Limits.recordsPerGrant { throw ValidationError("Too many records.") }
        }

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let insurer = try await session.directory.find(insurer, among: [.organisation])
                let grant: EntityID
                if let named = self.grant {
                    grant = named.id
                } else {
                    grant = try await support(in: session, insurer: insurer)
                }
                let (claim, result) = try await session.person.submitClaim(
                    ClaimText(description: description, amount: amount, currency: currency), for: patient,
                    to: insurer, grant: grant)
                Receipts.print(
                    result, in: session, words: "Submitted: \(claim.text)",
                    ["claim": .id(claim), "grant": .id(grant)])
            }
        }

        /// Ninety days, in milliseconds.
        private static let usualPeriod: Int64 = 90 * 86_400_000

        /// Grants the insurer what supports the claim, and nothing else.
        private func support(in session: Session, insurer: IdentityID) async throws -> EntityID {
            let terms = AccessTerms(
                scope: .records(Set(record.map(\.id)).sorted()), rights: [.read], purpose: .payment)
            let from = min(LedgerTime.now(), session.person.network.time)
            return try await session.person.grantAccess(
                to: insurer, terms: terms, from: from,
                until: LedgerTime.now().advanced(byMilliseconds: period?.milliseconds ?? Self.usualPeriod)
            ).grant
        }
    }
}
