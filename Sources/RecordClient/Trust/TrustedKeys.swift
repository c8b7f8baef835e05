internal import LedgerFormat
internal import NodeClient
internal import NodeWire
internal import RecordContract
internal import Synchronization

/// What this device has proved of other people's keys, and the genesis document that all proofs begin with. A proof
/// holds for ever, so each is fetched once.
final class TrustedKeys: Sendable {
    let genesis: Genesis
    private let client: NodeClient
    private let known = Mutex<[IdentityID: ProvenIdentity]>([:])

    private init(genesis: Genesis, client: NodeClient) {
        self.genesis = genesis
        self.client = client
    }

    /// The same trust, for somebody who asks the node as another.
    func asking(through client: NodeClient) -> TrustedKeys { TrustedKeys(genesis: genesis, client: client) }

    /// Fetches the genesis document, which the network's id vouches for. Throws `NodeClientError`,
    /// `RecordClientError.otherNetwork`.
    static func begin(_ network: NetworkID, at client: NodeClient) async throws -> TrustedKeys {
        let genesis = try Genesis(parsing: try await client.genesis())
        guard genesis.network == network else { throw RecordClientError.otherNetwork }
        return TrustedKeys(genesis: genesis, client: client)
    }

    /// The person's keys, proved. Throws `NodeClientError`, `RecordClientError.keyNotProven`.
    func identity(_ id: IdentityID) async throws -> ProvenIdentity {
        if let proven = known.withLock({ $0[id] }) { return proven }
        let answer: Positioned = try await client.get("/v1/identities/\(id.canonical)/proof")
        guard case .array(let people)? = answer.value["people"] else { throw RecordClientError.keyNotProven }
        return try identity(id, provedBy: people)
    }

    /// The person's keys, proved by what a node delivered already. Throws `RecordClientError.keyNotProven`.
    func identity(_ id: IdentityID, provedBy people: [JSONValue]) throws(RecordClientError) -> ProvenIdentity {
        let proven = try ProvenIdentity(proving: id, by: people, genesis: genesis)
        // Who waits for verification is asked for again: it may have come.
        if proven.isVerified { known.withLock { $0[id] = proven } }
        return proven
    }

    /// The nodes' release keys as the network's answer lists them. A node of the genesis document has the key that
    /// stands there; of one registered later the proof is the organisations' votes, which devices do not check yet
    /// (docs/threat-model.md). Throws `RecordClientError.keyNotProven`.
    func releaseKeys(
        _ network: NetworkInformation
    ) throws -> [(organisation: IdentityID, key: P256PublicKey)] {
        guard case .array(let items)? = network.json["releaseKeys"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/network")
        }
        let founded = zip(genesis.nodeIDs, genesis.organisations).reduce(into: [IdentityID: P256PublicKey]()) {
            if let id = $1.0, let node = $1.1.node { $0[id] = node.releaseKey }
        }
        return try items.map { item in
            var reader = try ObjectReader(item, field: "releaseKeys")
            let organisation = try reader.identity("organisation")
            let key = try P256PublicKey(try reader.value("key"), field: "key")
            if let expected = founded[try reader.identity("node")], expected != key {
                throw RecordClientError.keyNotProven
            }
            return (organisation, key)
        }
    }

    /// The officials to whom credentials are sealed, each proved. Throws `RecordClientError.keyNotProven`.
    func officials(_ network: NetworkInformation) throws -> [ProvenIdentity] {
        guard case .array(let items)? = network.json["authorities"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/network")
        }
        return try items.map { item in
            var reader = try ObjectReader(item, field: "authorities")
            let people = try reader.array("proof", count: 1...Limits.jsonMembers)
            let official = try ProvenIdentity(
                proving: try reader.identity("id"), by: people, genesis: genesis)
            guard official.role == .authority, official.isVerified else { throw RecordClientError.keyNotProven }
            return official
        }
    }
}
