/// The few public tags by which a DICOM file is labelled. Nothing that names the patient is read.
public struct DICOMLabels: Sendable, Hashable {
    /// Transfer syntax UID (0002,0010).
    public internal(set) var transferSyntax = ""
    /// Modality (0008,0060), e.g. `CT`.
    public internal(set) var modality: String?
    /// Study date (0008,0020), as yyyymmdd.
    public internal(set) var studyDate: String?
    /// Study description (0008,1030).
    public internal(set) var studyDescription: String?
    /// Series description (0008,103E).
    public internal(set) var seriesDescription: String?
    /// Body part examined (0018,0015).
    public internal(set) var bodyPart: String?
    /// Rows (0028,0010).
    public internal(set) var rows: Int?
    /// Columns (0028,0011).
    public internal(set) var columns: Int?
    /// Number of frames (0028,0008); 1 where there are rows but no such tag.
    public internal(set) var frames: Int?

    /// The study date as yyyy-mm-dd, when it is one.
    public var isoStudyDate: String? {
        guard let studyDate, studyDate.utf8.count == 8 else { return nil }
        let text = "\(studyDate.prefix(4))-\(studyDate.dropFirst(4).prefix(2))-\(studyDate.suffix(2))"
        return FHIRDateTime(text) == nil ? nil : text
    }

    var title: String {
        let kind = modality.map(DICOMModality.name) ?? "DICOM object"
        return [kind, studyDescription ?? seriesDescription ?? bodyPart].compactMap { $0 }.joined(separator: ": ")
    }

    var lines: [(String, String)] {
        var lines: [(String, String)] = [("Format", "DICOM")]
        if let modality { lines.append(("Modality", DICOMModality.name(modality))) }
        if let isoStudyDate { lines.append(("Study date", isoStudyDate)) }
        if let studyDescription { lines.append(("Study", studyDescription)) }
        if let seriesDescription { lines.append(("Series", seriesDescription)) }
        if let bodyPart { lines.append(("Body part", bodyPart)) }
        if let rows, let columns {
            lines.append(("Image", "\(columns) x \(rows)" + (frames.map { $0 > 1 ? ", \($0) frames" : "" } ?? "")))
        }
        return lines
    }
}

/// Reads a DICOM file (PS3.10) as far as its labels: file meta information, then the data set in explicit or implicit
/// VR,
/// little endian, up to the pixel data, whose extent is checked. Strict and bounded: nothing is read outside the file,
/// sequences nest 16 deep at most. A data set that is deflated or big endian is recognised but not read.
struct DICOMParser {
    private let reader: DocumentReader
    private var labels = DICOMLabels()
    private var isUTF8 = false
    private static let maximumDepth = 16
    private static let undefined = 0xFFFF_FFFF
    private static let item = 0xFFFE_E000
    private static let itemEnd = 0xFFFE_E00D
    private static let sequenceEnd = 0xFFFE_E0DD
    private static let longForms: Set<String> = [
        "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV",
    ]
    private static let shortForms: Set<String> = [
        "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM",
        "UI",
        "UL", "US",
    ]

    private struct Element {
        let tag: Int
        let representation: String
        let length: Int
        let valueOffset: Int
    }

    init(_ reader: DocumentReader) { self.reader = reader }

    mutating func parse() throws(FHIRError) -> DICOMLabels {
        var offset = 132
        while offset < reader.count, try reader.little16(offset) == 0x0002 {
            let element = try element(at: offset, explicit: true)
            guard element.length != Self.undefined else { throw Self.damaged("a meta element without length") }
            if element.tag == 0x0002_0010 { labels.transferSyntax = try text(element) ?? "" }
            offset = element.valueOffset + element.length
        }
        let syntax = labels.transferSyntax
        guard syntax.hasPrefix("1.2.") else { throw Self.damaged("no transfer syntax") }
        if syntax == "1.2.840.10008.1.2.2" || syntax == "1.2.840.10008.1.2.1.99" { return labels }
        // Files are about whose data set is not written as the header says; the first element tells.
        try dataSet(from: offset, explicit: isExplicit(at: offset))
        if labels.rows != nil && labels.frames == nil { labels.frames = 1 }
        return labels
    }

    private func isExplicit(at offset: Int) -> Bool {
        guard let bytes = try? reader.slice(offset + 4, 2) else { return true }
        let representation = String(decoding: bytes, as: UTF8.self)
        return Self.longForms.contains(representation) || Self.shortForms.contains(representation)
    }

