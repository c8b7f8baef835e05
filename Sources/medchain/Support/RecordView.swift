import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord

/// How an opened record is shown: as medicine.
enum RecordView {
    /// Prints a record: its content in words, and who wrote it when.
    static func print(_ record: OpenedRecord, content: [UInt8]?, in session: Session) async {
        let document = record.document
        var card = Card()
        var title = record.metadata.title
        if let content, let resource = try? FHIRJSONDocument(content) {
            let summary = ClinicalSummary(of: resource.root)
            title = summary.title
            for line in summary.lines { card.add(line.label, await named(line.value, in: session)) }
        } else {
            card.add("Type", record.metadata.mediaType)
            card.add("File name", record.metadata.fileName)
            card.add("Date", record.metadata.effective)
        }
        let author =
            document.selfReported ? "the patient (self-reported)" : await session.directory.fullLabel(document.author)
        card.add("Category", document.category.rawValue)
        card.add("Written by", "\(author), \(Words.moment(document.addedAt))")
        if document.status != .current { card.add("Status", document.status.rawValue) }
        if document.status == .retracted {
            card.add("Reason", await Reasons.read { try await session.person.reason(ofRetraction: document) })
        }
        card.add("Replaces", document.supersedes?.text)
        card.add("Replaced by", document.supersededBy?.text)
        card.add("Record", document.record.text)
        // First of all: what follows looks as valid as any other record.
        switch document.status {
        case .retracted: Terminal.print("RETRACTED: its author took this record back. Do not rely on it.")
        case .superseded: Terminal.print("SUPERSEDED: a corrected record stands in its place. Do not rely on this one.")
        default: break
        }
        Terminal.print(Terminal.safe(title ?? record.metadata.fileName ?? "Document", limit: 200))
        card.print()
    }

    /// A value as people read it: where it is an identity, its name with the readable id.
    private static func named(_ value: String, in session: Session) async -> String {
        guard let id = IdentityID(canonical: value) else { return value }
        return await session.directory.fullLabel(id)
    }

    /// What the ledger and the seal say of it.
    static func json(_ record: OpenedRecord) -> JSONObject {
        var object = record.document.json
        let metadata = record.metadata
        object.set("mediaType", .string(metadata.mediaType))
        object.set("title", metadata.title.map { .string(Terminal.safe($0)) })
        object.set("fileName", metadata.fileName.map { .string(Terminal.safe($0)) })
        object.set("resourceType", metadata.fhirType.map { .string($0) })
        object.set("fullUrl", metadata.fullURL.map { .string($0) })
        object.set("effective", metadata.effective.map { .string($0) })
        return object
    }
}
