import Foundation
import LedgerFormat
import NodeCore

/// Where the demonstration keeps its things. People's wallets and cards lie outside the node's data, as they would in
/// life.
struct DemoFolder {
    let path: String

    var node: DataDirectory { DataDirectory(path + "/node") }
    var people: String { path + "/people" }
    var samples: DemoSamples { DemoSamples(folder: path + "/samples") }
    var passphraseFile: String { people + "/passphrase" }
    var store: WalletStore { WalletStore(environment: ["MEDCHAIN_HOME": people]) }
    private var progressFile: String { path + "/demo.json" }
    private static let complete = "complete"

    func card(_ name: String) -> String { "\(people)/\(name).card" }
    func wallet(_ name: String) -> String { "\(people)/\(name).wallet" }

    /// Whether there is a demonstration here, complete or not.
    var exists: Bool { FileManager.default.fileExists(atPath: progressFile) }

    /// What the folder holds that is not a demonstration's. Throws `demo.folder`.
    func requireOwnFolder() throws {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0 != "lock" }
        guard exists || names.isEmpty else {
            throw Failure.input(
                "demo.folder", "\(Files.name(path)) holds other things than a demonstration.",
                advice: "Choose an empty folder with --data.")
        }
    }

    /// The steps of the seeding that are done. Throws `demo.folder` for a damaged file.
    func doneSteps() throws -> Set<String> {
        guard exists else { return [] }
        do {
            var reader = ObjectReader(try StrictJSONParser.parseObject(Files.read(progressFile, maximum: 65_536)))
            var steps: Set<String> = []
            for value in try reader.array("done", count: 0...1_000) {
                steps.insert(try ObjectReader.token(value, field: "done"))
            }
            try reader.finish()
            return steps
        } catch {
            throw Failure.input(
                "demo.folder", "\(Files.name(progressFile)) is damaged.", advice: "Start anew with --reset.")
        }
    }

    /// Notes that a step is done, durably.
    func note(_ step: String) throws { try write(try doneSteps().union([step])) }

    func isComplete() throws -> Bool { try doneSteps().contains(Self.complete) }
    func noteComplete() throws { try note(Self.complete) }

    private func write(_ steps: Set<String>) throws {
        let object: JSONObject = ["done": .array(steps.sorted().map { .string($0) })]
        try Files.replace(progressFile, object.canonicalBytes)
    }

    /// Makes the folder with nothing done.
    func prepare() throws {
        try Files.makeFolder(path)
        try Files.makeFolder(people)
        if !exists { try write([]) }
        if !FileManager.default.fileExists(atPath: passphraseFile) {
            try Files.create(passphraseFile, Array((DemoCast.passphrase + "\n").utf8))
        }
    }

    /// Removes the demonstration, and nothing else that may lie in the folder.
    func remove() throws {
        let parts = [node.path, people, samples.folder, progressFile]
        for part in parts where FileManager.default.fileExists(atPath: part) {
            try FileManager.default.removeItem(atPath: part)
        }
    }
}
