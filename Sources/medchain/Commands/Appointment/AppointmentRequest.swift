import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension AppointmentCommand {
    /// `medchain appointment request`
    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask a physician for one of the slots offered.",
            discussion: """
                With --categories or --record the physician gets access from the confirmation on, until a day (or \
                --after) after the visit.

                Examples:
                  medchain appointment request --physician "Eva Lind" --at "2026-11-23 09:30" --reason "Chest pain"
                  medchain appointment request --physician "Eva Lind" --at "2026-11-23 09:30" \
                --categories clinical,medication --rights read,contribute --after 7d
                """)

        @Option(help: ArgumentHelp("Name or id.", valueName: "physician"))
        var physician: String
        @Option(help: ArgumentHelp("When the slot begins.", valueName: "moment"))
        var at: MomentArgument
        @Option(help: ArgumentHelp("Why, sealed for the physician.", valueName: "words"))
        var reason: String?
        @Option(help: ArgumentHelp("For how long after the visit the access goes on.", valueName: "period"))
        var after: Period?
        @OptionGroup var terms: TermsOptions
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if terms.scope == nil, after != nil || terms.rights != nil || terms.reads != nil {
                throw ValidationError("Access to what? Add --categories or --record.")
            }
            if terms.period != nil { throw ValidationError("The access ends after the visit: give --after.") }
        }

        func run() async throws {
            try await options.run { session in
                let physician = try await session.directory.find(physician, among: [.staff])
                let slot = try await session.slot(of: physician, at: at.time)
                let access = terms.scope == nil ? nil : try terms.terms()
                let (id, result) = try await session.person.requestAppointment(
                    with: physician, from: slot.from, until: slot.until, reason: reason, access: access,
                    after: after?.milliseconds ?? 86_400_000)
                Receipts.print(
                    result, in: session,
                    words: "Asked \(await session.directory.label(physician)) for \(Words.zonedMoment(slot.from)): "
                        + "\(id.text)",
                    ["appointment": .id(id), "from": .time(slot.from), "until": .time(slot.until)])
            }
        }
    }

    /// `medchain appointment move`
    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for another slot instead; the physician has to confirm it again.",
            discussion: "Example:\n  medchain appointment move ASNFZ4mrze8BI0VniavN7w --at \"2026-11-24 10:00\"")

        @Argument(help: "The appointment.")
        var appointment: EntityArgument
        @Option(help: ArgumentHelp("When the new slot begins.", valueName: "moment"))
        var at: MomentArgument
        @Option(help: ArgumentHelp("Why, sealed for the physician.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let document = try await session.person.appointment(appointment.id)
                let slot = try await session.slot(of: document.physician, at: at.time)
                let result = try await session.person.moveAppointment(
                    appointment.id, from: slot.from, until: slot.until, reason: reason)
                Receipts.print(
                    result, in: session, words: "Asked to move it to \(Words.zonedMoment(slot.from)).",
                    ["appointment": .id(appointment.id), "from": .time(slot.from), "until": .time(slot.until)])
            }
        }
    }

    /// `medchain appointment book`
    struct Book: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a patient who gave you access an appointment, at any free time.",
            discussion: "Example:\n  medchain appointment book --patient ID --at \"2026-11-24 10:00\" --lasting 20min")

        @Option(help: ArgumentHelp("The patient's id.", valueName: "id"))
        var patient: String
        @Option(help: ArgumentHelp("When it begins.", valueName: "moment"))
        var at: MomentArgument
        @Option(help: ArgumentHelp("How long it lasts.", valueName: "period"))
        var lasting: Period
        @Option(help: ArgumentHelp("What for, sealed for the patient.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let until = at.time.advanced(byMilliseconds: lasting.milliseconds)
                let (id, result) = try await session.person.bookAppointment(
                    for: patient, from: at.time, until: until, reason: reason)
                Receipts.print(
                    result, in: session, words: "Booked for \(Words.zonedMoment(at.time)): \(id.text)",
                    ["appointment": .id(id), "from": .time(at.time), "until": .time(until)])
            }
        }
    }
}
