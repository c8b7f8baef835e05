internal import ContentStore
internal import Crypto
internal import LedgerFormat
internal import LedgerStore
internal import Logging

/// What a node does with the other organisations' nodes, where `node.yaml` names them.
struct Peering: Sendable {
    /// Who they are, and asking them.
    let peers: Peers
    /// Brings here what they hold.
    let pulling: ContentPulling
    /// Brings here what this node should hold.
    let replication: ContentReplication

    /// nil where the configuration has no `peers`.
    init?(
        _ configuration: NodeConfiguration, _ ledger: Ledger, node: IdentityID, signing: P256.Signing.PrivateKey,
        store: any ContentStore, clock: NodeClock, logger: Logger
    ) throws {
        guard let places = configuration.peers else { return nil }
        peers = try Peers(places, ledger: ledger, node: node, signing: signing, clock: clock)
        pulling = ContentPulling(
            ledger: ledger, peers: peers, store: store, clock: clock, largest: configuration.limits.uploadObjectBytes,
            logger: logger)
        replication = ContentReplication(
            ledger: ledger, node: node, store: store, pulling: pulling, clock: clock, logger: logger)
    }
}
