internal import Crypto
internal import Foundation
internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Examines a node before it is started, or while it runs: what is wrong, and how to mend it. It changes nothing.
public struct NodeDoctor: Sendable {
    let directory: DataDirectory
    let configurationFile: String
    let clock: NodeClock

    /// Examines the data directory; `configuration` is another file than its `node.yaml`.
    public init(_ directory: DataDirectory, configuration: String? = nil, clock: NodeClock = .system) {
        self.directory = directory
        configurationFile = configuration ?? directory.configuration
        self.clock = clock
    }

    /// Everything that was found, in the order in which it is best mended.
    public func examine() async -> [Finding] {
        var findings = examineDirectory()
        // Without a folder there is nothing else to say.
        guard findings.allSatisfy({ $0.subject != .directory || $0.severity != .failure }) else { return findings }
        findings += examineModes()
        let isRunning = isRunning()
        findings.append(.good(.process, isRunning ? "the node runs" : "no node runs here now"))
        findings += examineDisk() + examineOpenFiles()
        let (configuration, configurationFinding) = examineConfiguration()
        findings.append(configurationFinding)
        let ledger = examineLedger(&findings)
        defer { try? ledger?.close() }
        guard let configuration else { return findings }
        let keys = examineKeys(configuration, ledger, &findings)
        findings += examinePorts(configuration, isRunning: isRunning)
        if let etcd = configuration.etcd {
            findings += examineCertificates(etcd, configuration)
            if let keys, let ledger { findings += await examineCluster(etcd, configuration, keys, ledger) }
        } else {
            findings.append(.good(.cluster, "the node orders by its own log"))
        }
        if let peers = configuration.peers, let node = IdentityID(canonical: configuration.node), let keys, let ledger {
            findings += await examinePeers(peers, node, keys, ledger)
        }
        return findings
    }

    /// Whether a process holds the directory.
    private func isRunning() -> Bool {
        guard FileManager.default.fileExists(atPath: directory.path + "/lock") else { return false }
        do {
            let lock = try directory.lock()
            withExtendedLifetime(lock) {}
            return false
        } catch { return (error as? SetupError)?.kind == .inUse }
    }

    // MARK: What lies in the directory

    private func examineConfiguration() -> (NodeConfiguration?, Finding) {
        do {
            let bytes = try DataDirectory.read(configurationFile, maximum: 1 << 20)
            let configuration = try NodeConfiguration(parsing: String(decoding: bytes, as: UTF8.self))
            guard IdentityID(canonical: configuration.node) != nil else {
                throw SetupError(.malformed, "node is not an identity")
            }
            return (configuration, .good(.configuration, "node.yaml is well formed"))
        } catch {
            return (
                nil,
                .failure(
                    .configuration, "\(configurationFile): \(Self.words(error))",
                    mend: "mend the file as docs/operations.md says")
            )
        }
    }

    private func examineLedger(_ findings: inout [Finding]) -> Ledger? {
        var genesis: Genesis?
        do {
            genesis = try Genesis(parsing: try DataDirectory.read(directory.genesis, maximum: 4 << 20))
            findings.append(.good(.genesis, "genesis.json is well formed"))
        } catch {
            findings.append(
                .failure(
                    .genesis, "\(directory.genesis): \(Self.words(error))",
                    mend: "copy genesis.json from another node of the network: it is the same everywhere"))
        }
        do {
            let ledger = try Ledger(opening: directory.ledgerDatabase)
            if let genesis, genesis.network != ledger.network {
                findings.append(
                    .failure(
                        .ledger, "the ledger is of another network than genesis.json",
                        mend: "put the genesis.json and the ledger/ of one network together"))
            } else {
                findings.append(.good(.ledger, "the ledger opens, at height \(ledger.height)"))
            }
            return ledger
        } catch {
            findings.append(
                .failure(
                    .ledger, "the ledger does not open: \(Self.words(error))",
                    mend: "see what medchain verify says; restore the directory from a backup"))
            return nil
        }
    }

    private func examineKeys(
        _ configuration: NodeConfiguration, _ ledger: Ledger?, _ findings: inout [Finding]
    ) -> NodeKeys? {
        let keys: NodeKeys
        do { keys = try NodeKeys(reading: directory.keys) } catch {
            findings.append(
                .failure(.keys, Self.words(error), mend: "restore keys/ from the backup of this node, with mode 0600"))
            return nil
        }
        guard let ledger else { return keys }
        do {
            let (node, organisation) = try Node.identify(configuration, keys, ledger)
            findings.append(.good(.keys, "the keys are those of node \(node.canonical) on the ledger"))
            findings.append(try membership(of: node, organisation, ledger))
            return keys
        } catch {
            findings.append(
                .failure(
                    .keys, Self.words(error),
                    mend: "put this node's own keys/ and node.yaml together; after a replacement, catch up first"))
            return nil
        }
    }

    private func membership(of node: IdentityID, _ organisation: IdentityID, _ ledger: Ledger) throws -> Finding {
        let members = try ledger.read { reader in
            guard case .organisationSet(let value)? = try reader.document(.organisationSet) else {
                return [OrganisationSet.Member]()
            }
            return value.set.members
        }
        if members.contains(where: { $0.node == node }) {
            return .good(.membership, "the organisation is admitted, one of \(members.count) with nodes")
        }
        return .warning(
            .membership, "by this node's ledger, node \(node.canonical) takes no part now",
            mend: "the organisation is suspended or has another node; a node that was away may only have to catch up")
    }

    /// What is said of an error to an operator.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as SetupError: error.detail
        case let error as Rejection: error.code.reason
        default: String(describing: error)
        }
    }
}
