import Foundation
import LedgerFormat
import RecordContract
import Testing

@testable import NodeCore

@Suite struct SetupTests {
    private func detail(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SetupError)?.description
        }
    }

    @Test func configurationsAreReadStrictlyWithTheLineOfWhatIsWrong() throws {
        let good = try NodeConfiguration(
            parsing: "node: ABC\nlisten: {host: 0.0.0.0, port: 80}\nlimits:\n  queuedTransactions: 7\n")
        #expect(good.host == "0.0.0.0" && good.port == 80 && good.limits.queuedTransactions == 7)
        #expect(try NodeConfiguration(parsing: NodeConfiguration(node: "ABC").yaml) == NodeConfiguration(node: "ABC"))
        let cases = [
            ("node: ABC\nporrt: 1\n", "line 2"), ("listen: {}\n", "node is missing"),
            ("node: ABC\nlisten:\n  port: 70000\n", "line 3"), ("node: ABC\nlimits: 3\n", "line 2"),
            ("node: ABC\nlimits:\n  speed: 3\n", "line 3"), ("node: [\n", "malformed"), ("- a\n", "mapping"),
            ("", "mapping"),
        ]
        for (text, expected) in cases {
            let found = detail { _ = try NodeConfiguration(parsing: text) }
            #expect(found?.contains(expected) == true, "\(text): \(found ?? "accepted")")
        }
    }

    @Test func nothingIsOverwritten() throws {
        let network = try TestNetwork()
        let before = try DataDirectory.read(network.data.genesis, maximum: 1 << 20)
        #expect(before == network.genesis.encoded)
        let description = NetworkDescription(
            name: "Other", organisations: [.init(id: "m", kind: .authority, name: "M", node: network.data.path)],
            officials: [])
        #expect(detail { _ = try NetworkInitialisation.found(description) }?.hasPrefix("setup.exists") == true)
        #expect(try DataDirectory.read(network.data.genesis, maximum: 1 << 20) == before)
    }

    @Test func everythingIsForTheOwnerAlone() async throws {
        let network = try TestNetwork()
        try await network.run { node in _ = try await network.register(.patient, node) }
        let manager = FileManager.default
        for name in try manager.subpathsOfDirectory(atPath: network.data.path) {
            let path = network.data.path + "/" + name
            let attributes = try manager.attributesOfItem(atPath: path)
            let mode = attributes[.posixPermissions] as? Int ?? 0
            let isInPrivateFolder = name.contains("/")
            #expect(isInPrivateFolder || mode & 0o077 == 0, "\(name)")
        }
    }

    @Test func keysThatOthersCanReadAreRefused() async throws {
        let network = try TestNetwork()
        let key = network.data.keys + "/node-release.pem"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
        #expect(detail { _ = try NodeKeys(reading: network.data.keys) }?.hasPrefix("setup.readableByOthers") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        _ = try NodeKeys(reading: network.data.keys)
        // Keys of another node.
        let other = try TestNetwork()
        try FileManager.default.removeItem(atPath: key)
        try FileManager.default.copyItem(atPath: other.data.keys + "/node-release.pem", toPath: key)
        await #expect(throws: SetupError.self) { try await network.run { _ in } }
    }

    @Test func descriptionsAreReadStrictly() throws {
        let key = Base64URL.string(TestPerson(network: .zero).key.coordinates)
        let other = Base64URL.string(TestPerson(network: .zero).key.coordinates)
        let text = """
            name: Ruritania
            organisations:
              - {id: m, kind: authority, name: Ministry, registrar: g}
              - {id: g, kind: hospital, name: General, node: /nowhere/general}
            officials:
              - {organisation: m, name: A. Officer, signingKey: \(key), sealingKey: \(other)}
            parameters: {patientsPerDay: 5}
            """
        let description = try NetworkDescription(parsing: text)
        #expect(description.organisations.count == 2 && description.parameters.patientsPerDay == 5)
        for (found, replacement, expected) in [
            ("kind: hospital", "kind: hotel", "line 4"), ("patientsPerDay", "patientsPerWeek", "line 7"),
            (other, "AAAA", "line 6"), ("name: Ministry", "title: Ministry", "line 3"),
        ] {
            let altered = text.replacingOccurrences(of: found, with: replacement)
            #expect(detail { _ = try NetworkDescription(parsing: altered) }?.contains(expected) == true)
        }
    }
}
