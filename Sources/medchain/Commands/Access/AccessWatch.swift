import ArgumentParser
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient

extension AccessCommand {
    /// `medchain access watch`
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Wait for what concerns you and print it as it happens, until Ctrl-C.",
            discussion: "Examples:\n  medchain access watch\n  medchain access watch --count 1 --json")

        @Option(help: ArgumentHelp("End after so many events.", valueName: "number"))
        var count: Int?
        @Option(help: ArgumentHelp("Begin after this cursor, from an earlier event's JSON.", valueName: "cursor"))
        var after: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if let count, count < 1 { throw ValidationError("--count is at least 1.") }
        }

        func run() async throws {
            try await options.run { session in
                session.note("Waiting for what concerns you. Ctrl-C ends it.")
                var cursor = after
                var seen = 0
                var failures = 0
                while true {
                    do {
                        try await session.person.client.listen(after: cursor) { announcement in
                            failures = 0
                            guard case .event(let event) = announcement else { return true }
                            cursor = event.cursor
                            seen += 1
                            if session.json {
                                Terminal.print(json: EventView.json(event))
                            } else {
                                Terminal.print(await EventView.line(event, session.directory))
                            }
                            return count.map { seen < $0 } ?? true
                        }
                    } catch NodeClientError.unreachable where failures < 5 {
                        failures += 1
                        try await Task.sleep(for: .seconds(1 << failures))
                    }
                    if let count, seen >= count { return }
                }
            }
        }
    }
}
