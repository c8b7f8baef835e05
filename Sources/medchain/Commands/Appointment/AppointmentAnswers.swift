import ArgumentParser
import LedgerFormat
import NodeWire
import RecordClient
import RecordContract

/// What the answers to an appointment take.
struct AppointmentAnswerOptions: ParsableArguments {
    @Argument(help: "The appointment.")
    var appointment: EntityArgument
    @Option(help: ArgumentHelp("A word to the other side, sealed for them.", valueName: "words"))
    var note: String?
    @OptionGroup var options: PersonOptions

    func run(
        _ words: String, _ answer: (Person, EntityID, String?) async throws -> TransactionResult
    ) async throws {
        try await options.run { session in
            let result = try await answer(session.person, appointment.id, note)
            Receipts.print(result, in: session, words: words, ["appointment": .id(appointment.id)])
        }
    }
}

extension AppointmentCommand {
    /// `medchain appointment confirm`
    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm a patient's request; the access that goes with it begins.",
            discussion: "Example:\n  medchain appointment confirm ASNFZ4mrze8BI0VniavN7w --note \"Bring your pills\"")
        @OptionGroup var answer: AppointmentAnswerOptions

        func run() async throws {
            try await answer.run("Confirmed.") { try await $0.confirmAppointment($1, note: $2) }
        }
    }

    /// `medchain appointment decline`
    struct Decline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decline a patient's request.",
            discussion: "Example:\n  medchain appointment decline ASNFZ4mrze8BI0VniavN7w --note \"On leave\"")
        @OptionGroup var answer: AppointmentAnswerOptions

        func run() async throws {
            try await answer.run("Declined.") { try await $0.declineAppointment($1, note: $2) }
        }
    }

    /// `medchain appointment cancel`
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call an appointment off before it begins.",
            discussion: "Example:\n  medchain appointment cancel ASNFZ4mrze8BI0VniavN7w --note \"I am better\"")
        @OptionGroup var answer: AppointmentAnswerOptions

        func run() async throws {
            try await answer.run("Cancelled.") { try await $0.cancelAppointment($1, note: $2) }
        }
    }

    /// `medchain appointment complete`
    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that the visit took place, with what was written in it, or that the patient did not come.",
            discussion: """
                Examples:
                  medchain appointment complete ASNFZ4mrze8BI0VniavN7w --record q83vEjRWeJCrze8SNFZ4kA
                  medchain appointment complete ASNFZ4mrze8BI0VniavN7w --missed
                """)

        @Argument(help: "The appointment.")
        var appointment: EntityArgument
        @Option(
            name: .customLong("record"),
            help: ArgumentHelp("A record written in the visit; may be repeated.", valueName: "record"))
        var records: [EntityArgument] = []
        @Option(help: ArgumentHelp("The record that describes the visit (FHIR Encounter).", valueName: "record"))
        var encounter: EntityArgument?
        @Flag(help: "The patient did not come.")
        var missed = false
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if missed, !records.isEmpty || encounter != nil {
                throw ValidationError("Nothing was written in a visit that did not take place.")
            }
            if records.count > Limits.recordsPerRead {
                throw ValidationError("At most \(Limits.recordsPerRead) records.")
            }
        }

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(
                    AppointmentComplete(
                        appointment: appointment.id, attended: !missed, encounter: encounter?.id,
                        records: Set(records.map(\.id)).sorted()))
                Receipts.print(
                    result, in: session, words: missed ? "Noted." : "Completed.",
                    ["appointment": .id(appointment.id)])
            }
        }
    }
}
