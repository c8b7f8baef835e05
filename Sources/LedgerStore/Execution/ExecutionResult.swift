import LedgerFormat
import RecordContract

/// What the contract answered, encoded and hashed: from here a block is made.
struct ExecutionResult {
    private let execution: BlockExecution
    private let transactions: [ExecutedTransaction]
    private let systemOutcome: [UInt8]?

    init(_ execution: BlockExecution, candidates: [Candidate], entries: [[UInt8]]) {
        self.execution = execution
        transactions = zip(entries, zip(candidates, execution.outcomes)).map { entry, result in
            let (candidate, outcome) = result
            let transaction: Transaction? =
                switch candidate {
                case .verified(let verified): verified.transaction
                case .unverified(let transaction): transaction
                case .malformed: nil
                }
            return ExecutedTransaction(
                encoded: entry, transaction: transaction, outcome: outcome, encodedOutcome: outcome.encoded)
        }
        let events = execution.dueEvents
        systemOutcome = events.isEmpty ? nil : Outcome.accepted(events).encoded
    }

    /// The root over transactions with outcomes and, if the block ran due work, the system leaf.
    var transactionsRoot: Hash256 {
        MerkleTree.root(
            ofLeafHashes: Self.leafHashes(
                transactions.map { ($0.encoded, $0.encodedOutcome) }, systemOutcome: systemOutcome))
    }

    static func leafHashes(
        _ transactions: [(jws: [UInt8], outcome: [UInt8])], systemOutcome: [UInt8]?
    ) -> [Hash256] {
        var leaves = transactions.map { TransactionLeaf.hash(transaction: $0.jws, outcome: $0.outcome) }
        if let systemOutcome { leaves.append(TransactionLeaf.hash(transaction: [], outcome: systemOutcome)) }
        return leaves
    }

    /// The root over the changed documents.
    func deltaRoot() throws -> Hash256 {
        try StateDeltaRoot.root(of: execution.changes.map { (Array($0.key.text.utf8), $0.encoded) })
    }

    /// The block. `previousDocument` reads the state before it: for the index entries that fall away.
    func block(
        header: BlockHeader, position: LogPosition, batch: Batch?, after headerLog: HeaderLog,
        stateRoot: StateRootUpdate?, previousDocument: (DocumentKey) throws -> Document?
    ) throws -> ExecutedBlock {
        var headerLog = headerLog
        let headerNodes = headerLog.append(header.logLeafHash)
        var indexChanges: [IndexChange] = []
        for change in execution.changes {
            indexChanges += Self.indexChanges(change, before: try previousDocument(change.key))
        }
        return ExecutedBlock(
            header: header, hash: header.hash, position: position, batch: batch, transactions: transactions,
            events: try events(header: header), changes: execution.changes, headerLog: headerLog,
            usedIDs: try placedIDs(),
            systemOutcome: systemOutcome, indexChanges: indexChanges,
            leafChanges: execution.changes.map { change in
                LeafChange(
                    keyHash: Hash256(hashing: Array(change.key.text.utf8)),
                    documentHash: change.encoded.map { Hash256(hashing: $0) })
            },
            headerNodes: headerNodes, stateRoot: stateRoot)
    }

    /// The used identifiers with the index of the transaction that brought each: itself, or the one around it.
    private func placedIDs() throws -> [PlacedID] {
        var indices: [TransactionHash: Int] = [:]
        for (index, transaction) in transactions.enumerated() {
            guard let hash = transaction.hash, indices[hash] == nil else { continue }
            indices[hash] = index
        }
        var nested: [TransactionHash: Int]?
        return try execution.usedIDs.map { used in
            if let index = indices[used.transaction] {
                return PlacedID(id: used.id, hash: used.transaction, index: index, isNested: false)
            }
            let inner = nested ?? nestedIndices()
            nested = inner
            guard let index = inner[used.transaction] else { throw LedgerError.corrupted(place: "contract.usedIDs") }
            return PlacedID(id: used.id, hash: used.transaction, index: index, isNested: true)
        }
    }

    private func nestedIndices() -> [TransactionHash: Int] {
        var indices: [TransactionHash: Int] = [:]
        for (index, transaction) in transactions.enumerated() {
            guard let outer = transaction.transaction, let inner = Nested.transaction(in: outer.command),
                indices[inner.hash] == nil || transaction.outcome.rejection == nil
            else { continue }
            indices[inner.hash] = index
        }
        return indices
    }

    private static func indexChanges(_ change: StateChange, before: Document?) -> [IndexChange] {
        let old = before?.indexEntries ?? []
        let new = change.document?.indexEntries ?? []
        // A document has a handful of entries: looking through them beats a set.
        return old.filter { !new.contains($0) }.map { IndexChange(entry: $0, key: change.key, isAdded: false) }
            + new.filter { !old.contains($0) }.map { IndexChange(entry: $0, key: change.key, isAdded: true) }
    }

    private func events(header: BlockHeader) throws -> [LedgerEvent] {
        var events: [LedgerEvent] = []
        for (index, transaction) in transactions.enumerated() {
            let place = Place(height: header.height, index: index)
            for (offset, event) in transaction.outcome.events.enumerated() {
                events.append(
                    LedgerEvent(
                        position: EventPosition(place, event: offset), event: try Event(parsing: event),
                        time: header.time, transaction: transaction.hash))
            }
        }
        let place = Place(height: header.height, index: transactions.count)
        for (offset, event) in execution.dueEvents.enumerated() {
            events.append(
                LedgerEvent(
                    position: EventPosition(place, event: offset), event: try Event(parsing: event), time: header.time,
                    transaction: nil))
        }
        return events
    }
}
