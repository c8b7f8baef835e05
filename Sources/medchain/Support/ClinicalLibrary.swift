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
            let bytes = try Files.read(path, maximum: Self.maximumInput)
            if Self.looksLikeJSON(Data(bytes.prefix(64))) {
                self.init(try ClinicalLibrary.validator().record(bytes))
            } else {
                self.init(try ClinicalDocument(bytes), fileName: nil, source: .bytes(bytes))
            }
        } else {
            let content = try Files.map(path)
            if content.count <= ClinicalLibrary.maximumResourceBytes, Self.looksLikeJSON(content) {
                self.init(try ClinicalLibrary.validator().record(Array(content)))
            } else {
                self.init(
                    try ClinicalDocument(content), fileName: URL(filePath: path).lastPathComponent, source: .file(path))
            }
        }
        if let category { self.category = category }
        if let title {
            self.title = Terminal.safe(title, limit: 160)
            metadata.title = self.title
        }
    }

    private init(_ document: ClinicalDocument, fileName: String?, source: RecordSource) {
        category = document.category.ledger
        title = document.title
        metadata = PayloadMetadata(
            mediaType: document.mediaType.rawValue, fileName: fileName, title: document.title,
            effective: document.effectiveDate)
        self.source = source
    }

    private static let maximumInput = ClinicalLibrary.maximumResourceBytes

    private static func looksLikeJSON(_ content: Data) -> Bool {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        return content.prefix(64).first { !space.contains($0) } == UInt8(ascii: "{")
    }

    /// What its writer is about to sign, a line each: the content in words.
    var lines: [String] {
        if case .bytes(let bytes) = source, let resource = try? FHIRJSONDocument(bytes) {
            let summary = ClinicalSummary(of: resource.root)
            return [title] + summary.lines.prefix(Self.shownLines).map { "\($0.label): \($0.value)" }
        }
        let size = source.byteCount.map { ", \(Words.size($0))" } ?? ""
        return [title, "\(metadata.fileName ?? "A document"): \(metadata.mediaType)\(size)"]
    }

    private static let shownLines = 12

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

    /// What a person says has been cannot lie in the future. A day is allowed for places ahead of UTC. Throws
    /// `date.future`.
    static func requirePast(_ date: String?, _ option: String) throws {
        // What is no date at all is found by the validator.
        guard let date, date.count >= 4, date.prefix(4).allSatisfy(\.isNumber) else { return }
        let tomorrow = instant(LedgerTime.now().advanced(byMilliseconds: 86_400_000)).prefix(10)
        // FHIR dates are written from the year on, so that they sort as text.
        guard date.prefix(10) <= tomorrow.prefix(min(10, date.count)) else {
            throw Failure.input("date.future", "The date of \(option) lies in the future.")
        }
    }

    /// `2026-03-01`
    static func today() -> String { String(instant(.now()).prefix(10)) }
}
