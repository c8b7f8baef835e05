internal import Certificates
internal import Crypto
internal import EtcdOrdering
internal import Foundation
internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import Ordering
internal import PeerTransport

// What a node needs of others: the ordering cluster, certificates, clocks, the other nodes.
extension NodeDoctor {
    private static let day: Int64 = 86_400_000
    /// Days before the end of a certificate from which on somebody should renew it.
    private static let warningDays: Int64 = 30
    /// Milliseconds by which clocks may differ.
    private static let clockWarning: Int64 = 2_000
    private static let clockFailure: Int64 = 60_000
    /// Milliseconds after which a node that has made no batch is noticed; idle nodes make one every ten seconds.
    private static let silence: Int64 = 60_000

    // MARK: Certificates

    func examineCertificates(_ etcd: EtcdClusterConfiguration, _ configuration: NodeConfiguration) -> [Finding] {
        let paths = Node.paths(etcd, directory)
        var findings = [examineCertificate(paths.certificate, key: paths.privateKey, user: configuration.node)]
        findings.append(examineCertificate(paths.trustRoots, key: nil, user: nil))
        // Where the package of `network init` lies as it was made, the member's own is at hand.
        let member = (directory.path as NSString).deletingLastPathComponent + "/etcd/member.pem"
        if FileManager.default.isReadableFile(atPath: member) {
            findings.append(examineCertificate(member, key: nil, user: OrderingCertificates.memberName))
        }
        return findings
    }

    private func examineCertificate(_ path: String, key: String?, user: String?) -> Finding {
        let summary: CertificateSummary
        do {
            summary = try CertificateSummary(
                pem: String(decoding: try DataDirectory.read(path, maximum: 1 << 20), as: UTF8.self))
        } catch {
            return .failure(
                .certificate, "\(path) cannot be read as a certificate",
                mend: "restore it, or have the cluster's authority issue another")
        }
        if let user, summary.commonName != user {
            return .failure(
                .certificate, "\(path) is of \(summary.commonName), not of \(user)",
                mend: "put the certificate there that was issued to \(user)")
        }
        if let key, let mismatch = Self.mismatch(of: summary, key: key) { return mismatch }
        let now = clock.now()
        if summary.notBefore > now {
            return .failure(
                .certificate, "\(path) is not valid yet", mend: "set this machine's clock, or issue it anew")
        }
        let days = (summary.notAfter.milliseconds - now.milliseconds) / Self.day
        if summary.notAfter < now {
            return .failure(
                .certificate, "\(path) ended \(-days) days ago", mend: "have the cluster's authority issue another")
        }
        let words = "\(path) lasts \(days) more days"
        return days < Self.warningDays
            ? .warning(.certificate, words, mend: "have the cluster's authority issue another")
            : .good(.certificate, words)
    }

    private static func mismatch(of summary: CertificateSummary, key path: String) -> Finding? {
        guard let bytes = try? DataDirectory.read(path, maximum: 65_536),
            let key = try? P256.Signing.PrivateKey(pemRepresentation: String(decoding: bytes, as: UTF8.self))
        else {
            return .failure(
                .certificate, "\(path) cannot be read as a private key", mend: "restore the key of the certificate")
        }
        guard P256PublicKey(key.publicKey) == summary.publicKey else {
            return .failure(
                .certificate, "\(path) is not the key of the certificate", mend: "put the two together that belong")
        }
        return nil
    }

    // MARK: The cluster

    func examineCluster(
        _ etcd: EtcdClusterConfiguration, _ configuration: NodeConfiguration, _ keys: NodeKeys, _ ledger: Ledger
    ) async -> [Finding] {
        let settings: EtcdSettings
        let examined: EtcdExamination
        do {
            settings = try Node.settings(etcd, configuration, directory, keys, ledger)
            let clock = clock
            examined = try await EtcdExamination(settings, now: { clock.now() })
        } catch {
            return [
                .failure(.cluster, "the cluster cannot be asked: \(Self.words(error))", mend: "mend what it names")
            ]
        }
        return reachability(examined) + identity(examined) + quota(examined, etcd.quotaBytes)
            + authentication(examined) + clocks(examined, configuration) + silentNodes(examined, settings)
    }

