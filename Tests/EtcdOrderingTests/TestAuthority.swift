import Foundation
import Testing

@testable import EtcdOrdering

/// A certificate authority of the tests: for members of a cluster and for whoever speaks to them. OpenSSL makes the
/// certificates, as an operator would.
final class TestAuthority: @unchecked Sendable {
    // What is mutable is only touched with the lock.
    static let shared = Result { try TestAuthority() }

    let folder: String
    private let lock = NSLock()
    private var made: Set<String> = []

    init() throws {
        folder = NSTemporaryDirectory() + "/medchain-etcd-authority-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try openssl(["req", "-x509", "-subj", "/CN=Test authority", "-out", trustRoots, "-keyout", file("ca.key")])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var trustRoots: String { file("ca.pem") }

    private func file(_ name: String) -> String { folder + "/" + name }

    /// A certificate for somebody at this machine, made once.
    func certificate(for name: String) throws -> EtcdSettings.ClientCertificate {
        try lock.withLock {
            if made.insert(name).inserted {
                try openssl([
                    "req", "-x509", "-CA", trustRoots, "-CAkey", file("ca.key"), "-subj", "/CN=\(name)", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-out", file("\(name).pem"), "-keyout", file("\(name).key"),
                ])
            }
        }
        return .init(chain: file("\(name).pem"), privateKey: file("\(name).key"), trustRoots: trustRoots)
    }

    private func openssl(_ arguments: [String]) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try run("/usr/bin/openssl", arguments + key)
    }
}

/// Runs a program to its end and returns what it printed; a failure is the test's.
@discardableResult func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "ETCDCTL_API": "3"]
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments): \(text)")
    return text
}
