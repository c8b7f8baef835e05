import ArgumentParser
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access inbox`
    struct Inbox: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What happened that concerns you, newest first.",
            discussion: "Examples:\n  medchain access inbox --limit 20\n  medchain access inbox --all")

        @Option(help: "At most so many.")
        var limit = 50
        @Flag(help: "Everything.")
        var all = false
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
        }

        func run() async throws {
            try await options.run { session in
                let wanted = all ? Int.max - 1 : min(limit, .max - 1)
                let items = try await session.person.client.list("/v1/me/events?order=newest", limit: wanted + 1)
                let events = try items.prefix(wanted).map { try DeliveredEvent(json: $0) }
                let hasMore = items.count > events.count
                if session.json {
                    return Terminal.print(
                        json: .object(["events": .array(events.map(EventView.json)), "more": .bool(hasMore)]))
                }
                if events.isEmpty { Terminal.print("Nothing has happened yet.") }
                for event in events { Terminal.print(await EventView.line(event, session.directory)) }
                if hasMore { Terminal.note("Only the newest \(events.count); everything with --all.") }
                await sayWhoWaits(in: session)
            }
        }

        /// Those who decide on people have no event for who waits: they are asked for.
        private func sayWhoWaits(in session: Session) async {
            guard session.person.identity.role == .authority,
                let waiting = try? await session.person.verificationQueue(), !waiting.isEmpty
            else { return }
            let who = waiting.count == 1 ? "1 person waits" : "\(waiting.count) people wait"
            session.note("\(who) for verification: medchain identity queue")
        }
    }
}
