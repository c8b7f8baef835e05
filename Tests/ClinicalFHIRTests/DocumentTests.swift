import ClinicalFHIR
import Foundation
import TestSupport
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("the DICOM files that pydicom ships get the labels that pydicom reads")
    func pydicomFiles() throws {
        let script = Support.repository.appendingPathComponent("Tests/Independent/dicom_labels.py").path
        let listing = try Support.python([script])
        var read = 0
        var refused: [String] = []
        for line in listing.split(separator: "\n") {
            let expected = try FHIRJSONDocument(Array(line.utf8)).root
            let path = try #require(expected["path"]?.string)
            let name = URL(fileURLWithPath: path).lastPathComponent
            let content = try Data(contentsOf: URL(fileURLWithPath: path))
            do {
                let document = try ClinicalDocument(content, declared: "application/dicom")
                let labels = try #require(document.dicom)
                #expect(document.mediaType == .dicom && document.category == .imaging)
                guard expected["unreadable"] == nil else { continue }
                #expect(labels.transferSyntax == expected["syntax"]?.string, "\(name)")
                guard expected["isRead"]?.boolean == true else { continue }
                read += 1
                #expect(labels.modality == expected["modality"]?.string, "\(name)")
                #expect(labels.studyDate == expected["studyDate"]?.string, "\(name)")
                #expect(labels.rows.map(String.init) == expected["rows"]?.string, "\(name)")
                #expect(labels.columns.map(String.init) == expected["columns"]?.string, "\(name)")
                if let frames = expected["frames"]?.string { #expect(labels.frames == Int(frames), "\(name)") }
            } catch {
                #expect((error as? FHIRError)?.code == .documentDamaged, "\(name): \(error)")
                refused.append(name)
            }
        }
        // Two files that are cut short and one that does not say how it is written.
        #expect(refused == ["MR_truncated.dcm", "meta_missing_tsyntax.dcm", "rtplan_truncated.dcm"])
        #expect(read > 100)
    }
}

@Suite("Documents of our own making")
struct MadeDocumentTests {
    private let pdf = SyntheticDocuments.pdf(title: "Report (1)", lines: ["One", "Two \\ three"])
    private let png = SyntheticDocuments.png()
    private let dicom = SyntheticDocuments.dicom(studyDate: "2025-11-03", description: "CT chest")
    /// A JPEG frame of 3 x 2 with a scan of two bytes.
    private let jpeg: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0]
        + [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xFF, 0xD9]

    @Test("each type is recognised, labelled and filed")
    func recognised() throws {
        #expect(try ClinicalDocument(pdf, declared: "application/pdf").lines.first?.value == "PDF 1.4")
        #expect(try ClinicalDocument(png, declared: "image/png; x=y").lines.first?.value == "PNG, 160 x 100")
        #expect(try ClinicalDocument(jpeg).lines.first?.value == "JPEG, 3 x 2")
        let study = try ClinicalDocument(dicom)
        #expect(study.title == "Computed tomography: CT chest")
        #expect(study.effectiveDate == "2025-11-03")
        #expect(study.category == .imaging)
        #expect(study.dicom?.rows == 96 && study.dicom?.frames == 1)
        #expect(try ClinicalDocument(pdf).category == .clinical)
    }

    private func code(_ bytes: [UInt8], _ declared: String? = nil) -> FHIRErrorCode? {
        do {
            _ = try ClinicalDocument(bytes, declared: declared)
            return nil
        } catch { return error.code }
    }

    @Test("what is something else, damaged or cut is refused with its code")
    func refused() {
        #expect(code([]) == .documentUnknownType)
        #expect(code(Array("<html>".utf8)) == .documentUnknownType)
        #expect(code(pdf, "image/png") == .documentTypeMismatch)
        #expect(code(png, "application/pdf") == .documentTypeMismatch)
        #expect(code(dicom, "image/jpeg") == .documentTypeMismatch)
        for whole in [pdf, png, dicom, jpeg] {
            for count in stride(from: 140, to: whole.count - 8, by: max(1, whole.count / 40)) {
                #expect(code(Array(whole.prefix(count))) == .documentDamaged)
            }
            #expect(code(Array(whole.dropLast(7))) == .documentDamaged)
        }
        var flipped = png
        flipped[60] ^= 1
        #expect(code(flipped) == .documentDamaged)
        #expect(code(png + [0]) == .documentDamaged)
    }

    @Test("sequences that nest without end are refused, not followed")
    func nesting() {
        let head = Array(dicom.prefix(132))
        let syntax = Array("1.2.840.10008.1.2.1\0".utf8)
        let meta: [UInt8] = [2, 0, 0x10, 0, 0x55, 0x49, UInt8(syntax.count), 0] + syntax
        let sequence: [UInt8] = [8, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]
        let item: [UInt8] = [0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]
        let nested = (0..<10_000).flatMap { _ in sequence + item }
        #expect(code(head + meta + nested) == .documentDamaged)
    }

    @Test("documents mutated at random never crash, and labels stay printable", .timeLimit(.minutes(2)))
    func fuzz() {
        let seed: UInt64 = 23
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let small = SyntheticDocuments.dicom(size: 4)
        for _ in 0..<4000 {
            guard var bytes = [pdf, png, small, small, small, jpeg].randomElement(using: &generator) else { continue }
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<min(bytes.count, 1200), using: &generator)
                bytes[index] =
                    [0, 0xFF, UInt8.random(in: 0...255, using: &generator)].randomElement(using: &generator) ?? 0
            }
            if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            guard let document = try? ClinicalDocument(bytes) else { continue }
            let texts = [document.title] + document.lines.map(\.value)
            #expect(texts.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } })
        }
    }
}
