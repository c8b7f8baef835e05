import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension ClaimCommand {
    /// `medchain claim answer`
    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide on a claim (insurers).",
            discussion: """
                Read what supports it first: medchain record show RECORD --patient ID --purpose payment

                Examples:
                  medchain claim answer q83vEjRWeJCrze8SNFZ4kA --decision accepted --as greta
                  medchain claim answer q83vEjRWeJCrze8SNFZ4kA --decision partial --reason "80.00 EUR are covered"
                """)

        @Argument(help: "The claim.")
        var claim: EntityArgument
        @Option(help: "What is decided: accepted, partial or refused.")
        var decision: DecisionArgument
        @Option(help: ArgumentHelp("Why; sealed to patient and submitter.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if decision.decision != .accepted, reason?.isEmpty ?? true {
                throw ValidationError("Say why with --reason.")
            }
        }

        func run() async throws {
            try await options.run { session in
                let claim = try await session.person.claim(claim.id)
                let result = try await session.person.answerClaim(claim, decision.decision, note: reason)
                Receipts.print(result, in: session, words: "Answered.", ["claim": .id(claim.claim)])
            }
        }
    }

    /// `medchain claim withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a claim back before it is answered.",
            discussion: "Example:\n  medchain claim withdraw q83vEjRWeJCrze8SNFZ4kA")

        @Argument(help: "The claim.")
        var claim: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(ClaimWithdraw(claim: claim.id))
                Receipts.print(result, in: session, words: "Withdrawn.", ["claim": .id(claim.id)])
            }
        }
    }
}

/// What an insurer decides.
struct DecisionArgument: ExpressibleByArgument {
    let decision: ClaimDocument.Decision

    init?(argument: String) {
        guard let decision = ClaimDocument.Decision(rawValue: argument) else { return nil }
        self.decision = decision
    }

    static var allValueStrings: [String] { ClaimDocument.Decision.allCases.map(\.rawValue) }
}
