import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord

extension RecordCommand {
    /// `medchain record list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List records, in the order in which they were added, newest first.",
            discussion: """
                DATE is when what the record describes took place; ADDED is when it came to the chart. Your own \
                records are listed with their titles, which are opened on this device. Of other patients' records \
                you see category, date, author and size; to see more is to read them, which the patient is told. \
                A patient may have chosen not to share everything: this list cannot show whether they did.

                Examples:
                  medchain record list
                  medchain record list --category laboratory --limit 10
                  medchain record list --patient 7K3Q-9XJ2-P4TM-5A
                """)

        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: "Only this category.")
        var category: CategoryArgument?
        @Option(help: "At most so many.")
        var limit = 50
        @Flag(help: "All of them.")
        var all = false
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
        }

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let everything = try await session.person.records(of: patient, category: category?.category)
                let records = all ? everything : Array(everything.prefix(limit))
                let isOwn = patient == session.person.id && !session.person.isRepresented
                let metadata = isOwn ? try await session.person.metadata(of: records) : []
                if session.json { return printJSON(records, metadata, total: everything.count) }
                await printTable(records, metadata, isOwn: isOwn, in: session)
                if records.count < everything.count {
                    Terminal.note("\(records.count) of \(everything.count) records; all of them with --all.")
                }
                if !isOwn, !session.options.output.quiet {
                    Terminal.note("A patient may have chosen not to share everything.")
                }
            }
        }

        private func printJSON(_ records: [RecordDocument], _ metadata: [PayloadMetadata?], total: Int) {
            let items = records.enumerated().map { index, record -> JSONValue in
                var object = record.json
                if metadata.indices.contains(index), let metadata = metadata[index] {
                    object.set("title", metadata.title.map { .string(Terminal.safe($0)) })
                    object.set("mediaType", .string(metadata.mediaType))
                    object.set("resourceType", metadata.fhirType.map { .string($0) })
                    object.set("effective", metadata.effective.map { .string($0) })
                    object.set("fileName", metadata.fileName.map { .string(Terminal.safe($0)) })
                }
                return .object(object)
            }
            Terminal.print(
                json: .object([
                    "records": .array(items), "total": .integer(Int64(total)),
                    "more": .bool(records.count < total),
                ]))
        }

        private static let damaged = "[damaged] does not open"

        private func printTable(
            _ records: [RecordDocument], _ metadata: [PayloadMetadata?], isOwn: Bool, in session: Session
        ) async {
            var table =
                isOwn
                ? Table("RECORD", "ADDED", "DATE", "CATEGORY", "AUTHOR", "TITLE")
                : Table("RECORD", "ADDED", "CATEGORY", "AUTHOR", "SIZE")
            for (index, record) in records.enumerated() {
                let author = record.selfReported ? "self-reported" : await session.directory.label(record.author)
                let mark = record.status == .current ? "" : "[\(record.status.rawValue)] "
                if isOwn {
                    let metadata = metadata[index]
                    let date = metadata?.effective.map { String($0.prefix(10)) } ?? ""
                    let title =
                        metadata?.title ?? metadata?.fileName ?? metadata?.mediaType
                        ?? (record.status == .erased ? "" : Self.damaged)
                    table.add(
                        record.record.text, Words.moment(record.addedAt), date, record.category.rawValue, author,
                        mark + title)
                } else {
                    table.add(
                        record.record.text, Words.moment(record.addedAt), record.category.rawValue, author,
                        mark + Words.size(record.content.size))
                }
            }
            table.print(orElse: "No records here for you.")
        }
    }
}
