import ArgumentParser

/// `medchain record`
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Records: add, import, list, show, amend, retract, restrict, erase, export.",
        discussion: """
            Everything is sealed and opened on this device. The node sees neither titles nor contents.

            Examples:
              medchain record add --condition "Migraine"
              medchain record import bundle.json
              medchain record list
              medchain record show q83vEjRWeJCrze8SNFZ4kA
            """,
        subcommands: [
            Add.self, Import.self, List.self, Show.self, Amend.self, Retract.self, Acknowledge.self, Export.self,
            Restrict.self, Erase.self, RequestErasure.self, AnswerErasure.self, Erasures.self, Certificate.self,
            Forms.self, Codes.self,
        ])
}
