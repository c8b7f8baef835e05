internal import ContentStore
internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import RecordContract

/// Brings objects here that the ledger refers to and other nodes hold. What turns out to be something else than its
/// identifier says is never visible, and what the ledger no longer refers to when it has come is deleted again, so that
/// an erasure that was executed meanwhile holds.
actor ContentPulling {
    private let ledger: Ledger
    private let peers: Peers
    private let store: any ContentStore
    private let clock: NodeClock
    private let largest: Int
    private let logger: Logger
    private var underWay: [CID: Task<Bool, any Error>] = [:]

    /// Bytes that are appended at once.
    private static let piece = 256 * 1_024

    init(
        ledger: Ledger, peers: Peers, store: any ContentStore, clock: NodeClock, largest: Int, logger: Logger
    ) {
        self.ledger = ledger
        self.peers = peers
        self.store = store
        self.clock = clock
        self.largest = largest
        self.logger = logger
    }

    /// Has the object here, pulled where it was missing; false where nobody who can be reached has it, or nothing
    /// refers to it any more. Whoever asks for the same object meanwhile waits for the same pull.
    ///
    /// - Parameter first: the node to ask first, where one is known to have it.
    func pull(
        _ cid: CID, from first: IdentityID? = nil, isWanted: @escaping @Sendable () throws -> Bool
    ) async throws -> Bool {
        if let task = underWay[cid] { return try await task.value }
        let task = Task { try await self.bring(cid, first, isWanted) }
        underWay[cid] = task
        defer { underWay[cid] = nil }
        return try await task.value
    }

    private nonisolated func bring(
        _ cid: CID, _ first: IdentityID?, _ isWanted: @Sendable () throws -> Bool
    ) async throws -> Bool {
        if try await store.stat(cid) != nil { return true }
        guard try isWanted() else { return false }
        let others = try peers.others()
        for peer in others.filter({ $0.node == first }) + others.filter({ $0.node != first }) {
            do { try await fetch(cid, from: peer) } catch let error as NodeError {
                if error.code == ContentError(.notFound).code || error == Peers.unreachable { continue }
                report(error.code, cid, peer)
                continue
            } catch let error as ContentError {
                // Another's bytes are that peer's fault; a full disk is our own.
                guard [.cidMismatch, .tooLarge].contains(error.kind) else { throw error }
                report(error.code, cid, peer)
                continue
            }
            guard try isWanted() else {
                _ = try await store.delete(cid)
                return false
            }
            return true
        }
        return false
    }

    private nonisolated func fetch(_ cid: CID, from peer: Peer) async throws {
        var small: [UInt8]?
        var upload: UploadID?
        var offset = 0
        var waiting: [UInt8] = []
        do {
            try await peers.content(cid, of: peer, limit: largest) { length in
                if length < ContentLimits.smallObject {
                    small = []
                } else {
                    upload = try await store.beginUpload(of: cid, sizeLimit: length, now: clock.date).id
                }
            } piece: { bytes in
                guard let upload else {
                    small?.append(contentsOf: bytes)
                    return
                }
                waiting += bytes
                guard waiting.count >= Self.piece else { return }
                offset = try await store.append(waiting, to: upload, at: offset)
                waiting.removeAll(keepingCapacity: true)
            }
            if let small { return try await store.put(small, as: cid) }
            guard let upload else { throw Peers.answer }
            if !waiting.isEmpty { _ = try await store.append(waiting, to: upload, at: offset) }
            _ = try await store.commit(upload)
        } catch {
            if let upload { try? await store.abandon(upload) }
            throw error
        }
    }

    private nonisolated func report(_ code: String, _ cid: CID, _ peer: Peer) {
        logger.warning(
            "a peer did not give an object",
            metadata: [
                "code": "\(code)", "cid": "\(cid.text)", "peer": "\(peer.node.canonical)",
            ])
    }
}
