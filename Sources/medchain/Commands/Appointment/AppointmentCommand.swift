import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

/// `medchain appointment`
struct AppointmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appointment",
        abstract: "Appointments: ask for one, answer, move, cancel, complete the visit.",
        subcommands: [
            Slots.self, Request.self, List.self, Show.self, Move.self, Cancel.self, Confirm.self, Decline.self,
            Book.self, Complete.self,
        ])
}

extension Session {
    /// The free slot of a physician that begins in the given minute. Throws `appointment.slot`.
    func slot(of physician: IdentityID, at moment: LedgerTime) async throws -> AppointmentSlot {
        let minute = moment.milliseconds / 60_000
        let slots = try await person.slots(of: physician)
        guard let slot = slots.first(where: { $0.from.milliseconds / 60_000 == minute }) else {
            let next = slots.prefix(5).map { Words.moment($0.from) }.joined(separator: ", ")
            throw Failure.input(
                "appointment.slot", "There is no free slot at \(Words.zonedMoment(moment)).",
                advice: next.isEmpty ? "The physician offers none at the moment." : "Free are: \(next)")
        }
        return slot
    }

    /// An appointment in one line of words.
    func line(_ appointment: AppointmentDocument) -> String {
        "\(Words.moment(appointment.from)) to \(Words.zonedMoment(appointment.until))"
    }
}

extension AppointmentCommand {
    /// `medchain appointment slots`
    struct Slots: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The free slots of a physician.",
            discussion: """
                Examples:
                  medchain appointment slots --physician "Eva Lind"
                  medchain appointment slots --physician "Eva Lind" --from 2026-11-23 --to 2026-11-24
                """)

        @Option(help: ArgumentHelp("Name or id.", valueName: "physician"))
        var physician: String
        @Option(help: ArgumentHelp("Not before.", valueName: "moment"))
        var from: MomentArgument?
        @Option(name: .customLong("to"), help: ArgumentHelp("Before; a day includes it.", valueName: "moment"))
        var until: MomentArgument?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let id = try await session.directory.find(physician, among: [.staff])
                let slots = try await session.person.slots(of: id, from: from?.time, until: until?.end)
                if session.json {
                    let items = slots.map { slot -> JSONValue in
                        .object([
                            "availability": .id(slot.availability), "from": .time(slot.from),
                            "until": .time(slot.until),
                        ])
                    }
                    return Terminal.print(json: .object(["physician": .identity(id), "slots": .array(items)]))
                }
                var table = Table("FROM", "TO")
                for slot in slots { table.add(Words.moment(slot.from), Words.moment(slot.until)) }
                table.print(orElse: "No free slots.")
            }
        }
    }

    /// `medchain appointment list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Your appointments, as patient or physician, by their time.",
            discussion: """
                Examples:
                  medchain appointment list
                  medchain appointment list --status requested        what waits for your answer
                  medchain appointment list --from 2026-11-23 --to 2026-11-23
                """)

        @Option(help: ArgumentHelp("Not before.", valueName: "moment"))
        var from: MomentArgument?
        @Option(name: .customLong("to"), help: ArgumentHelp("Before; a day includes it.", valueName: "moment"))
        var until: MomentArgument?
        @Option(help: "requested, confirmed, declined, cancelled, lapsed, completed or missed.")
        var status: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if let status, AppointmentDocument.Status(rawValue: status) == nil {
                throw ValidationError(
                    "--status is one of: "
                        + AppointmentDocument.Status.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
        }

        func run() async throws {
            try await options.run { session in
                let appointments = try await session.person.appointments(
                    from: from?.time, until: until?.end,
                    status: status.flatMap { AppointmentDocument.Status(rawValue: $0) })
                if session.json {
                    return Terminal.print(
                        json: .object(["appointments": .array(appointments.map { .object($0.json) })]))
                }
                var table = Table("WHEN", "STATUS", "WITH", "ID")
                for appointment in appointments {
                    let isPatient = appointment.patient == session.person.id
                    let other = await session.directory.label(
                        isPatient ? appointment.physician : appointment.patient)
                    table.add(
                        Words.moment(appointment.from), appointment.status.rawValue, other,
                        appointment.appointment.text)
                }
                table.print(orElse: "No appointments.")
            }
        }
    }

    /// `medchain appointment show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One appointment, with its reason and answer, opened on this device.",
            discussion: "Example:\n  medchain appointment show ASNFZ4mrze8BI0VniavN7w")

        @Argument(help: "The appointment.")
        var appointment: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let opened = try await session.person.openAppointment(appointment.id)
                let document = opened.document
                if session.json {
                    var json = document.json
                    json.set("reason", opened.note.map { .string(Terminal.safe($0, limit: 4_000)) })
                    json.set("reply", opened.answer.map { .string(Terminal.safe($0, limit: 4_000)) })
                    return Terminal.print(json: .object(json))
                }
                var card = Card()
                card.add("When", session.line(document))
                card.add("Status", document.status.rawValue)
                card.add("Patient", await session.directory.label(document.patient))
                card.add("Physician", await session.directory.label(document.physician))
                card.add("Reason", opened.note)
                card.add("Answer", opened.answer)
                card.add("Access", document.grant?.text)
                card.add("Visit", document.encounter?.text)
                card.add("Records", document.records.map(\.text).joined(separator: ", "))
                card.print()
            }
        }
    }
}
