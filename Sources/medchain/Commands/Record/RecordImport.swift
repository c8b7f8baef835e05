import ArgumentParser
import ClinicalFHIR
import Foundation
import LedgerFormat
import NodeWire
import RecordClient
import RecordContract
import Wallet

extension RecordCommand {
    /// `medchain record import`
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make every valid resource of a FHIR R4 Bundle a sealed record.",
            discussion: """
                Organizations and Practitioners stay what references point to. What was imported before is \
                counted, not added again, so that an interrupted import is continued by repeating the command. A \
                resource is refused only when it is invalid; each refusal is printed with its reasons. Whom the \
                Bundle is about is shown before you sign; another person than the chart's is refused.

                Examples:
                  medchain record import bundle.json  # your own
                  medchain record import bundle.json --patient 7K3Q-9XJ2-P4TM-5A --yes
                """)

        @Argument(help: ArgumentHelp("A Bundle of type transaction, collection, batch, document or searchset."))
        var bundle: String
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: ArgumentHelp("Append a line of JSON for each record as it is acknowledged.", valueName: "file"))
        var report: String?
        @Flag(help: "Import although the Bundle is about another person than the chart, or about several.")
        var otherPerson = false
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let quiet = options.output.isQuiet
            let source = try Files.map(bundle)
            // Before anything is unlocked: most mistakes are in the file.
            let plan = try Self.plan(source, quiet: quiet)
            try await options.run { session in
                let patient = try await session.patient(patient)
                let people = BundlePeople(plan)
                if !otherPerson { try await session.requireSamePerson(people, as: patient) }
                try await session.confirmImport(plan, of: people, for: patient)
                let context = try await session.person.writingContext(for: patient)
                let records = try plan.items.map { try $0.newRecord(for: patient, keys: session.person.keys) }
                var count = ImportCount(plan)
                var log = try report.map { try ImportReport(path: $0) }
                let bar = ProgressBar("importing", total: Int64(records.count), quiet: quiet)
                do {
                    try await session.person.add(records, in: context) { outcome in
                        count.take(outcome, of: plan.items[outcome.index])
                        try log?.write(outcome, item: plan.items[outcome.index])
                        bar.step()
                    }
                } catch {
                    bar.finish()
                    let failure = Failure(error)
                    throw Failure(
                        failure.code,
                        "\(failure.reason) The import was interrupted: \(count.added) added, \(count.present) there "
                            + "already, of \(records.count).",
                        advice: "Nothing is lost. Repeat the same command: it goes on where it stopped.",
                        status: failure.status)
                }
                bar.finish()
                try count.finish(json: session.json)
            }
        }

        private static func plan(_ source: Data, quiet: Bool) throws -> BundleImportPlan {
            let importer = BundleImporter(validator: try ClinicalLibrary.validator())
            if !quiet, Terminal.showsProgress { Terminal.draw("checking the Bundle ...") }
            defer { if !quiet, Terminal.showsProgress { Terminal.draw("\r\u{1B}[K") } }
            return try importer.plan(source)
        }
    }
}

extension ImportItem {
    /// The record that this entry becomes: always the same id for the same patient, wallet and content.
    func newRecord(for patient: IdentityID, keys: WalletKeys) throws -> NewRecord {
        let id = try keys.importedRecordID(patient: patient, fullURL: fullUrl, resource: record.bytes)
        return Draft(record, fullUrl: fullUrl.isEmpty ? nil : fullUrl).record(id: id)
    }
}

extension Session {
    /// Has the person approve a whole import at once. Throws `signature.*`.
    func confirmImport(_ plan: BundleImportPlan, of people: BundlePeople, for patient: IdentityID) async throws {
        guard !plan.items.isEmpty else { return }
        let whose = patient == person.id ? "your own chart" : "the chart of \(patient.readable)"
        let categories = Dictionary(grouping: plan.items, by: \.record.category.ledger).mapValues(\.count)
        let parts = categories.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.rawValue)" }
        try desk.confirm(
            "Add up to \(plan.items.count) records to \(whose): \(parts.joined(separator: ", ")). "
                + "One signature each, approved here as a whole.", details: people.lines)
    }
}

/// What went in and what came out.
struct ImportCount {
    private let plan: BundleImportPlan
    private(set) var added = 0
    private(set) var present = 0
    private var refused: [(index: Int, type: String, reasons: [String])]

    init(_ plan: BundleImportPlan) {
        self.plan = plan
        refused = plan.refused.map { entry in
            (
                entry.index, entry.resourceType ?? "entry",
                entry.issues.prefix(5).map { "\($0.code.rawValue) at \($0.path): \($0.detail)" }
            )
        }
    }

    mutating func take(_ outcome: BulkOutcome, of item: ImportItem) {
        switch outcome.result {
        case .added: added += 1
        case .present: present += 1
        case .refused(let code, let reason):
            refused.append((item.index, item.record.resourceType, ["\(code): \(reason)"]))
        }
    }

    /// Prints the counts. Throws when something was refused, so that scripts notice.
    func finish(json: Bool) throws {
        let refused = refused.sorted { $0.index < $1.index }
        if json {
            let items = refused.map { entry -> JSONValue in
                .object([
                    "entry": .integer(Int64(entry.index)), "resourceType": .string(Terminal.safe(entry.type)),
                    "reasons": .array(entry.reasons.map { .string(Terminal.safe($0)) }),
                ])
            }
            Terminal.print(
                json: .object([
                    "entries": .integer(Int64(plan.entryCount)), "added": .integer(Int64(added)),
                    "present": .integer(Int64(present)), "directory": .integer(Int64(plan.directory.count)),
                    "refused": .array(items),
                ]))
        } else {
            Terminal.print(
                "\(plan.entryCount) entries: \(added) added, \(present) there already, \(plan.directory.count) kept as "
                    + "references, \(refused.count) refused.")
            for entry in refused {
                Terminal.note("refused: entry \(entry.index), \(Terminal.safe(entry.type))")
                for reason in entry.reasons { Terminal.note("  \(Terminal.safe(reason))") }
            }
        }
        guard refused.isEmpty else {
            throw Failure(
                "import.refused", "\(refused.count) of \(plan.entryCount) entries were refused; the others are there.",
                advice: "Mend them and repeat the command: nothing is added twice.", status: .invalidInput)
        }
    }
}

/// A line for each record as soon as the node has acknowledged it.
struct ImportReport {
    private let handle: FileHandle

    /// Throws `file.failed`.
    init(path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure.input("file.failed", "\(Files.name(path)) cannot be written.") }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    mutating func write(_ outcome: BulkOutcome, item: ImportItem) throws {
        var object: JSONObject = ["entry": .integer(Int64(item.index)), "record": .id(outcome.record)]
        switch outcome.result {
        case .added(let result):
            object.set("outcome", .string("added"))
            object.set("transaction", .hash(result.hash))
            object.set("height", .integer(Int64(result.height)))
        case .present: object.set("outcome", .string("present"))
        case .refused(let code, _):
            object.set("outcome", .string("refused"))
            object.set("code", .string(code))
        }
        try handle.write(contentsOf: object.canonicalBytes + [0x0A])
    }
}
