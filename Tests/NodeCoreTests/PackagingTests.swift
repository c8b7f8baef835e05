import Crypto
import Foundation
import LedgerFormat
import Testing

@testable import NodeCore

/// Networks that an etcd cluster orders are founded as packages: whole, for their owners alone, or not at all.
@Suite struct PackagingTests {
    private let folder = NSTemporaryDirectory() + "/medchain-packages-" + UUID().uuidString

    private func description(nodes: Int) -> NetworkDescription {
        let key = P256PublicKey(P256.Signing.PrivateKey().publicKey)
        let sealing = P256PublicKey(P256.Signing.PrivateKey().publicKey)
        let hospitals = (0..<nodes).map { index in
            NetworkDescription.Organisation(
                id: "h\(index)", kind: .hospital, name: "Hospital \(index)", host: "node\(index).example")
        }
        return NetworkDescription(
            name: "Packages",
            organisations: hospitals + [.init(id: "ministry", kind: .authority, name: "Ministry", registrar: "h0")],
            officials: [.init(organisation: "ministry", name: "A. Officer", signingKey: key, sealingKey: sealing)],
            ordering: .etcd)
    }

    private func code(_ description: NetworkDescription) -> String {
        do {
            _ = try NetworkInitialisation.package(description, at: folder)
            return "founded"
        } catch { return String(describing: error) }
    }

    @Test(arguments: [1, 3, 9]) func eachNodeGetsItsPackage(nodes: Int) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let founded = try NetworkInitialisation.package(description(nodes: nodes), at: folder)
        #expect(founded.packages.count == nodes)
        for (index, package) in founded.packages.enumerated() {
            let text = try String(contentsOfFile: package.directory.configuration, encoding: .utf8)
            let configuration = try NodeConfiguration(parsing: text)
            #expect(configuration.node == package.node.canonical)
            let etcd = try #require(configuration.etcd)
            #expect(etcd.endpoints.count == nodes && etcd.endpoints.first?.host == "node\(index).example")
            let peers = try #require(configuration.peers)
            #expect(peers.host == "0.0.0.0" && peers.port == 8_444 && peers.nodes.count == nodes - 1)
            #expect(peers.nodes.allSatisfy { $0.node != configuration.node && $0.host.hasSuffix(".example") })
            let keys = try NodeKeys(reading: package.directory.keys)
            #expect(keys.organisations.count == (index == 0 ? 2 : 1))
            let settings = try String(contentsOfFile: package.environmentFile, encoding: .utf8)
            #expect(settings.contains("ETCD_NAME=h\(index)\n"))
            #expect(settings.contains("ETCD_LISTEN_PEER_URLS=https://0.0.0.0:2380\n"))
        }
        let manager = FileManager.default
        for name in try manager.subpathsOfDirectory(atPath: folder) {
            let mode = try manager.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions] as? Int ?? 0
            #expect(mode & 0o077 == 0 || name.contains("/ledger/"), "\(name) \(String(mode, radix: 8))")
        }
        let administrator = "root"
        // Members, nodes and the administrator are certified by the one authority.
        let authority = founded.authority + "/ca.pem"
        for package in founded.packages {
            for leaf in ["/etcd/member.pem", "/node/keys/etcd.pem"] {
                try openssl("verify", "-x509_strict", "-CAfile", authority, package.path + leaf)
            }
            let subject = try openssl("x509", "-noout", "-subject", "-in", package.path + "/node/keys/etcd.pem")
            #expect(subject.contains(package.node.canonical))
        }
        try openssl("verify", "-x509_strict", "-CAfile", authority, "\(founded.authority)/\(administrator).pem")
    }

    @discardableResult private func openssl(_ arguments: String...) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(arguments): \(text)")
        return text
    }

    @Test func badDescriptionsAreNamedAndLeaveNothing() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func altered(_ change: (inout NetworkDescription) -> Void) -> String {
            var description = description(nodes: 3)
            change(&description)
            return code(description)
        }
        #expect(altered { $0.organisations[1].id = "h0" }.hasPrefix("setup.malformed"))
        #expect(altered { $0.organisations[1].host = "node0.example" }.contains("port 8443 on node0.example"))
        #expect(altered { $0.organisations[1].host = "no host" }.contains("host of the organisation h1"))
        #expect(altered { $0.organisations[1].host = "300.1.1.1" }.contains("host of the organisation h1"))
        #expect(altered { $0.organisations[1].host = "127.0.0.1" }.contains("127.0.0.1 is reached from"))
        #expect(altered { $0.organisations[1].id = "../h1" }.contains("names a folder"))
        #expect(altered { $0.organisations[1].node = "elsewhere" }.contains("has a node folder"))
        #expect(altered { $0.organisations[3].registrar = "nobody" }.contains("registrar nobody"))
        #expect(altered { $0.officials[0].organisation = "nobody" }.contains("official's organisation"))
        #expect(altered { $0.organisations.removeFirst(3) }.contains("0 organisations have a host"))
        #expect(altered { $0.organisations.removeLast() }.contains("official's organisation"))
        #expect(code(description(nodes: 10)).contains("10 organisations have a host"))
        #expect(!FileManager.default.fileExists(atPath: folder))
        // What fails while it is written leaves nothing either: a name that no certificate or genesis can hold.
        #expect(altered { $0.name = "" } != "founded")
        let parent = (folder as NSString).deletingLastPathComponent
        let name = (folder as NSString).lastPathComponent
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent).allSatisfy { !$0.hasPrefix(name) })
    }

    @Test func nothingIsOverwritten() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(code(description(nodes: 1)) == "founded", "an empty folder is as good as none")
        #expect(code(description(nodes: 1)).hasPrefix("setup.exists"))
        // Packages and single nodes are not taken for each other.
        #expect(throws: SetupError.self) { try NetworkInitialisation.found(description(nodes: 1)) }
    }

    @Test func descriptionsNameHostsAndPorts() throws {
        let text = """
            name: Ruritania
            ordering: {kind: etcd, quotaBytes: 67108864}
            organisations:
              - {id: g, kind: hospital, name: General, host: 192.0.2.7, ports: {api: 9000, etcdPeer: 9003}}
            officials: []
            """
        let description = try NetworkDescription(parsing: text)
        #expect(description.ordering == .etcd(quotaBytes: 67_108_864))
        #expect(description.organisations[0].ports == .init(api: 9_000, etcdPeer: 9_003))
        for (found, replacement, expected) in [
            ("kind: etcd", "kind: raft", "line 2"), ("api: 9000", "api: 90000", "line 4"),
            ("67108864", "1", "line 2"), ("api:", "http:", "line 4"),
        ] {
            let altered = text.replacingOccurrences(of: found, with: replacement)
            let problem = #expect(throws: SetupError.self) { try NetworkDescription(parsing: altered) }
            #expect(problem?.detail.contains(expected) == true, "\(String(describing: problem))")
        }
    }
}
