import ArgumentParser
import LedgerFormat
import NodeWire
import RecordClient
import RecordContract

/// `medchain prescription`
struct PrescriptionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prescription",
        abstract: "Prescriptions: issue, dispense in whole or part, refills, cancel.",
        subcommands: [
            Issue.self, List.self, Show.self, Dispense.self, Refills.self, RequestRefill.self, AnswerRefill.self,
            Cancel.self,
        ])

    /// What a status may be, for people.
    static func status(_ word: String?) throws -> PrescriptionDocument.Status? {
        guard let word else { return nil }
        guard let status = PrescriptionDocument.Status(rawValue: word) else {
            throw ValidationError("--status is active, dispensed, cancelled or expired.")
        }
        return status
    }
}

extension Session {
    /// Prints prescriptions as far as they may be seen.
    func print(_ prescriptions: [PrescriptionView], orElse empty: String) async {
        if json {
            return Terminal.print(
                json: .object(["prescriptions": .array(prescriptions.map { .object($0.json) })]))
        }
        var table = Table("ISSUED", "STATUS", "LEFT", "PATIENT", "PRESCRIBER", "ID")
        for item in prescriptions {
            let left = item.document.map { "\($0.remaining) of \($0.allowed)" } ?? "-"
            table.add(
                Words.moment(item.issuedAt), item.status.rawValue, left, await directory.label(item.patient),
                await directory.label(item.prescriber), item.prescription.text)
        }
        table.print(orElse: empty)
    }
}

extension PrescriptionCommand {
    /// `medchain prescription list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Your prescriptions, those of a patient, or all that patients let you see.",
            discussion: """
                With the right to list alone you see that a prescription exists, its date and its prescriber.

                Examples:
                  medchain prescription list
                  medchain prescription list --patient 7K3Q-9XJ2-P4TM-5A
                  medchain prescription list --shared --status active        what waits at a pharmacy
                """)

        @Option(help: ArgumentHelp("A patient's id.", valueName: "id"))
        var patient: String?
        @Flag(help: "Of all patients who gave you or your organisation access.")
        var shared = false
        @Option(help: "active, dispensed, cancelled or expired.")
        var status: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            _ = try PrescriptionCommand.status(status)
            if patient != nil, shared || status != nil {
                throw ValidationError("--patient goes with neither --shared nor --status.")
            }
        }

        func run() async throws {
            let status = try PrescriptionCommand.status(status)
            try await options.run { session in
                let person = session.person
                let found: [PrescriptionView]
                if let patient {
                    found = try await person.prescriptions(of: try await session.patient(patient))
                } else if shared {
                    found = try await person.sharedPrescriptions(status: status)
                } else {
                    found = try await person.prescriptions(status: status)
                }
                await session.print(found, orElse: "No prescriptions.")
            }
        }
    }

    /// `medchain prescription show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One prescription: what is left, who handed out what, and the words about refills.",
            discussion: """
                What is prescribed stands in the record of the same id: medchain record show

                Example:
                  medchain prescription show ASNFZ4mrze8BI0VniavN7w
                """)

        @Argument(help: "The prescription.")
        var prescription: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let opened = try await session.person.openPrescription(prescription.id)
                let view = opened.view
                if session.json {
                    var json = view.json
                    json.set("request", opened.note.map { .string(Terminal.safe($0, limit: 4_000)) })
                    json.set("reply", opened.answer.map { .string(Terminal.safe($0, limit: 4_000)) })
                    json.set("remaining", view.document.map { .integer($0.remaining) })
                    return Terminal.print(json: .object(json))
                }
                var card = Card()
                card.add("Issued", Words.moment(view.issuedAt))
                card.add("Status", view.status.rawValue)
                card.add("Patient", await session.directory.label(view.patient))
                card.add("Prescriber", await session.directory.label(view.prescriber))
                if let document = view.document {
                    card.add("At once", "\(document.quantity)")
                    card.add("Left", "\(document.remaining) of \(document.allowed)")
                    card.add("Until", Words.moment(document.until))
                    for dispense in document.dispenses {
                        let other = dispense.substituted ? ", another product" : ""
                        let who = await session.directory.label(dispense.pharmacist)
                        card.add("Dispensed", "\(dispense.quantity) on \(Words.moment(dispense.at)) by \(who)\(other)")
                    }
                    card.add("Refill asked", document.refillRequestedAt.map(Words.moment))
                }
                card.add("Patient says", opened.note)
                card.add("Answer", opened.answer)
                card.print()
            }
        }
    }

    /// `medchain prescription refills`
    struct Refills: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The refills that wait for your answer as the prescriber.",
            discussion: "Example:\n  medchain prescription refills")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                await session.print(try await session.person.waitingRefills(), orElse: "No refill waits.")
            }
        }
    }

    /// `medchain prescription request-refill`
    struct RequestRefill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask the prescriber to allow it once more.",
            discussion: "Example:\n  medchain prescription request-refill ASNFZ4mrze8BI0VniavN7w --note \"Nearly out\"")

        @Argument(help: "The prescription.")
        var prescription: EntityArgument
        @Option(help: ArgumentHelp("A word to the prescriber, sealed for them.", valueName: "words"))
        var note: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.requestRefill(prescription.id, note: note)
                Receipts.print(
                    result, in: session, words: "Asked for a refill.", ["prescription": .id(prescription.id)])
            }
        }
    }

    /// `medchain prescription answer-refill`
    struct AnswerRefill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Allow a refill, or refuse it.",
            discussion: """
                Examples:
                  medchain prescription answer-refill ASNFZ4mrze8BI0VniavN7w --approve
                  medchain prescription answer-refill ASNFZ4mrze8BI0VniavN7w --refuse --note "Please come and see me"
                """)

        @Argument(help: "The prescription.")
        var prescription: EntityArgument
        @Flag(help: "Allow it.")
        var approve = false
        @Flag(help: "Refuse it.")
        var refuse = false
        @Option(help: ArgumentHelp("A word to the patient, sealed for them.", valueName: "words"))
        var note: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard approve != refuse else { throw ValidationError("Give either --approve or --refuse.") }
        }

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.answerRefill(prescription.id, approve: approve, note: note)
                Receipts.print(
                    result, in: session, words: approve ? "Allowed." : "Refused.",
                    ["prescription": .id(prescription.id), "approved": .bool(approve)])
            }
        }
    }

    /// `medchain prescription cancel`
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let nothing more be dispensed.",
            discussion: "Example:\n  medchain prescription cancel ASNFZ4mrze8BI0VniavN7w --note \"Stop taking it\"")

        @Argument(help: "The prescription.")
        var prescription: EntityArgument
        @Option(help: ArgumentHelp("A word to the patient, sealed for them.", valueName: "words"))
        var note: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.cancelPrescription(prescription.id, note: note)
                Receipts.print(result, in: session, words: "Cancelled.", ["prescription": .id(prescription.id)])
            }
        }
    }
}
