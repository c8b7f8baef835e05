internal import Certificates
internal import Crypto
internal import Foundation
internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import PeerTransport
internal import RecordContract

/// A node of the organisation set in force.
struct Peer: Hashable, Sendable {
    /// The node.
    let node: IdentityID
    /// The organisation that runs it.
    let organisation: IdentityID
    /// Where it listens, with its key.
    let address: PeerAddress
}

/// The other organisations' nodes: who they are says the ledger as it stands now, where they listen the configuration.
struct Peers: Sendable {
    let node: IdentityID
    private let ledger: Ledger
    private let configuration: PeersConfiguration
    private let client: PeerClient
    let credentials: PeerCredentials

    /// Most bytes of an answer that is no content.
    static let answerBytes = 4 << 20
    private static let day: Int64 = 86_400_000

    /// The peers of a node whose ledger key is `signing`.
    init(
        _ configuration: PeersConfiguration, ledger: Ledger, node: IdentityID, signing: P256.Signing.PrivateKey,
        clock: NodeClock
    ) throws {
        self.configuration = configuration
        self.ledger = ledger
        self.node = node
        let now = clock.now()
        // Nobody looks at the dates; tools that show certificates expect some.
        let validity = try CertificateValidity(
            notBefore: now.advanced(byMilliseconds: -Self.day), notAfter: now.advanced(byMilliseconds: 3_650 * Self.day)
        )
        let certificate = try CertificateIssuer.peer(
            NodeFacts(id: node, publicKey: P256PublicKey(signing.publicKey)), network: ledger.network, key: signing,
            validity: validity)
        credentials = try PeerCredentials(certificate: certificate.der, privateKeyPEM: signing.pemRepresentation)
        client = try PeerClient(credentials)
    }

    // MARK: Who is who

    /// The nodes of the organisation set in force with their keys, as the ledger has them now; the own one too.
    private func members() throws -> [(member: OrganisationSet.Member, key: [UInt8])] {
        try ledger.read { reader in
            guard case .organisationSet(let value)? = try reader.document(.organisationSet) else { return [] }
            return try value.set.members.compactMap { member in
                guard case .node(let node)? = try reader.document(.node(member.node)), node.status == .active else {
                    return nil
                }
                return (member, Array(try node.signingKey.verifying.derRepresentation))
            }
        }
    }

    /// The other node that has this key; nil for every key of nobody who takes part now.
    func node(withKey key: [UInt8]) -> IdentityID? {
        guard let members = try? members() else { return nil }
        return members.first { $0.key == key && $0.member.node != node }?.member.node
    }

    /// The other nodes that take part now and whose place is configured.
    func others() throws -> [Peer] {
        let members = try members()
        return configuration.nodes.compactMap { place in
            guard let found = members.first(where: { $0.member.node.canonical == place.node }),
                found.member.node != node
            else { return nil }
            return Peer(
                node: found.member.node, organisation: found.member.organisation,
                address: PeerAddress(host: place.host, port: place.port, publicKey: found.key))
        }
    }

    // MARK: Asking

    /// Asks for a JSON object. Throws `peer.unreachable`, `peer.answer`, and what the other node's problem says.
    func ask(_ peer: Peer, _ path: String, _ body: JSONObject? = nil, within time: Duration) async throws -> JSONObject
    {
        let bytes = try await bytes(of: peer, path, body, within: time)
        do throws(Rejection) { return try StrictJSONParser.parseObject(bytes) } catch { throw Self.answer }
    }

    /// Asks for bytes. Throws as `ask` does.
    func bytes(
        of peer: Peer, _ path: String, _ body: JSONObject? = nil, within time: Duration
    ) async throws -> [UInt8] {
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try await client.send(
                PeerRequest("/peer/v1" + path, body: body?.canonicalBytes), to: peer.address, limit: Self.answerBytes,
                within: time)
        } catch let error as PeerTransportError {
            throw error == .length ? Self.answer : Self.unreachable
        }
        guard answer.status == 200 else { throw Self.refusal(answer.status, answer.body) }
        return answer.body
    }

    /// Hands on the pieces of an object, of exactly as many bytes as `begin` is told first. Throws `content.notFound`
    /// where the peer has it not, `content.tooLarge` beyond `limit`, `peer.*`, and what the two throw.
    func content(
        _ cid: CID, of peer: Peer, limit: Int, begin: (Int) async throws -> Void, piece: ([UInt8]) async throws -> Void
    ) async throws {
        var refused: (status: Int, body: [UInt8])?
        do {
            try await client.exchange(
                PeerRequest("/peer/v1/content/" + cid.text), with: peer.address, limit: limit, within: nil
            ) { status, length in
                if status == 200 { try await begin(length) } else { refused = (status, []) }
            } piece: { bytes in
                guard refused == nil else {
                    // A problem is short; whoever sends more says nothing.
                    guard (refused?.body.count ?? 0) < 65_536 else { throw Self.answer }
                    refused?.body += bytes
                    return
                }
                try await piece(bytes)
            }
        } catch let error as PeerTransportError {
            throw error == .length ? Self.answer : Self.unreachable
        }
        if let refused { throw Self.refusal(refused.status, refused.body) }
    }

    /// The other node's refusal, as far as it has the form of one.
    private static func refusal(_ status: Int, _ body: [UInt8]) -> NodeError {
        guard let problem = try? StrictJSONParser.parseObject(body), case .string(let code)? = problem["code"],
            code.utf8.count <= 64, code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return answer }
        let kind: NodeError.Kind = status == 404 ? .notFound : status == 503 ? .busy : .forbidden
        return NodeError(kind, code, "Another organisation's node refused.")
    }

    static let unreachable = NodeError(.busy, "peer.unreachable", "Another organisation's node cannot be reached.")
    static let answer = NodeError(.busy, "peer.answer", "Another organisation's node answered something else.")
}
