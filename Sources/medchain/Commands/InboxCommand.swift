import ArgumentParser
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient

/// `medchain inbox`
struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "Your notifications: what others did that concerns you, newest first.",
        discussion: """
            Examples:
              medchain inbox
              medchain inbox --unread --mark-read
              medchain inbox --read 17179869184
            """)

    @Flag(help: "Only what you have not marked as read.")
    var unread = false
    @Flag(help: "Mark everything up to the newest shown as read.")
    var markRead = false
    @Option(name: .customLong("read"), help: ArgumentHelp("Mark this notification as read.", valueName: "cursor"))
    var single: [String] = []
    @Option(help: "At most so many.")
    var limit = 50
    @OptionGroup var options: PersonOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
        guard single.allSatisfy({ Int64($0) != nil }), single.count <= 200 else {
            throw ValidationError("--read takes the cursor of a notification, 200 times at most.")
        }
    }

    func run() async throws {
        try await options.run { session in
            let client = session.person.client
            if !single.isEmpty {
                try await client.post(
                    "/v1/me/inbox/read", InboxMarks(through: nil, items: single.compactMap { Int64($0) }))
            }
            let items = Array(
                try await client.list("/v1/me/inbox" + (unread ? "?unread=true" : ""), limit: limit).prefix(limit))
            if session.json {
                Terminal.print(json: .object(["notifications": .array(items.map { .object($0) })]))
            } else {
                if items.isEmpty { Terminal.print(unread ? "Nothing unread." : "No notifications.") }
                for item in items { Terminal.print(try await Self.line(item, session.directory)) }
            }
            if markRead, case .string(let text)? = items.first?["cursor"], let newest = Int64(text) {
                try await client.post("/v1/me/inbox/read", InboxMarks(through: newest))
            }
        }
    }

    /// One line; a star before what is unread.
    private static func line(_ item: JSONObject, _ directory: Directory) async throws -> String {
        var event = JSONObject()
        for member in item.members where !["topic", "read"].contains(member.name) {
            event.set(member.name, member.value)
        }
        var isRead = false
        if case .bool(let flag)? = item["read"] { isRead = flag }
        return (isRead ? "  " : "* ") + (await EventView.line(try DeliveredEvent(json: event), directory))
    }
}
