import ArgumentParser
import ClinicalFHIR
import Foundation
import LedgerFormat
import RecordClient
import RecordContract

extension RecordCommand {
    /// `medchain record show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open records and show them as medicine; documents are saved to a file.",
            discussion: """
                Opening somebody else's record is a signed read: the patient sees that you did, and why. Several \
                records are one read.

                Examples:
                  medchain record show q83vEjRWeJCrze8SNFZ4kA
                  medchain record show q83vEjRWeJCrze8SNFZ4kA --patient 7K3Q-9XJ2-P4TM-5A \\
                      --purpose treatment
                  medchain record show q83vEjRWeJCrze8SNFZ4kA --output scan.dcm
                """)

        @Argument(help: "The records.")
        var records: [EntityArgument]
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: "What for.")
        var purpose = PurposeArgument(treatment: ())
        @Option(help: ArgumentHelp("Under this grant; by default the first that allows it.", valueName: "grant"))
        var grant: EntityArgument?
        @Option(help: ArgumentHelp("Write the content, byte for byte, to a new file.", valueName: "file"))
        var output: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if output != nil, records.count > 1 { throw ValidationError("--output takes one record.") }
            if records.count > Limits.recordsPerRead {
                throw ValidationError("At most \(Limits.recordsPerRead) records in one read.")
            }
        }

        func run() async throws {
            // Before anything is signed: a read may be the only one.
            let reserved = try output.map { try ReservedFile($0) }
            try await options.run { session in
                let patient = try await session.patient(patient)
                var documents: [RecordDocument] = []
                for record in Set(records.map(\.id)).sorted() {
                    documents.append(try await session.record(record, of: patient))
                }
                var sinks: [EntityID: ContentSink] = [:]
                defer { for sink in sinks.values { sink.discard() } }
                let folder = output.map { ($0 as NSString).deletingLastPathComponent } ?? ""
                for document in documents {
                    sinks[document.record] = try ContentSink(for: document, folder: folder.isEmpty ? "." : folder)
                }
                try await session.person.open(
                    documents, purpose: purpose.purpose, grant: grant?.id,
                    receive: { document in
                        guard let sink = sinks[document.record] else { return { _ in } }
                        return { try sink.receive($0) }
                    },
                    opened: { record in
                        guard let sink = sinks[record.document.record] else { return }
                        reserved?.release()
                        try await show(record, sink, in: session)
                        if record.document.record != documents.last?.record, !session.json { Terminal.print("") }
                    })
            }
        }

        private func show(_ record: OpenedRecord, _ sink: ContentSink, in session: Session) async throws {
            let name = ContentName.file(record)
            let isResource = ContentName.isResource(record) && sink.isInMemory
            var file = output ?? (isResource ? nil : name)
            if let wanted = file {
                let kept = try sink.keep(as: wanted, orAs: name)
                if kept != wanted { session.note("\(Files.name(wanted)) cannot be written, or is taken.") }
                file = kept
            }
            if session.json {
                Terminal.print(json: try json(record, sink, file: file, isResource: isResource))
            } else {
                await RecordView.print(record, content: isResource ? sink.memory : nil, in: session)
                if let file { Terminal.print("Saved to \(Files.name(file))") }
            }
        }

        private func json(
            _ record: OpenedRecord, _ sink: ContentSink, file: String?, isResource: Bool
        ) throws -> JSONValue {
            var object = RecordView.json(record)
            object.set("file", file.map { .string($0) })
            if isResource {
                object.set("resource", .string(String(decoding: sink.memory, as: UTF8.self)))
            }
            return .object(object)
        }
    }
}

extension PurposeArgument {
    /// Treatment.
    init(treatment: Void) { purpose = .treatment }
}
