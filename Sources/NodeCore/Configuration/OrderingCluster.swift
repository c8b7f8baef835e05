internal import Certificates
internal import Crypto
internal import Foundation
internal import LedgerFormat

/// The etcd cluster of a network that is being founded: its authority, its members' certificates and settings, and who
/// may do what in it (docs/spec/ordering-etcd-v1.md).
struct OrderingCluster {
    private let genesis: Genesis
    private let members: [NetworkPackages.Member]
    private let authorityKey = P256.Signing.PrivateKey()
    private let quotaBytes: Int
    private let description: NetworkDescription
    private let leafValidity: CertificateValidity
    private let authorityCertificate: IssuedCertificate

    init(_ genesis: Genesis, _ description: NetworkDescription, _ quotaBytes: Int, _ clock: NodeClock) throws {
        self.genesis = genesis
        self.description = description
        self.quotaBytes = quotaBytes
        members = description.organisations.enumerated().compactMap { index, organisation in
            guard let host = organisation.host.flatMap({ HostName($0) }) else { return nil }
            return .init(index: index, name: organisation.id, host: host, ports: organisation.ports)
        }
        // They begin a little early, for machines whose clocks run behind.
        let start = clock.now().advanced(byMilliseconds: -3_600_000)
        func validity(_ days: Int64) throws -> CertificateValidity {
            try CertificateValidity(notBefore: start, notAfter: start.advanced(byMilliseconds: days * 86_400_000))
        }
        leafValidity = try validity(NetworkInitialisation.leafDays)
        authorityCertificate = try OrderingCertificates.authority(
            of: genesis.network, key: authorityKey, validity: try validity(NetworkInitialisation.authorityDays))
    }

    /// Writes everything below `folder`.
    mutating func write(_ founding: Founding, to folder: String) throws {
        let packages = NetworkInitialisation.packages(of: genesis, description, at: folder)
        for (member, package) in zip(members, packages.packages) {
            try DataDirectory.makeFolder(package.path)
            var configuration = NodeConfiguration(node: package.node.canonical)
            configuration.port = member.ports.api
            configuration.etcd = EtcdClusterConfiguration(endpoints: endpoints(for: member), quotaBytes: quotaBytes)
            configuration.peers = PeersConfiguration(
                host: member.host.listening, port: member.ports.peer, nodes: packages.peers(of: package))
            try founding.write(nodeOf: member.index, configuration, to: package.directory, noting: WrittenPaths())
            try writeClient(package.node.canonical, package.directory.keys + "/etcd")
            try Self.write(authorityCertificate.pem, to: package.directory.keys + "/etcd-ca.pem")
            try writeMember(member, package)
        }
        try writeAuthority(packages)
        for package in packages.packages {
            try Self.write(packages.steps(for: package), to: package.path + "/STEPS.txt")
        }
        try Self.write(packages.steps, to: folder + "/STEPS.txt")
    }

    private func endpoints(for own: NetworkPackages.Member) -> [EtcdClusterConfiguration.Endpoint] {
        // Each node begins with another one after its own: what fails is not all tried at one place.
        let start = members.firstIndex { $0.index == own.index } ?? 0
        return (members[start...] + members[..<start]).map { .init(host: $0.host.text, port: $0.ports.etcd) }
    }

    // MARK: Members

    private func writeMember(_ member: NetworkPackages.Member, _ package: NodePackage) throws {
        try DataDirectory.makeFolder(package.etcd)
        let key = P256.Signing.PrivateKey()
        let certificate = try OrderingCertificates.member(
            publicKey: P256PublicKey(key.publicKey), dnsNames: member.host.address == nil ? [member.host.text] : [],
            ipAddresses: member.host.address.map { [$0] } ?? [], network: genesis.network, authorityKey: authorityKey,
            validity: leafValidity)
        try Self.write(key.pemRepresentation + "\n", to: package.etcd + "/member.key")
        try Self.write(certificate.pem, to: package.etcd + "/member.pem")
        try Self.write(authorityCertificate.pem, to: package.etcd + "/ca.pem")
        try Self.write(environment(of: member), to: package.environmentFile)
    }

