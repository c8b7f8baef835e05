import ArgumentParser
import ClinicalFHIR
import Foundation
import LedgerFormat
import NodeWire
import RecordClient
import RecordContract
import SealedRecord

extension PrescriptionCommand {
    /// `medchain prescription issue`
    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prescribe: seal what and how, and allow a quantity to be dispensed.",
            discussion: """
                Before you sign, recorded allergies and active medication that you may read are checked on this \
                device; reading them stands in the patient's log, and uses up nothing of an access that is limited \
                to a number of reads. Where the check finds something serious, nothing is issued until you say why \
                with --despite; what was found and your reason stay in the record.

                Examples:
                  medchain prescription issue --patient ID --medication "Amoxicillin 500 mg" \\
                      --dosage "1 three times a day" --quantity 21 --repeats 1 --for 30d
                  medchain prescription issue --patient ID --medication "Amoxicillin 500 mg" \\
                      --dosage "1 three times a day" --quantity 21 \\
                      --despite "Tolerated it in 2024 after testing"
                """)

        @Option(help: ArgumentHelp("The patient's id.", valueName: "id"))
        var patient: String
        @Option(help: ArgumentHelp("What, in words.", valueName: "words"))
        var medication: String
        @Option(help: ArgumentHelp("rxnorm:, atc:, snomed: or URI|CODE.", valueName: "code"))
        var code: CodeArgument?
        @Option(help: ArgumentHelp("How to take it.", valueName: "words"))
        var dosage: String
        @Option(help: ArgumentHelp("How many units are dispensed at once.", valueName: "number"))
        var quantity: Int64
        @Option(help: ArgumentHelp("How many times more without asking.", valueName: "number"))
        var repeats: Int64 = 0
        @Option(name: .customLong("for"), help: ArgumentHelp("For how long it may be dispensed.", valueName: "period"))
        var period: Period?
        @Option(
            help: ArgumentHelp(
                "Why in spite of a serious finding, or of not checking; kept in the record.", valueName: "words"))
        var despite: String?
        @Flag(help: "Do not check against allergies and active medication; needs --despite.")
        var unchecked = false
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard (1...100_000).contains(quantity) else { throw ValidationError("--quantity is 1 to 100000.") }
            guard (0...99).contains(repeats) else { throw ValidationError("--repeats is 0 to 99.") }
            if let despite {
                let words = despite.trimmingCharacters(in: .whitespacesAndNewlines)
                guard (3...500).contains(words.count) else {
                    throw ValidationError("--despite is 3 to 500 characters.")
                }
            } else if unchecked {
                throw ValidationError("--unchecked needs a reason: add --despite WORDS.")
            }
        }

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let draft = ResourceDraft(patient: patient, author: session.person.id)
                let validator = try ClinicalLibrary.validator()
                var resource = draft.prescription(medication, code: code, dosage: dosage, quantity: String(quantity))
                _ = try validator.record(resource)
                let report = unchecked ? nil : try await session.prescribingReport(resource, for: patient)
                if let report { try session.confirm(report, despite: despite) }
                let findings = report?.findings ?? []
                if unchecked || !findings.isEmpty {
                    let review = PrescribingReview(findings: findings, isUnchecked: unchecked, reason: despite)
                    resource = draft.prescription(
                        medication, code: code, dosage: dosage, quantity: String(quantity), review: review)
                }
                let record = Draft(try validator.record(resource)).record()
                let until = LedgerTime.now().advanced(byMilliseconds: period?.milliseconds ?? 90 * 86_400_000)
                let result = try await session.person.prescribe(
                    record, in: try await session.person.writingContext(for: patient), quantity: quantity,
                    repeats: repeats, until: until)
                var more: JSONObject = ["prescription": .id(record.id), "until": .time(until)]
                more.set("findings", report.map { .array($0.findings.map(Session.json)) })
                Receipts.print(
                    result, in: session, words: "Issued until \(Words.moment(until)): \(record.id.text)", more)
            }
        }
    }

    /// `medchain prescription dispense`
    struct Dispense: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note what you handed out, in whole or part; never more than is left.",
            discussion: """
                With --product the dispense is described in a sealed record of its own.

                Examples:
                  medchain prescription dispense ASNFZ4mrze8BI0VniavN7w --quantity 21
                  medchain prescription dispense ASNFZ4mrze8BI0VniavN7w --quantity 10 --substituted \
                --product "Amoxicillin 500 mg, another maker"
                """)

        @Argument(help: "The prescription.")
        var prescription: EntityArgument
        @Option(help: ArgumentHelp("How many units.", valueName: "number"))
        var quantity: Int64
        @Flag(help: "Another product than the one prescribed was given.")
        var substituted = false
        @Option(help: ArgumentHelp("What was handed out, in words, for the record.", valueName: "words"))
        var product: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard (1...100_000).contains(quantity) else { throw ValidationError("--quantity is 1 to 100000.") }
        }

        func run() async throws {
            try await options.run { session in
                var description: NewRecord?
                if let product {
                    let patient = try await session.person.prescription(prescription.id).patient
                    let context = EntryContext(
                        patient: patient.canonical, author: session.person.id.canonical, now: Moments.instant(.now()))
                    var values = ["medicine": [product], "quantity": ["\(quantity)"]]
                    if substituted { values["substituted"] = ["yes"] }
                    let resource = try EntryForm.named("dispense").resource(values, context: context)
                    description = Draft(try ClinicalLibrary.validator().record(resource)).record()
                }
                let result = try await session.person.dispense(
                    prescription.id, quantity: quantity, substituted: substituted, description: description)
                let left = try await session.person.prescription(prescription.id).document?.remaining
                var more: JSONObject = ["prescription": .id(prescription.id), "quantity": .integer(quantity)]
                more.set("remaining", left.map { .integer($0) })
                more.set("record", description.map { .id($0.id) })
                Receipts.print(
                    result, in: session, words: "Dispensed \(quantity); \(left.map { "\($0)" } ?? "?") left.", more)
            }
        }
    }
}
