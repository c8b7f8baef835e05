import ClinicalFHIR
import Foundation

/// Files to try commands with, made here and about nobody: a licence, a letter, an image, a slice of a CT, a history.
struct DemoSamples {
    /// The folder that they lie in.
    let folder: String

    /// Writes those that are missing. Throws what writing throws.
    func write() throws {
        try Files.makeFolder(folder)
        for (name, bytes) in try files where !FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
            try Files.create("\(folder)/\(name)", bytes)
        }
    }

    private var files: [(name: String, bytes: [UInt8])] {
        get throws {
            [
                (
                    "licence.pdf",
                    SyntheticDocuments.pdf(
                        title: "Licence to practise",
                        lines: ["Issued to: Tom Weiss", "Profession: physician", "Specialty: Cardiology"])
                ),
                (
                    "report.pdf",
                    SyntheticDocuments.pdf(
                        title: "Discharge letter", lines: ["Admitted for observation.", "Discharged in good health."])
                ),
                ("blood-film.png", SyntheticDocuments.png(width: 256, height: 256, seed: 7)),
                (
                    "chest.dcm",
                    SyntheticDocuments.dicom(
                        size: 128, studyDate: "2026-09-14", description: "CT of the chest", seed: 7)
                ),
                ("history.json", SyntheticPatient(.healthyAdult, seed: 99, year: 2026).bundle),
            ]
        }
    }
}
