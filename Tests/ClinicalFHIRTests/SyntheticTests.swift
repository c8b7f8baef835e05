import ClinicalFHIR
import Foundation
import Testing

@Suite("Synthetic patients and documents")
struct SyntheticTests {
    @Test("every story and many seeds: valid, nothing refused, in believable categories")
    func valid() throws {
        let importer = BundleImporter(validator: try Support.validator())
        for story in SyntheticPatient.LifeStory.allCases {
            for seed in 1...4 as ClosedRange<UInt64> {
                let patient = SyntheticPatient(story, seed: seed)
                let plan = try importer.plan(patient.bundle)
                for entry in plan.refused { Issue.record("\(story) \(seed): \(entry.issues)") }
                #expect(plan.bundleIssues.isEmpty)
                #expect(plan.directory.count == 2)
                #expect(plan.items.count >= 15, "\(story)")
                let categories = Set(plan.items.map(\.record.category))
                #expect(categories.isSuperset(of: [.demographics, .clinical, .safety]), "\(story)")
                #expect(plan.items.contains { $0.fullUrl == patient.patientUrl })
            }
        }
        let categories = try SyntheticPatient.LifeStory.allCases.flatMap {
            try importer.plan(SyntheticPatient($0, seed: 1).bundle).items.map(\.record.category)
        }
        #expect(Set(categories) == Set(ClinicalCategory.allCases))
    }

    @Test("the same story and seed give the same bytes; another seed another person")
    func deterministic() {
        let first = SyntheticPatient(.diabetic, seed: 7)
        #expect(first.bundle == SyntheticPatient(.diabetic, seed: 7).bundle)
        #expect(first.bundle != SyntheticPatient(.diabetic, seed: 8).bundle)
        #expect(SyntheticDocuments.dicom(seed: 3) == SyntheticDocuments.dicom(seed: 3))
    }

    @Test("the independent judge accepts every synthetic resource, and reads the documents")
    func judged() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("medchain-synthetic-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        for story in SyntheticPatient.LifeStory.allCases {
            let file = folder.appendingPathComponent("\(story.rawValue).json")
            try Data(SyntheticPatient(story, seed: 1).bundle).write(to: file)
            files.append(file.path)
        }
        let script = Support.repository.appendingPathComponent("Tests/Independent/fhir_check.py").path
        let verdict = try Support.python([script] + files)
        #expect(verdict.contains(" 0 verdicts differ"), "\(verdict)")

        let dicom = folder.appendingPathComponent("slice.dcm")
        try Data(SyntheticDocuments.dicom(size: 32, studyDate: "2025-03-04")).write(to: dicom)
        let program = """
            import sys, pydicom
            d = pydicom.dcmread(sys.argv[1])
            print("", d.Modality, d.StudyDate, d.Rows, d.Columns, len(d.PixelData))
            """
        let length = try Support.python(["-c", program, dicom.path])
        #expect(length == " CT 20250304 32 32 2048\n", "\(length)")
    }
}
