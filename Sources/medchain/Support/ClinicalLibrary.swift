import ClinicalFHIR
import Foundation
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord
import Wallet

/// HL7's definitions, loaded when a command first needs them.
enum ClinicalLibrary {
    static func validator() throws -> FHIRValidator { FHIRValidator(definitions: try FHIRDefinitions.load()) }

    /// The largest resource that is read into memory.
    static let maximumResourceBytes = 64 << 20
    static let resourceType = "application/fhir+json"
}

extension ClinicalCategory {
    /// The ledger's word for it.
    var ledger: RecordContract.Category { RecordContract.Category(rawValue: rawValue) ?? .clinical }
}

/// Content that is ready to become a record, whatever it was made from.
struct Draft {
    var category: RecordContract.Category
    var metadata: PayloadMetadata
    var source: RecordSource
    /// One line for people.
    var title: String

    /// A valid resource.
    init(_ record: ClinicalRecord, fullUrl: String? = nil) {
        category = record.category.ledger
        title = record.title
        metadata = PayloadMetadata(
            mediaType: ClinicalLibrary.resourceType, fhirType: record.resourceType, fullURL: fullUrl,
            title: record.title, effective: record.effectiveDate)
        source = .bytes(record.bytes)
    }

    /// A file: a FHIR resource, or a document that is recognised by its content. Throws `document.*`, `fhir.*`,
    /// `file.*`.
    init(file path: String, title: String?, category: RecordContract.Category?) throws {
        if path == "-" {
            self.init(try ClinicalLibrary.validator().record(try Files.read(path, maximum: Self.maximumInput)))
        } else {
            let content = try Files.map(path)
            if content.count <= ClinicalLibrary.maximumResourceBytes, Self.looksLikeJSON(content) {
                self.init(try ClinicalLibrary.validator().record(Array(content)))
            } else {
                self.init(try ClinicalDocument(content), path: path)
            }
        }
        if let category { self.category = category }
        if let title {
            self.title = Terminal.safe(title, limit: 160)
            metadata.title = self.title
        }
    }

    private init(_ document: ClinicalDocument, path: String) {
        category = document.category.ledger
        title = document.title
        metadata = PayloadMetadata(
            mediaType: document.mediaType.rawValue, fileName: URL(filePath: path).lastPathComponent,
            title: document.title, effective: document.effectiveDate)
        source = .file(path)
    }

    private static let maximumInput = ClinicalLibrary.maximumResourceBytes

    private static func looksLikeJSON(_ content: Data) -> Bool {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        return content.prefix(64).first { !space.contains($0) } == UInt8(ascii: "{")
    }

    /// The record to be, under a new id or the one given.
    func record(id: EntityID? = nil) -> NewRecord {
        var generator = SystemRandomNumberGenerator()
        var metadata = metadata
        metadata.authored = Moments.instant(.now())
        return NewRecord(
            id: id ?? .random(using: &generator), category: category, metadata: metadata, source: source)
    }
}

/// Moments as FHIR writes them.
enum Moments {
    /// `2026-03-01T14:05:00Z`
    static func instant(_ time: LedgerTime) -> String {
        var seconds = time_t(time.milliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    /// `2026-03-01`
    static func today() -> String { String(instant(.now()).prefix(10)) }
}
