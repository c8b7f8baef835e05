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

    @Test func aClusterForOrderingIsReadStrictly() throws {
        let text = """
            node: ABC
            ordering:
              kind: etcd
              endpoints: ["etcd.general.example:2379", "etcd.brigid.example:2380"]
              certificate: a.pem
              privateKey: a.key
              trustRoots: ca.pem
            """
        let etcd = try #require(try NodeConfiguration(parsing: text).etcd)
        #expect(etcd.endpoints.map(\.host) == ["etcd.general.example", "etcd.brigid.example"])
        #expect(etcd.endpoints.map(\.port) == [2379, 2380] && etcd.epoch == 1 && etcd.trustRoots == "ca.pem")
        #expect(try NodeConfiguration(parsing: "node: ABC\nordering: {kind: embedded}\n").etcd == nil)
        for (found, replacement, expected) in [
            ("kind: etcd", "kind: raft", "line 3"), ("kind: etcd", "kind: embedded", "unknown key"),
            (":2380", "", "line 4"), ("brigid.example:2380", "general.example:2379", "line 4"),
            ("certificate", "certificat", "certificate is missing"), ("trustRoots: ca.pem", "epoch: 0", "trustRoots"),
        ] {
            let altered = text.replacingOccurrences(of: found, with: replacement)
            let message = detail { _ = try NodeConfiguration(parsing: altered) }
            #expect(message?.contains(expected) == true, "\(replacement): \(message ?? "accepted")")
        }
    }

    @Test func aLedgerKeepsTheLogThatOrderedIt() async throws {
        let network = try TestNetwork()
        let text = String(decoding: try DataDirectory.read(network.data.configuration, maximum: 1 << 20), as: UTF8.self)
        let etcd = """
            ordering: {kind: etcd, endpoints: ["127.0.0.1:1"], certificate: c, privateKey: k, trustRoots: t}

            """
        func open() async -> String? {
            do {
                _ = try await Node.open(network.data)
                return nil
            } catch {
                return (error as? SetupError)?.code
            }
        }
        // Nothing was ordered yet: what is missing is the certificate.
        try (text + etcd).write(toFile: network.data.configuration, atomically: true, encoding: .utf8)
        #expect(await open() == "setup.missing")
        try text.write(toFile: network.data.configuration, atomically: true, encoding: .utf8)
        _ = try await network.run { node in try await network.register(.patient, node) }
        try (text + etcd).write(toFile: network.data.configuration, atomically: true, encoding: .utf8)
        #expect(await open() == "setup.mismatch")
        try text.write(toFile: network.data.configuration, atomically: true, encoding: .utf8)
        try "1f".write(toFile: network.data.log + "/etcd-cluster", atomically: true, encoding: .utf8)
        #expect(await open() == "setup.mismatch")
    }

    @Test func peersAreReadStrictly() throws {
        let ids = [1, 2].map { index in
            IdentityID(network: .zero, firstKey: Hash256(hashing: [UInt8(index)])).canonical
        }
        let text = """
            node: \(ids[0])
            peers:
              port: 9000
              nodes:
                - {node: \(ids[0]), host: here.example}
                - {node: \(ids[1]), host: peer.example, port: 9001}
            """
        let configuration = try NodeConfiguration(parsing: text)
        #expect(
            configuration.peers
                == PeersConfiguration(
                    host: "127.0.0.1", port: 9_000,
                    nodes: [.init(node: ids[1], host: "peer.example", port: 9_001)]))
        #expect(try NodeConfiguration(parsing: "node: \(ids[0])").peers == nil)
        for (found, replacement, expected) in [
            (ids[1], "somebody", "line 6"), (ids[1], ids[0], "line 6"), ("9001", "0", "line 6"),
            ("host: peer.example", "address: peer.example", "line 6"), ("port: 9000", "ports: 9000", "line 3"),
        ] {
            let altered = text.replacingOccurrences(of: found, with: replacement)
            #expect(detail { _ = try NodeConfiguration(parsing: altered) }?.contains(expected) == true)
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