    private mutating func dataSet(from start: Int, explicit: Bool) throws(FHIRError) {
        var offset = start
        while offset < reader.count {
            let element = try element(at: offset, explicit: explicit)
            if element.length != Self.undefined { try read(element) }
            offset = try end(of: element, explicit: explicit, depth: 0)
        }
    }

    private func element(at offset: Int, explicit: Bool) throws(FHIRError) -> Element {
        let tag = try reader.little16(offset) << 16 | reader.little16(offset + 2)
        if !explicit || tag >> 16 == 0xFFFE {
            let length = try reader.little32(offset + 4)
            return try bounded(Element(tag: tag, representation: "", length: length, valueOffset: offset + 8))
        }
        let representation = String(decoding: try reader.slice(offset + 4, 2), as: UTF8.self)
        if Self.longForms.contains(representation) {
            let length = try reader.little32(offset + 8)
            return try bounded(
                Element(tag: tag, representation: representation, length: length, valueOffset: offset + 12))
        }
        guard Self.shortForms.contains(representation) else { throw Self.damaged("an unknown value representation") }
        let length = try reader.little16(offset + 6)
        return try bounded(Element(tag: tag, representation: representation, length: length, valueOffset: offset + 8))
    }

    private func bounded(_ element: Element) throws(FHIRError) -> Element {
        if element.length != Self.undefined, element.length > reader.count - element.valueOffset {
            throw DocumentReader.cut
        }
        return element
    }

    /// Where the element ends; walks through sequences and fragments of undefined length.
    private func end(of element: Element, explicit: Bool, depth: Int) throws(FHIRError) -> Int {
        guard element.length == Self.undefined else { return element.valueOffset + element.length }
        guard depth < Self.maximumDepth else { throw Self.damaged("sequences nest too deep") }
        // An UN of undefined length is a sequence in implicit VR (PS3.5, 6.2.2).
        let isExplicit = explicit && element.representation != "UN"
        var offset = element.valueOffset
        while true {
            let item = try self.element(at: offset, explicit: isExplicit)
            if item.tag == Self.sequenceEnd { return item.valueOffset }
            guard item.tag == Self.item else { throw Self.damaged("an item is expected") }
            offset = item.valueOffset
            guard item.length == Self.undefined else {
                offset += item.length
                continue
            }
            while true {
                let inner = try self.element(at: offset, explicit: isExplicit)
                if inner.tag == Self.itemEnd {
                    offset = inner.valueOffset
                    break
                }
                offset = try end(of: inner, explicit: isExplicit, depth: depth + 1)
            }
        }
    }

    private mutating func read(_ element: Element) throws(FHIRError) {
        switch element.tag {
        case 0x0008_0005: isUTF8 = try text(element)?.contains("ISO_IR 192") ?? false
        case 0x0008_0020: labels.studyDate = try text(element)
        case 0x0008_0060: labels.modality = try text(element)
        case 0x0008_1030: labels.studyDescription = try text(element)
        case 0x0008_103E: labels.seriesDescription = try text(element)
        case 0x0018_0015: labels.bodyPart = try text(element)
        case 0x0028_0008: labels.frames = try text(element).flatMap { Int($0) }
        case 0x0028_0010: labels.rows = try short(element)
        case 0x0028_0011: labels.columns = try short(element)
        default: break
        }
    }

    private func short(_ element: Element) throws(FHIRError) -> Int? {
        element.length >= 2 ? try reader.little16(element.valueOffset) : nil
    }

    /// A text of at most 256 bytes without padding; bytes outside ASCII only where the file says UTF-8.
    private func text(_ element: Element) throws(FHIRError) -> String? {
        let raw = try reader.slice(element.valueOffset, min(element.length, 256))
        let decoded =
            isUTF8
            ? String(decoding: raw, as: UTF8.self)
            : String(String.UnicodeScalarView(raw.map { $0 < 0x80 ? Unicode.Scalar($0) : "\u{FFFD}" }))
        let trimmed = decoded.replacing("\0", with: " ").trimmingWhiteSpace()
        return trimmed.isEmpty ? nil : trimmed
    }

    private static func damaged(_ reason: String) -> FHIRError { FHIRError(.documentDamaged, "DICOM: \(reason)") }
}
