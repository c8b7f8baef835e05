import ClinicalFHIR
import Foundation

/// What several tests need: the definitions, the sample Bundles, the repository's root, a seeded generator.
enum Support {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// From MEDCHAIN_SHARE, else from where scripts/setup puts them.
    static let definitions: Result<FHIRDefinitions, any Error> = Result {
        let share =
            ProcessInfo.processInfo.environment["MEDCHAIN_SHARE"]
            ?? repository.appendingPathComponent(".build/share/medchain").path
        return try FHIRDefinitions.load(environment: ["MEDCHAIN_SHARE": share])
    }

    static func validator() throws -> FHIRValidator { FHIRValidator(definitions: try definitions.get()) }

    struct ToolFailure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs the repository's Python and returns what it printed; fails when it fails.
    static func python(_ arguments: [String]) throws -> String {
        let interpreter =
            ProcessInfo.processInfo.environment["MEDCHAIN_PYTHON"]
            ?? repository.appendingPathComponent(".venv/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: interpreter) else {
            throw ToolFailure(description: "\(interpreter) is missing: run `make test`")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = String(decoding: text.suffix(2_000), as: UTF8.self)
            throw ToolFailure(
                description: "\(arguments.first ?? "") ended with \(process.terminationStatus): \(said)")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The five sample Bundles; fails when they are not there.
    static func samples() throws -> [(name: String, bytes: [UInt8])] {
        let data =
            ProcessInfo.processInfo.environment["MEDCHAIN_SAMPLES"].map { URL(fileURLWithPath: $0) }
            ?? repository.deletingLastPathComponent().appendingPathComponent("shared/data")
        let folder = data.appendingPathComponent("fhir-r4")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
        guard files.count == 5 else { throw ToolFailure(description: "five sample Bundles expected in \(folder.path)") }
        return try files.map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    /// A vectors file under Tests/Vectors.
    static func vectors(_ name: String) throws -> FHIRJSONValue {
        let file = repository.appendingPathComponent("Tests/Vectors/\(name)")
        return try FHIRJSONDocument(Array(try Data(contentsOf: file))).root
    }
}