    private func reachability(_ examined: EtcdExamination) -> [Finding] {
        let failed = examined.members.filter { $0.failure != nil }
        let answering = examined.members.filter { $0.failure == nil }
        let named = failed.map { "\($0.endpoint) (\($0.failure ?? ""))" }.joined(separator: ", ")
        if answering.count * 2 <= examined.members.count {
            return [
                .failure(
                    .cluster, "only \(answering.count) of \(examined.members.count) members answer; not: \(named)",
                    mend: "start them, or mend the network and its firewalls; without a majority nothing is written")
            ]
        }
        var findings: [Finding] = []
        if failed.isEmpty {
            findings.append(.good(.cluster, "all \(answering.count) members answer"))
        } else {
            findings.append(.warning(.cluster, "no answer from \(named)", mend: "start it, or mend the network to it"))
        }
        for member in answering where !member.hasLeader || !member.errors.isEmpty {
            let words = member.hasLeader ? member.errors.joined(separator: ", ") : "it knows no leader"
            findings.append(
                .failure(
                    .cluster, "member \(member.endpoint): \(words)", mend: "see its log; disarm an alarm with etcdctl"))
        }
        return findings
    }

    private func identity(_ examined: EtcdExamination) -> [Finding] {
        let found = Set(examined.members.compactMap(\.cluster))
        guard let first = found.first else { return [] }
        guard found.count == 1 else {
            return [
                .failure(
                    .clusterIdentity, "the members belong to \(found.count) clusters",
                    mend: "name the members of this network's cluster in node.yaml")
            ]
        }
        let known: UInt64?
        do { known = try EtcdMarker(directory).read() } catch {
            return [.failure(.clusterIdentity, Self.words(error), mend: "restore log/etcd-cluster from a backup")]
        }
        guard known == nil || known == first else {
            return [
                .failure(
                    .clusterIdentity,
                    "this is not the cluster that has ordered the ledger: it was replaced or restored",
                    mend: "bring the former cluster back; never delete log/etcd-cluster")
            ]
        }
        return [.good(.clusterIdentity, "cluster \(String(first, radix: 16))")]
    }

    private func quota(_ examined: EtcdExamination, _ configured: Int) -> [Finding] {
        let answering = examined.members.filter { $0.failure == nil }
        var findings: [Finding] = []
        for member in answering {
            guard let quota = member.quotaBytes, quota > 0, quota != configured else { continue }
            findings.append(
                .failure(
                    .quota, "member \(member.endpoint) has a quota of \(quota) bytes, node.yaml says \(configured)",
                    mend: "set --quota-backend-bytes of every member and ordering.quotaBytes to one value"))
        }
        guard let used = answering.map(\.bytesInUse).max() else { return findings }
        let words = "\(used * 100 / max(1, configured)) % of the cluster's quota are used"
        if used >= configured / 2 {
            findings.append(
                .failure(.quota, words + ": nodes refuse to write", mend: "start the nodes that hold compaction back"))
        } else if used >= configured / 4 {
            findings.append(.warning(.quota, words, mend: "start the nodes that are down: they hold compaction back"))
        } else {
            findings.append(.good(.quota, words))
        }
        return findings
    }

    private func authentication(_ examined: EtcdExamination) -> [Finding] {
        if examined.mayRead == false {
            return [
                .failure(
                    .authentication, "the cluster does not let this node read the network's keys",
                    mend: "run ordering-authority/enable-authentication again: it adds what is missing")
            ]
        }
        switch examined.isAuthenticationOn {
        case true?: return [.good(.authentication, "the cluster's authentication is on")]
        case false?:
            return [
                .failure(
                    .authentication, "the cluster's authentication is off: any of its clients may write anything",
                    mend: "run ordering-authority/enable-authentication")
            ]
        case nil: return []
        }
    }

    // MARK: Clocks and nodes

