internal import Crypto
internal import EtcdOrdering
internal import Foundation
internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import Ordering
internal import RecordContract

extension Node {
    /// How long an idle node waits before it makes an empty batch, in milliseconds, where its clock is one of several.
    static let idleBatches: Int64 = 10_000

    /// The log that the configuration names, opened. Throws `SetupError` where the ledger was ordered by another, and
    /// `OrderingError`.
    static func openLog(
        _ configuration: NodeConfiguration, _ directory: DataDirectory, _ keys: NodeKeys, _ ledger: Ledger,
        logger: Logger
    ) async throws -> any OrderingLog {
        let marker = EtcdMarker(directory)
        let known = try marker.read()
        guard let etcd = configuration.etcd else {
            guard known == nil else {
                throw SetupError(.mismatch, "this node's ledger is ordered by an etcd cluster; node.yaml names none")
            }
            return try EmbeddedOrderingLog(
                opening: directory.log, epoch: 1, limits: .init(totalBytes: configuration.limits.logBytes))
        }
        guard known != nil || ledger.height == 0 else {
            throw SetupError(.mismatch, "this node's ledger is ordered by its own log, not by an etcd cluster")
        }
        let settings = try settings(etcd, configuration, directory, keys, ledger)
        let reached = ledger.height == 0 ? nil : ledger.lastPosition
        let log = try await open(settings, cluster: known, reached: reached, logger: logger)
        if known == nil, let identifier = log.clusterID { try marker.write(identifier) }
        return log
    }

    /// Opens the cluster's log, waiting for a majority of its members: without it the node does not know what it has
    /// missed.
    private static func open(
        _ settings: EtcdSettings, cluster: UInt64?, reached: LogPosition?, logger: Logger
    ) async throws -> EtcdOrderingLog {
        var isTold = false
        while true {
            do throws(OrderingError) {
                return try await EtcdOrderingLog(opening: settings, clusterID: cluster, reached: reached)
            } catch {
                guard error == .unavailable else { throw error }
                if !isTold { logger.error("waiting for a majority of the ordering cluster's members to answer") }
                isTold = true
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// The files that `ordering` names, from the data directory on.
    static func paths(
        _ etcd: EtcdClusterConfiguration, _ directory: DataDirectory
    ) -> (certificate: String, privateKey: String, trustRoots: String) {
        func path(_ name: String) -> String { name.hasPrefix("/") ? name : directory.path + "/" + name }
        return (path(etcd.certificate), path(etcd.privateKey), path(etcd.trustRoots))
    }

    static func settings(
        _ etcd: EtcdClusterConfiguration, _ configuration: NodeConfiguration, _ directory: DataDirectory,
        _ keys: NodeKeys, _ ledger: Ledger
    ) throws -> EtcdSettings {
        guard let node = IdentityID(canonical: configuration.node) else {
            throw SetupError(.malformed, "node.yaml: node is not an identity")
        }
        let paths = paths(etcd, directory)
        for path in [paths.certificate, paths.privateKey, paths.trustRoots] {
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw SetupError(.missing, "cannot read \(path)")
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: paths.privateKey)
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw SetupError(.readableByOthers, "\(paths.privateKey) can be read by others; chmod 600 mends it")
        }
        return EtcdSettings(
            endpoints: etcd.endpoints.map { .init(host: $0.host, port: $0.port) },
            certificate: .init(
                chain: paths.certificate, privateKey: paths.privateKey, trustRoots: paths.trustRoots),
            network: ledger.network, epoch: etcd.epoch, node: node,
            attestationKey: Array(keys.attestation.publicKey.rawRepresentation),
            nodes: { Self.orderingNodes(ledger) }, quotaBytes: etcd.quotaBytes)
    }

    /// The nodes of the organisations admitted now; none where that cannot be read, so that nothing is forgotten.
    private static func orderingNodes(_ ledger: Ledger) -> [IdentityID] {
        (try? ledger.read { reader in
            guard case .organisationSet(let value)? = try reader.document(.organisationSet) else { return [] }
            return value.set.members.map(\.node)
        }) ?? []
    }
}

/// Which etcd cluster ordered this node's ledger, beside the node's own log: another cluster is another history.
struct EtcdMarker {
    private let path: String

    init(_ directory: DataDirectory) { path = directory.log + "/etcd-cluster" }

    /// Whether a cluster has ordered the ledger.
    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// The cluster's identifier; nil before the first. Throws `setup.malformed`.
    func read() throws -> UInt64? {
        guard exists else { return nil }
        let text = String(decoding: try DataDirectory.read(path, maximum: 64), as: UTF8.self)
        guard let identifier = UInt64(text.trimmingCharacters(in: .newlines), radix: 16) else {
            throw SetupError(.malformed, "\(path) does not hold the identifier of an etcd cluster")
        }
        return identifier
    }

    func write(_ identifier: UInt64) throws {
        try DataDirectory.write(Array((String(identifier, radix: 16) + "\n").utf8), to: path)
    }
}
