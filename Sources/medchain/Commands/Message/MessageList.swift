import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension MessageCommand {
    /// `medchain message list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Your conversations, the latest first.",
            discussion: """
                Examples:
                  medchain message list
                  medchain message list --patient 7K3Q-9XJ2-P4TM-5A --unread
                """)

        @Option(help: ArgumentHelp("Only about this patient.", valueName: "id"))
        var patient: String?
        @Flag(help: "Only those with something that you have not read.")
        var unread = false
        @Option(help: "At most so many.")
        var limit = 50
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
        }

        func run() async throws {
            try await options.run { session in
                var about: IdentityID?
                if let patient { about = try await session.directory.find(patient, among: [.patient]) }
                let all = try await session.person.threads(about: about, limit: unread ? .max : limit)
                let threads = Array(all.filter { !unread || $0.unread > 0 }.prefix(limit))
                if session.json {
                    let items = threads.map { thread -> JSONValue in
                        var object = thread.document.json
                        object.set("unread", .integer(thread.unread))
                        return .object(object)
                    }
                    return Terminal.print(json: .object(["threads": .array(items)]))
                }
                var table = Table("THREAD", "LAST", "ABOUT", "MESSAGES", "NEW", "WITH")
                for thread in threads {
                    let document = thread.document
                    var names: [String] = []
                    for person in document.participants where person != session.person.id {
                        names.append(await session.directory.label(person))
                    }
                    table.add(
                        document.thread.text, Words.moment(document.lastAt),
                        await session.directory.label(document.patient), "\(document.messages)",
                        thread.unread == 0 ? "" : "\(thread.unread)", names.joined(separator: "; "))
                }
                table.print(orElse: "No messages.")
            }
        }
    }
}
