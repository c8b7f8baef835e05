internal import ContentStore
public import LedgerFormat
internal import LedgerStore
public import PeerTransport

// What other nodes may ask for (docs/spec/peers-v1.md). Each method looks at this node's own ledger alone.

extension Node {
    /// The certificate and key of the listener for nodes; nil where `node.yaml` has no `peers`.
    public var peerCredentials: PeerCredentials? { peers?.credentials }

    /// The other node that has a public key (DER of SubjectPublicKeyInfo) and takes part now; nil for everybody else.
    public func peer(withKey publicKey: [UInt8]) -> IdentityID? { peers?.node(withKey: publicKey) }

    /// An object that lies here, for another node: all of it is ciphertext. Throws `content.notFound`.
    public func peerContent(_ cid: CID) async throws -> ReadableContent {
        try await translating {
            guard let info = try await self.content.stat(cid) else {
                throw NodeError(.notFound, "content.notFound", "This node does not hold that object.")
            }
            let chunks = try await self.content.read(cid, range: nil)
            return ReadableContent(
                cid: cid, size: info.size, keyVersion: nil,
                bytes: ContentBytes(byteCount: chunks.byteCount, chunks: chunks))
        }
    }

    /// This organisation's shares of the records of a read that another node relays, once the own ledger has come to
    /// `height`. Throws `release.notExecuted` where it does not, and as `release` does.
    public func peerRelease(
        read: TransactionHash, height: UInt64, records: [EntityID]?
    ) async throws -> [ReleasedRecordShare] {
        try await translating {
            try await self.waitForHeight(height)
            let reader = try self.shareRelease.signer(of: read)
            return try await self.shareRelease.release(read: read, records: records, to: reader)
        }
    }

    /// How far this node has come: the number of headers and their root.
    public func peerStatus() async throws -> (height: UInt64, headersRoot: Hash256) {
        try await translating {
            let checkpoint = self.ledger.checkpoint
            return (checkpoint.treeSize - 1, checkpoint.root)
        }
    }

    private static let patience: Duration = .seconds(5)

    private func waitForHeight(_ height: UInt64) async throws {
        let end = ContinuousClock.now + Self.patience
        while ledger.height < height {
            guard ContinuousClock.now < end else {
                throw NodeError(.busy, "release.notExecuted", "This node has not executed that read yet.")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
