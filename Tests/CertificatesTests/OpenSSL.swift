import Certificates
import Foundation
import LedgerFormat
import Testing

/// OpenSSL's command as the judge of certificates: code that is not ours.
struct OpenSSL {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "medchain-certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    /// Runs `openssl` and returns its status and what it printed. A missing openssl fails the test.
    func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    func write(_ text: String, _ name: String) throws -> String {
        let file = directory.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// `openssl verify` of a leaf at a moment, with further options.
    func verify(
        root: IssuedCertificate, organisation: IssuedCertificate, leaf: String, at second: Int64,
        _ options: [String] = []
    ) throws -> (status: Int32, output: String) {
        try run(
            ["verify", "-x509_strict", "-check_ss_sig", "-attime", String(second)] + options + [
                "-CAfile", try write(root.pem, "root.pem"), "-untrusted",
                try write(organisation.pem, "organisation.pem"),
                try write(leaf, "leaf.pem"),
            ])
    }
}
