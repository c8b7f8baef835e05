internal import LedgerFormat
internal import NodeCore
internal import Synchronization

/// The event streams that each identity holds open.
final class OpenStreams: Sendable {
    /// One of them; the place is free again when nobody holds this any more.
    final class Place: Sendable {
        private let streams: OpenStreams
        private let identity: IdentityID

        fileprivate init(_ streams: OpenStreams, _ identity: IdentityID) {
            self.streams = streams
            self.identity = identity
        }

        deinit { streams.leave(identity) }
    }

    private let limit: Int
    private let counts = Mutex<[IdentityID: Int]>([:])

    /// At most `limit` an identity.
    init(limit: Int) { self.limit = limit }

    /// Takes a place. Throws `tooManyRequests`.
    func take(_ identity: IdentityID) throws(NodeError) -> Place {
        let isTaken = counts.withLock { counts in
            guard counts[identity, default: 0] < limit else { return false }
            counts[identity, default: 0] += 1
            return true
        }
        guard isTaken else { throw NodeError.tooMany(retryAfter: 15) }
        return Place(self, identity)
    }

    private func leave(_ identity: IdentityID) {
        counts.withLock { counts in
            let rest = (counts[identity] ?? 1) - 1
            counts[identity] = rest > 0 ? rest : nil
        }
    }
}
