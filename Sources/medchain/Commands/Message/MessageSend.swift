import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension MessageCommand {
    /// `medchain message send`
    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a conversation about a patient.",
            discussion: """
                A patient may write to whoever has access now, and to the author of a record (--about). Staff \
                with access may write to the patient, to colleagues of their organisation who have access too, \
                and to the author of a record that they may list. The patient sees that you wrote, and to whom; \
                only the recipients can read it.

                Examples:
                  medchain message send --to "Eva Lind" \\
                      --text "May I take both tablets at once?"
                  medchain message send --patient 7K3Q-9XJ2-P4TM-5A --to "Marek Sova" \\
                      --kind handoff --text "Restless since 2 am." --attach chart.pdf
                  medchain message send --patient ID --about RECORD --to "Eva Lind" \\
                      --kind question --subject "Bisoprolol" --text "90 tablets, or 9?"
                """)

        @Option(help: ArgumentHelp("To whom: a whole name, or an id; may be repeated.", valueName: "person"))
        var to: [String]
        @Option(help: ArgumentHelp("About whom: the patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: ArgumentHelp("The record that it is about.", valueName: "record"))
        var about: EntityArgument?
        @Option(help: ArgumentHelp("A subject; sealed like the text.", valueName: "words"))
        var subject: String?
        @OptionGroup var text: MessageText
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if to.isEmpty || to.count > 16 { throw ValidationError("Between one and sixteen recipients (--to).") }
        }

        func run() async throws {
            let draft = try text.draft(subject: subject)
            try await options.run { session in
                let patient = try await session.patient(patient)
                var recipients: [IdentityID] = []
                for name in to { recipients.append(try await session.directory.find(name, among: [.staff])) }
                let (message, result) = try await session.person.send(
                    draft, about: patient, to: recipients, record: about?.id)
                Receipts.print(
                    result, in: session, words: "Sent. Thread: \(message.text)",
                    ["message": .id(message), "thread": .id(message)])
            }
        }
    }

    /// `medchain message reply`
    struct Reply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer in a conversation, to everybody in it or to some.",
            discussion: "Example:\n  medchain message reply q83vEjRWeJCrze8SNFZ4kA --text \"One in the morning.\"")

        @Argument(help: "The thread.")
        var thread: EntityArgument
        @Option(help: ArgumentHelp("Only to these who take part; by default to all.", valueName: "person"))
        var to: [String] = []
        @OptionGroup var text: MessageText
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let draft = try text.draft()
            try await options.run { session in
                let thread = try await session.person.thread(thread.id).document
                var recipients = thread.participants.filter { $0 != session.person.id }
                if !to.isEmpty {
                    recipients = []
                    for name in to { recipients.append(try await session.directory.find(name, among: [.staff])) }
                }
                let (message, result) = try await session.person.send(
                    draft, about: thread.patient, to: recipients, in: thread.thread)
                Receipts.print(
                    result, in: session, words: "Sent.",
                    ["message": .id(message), "thread": .id(thread.thread)])
            }
        }
    }
}
