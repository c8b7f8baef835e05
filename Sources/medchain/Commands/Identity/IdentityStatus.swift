import ArgumentParser
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract
import Wallet

extension IdentityCommand {
    /// `medchain identity status`
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show who you are in the network, and what waits for you.",
            discussion: "Example:\n  medchain identity status --as anna")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let me: Positioned = try await session.person.client.get("/v1/me")
                let identity = session.person.identity
                let reason = await Reasons.read { try await session.person.reason(ofDecisionAbout: identity.id) }
                if session.json {
                    var value = me.value
                    value.set("reason", reason.map { .string(Terminal.safe($0, limit: 4_000)) })
                    return Terminal.print(json: .object(value))
                }
                var card = Card()
                card.add("Id", identity.id.readable)
                card.add("Name", identity.application.profile?.name ?? session.contents.displayName)
                card.add("Role", Words.role(identity.role))
                card.add("Organisation", await session.directory.fullLabel(identity.organisation))
                card.add("Status", identity.status.rawValue)
                card.add("Reason", reason)
                if case .object(let waiting)? = me.value["waiting"] {
                    for (member, label) in [
                        ("requests", "Requests to answer"), ("acknowledgements", "Changes to acknowledge"),
                    ] {
                        if case .integer(let count)? = waiting[member], count > 0 { card.add(label, "\(count)") }
                    }
                }
                card.print()
            }
        }
    }
}
