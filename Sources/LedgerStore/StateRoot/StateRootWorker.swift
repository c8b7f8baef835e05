import Dispatch
import GRDB
import LedgerFormat
import Synchronization

/// Computes state roots beside execution and commits.
///
/// The stored tree always stands at the last root that a committed header carries, whatever the pace of this node: a
/// root is stored in the same SQLite transaction as the block that carries it. The worker needs no snapshot of the
/// documents for the next root: it applies the changes of the blocks between, which execution hands over one block at a
/// time, to the buckets that they touch.
final class StateRootWorker: Sendable {
    private struct State {
        var tree: StateTree?
        /// The height that `tree` stands at; -1 before the first root.
        var treeHeight: Int64 = -1
        /// Changes of executed blocks above `treeHeight`.
        var changes: [UInt64: [LeafChange]] = [:]
        /// Roots that were computed and may not be in the database yet, oldest first.
        var unstored: [StateRootUpdate] = []
        var isStopped = false
        /// The height that the database stands at, as far as the worker was told; nil before it read anything.
        var storedHeight: Int64?
        /// The tree as it stands there, once a proof has asked for it.
        var stored: (tree: StateTree, height: UInt64)?
    }

    private let pool: DatabasePool
    // Everything below happens on this queue; waiting for a root is waiting for the queue.
    private let queue = DispatchQueue(label: "medchain.state-root", qos: .userInitiated)
    private let state = Mutex(State())

    init(pool: DatabasePool) { self.pool = pool }

    /// Takes over what an executed block changed.
    func record(_ changes: [LeafChange], height: UInt64) {
        queue.async { self.state.withLock { $0.changes[height] = changes } }
    }

    /// Begins to compute the root as of `height`; every block up to there has been recorded or committed.
    func prepare(height: UInt64) {
        // A failure shows again, and is thrown, when execution asks for the root.
        queue.async {
            self.state.withLock { state in
                guard !state.isStopped else { return }
                _ = try? self.compute(height, &state)
            }
        }
    }

    /// Waits for what is under way and begins nothing more by itself: the database is about to be closed.
    func stop() { queue.sync { state.withLock { $0.isStopped = true } } }

    /// The root as of `height`, a later one each time; waits until it is computed.
    func update(height: UInt64) throws -> StateRootUpdate {
        try queue.sync { try state.withLock { try compute(height, &$0) } }
    }

    /// Says that the root as of `height` is in the database, so that it need not be held here.
    func stored(height: UInt64) {
        queue.async {
            self.state.withLock { state in
                for update in state.unstored where update.height <= height {
                    state.stored?.tree.update(update.buckets)
                    state.stored?.height = update.height
                }
                state.unstored.removeAll { $0.height <= height }
                state.storedHeight = Int64(height)
            }
        }
    }

    /// The stored tree and its height as the reader's snapshot sees them; nil before the first root.
    func storedTree(_ database: Database) throws -> (tree: StateTree, height: UInt64)? {
        guard let height = UInt64(exactly: try Self.leavesHeight(database)) else { return nil }
        if let stored = state.withLock({ $0.stored }), stored.height == height { return stored }
        let tree = try Self.loadTree(database)
        queue.async {
            // Kept only if no later root was stored meanwhile: `stored` is brought forward from here on.
            self.state.withLock { state in
                if (state.storedHeight ?? Int64(height)) == Int64(height) { state.stored = (tree, height) }
            }
        }
        return (tree, height)
    }

    private func compute(_ height: UInt64, _ state: inout State) throws -> StateRootUpdate {
        if let done = state.unstored.last, done.height == height { return done }
        return try pool.read { database in
            if state.tree == nil { try Self.load(database, into: &state) }
            let changes = Self.merged(state, upTo: height)
            var buckets: [(bucket: UInt16, hash: Hash256)] = []
            var start = 0
            while start < changes.count {
                let bucket = StateTree.bucket(of: changes[start].keyHash)
                let end = changes[start...].firstIndex { StateTree.bucket(of: $0.keyHash) != bucket } ?? changes.count
                var leaves = try Self.storedLeaves(database, bucket: bucket)
                for update in state.unstored { Self.apply(update.changes(inBucket: bucket), to: &leaves) }
                Self.apply(changes[start..<end], to: &leaves)
                let hash = try StateTree.bucketHash(
                    leaves.map { StateTree.Leaf(keyHash: $0.key, documentHash: $0.value) })
                buckets.append((bucket, hash))
                start = end
            }
            state.tree?.update(buckets)
            guard let root = state.tree?.root else { throw LedgerError.corrupted(place: "stateBuckets") }
            let update = StateRootUpdate(height: height, root: root, leaves: changes, buckets: buckets)
            state.treeHeight = Int64(height)
            state.changes = state.changes.filter { $0.key > height }
            state.unstored.append(update)
            return update
        }
    }

