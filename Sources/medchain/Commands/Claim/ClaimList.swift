import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension ClaimCommand {
    /// `medchain claim list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Claims that concern you, open ones first.",
            discussion: "Example:\n  medchain claim list --as greta")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                var items: [JSONValue] = []
                var table = Table("CLAIM", "SUBMITTED", "PATIENT", "INSURER", "STATUS", "AMOUNT", "FOR")
                for claim in try await session.person.claims() {
                    let text = try await session.person.text(of: claim)
                    items.append(.object(ClaimView.json(claim, text, nil)))
                    table.add(
                        claim.claim.text, Words.moment(claim.submittedAt), await session.directory.label(claim.patient),
                        await session.directory.organisation(claim.insurer), ClaimView.status(claim),
                        "\(text.amount) \(text.currency)", text.description)
                }
                if session.json { return Terminal.print(json: .object(["claims": .array(items)])) }
                table.print(orElse: "No claims.")
            }
        }
    }

    /// `medchain claim show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A claim, what supports it, and what the insurer said.",
            discussion: "Example:\n  medchain claim show q83vEjRWeJCrze8SNFZ4kA --as greta")

        @Argument(help: "The claim.")
        var claim: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let claim = try await session.person.claim(claim.id)
                let text = try await session.person.text(of: claim)
                let isParty = [claim.patient, claim.submitter].contains(session.person.id)
                let reason = isParty ? try await session.person.reason(of: claim) : nil
                if session.json {
                    return Terminal.print(json: .object(ClaimView.json(claim, text, reason)))
                }
                var card = Card()
                card.add("For", text.description)
                card.add("Amount", "\(text.amount) \(text.currency)")
                card.add("Patient", await session.directory.label(claim.patient))
                card.add("Submitted by", await session.directory.label(claim.submitter))
                card.add("Submitted", Words.moment(claim.submittedAt))
                card.add("Insurer", await session.directory.organisation(claim.insurer))
                card.add("Supported by grant", claim.grant.text)
                card.add("Status", ClaimView.status(claim))
                card.add("Reason", reason)
                card.print()
            }
        }
    }
}

/// How claims are shown.
enum ClaimView {
    static func status(_ claim: ClaimDocument) -> String { claim.decision?.rawValue ?? claim.status.rawValue }

    static func json(_ claim: ClaimDocument, _ text: ClaimText, _ reason: String?) -> JSONObject {
        var object = claim.json
        object.set("description", .string(text.description))
        object.set("amount", .string(text.amount))
        object.set("currency", .string(text.currency))
        object.set("reason", reason.map { .string($0) })
        return object
    }
}
