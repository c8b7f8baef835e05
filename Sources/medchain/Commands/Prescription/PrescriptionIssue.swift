import ArgumentParser
import ClinicalFHIR
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
                device; reading them stands in the patient's log.

                Example:
                  medchain prescription issue --patient ID --medication "Amoxicillin 500 mg" \
                --dosage "1 three times a day" --quantity 21 --repeats 1 --for 30d
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
        @Flag(help: "Do not check against allergies and active medication.")
        var unchecked = false
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard (1...100_000).contains(quantity) else { throw ValidationError("--quantity is 1 to 100000.") }
            guard (0...99).contains(repeats) else { throw ValidationError("--repeats is 0 to 99.") }
        }

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let resource = ResourceDraft(patient: patient, author: session.person.id).prescription(
                    medication, code: code, dosage: dosage, quantity: String(quantity))
                let record = Draft(try ClinicalLibrary.validator().record(resource)).record()
                let report = unchecked ? nil : try await session.prescribingReport(resource, for: patient)
                if let report { try session.confirm(report) }
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

extension Session {
    /// The most records that the check at prescribing opens.
    private static let checkedRecords = 300

    /// Checks a draft against the allergies and the medication of the patient that this person may read.
    func prescribingReport(_ draft: [UInt8], for patient: IdentityID) async throws -> PrescribingReport {
        var seen: Set<ClinicalCategory> = []
        var opened: [[UInt8]] = []
        for category in [RecordContract.Category.safety, .medication] {
            let isReadable = try await person.grantsToMe().contains { grant in
                grant.patient == patient && grant.status == .live && grant.awaits == nil
                    && grant.terms.purpose == .treatment && grant.terms.allow(.read, in: category)
            }
            guard isReadable else { continue }
            if let word = ClinicalCategory(rawValue: category.rawValue) { seen.insert(word) }
            let documents = try await person.records(of: patient, category: category, limit: Self.checkedRecords)
                .filter { $0.status == .current }
            for start in stride(from: 0, to: documents.count, by: Limits.recordsPerRead) {
                let batch = Array(documents[start..<min(start + Limits.recordsPerRead, documents.count)])
                try await person.open(batch, purpose: .treatment) { record in
                    if record.metadata.mediaType == ClinicalLibrary.resourceType { opened.append(record.content) }
                }
            }
        }
        return try PrescribingCheck().report(draft: draft, records: opened, seen: seen)
    }

    /// Shows what the check found; where it found something, the prescriber decides.
    func confirm(_ report: PrescribingReport) throws {
        note(report.allergies.text)
        for limit in report.limits { note(limit) }
        guard !report.findings.isEmpty else { return }
        let lines = report.findings.map { "\($0.severity.word): \($0.message) (\($0.source))" }
        try desk.confirm("A prescription in spite of this:\n  " + lines.joined(separator: "\n  "))
    }

    static func json(_ finding: PrescribingFinding) -> JSONValue {
        .object([
            "kind": .string(finding.kind.rawValue), "severity": .string(finding.severity.word),
            "message": .string(Terminal.safe(finding.message, limit: 1_000)),
            "source": .string(Terminal.safe(finding.source, limit: 1_000)),
        ])
    }
}
