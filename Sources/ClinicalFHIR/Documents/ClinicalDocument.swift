public import Foundation

/// The media types of documents that a record may hold.
public enum DocumentMediaType: String, Sendable, Hashable, CaseIterable {
    /// PDF (ISO 32000).
    case pdf = "application/pdf"
    /// PNG (W3C).
    case png = "image/png"
    /// JPEG (ITU-T T.81).
    case jpeg = "image/jpeg"
    /// A DICOM file (PS3.10).
    case dicom = "application/dicom"

    /// Usual extension of file names, without a point.
    public var fileExtension: String {
        switch self {
        case .pdf: "pdf"
        case .png: "png"
        case .jpeg: "jpg"
        case .dicom: "dcm"
        }
    }
}

/// What a document says about itself in its first structures. The content is never changed, nor drawn.
public struct ClinicalDocument: Sendable, Hashable {
    /// The type, by content, not by name.
    public let mediaType: DocumentMediaType
    /// DICOM goes to imaging; the others have no category of their own: clinical, unless the writer says otherwise.
    public let category: ClinicalCategory
    /// One line for people, safe to print.
    public let title: String
    /// Label and value for people, safe to print.
    public let lines: [ClinicalSummary.Line]
    /// The date that the document names (DICOM study date as yyyy-mm-dd), if any.
    public let effectiveDate: String?
    /// DICOM's labels, for a DICOM file.
    public let dicom: DICOMLabels?

    /// Documents larger than this are refused: 4 GiB.
    public static let maximumBytes = 4 << 30

    /// Recognises a document by its magic and basic structure; the source may be a mapped file.
    ///
    /// - Parameter declared: the media type that somebody claims; what does not match is refused.
    /// - Throws: `document.unknownType`, `document.typeMismatch`, `document.damaged`, `document.tooLarge`.
    public init(_ source: Data, declared: String? = nil) throws(FHIRError) {
        if source.count > Self.maximumBytes {
            throw FHIRError(.documentTooLarge, "\(source.count) bytes, at most \(Self.maximumBytes)")
        }
        let result: Result<ClinicalDocument, FHIRError> = source.withUnsafeBytes { raw in
            Result { () throws(FHIRError) in
                try Self.recognise(DocumentReader(raw.bindMemory(to: UInt8.self)), declared: declared)
            }
        }
        self = try result.get()
    }

    /// Recognises a document in memory.
    ///
    /// - Throws: as `init(_:declared:)` of `Data`.
    public init(_ source: [UInt8], declared: String? = nil) throws(FHIRError) {
        try self.init(Data(source), declared: declared)
    }

    private init(
        _ mediaType: DocumentMediaType, title: String, lines: [(String, String)], date: String? = nil,
        dicom: DICOMLabels? = nil
    ) {
        self.mediaType = mediaType
        category = mediaType == .dicom ? .imaging : .clinical
        self.title = PlainText.line(title, limit: 160)
        self.lines = lines.map { ClinicalSummary.Line(label: $0.0, value: PlainText.line($0.1)) }
        effectiveDate = date
        self.dicom = dicom
    }

    private static func recognise(
        _ reader: DocumentReader, declared: String?
    ) throws(FHIRError) -> ClinicalDocument {
        guard let mediaType = magic(of: reader) else {
            throw FHIRError(.documentUnknownType, "neither PDF, PNG, JPEG nor DICOM")
        }
        if let declared {
            let name = declared.prefix { $0 != ";" }.trimmingWhiteSpace().lowercased()
            guard name == mediaType.rawValue else {
                throw FHIRError(.documentTypeMismatch, "the content is \(mediaType.rawValue)")
            }
        }
        switch mediaType {
        case .pdf:
            let version = try ImageStructure.checkPDF(reader)
            return ClinicalDocument(.pdf, title: "PDF document", lines: [("Format", "PDF \(version)")])
        case .png:
            let size = try ImageStructure.checkPNG(reader)
            return ClinicalDocument(.png, title: "Image", lines: [("Format", "PNG, \(size.width) x \(size.height)")])
        case .jpeg:
            let size = try ImageStructure.checkJPEG(reader)
            return ClinicalDocument(.jpeg, title: "Image", lines: [("Format", "JPEG, \(size.width) x \(size.height)")])
        case .dicom:
            var parser = DICOMParser(reader)
            let labels = try parser.parse()
            return ClinicalDocument(
                .dicom, title: labels.title, lines: labels.lines, date: labels.isoStudyDate, dicom: labels)
        }
    }

    private static func magic(of reader: DocumentReader) -> DocumentMediaType? {
        if reader.has("%PDF-", at: 0) { return .pdf }
        if reader.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) { return .png }
        if reader.has([0xFF, 0xD8, 0xFF], at: 0) { return .jpeg }
        if reader.has("DICM", at: 128) { return .dicom }
        return nil
    }
}

/// Bounded reads from a document.
struct DocumentReader {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    func has(_ pattern: [UInt8], at offset: Int) -> Bool {
        offset >= 0 && offset + pattern.count <= count && bytes[offset..<offset + pattern.count].elementsEqual(pattern)
    }

    func has(_ text: String, at offset: Int) -> Bool { has(Array(text.utf8), at: offset) }

    /// The last place of a text in the last `tail` bytes.
    func last(_ text: String, within tail: Int) -> Int? {
        let pattern = Array(text.utf8)
        var offset = count - pattern.count
        while offset >= max(0, count - tail) {
            if has(pattern, at: offset) { return offset }
            offset -= 1
        }
        return nil
    }

    func byte(_ offset: Int) throws(FHIRError) -> UInt8 {
        guard offset >= 0, offset < count else { throw Self.cut }
        return bytes[offset]
    }

    func big16(_ offset: Int) throws(FHIRError) -> Int { try Int(byte(offset)) << 8 | Int(byte(offset + 1)) }

    func big32(_ offset: Int) throws(FHIRError) -> Int { try big16(offset) << 16 | big16(offset + 2) }

    func little16(_ offset: Int) throws(FHIRError) -> Int { try Int(byte(offset)) | Int(byte(offset + 1)) << 8 }

    func little32(_ offset: Int) throws(FHIRError) -> Int { try little16(offset) | little16(offset + 2) << 16 }

    func slice(_ offset: Int, _ length: Int) throws(FHIRError) -> UnsafeBufferPointer<UInt8> {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { throw Self.cut }
        return UnsafeBufferPointer(rebasing: bytes[offset..<offset + length])
    }

    static let cut = FHIRError(.documentDamaged, "the document is cut short")
}
