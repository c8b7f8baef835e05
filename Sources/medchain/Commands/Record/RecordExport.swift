import ArgumentParser
import ClinicalFHIR
import Foundation
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord

extension RecordCommand {
    /// `medchain record export`
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a record out: a FHIR Bundle, and the documents as files, byte for byte.",
            discussion: """
                The folder then holds bundle.json, documents/ and index.json. It is plaintext: keep it safe.

                Examples:
                  medchain record export --output my-record
                  medchain record export --output chart --patient 7K3Q-9XJ2-P4TM-5A \\
                      --category laboratory
                """)

        @Option(help: ArgumentHelp("A folder that does not exist yet.", valueName: "folder"))
        var output: String
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: "Only this category.")
        var category: CategoryArgument?
        @Option(help: "What for, when it is another's record.")
        var purpose = PurposeArgument(treatment: ())
        @Flag(help: "Also what was superseded or retracted.")
        var history = false
        @OptionGroup var options: PersonOptions

        func run() async throws {
            guard !FileManager.default.fileExists(atPath: output) else {
                throw Failure.input("file.exists", "\(Files.name(output)) exists already and is not overwritten.")
            }
            try await options.run { session in
                let patient = try await session.patient(patient)
                let listed = try await session.person.records(of: patient, category: category?.category)
                let records = Array(
                    listed.filter { $0.status != .erased && (history || $0.status == .current) }.reversed())
                let bar = ProgressBar(
                    "exporting", total: Int64(records.count), quiet: options.output.isQuiet)
                let folder = try ExportFolder(output)
                for start in stride(from: 0, to: records.count, by: Limits.recordsPerRead) {
                    let part = Array(records[start..<min(start + Limits.recordsPerRead, records.count)])
                    try await open(part, into: folder, session: session, bar: bar)
                }
                try folder.finish()
                bar.finish()
                show(folder, leftOut: listed.count - records.count, in: session)
                if !folder.unreadable.isEmpty {
                    session.note(
                        "\(folder.unreadable.count) records do not open and were left out: "
                            + folder.unreadable.map(\.text).joined(separator: ", "))
                }
            }
        }

        private func open(
            _ records: [RecordDocument], into folder: ExportFolder, session: Session, bar: ProgressBar
        ) async throws {
            var sink: ContentSink?
            defer { sink?.discard() }
            try await session.person.open(
                records, purpose: purpose.purpose,
                receive: { document in
                    let new = try ContentSink(for: document, folder: folder.documents)
                    sink = new
                    return { try new.receive($0) }
                },
                unreadable: { document in
                    sink?.discard()
                    sink = nil
                    folder.leaveOut(document.record)
                    bar.step()
                },
                opened: { record in
                    if let sink { try folder.add(record, sink) }
                    bar.step()
                })
        }

        private func show(_ folder: ExportFolder, leftOut: Int, in session: Session) {
            if session.json {
                return Terminal.print(
                    json: .object([
                        "folder": .string(output), "resources": .integer(Int64(folder.resources)),
                        "documents": .integer(Int64(folder.files)), "leftOut": .integer(Int64(leftOut)),
                        "unreadable": .array(folder.unreadable.map { .id($0) }),
                    ]))
            }
            Terminal.print(
                "\(folder.resources) resources in \(Files.name(output))/bundle.json, \(folder.files) documents in "
                    + "\(Files.name(output))/documents/.")
            if leftOut > 0 {
                session.note("\(leftOut) superseded or retracted records were left out; --history has them too.")
            }
        }
    }
}

/// The folder that an export fills, record by record.
final class ExportFolder {
    let documents: String
    private(set) var resources = 0
    private(set) var files = 0
    /// Records that do not open.
    private(set) var unreadable: [EntityID] = []
    private let path: String
    private let bundle: FileHandle
    private var export = BundleExport()
    private var index: [JSONValue] = []

    init(_ path: String) throws {
        self.path = path
        documents = "\(path)/documents"
        try Files.makeFolder(documents)
        bundle = try Files.open("\(path)/bundle.json")
        try bundle.write(contentsOf: export.head(timestamp: Moments.instant(.now())))
    }

    /// Adds an opened record.
    func add(_ record: OpenedRecord, _ sink: ContentSink) throws {
        var entry = RecordView.json(record)
        if ContentName.isResource(record), sink.isInMemory {
            let url = record.metadata.fullURL ?? ""
            // A relative fullUrl names nothing outside its source.
            let fullUrl = url.contains(":") ? url : ""
            try bundle.write(contentsOf: try export.entry(fullUrl: fullUrl, resource: sink.memory))
            resources += 1
        } else {
            let name = ContentName.file(record)
            try sink.keep(as: "\(documents)/\(name)")
            entry.set("file", .string("documents/\(name)"))
            files += 1
        }
        index.append(.object(entry))
    }

    /// Notes a record that does not open.
    func leaveOut(_ record: EntityID) { unreadable.append(record) }

    /// Ends the Bundle and writes the index, which names what does not open.
    func finish() throws {
        try bundle.write(contentsOf: export.tail())
        try bundle.close()
        var json: JSONObject = ["records": .array(index)]
        if !unreadable.isEmpty { json.set("unreadable", .array(unreadable.map { .id($0) })) }
        try Files.create("\(path)/index.json", JSONValue.object(json).canonicalBytes)
    }
}
