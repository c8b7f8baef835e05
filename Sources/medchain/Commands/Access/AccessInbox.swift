import ArgumentParser
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient

extension AccessCommand {
    /// `medchain access inbox`
    struct Inbox: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What happened that concerns you, newest first.",
            discussion: "Example:\n  medchain access inbox --limit 20")

        @Option(help: "At most so many.")
        var limit = 50
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
        }

        func run() async throws {
            try await options.run { session in
                let items = try await session.person.client.list("/v1/me/events?order=newest", limit: limit)
                let events = try items.prefix(limit).map { try DeliveredEvent(json: $0) }
                if session.json {
                    return Terminal.print(json: .object(["events": .array(events.map(EventView.json))]))
                }
                if events.isEmpty { Terminal.print("Nothing has happened yet.") }
                for event in events { Terminal.print(await EventView.line(event, session.directory)) }
            }
        }
    }
}
