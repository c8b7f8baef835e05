import Foundation
import LedgerFormat
import Ordering
import SwiftProtobuf
import Testing

@testable import EtcdOrdering

/// A real etcd cluster on this machine's loopback interface, with TLS between all, which goes with the test.
final class RunningCluster {
    struct Member {
        let name: String
        let client: Int
        let peer: Int
        var process: Process?
    }

    static let program = "/usr/bin/etcd"
    let folder: String
    let authority: TestAuthority
    private let quotaBytes: Int
    private(set) var members: [Member]
    /// Part of the cluster's identifier.
    var token = "first"

    init(members count: Int, quotaBytes: Int = 2 << 30) throws {
        authority = try TestAuthority.shared.get()
        folder = NSTemporaryDirectory() + "/medchain-etcd-" + UUID().uuidString
        self.quotaBytes = quotaBytes
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        members = try (0..<count).map {
            Member(name: "member\($0)", client: try Self.freePort(), peer: try Self.freePort(), process: nil)
        }
        for index in members.indices { try start(index) }
    }

    deinit {
        for index in members.indices { kill(index) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func data(_ index: Int) -> String { "\(folder)/\(members[index].name)" }

    func start(_ index: Int) throws {
        let member = members[index]
        let peers = members.map { "\($0.name)=https://127.0.0.1:\($0.peer)" }.joined(separator: ",")
        let own = try authority.certificate(for: "member")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [
            "--name", member.name, "--data-dir", data(index), "--initial-cluster", peers,
            "--initial-cluster-state", "new", "--initial-cluster-token", token,
            "--listen-client-urls", "https://127.0.0.1:\(member.client)",
            "--advertise-client-urls", "https://127.0.0.1:\(member.client)",
            "--listen-peer-urls", "https://127.0.0.1:\(member.peer)",
            "--initial-advertise-peer-urls", "https://127.0.0.1:\(member.peer)",
            "--cert-file", own.chain, "--key-file", own.privateKey, "--trusted-ca-file", own.trustRoots,
            "--client-cert-auth", "--peer-cert-file", own.chain, "--peer-key-file", own.privateKey,
            "--peer-trusted-ca-file", own.trustRoots, "--peer-client-cert-auth",
            "--quota-backend-bytes", String(quotaBytes), "--heartbeat-interval", "50", "--election-timeout", "500",
            "--log-level", "error", "--logger", "zap", "--log-outputs", "/dev/null",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        members[index].process = process
    }

    /// As a power failure would end it.
    func kill(_ index: Int) {
        guard let process = members[index].process else { return }
        if process.isRunning {
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        members[index].process = nil
    }

    /// The member that leads now.
    func leader() async throws -> Int {
        let node = BatchMaker(99)
        for attempt in 0..<1_200 {
            let index = attempt % members.count
            let member = try EtcdMember(settings(node, first: index).endpoints[0], settings(node))
            let status = try? await member.maintenance.status(.init(), options: member.once)
            await member.close()
            if let status, status.leader == status.header.memberID { return index }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw OrderingError.unavailable
    }

    /// Settings for a node; its own member is asked first.
    func settings(_ node: BatchMaker, first: Int = 0, nodes: [BatchMaker] = []) throws -> EtcdSettings {
        let order = members[first...] + members[..<first]
        let taking = nodes.map(\.node)
        return EtcdSettings(
            endpoints: order.map { .init(host: "127.0.0.1", port: $0.client) },
            certificate: try authority.certificate(for: node.node.canonical), network: node.network, epoch: 1,
            node: node.node, attestationKey: node.attestationKey, nodes: { taking }, requestTimeout: .seconds(2),
            quotaBytes: quotaBytes)
    }

    /// Turns etcd's own authentication on, with a user for each node, who may write its two keys and read all.
    func authenticate(_ nodes: [BatchMaker]) throws {
        try control(["user", "add", "root", "--no-password"])
        try control(["user", "grant-role", "root", "root"])
        for node in nodes {
            let (name, settings) = (node.node.canonical, try settings(node))
            try control(["role", "add", name])
            for key in [settings.batches + name, settings.durable + name] {
                try control(["role", "grant-permission", name, "readwrite", key])
            }
            try control(["role", "grant-permission", name, "read", settings.prefix, "--prefix"])
            try control(["user", "add", name, "--no-password"])
            try control(["user", "grant-role", name, name])
        }
        try control(["auth", "enable"])
    }

    /// Runs etcdctl as the cluster's administrator.
    @discardableResult func control(_ arguments: [String]) throws -> String {
        let root = try authority.certificate(for: "root")
        let endpoints = members.map { "https://127.0.0.1:\($0.client)" }.joined(separator: ",")
        return try run(
            "/usr/bin/etcdctl",
            [
                "--endpoints", endpoints, "--cacert", root.trustRoots, "--cert", root.chain, "--key", root.privateKey,
                "--command-timeout", "30s", "--dial-timeout", "30s",
            ] + arguments)
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(bound)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
