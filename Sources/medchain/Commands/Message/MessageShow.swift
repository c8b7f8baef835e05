import ArgumentParser
import Foundation
import LedgerFormat
import RecordClient
import RecordContract

extension MessageCommand {
    /// `medchain message show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a conversation; who wrote to you sees that you did.",
            discussion: """
                Examples:
                  medchain message show q83vEjRWeJCrze8SNFZ4kA
                  medchain message show q83vEjRWeJCrze8SNFZ4kA --keep-unread
                  medchain message show q83vEjRWeJCrze8SNFZ4kA --save-to attachments
                """)

        @Argument(help: "The thread.")
        var thread: EntityArgument
        @Flag(help: "Do not tell the senders that you have read it.")
        var keepUnread = false
        @Option(help: ArgumentHelp("Save the attachments into this folder.", valueName: "folder"))
        var saveTo: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let messages = try await session.person.messages(in: thread.id)
                var items: [JSONValue] = []
                for message in messages {
                    let opened = try await session.person.open(message)
                    var files: [String] = []
                    for number in message.attachments.indices.map({ $0 + 1 }) {
                        let attachment = try await session.person.attachment(number, of: message)
                        files.append(try keep(attachment, number, of: message))
                    }
                    if session.json {
                        items.append(Self.json(opened, files))
                    } else {
                        await Self.print(opened, files, in: session)
                    }
                }
                if session.json { Terminal.print(json: .object(["messages": .array(items)])) }
                if !keepUnread { try await session.person.markRead(messages, in: thread.id) }
            }
        }

        /// Saves an attachment where that was asked for. Returns what to call it.
        private func keep(
            _ attachment: MessageAttachment, _ number: Int, of message: MessageDocument
        ) throws -> String {
            // Nothing of a name that somebody else chose decides where a file lies.
            let shown = Terminal.safe(attachment.fileName ?? "attachment", limit: 80)
                .replacingOccurrences(of: "/", with: "_")
            guard let saveTo else { return shown }
            try Files.makeFolder(saveTo)
            let path = "\(saveTo)/\(message.number)-\(number)-\(shown)"
            try Files.create(path, attachment.bytes)
            return path
        }

        private static func json(_ message: OpenedMessage, _ files: [String]) -> JSONValue {
            var object = message.document.json
            object.set("text", .string(message.text))
            object.set("subject", message.subject.map { .string($0) })
            object.set("kind", .string(message.kind.rawValue))
            object.set("files", .array(files.map { .string($0) }))
            return .object(object)
        }

        private static func print(_ message: OpenedMessage, _ files: [String], in session: Session) async {
            let document = message.document
            let sender = await session.directory.label(document.sender)
            if let subject = message.subject { Terminal.print(Terminal.safe(subject, limit: 200)) }
            let kind = message.kind == .message ? "" : " [\(message.kind.rawValue)]"
            Terminal.print("\(Words.moment(document.sentAt))  \(sender)\(kind)")
            for line in message.text.split(separator: "\n", omittingEmptySubsequences: false) {
                Terminal.print("  " + Terminal.safe(String(line), limit: 2_000))
            }
            for file in files { Terminal.print("  + \(file)") }
            for reading in document.readBy {
                let reader = await session.directory.label(reading.person)
                Terminal.print("  read by \(reader), \(Words.moment(reading.at))")
            }
            Terminal.print("")
        }
    }
}