    /// The last change of each key in the blocks up to `height`, sorted by key hash.
    private static func merged(_ state: State, upTo height: UInt64) -> [LeafChange] {
        var last: [Hash256: LeafChange] = [:]
        for block in state.changes.keys.sorted() where block <= height {
            for change in state.changes[block] ?? [] { last[change.keyHash] = change }
        }
        return last.values.sorted { $0.keyHash < $1.keyHash }
    }

    private static func apply(_ changes: some Sequence<LeafChange>, to leaves: inout [Hash256: Hash256]) {
        for change in changes { leaves[change.keyHash] = change.documentHash }
    }

    /// Reads tree and changes as they were committed. A bounded amount: the tree has a fixed size, and changes older
    /// than the last root are deleted.
    private static func load(_ database: Database, into state: inout State) throws {
        state.tree = try loadTree(database)
        state.treeHeight = try leavesHeight(database)
        state.storedHeight = state.treeHeight
        try SQL(database, "SELECT height, leaves FROM stateChanges").forEach { row in
            let height = try row.height(0)
            // What execution recorded meanwhile is the same.
            do { state.changes[height] = try LeafChange.decode(try row.blob(1)) } catch is Rejection {
                throw row.corrupted(1)
            }
            return true
        }
    }

    static func leavesHeight(_ database: Database) throws -> Int64 {
        let sql = try SQL(database, "SELECT leavesHeight FROM stateProgress WHERE id = 1")
        guard let height = try sql.first(decode: { try $0.integer(0) }) else {
            throw LedgerError.corrupted(place: "stateProgress.leavesHeight")
        }
        return height
    }

    private static func loadTree(_ database: Database) throws -> StateTree {
        var buckets: [(bucket: UInt16, hash: Hash256)] = []
        try SQL(database, "SELECT bucket, hash FROM stateBuckets ORDER BY bucket").forEach { row in
            guard let bucket = UInt16(exactly: try row.integer(0)) else { throw row.corrupted(0) }
            buckets.append((bucket, try row.hash(1)))
            return true
        }
        var tree = StateTree()
        tree.update(buckets)
        return tree
    }

    /// The leaves of a bucket as they stand in the database, by key hash.
    static func storedLeaves(_ database: Database, bucket: UInt16) throws -> [Hash256: Hash256] {
        var leaves: [Hash256: Hash256] = [:]
        let prefix = [UInt8(bucket >> 8), UInt8(truncatingIfNeeded: bucket)]
        let first = prefix + [UInt8](repeating: 0, count: Hash256.byteCount - 2)
        let last = prefix + [UInt8](repeating: 0xFF, count: Hash256.byteCount - 2)
        try SQL(database, "SELECT keyHash, documentHash FROM stateLeaves WHERE keyHash BETWEEN ? AND ?")
            .forEach(.blob(first), .blob(last)) { row in
                leaves[try row.hash(0)] = try row.hash(1)
                return true
            }
        return leaves
    }
}

extension StateRootUpdate {
    /// The part of `leaves` in one bucket, by binary search.
    fileprivate func changes(inBucket bucket: UInt16) -> ArraySlice<LeafChange> {
        let start = partition { StateTree.bucket(of: $0.keyHash) >= bucket }
        let end = partition { StateTree.bucket(of: $0.keyHash) > bucket }
        return leaves[start..<end]
    }

    private func partition(_ isAfter: (LeafChange) -> Bool) -> Int {
        var low = 0
        var high = leaves.count
        while low < high {
            let middle = (low + high) / 2
            if isAfter(leaves[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