    /// The member's settings as environment variables: the one form that takes every option of etcd 3.4, for a shell,
    /// systemd and containers alike. Paths begin at the folder in which it runs.
    private func environment(of member: NetworkPackages.Member) -> String {
        func url(_ host: String, _ port: Int) -> String { "https://\(host):\(port)" }
        let cluster = members.map { "\($0.name)=\(url($0.host.text, $0.ports.etcdPeer))" }.joined(separator: ",")
        let settings: [(String, String)] = [
            ("NAME", member.name), ("DATA_DIR", "data"),
            ("LISTEN_CLIENT_URLS", url(member.host.listening, member.ports.etcd)),
            ("ADVERTISE_CLIENT_URLS", url(member.host.text, member.ports.etcd)),
            ("LISTEN_PEER_URLS", url(member.host.listening, member.ports.etcdPeer)),
            ("INITIAL_ADVERTISE_PEER_URLS", url(member.host.text, member.ports.etcdPeer)),
            ("INITIAL_CLUSTER", cluster),
            // Members of another network that has the same addresses are not taken for this one's.
            ("INITIAL_CLUSTER_TOKEN", genesis.network.base64URL), ("INITIAL_CLUSTER_STATE", "new"),
            ("STRICT_RECONFIG_CHECK", "true"),
            ("CERT_FILE", "member.pem"), ("KEY_FILE", "member.key"), ("TRUSTED_CA_FILE", "ca.pem"),
            ("CLIENT_CERT_AUTH", "true"),
            ("PEER_CERT_FILE", "member.pem"), ("PEER_KEY_FILE", "member.key"), ("PEER_TRUSTED_CA_FILE", "ca.pem"),
            ("PEER_CLIENT_CERT_AUTH", "true"), ("PEER_CERT_ALLOWED_CN", OrderingCertificates.memberName),
            // The nodes compact; nobody speaks to the JSON gateway, which knows no users by certificate.
            ("AUTO_COMPACTION_RETENTION", "0"), ("QUOTA_BACKEND_BYTES", "\(quotaBytes)"),
            ("ENABLE_GRPC_GATEWAY", "false"), ("LOGGER", "zap"), ("LOG_LEVEL", "warn"),
        ]
        return "# Member \(member.name) of the network's ordering cluster: docs/spec/ordering-etcd-v1.md\n"
            + settings.map { "ETCD_\($0.0)=\($0.1)\n" }.joined()
    }

    // MARK: Users

    private func writeClient(_ user: String, _ path: String) throws {
        let key = P256.Signing.PrivateKey()
        let certificate = try OrderingCertificates.client(
            named: user, publicKey: P256PublicKey(key.publicKey), network: genesis.network, authorityKey: authorityKey,
            validity: leafValidity)
        try Self.write(key.pemRepresentation + "\n", to: path + ".key")
        try Self.write(certificate.pem, to: path + ".pem")
    }

    private func writeAuthority(_ packages: NetworkPackages) throws {
        try DataDirectory.makeFolder(packages.authority)
        try Self.write(authorityKey.pemRepresentation + "\n", to: packages.authority + "/ca.key")
        try Self.write(authorityCertificate.pem, to: packages.authority + "/ca.pem")
        let administrator = OrderingCertificates.administratorName
        try writeClient(administrator, "\(packages.authority)/\(administrator)")
        try Self.write(authenticationScript(packages), to: packages.authenticationScript)
        guard chmod(packages.authenticationScript, 0o700) == 0 else {
            throw SetupError(.storage, "cannot set the mode of \(packages.authenticationScript)")
        }
    }

    private func authenticationScript(_ packages: NetworkPackages) -> String {
        let endpoints = members.map { "https://\($0.host.text):\($0.ports.etcd)" }.joined(separator: ",")
        let users = packages.packages.map { "allow \($0.node.canonical)  # \($0.organisation)\n" }.joined()
        return """
            #!/bin/sh
            # Turns on the authentication of the cluster that orders the network: each node may write its two keys and
            # read the network's, and nobody else may do anything. Run it once, as soon as a majority of the members
            # runs and before any node; running it again does no harm. It needs etcdctl (Debian: etcd-client).
            set -eu
            cd "$(dirname "$0")"
            export ETCDCTL_API=3 ETCDCTL_ENDPOINTS=\(endpoints)
            export ETCDCTL_CACERT=ca.pem ETCDCTL_CERT=root.pem ETCDCTL_KEY=root.key
            export ETCDCTL_DIAL_TIMEOUT=10s ETCDCTL_COMMAND_TIMEOUT=30s
            network=\(genesis.network.base64URL)
            epoch=1

            # has KIND NAME: whether there is such a user or role.
            has() {
                list=$(etcdctl "$1" list)
                printf '%s\\n' "$list" | grep -qx -e "$2"
            }

            allow() {
                has role "$1" || etcdctl role add "$1"
                etcdctl role grant-permission "$1" readwrite "medchain/$network/$epoch/batch/$1"
                etcdctl role grant-permission "$1" readwrite "medchain/$network/$epoch/durable/$1"
                etcdctl role grant-permission "$1" read "medchain/$network/" --prefix
                has user "$1" || etcdctl user add "$1" --no-password
                etcdctl user grant-role "$1" "$1"
            }

            has user root || etcdctl user add root --no-password
            etcdctl user grant-role root root
            \(users)
            etcdctl auth enable

            """
    }

    private static func write(_ text: String, to path: String) throws {
        try DataDirectory.write(Array(text.utf8), to: path)
    }
}

extension NetworkPackages {
    /// A member of the cluster: its organisation's place in the description, its name, and where it is.
    struct Member {
        let index: Int
        let name: String
        let host: HostName
        let ports: NetworkDescription.Ports
    }
}