    private func clocks(_ examined: EtcdExamination, _ configuration: NodeConfiguration) -> [Finding] {
        var ahead = examined.members.compactMap(\.clockAhead)
        // A node whose newest batch lies in the future has a clock that is ahead of this one.
        let now = clock.now()
        for (node, time) in examined.batchTimes where node.canonical != configuration.node && time > now {
            ahead.append(time.milliseconds - now.milliseconds)
        }
        guard !ahead.isEmpty else { return [] }
        // The members' median: one of them with a wrong clock says nothing about this machine.
        let median = ahead.sorted()[(ahead.count - 1) / 2]
        let seconds = abs(median) / 1_000
        let words = "this machine's clock is \(seconds) s \(median > 0 ? "behind" : "ahead of") the others'"
        if abs(median) >= Self.clockFailure {
            return [.failure(.clock, words, mend: "set the clock, and keep it with NTP (systemd-timesyncd, chrony)")]
        }
        if abs(median) >= Self.clockWarning {
            return [.warning(.clock, words, mend: "keep the clock with NTP (systemd-timesyncd, chrony)")]
        }
        return [.good(.clock, "this machine's clock agrees with the others' to \(seconds + 1) s")]
    }

    private func silentNodes(_ examined: EtcdExamination, _ settings: EtcdSettings) -> [Finding] {
        guard examined.mayRead == true else { return [] }
        let now = clock.now()
        let others = settings.nodes().filter { $0 != settings.node }
        let silent = others.filter { node in
            guard let time = examined.batchTimes[node] else { return true }
            return now.milliseconds - time.milliseconds > Self.silence
        }
        guard !others.isEmpty else { return [] }
        guard !silent.isEmpty else { return [.good(.peers, "all \(others.count) other nodes take part in ordering")] }
        let named = silent.map(\.canonical).joined(separator: ", ")
        return [
            .warning(
                .peers, "nothing ordered for a minute by \(named)", mend: "ask who runs it; it may not be started yet")
        ]
    }

    /// Asks each other node how far it is, as the node itself would: both sides show their ledger keys.
    func examinePeers(
        _ configuration: PeersConfiguration, _ node: IdentityID, _ keys: NodeKeys, _ ledger: Ledger
    ) async -> [Finding] {
        let peers: Peers
        let others: [Peer]
        do {
            peers = try Peers(configuration, ledger: ledger, node: node, signing: keys.signing, clock: clock)
            others = try peers.others()
        } catch {
            return [.failure(.peers, "peers cannot be asked: \(Self.words(error))", mend: "mend what it names")]
        }
        var findings = configuration.nodes.filter { place in !others.contains { $0.node.canonical == place.node } }
            .map { place in
                Finding.warning(
                    .peers, "node \(place.node) in peers.nodes takes no part by this node's ledger",
                    mend: "take it out, or put the organisation's current node there")
            }
        for peer in others { findings.append(await examine(peer, peers, ledger)) }
        return findings
    }

    private func examine(_ peer: Peer, _ peers: Peers, _ ledger: Ledger) async -> Finding {
        let name = "node \(peer.node.canonical) at \(peer.address.host):\(peer.address.port)"
        let height: Int64
        let root: Hash256
        do {
            let answer = try await peers.ask(peer, "/status", within: .seconds(8))
            var reader = ObjectReader(answer)
            height = try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds)
            root = try reader.hash("headersRoot")
        } catch {
            let code = (error as? NodeError)?.code ?? "peer.answer"
            let isUnreachable = code == Peers.unreachable.code
            return .warning(
                .peers, "\(name): \(isUnreachable ? "no connection, or another key than the ledger's" : code)",
                mend: isUnreachable
                    ? "ask who runs it; see that its address in peers.nodes is right and no firewall is between"
                    : "ask who runs it what its node says")
        }
        let own = ledger.checkpoint
        if height == Int64(own.treeSize) - 1, root != own.root {
            return .failure(
                .peers, "\(name) has another history up to height \(height)",
                mend: "stop and keep both nodes' data as they are; medchain verify says which one was altered")
        }
        return .good(.peers, "\(name) answers, at height \(height)")
    }
}
