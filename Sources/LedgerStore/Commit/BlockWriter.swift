import GRDB
import LedgerFormat
import RecordContract

/// Writes an executed block into every table; the caller holds the SQLite transaction.
struct BlockWriter {
    private let database: Database
    private let block: ExecutedBlock

    static func write(_ block: ExecutedBlock, to database: Database) throws {
        let writer = BlockWriter(database: database, block: block)
        try writer.writeBlock()
        try writer.writeTransactions()
        try writer.writeDocuments()
        try writer.writeEvents()
        try writer.writeHeaderLog()
        try writer.writeState()
    }

    private func sql(_ text: String) throws -> SQL { try SQL(database, text) }

    private func writeBlock() throws {
        let batch = block.batch
        let changedSet = block.changes.first { $0.key == .organisationSet }?.encoded
        let statement = try sql(
            """
            INSERT INTO blocks (height, hash, header, revision, positionCheck, batchPrevious, batchTime, batchSignature,
            systemOutcome, organisationSet) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try statement.execute(
            .height(block.height), .hash(block.hash), .blob(block.header.encoded), .height(block.position.revision),
            .blob(PositionCheck.bytes(header: block.hash, revision: block.position.revision)),
            batch.map { .hash($0.heading.previous) } ?? .null,
            batch.map { .integer($0.heading.time.milliseconds) } ?? .null,
            batch.map { .blob(Array($0.encoded.suffix(StoredBatch.signatureBytes))) } ?? .null,
            block.systemOutcome.map { .text($0) } ?? .null, changedSet.map { .text($0) } ?? .null)
    }

    private func writeTransactions() throws {
        let insert = try sql("INSERT INTO transactions (place, jws, outcome) VALUES (?, ?, ?)")
        for (index, transaction) in block.transactions.enumerated() {
            try insert.execute(
                .integer(Place(height: block.height, index: index).number), .blob(transaction.encoded),
                .text(transaction.encodedOutcome))
        }
        let insertID = try sql("INSERT INTO usedIDs (hash, id, place, nested) VALUES (?, ?, ?, ?)")
        for used in block.usedIDs {
            try insertID.execute(
                .hash(used.hash), .blob(used.id.bytes),
                .integer(Place(height: block.height, index: used.index).number), .integer(used.isNested ? 1 : 0))
        }
    }

    private func writeDocuments() throws {
        let upsert = try sql(
            """
            INSERT INTO documents (key, value, height) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, height = excluded.height
            """)
        let delete = try sql("DELETE FROM documents WHERE key = ?")
        for change in block.changes {
            if let encoded = change.encoded {
                try upsert.execute(.ascii(change.key.text), .text(encoded), .height(block.height))
            } else {
                try delete.execute(.ascii(change.key.text))
            }
        }
        let insertEntry = try sql("INSERT INTO indexEntries (documentIndex, term, key) VALUES (?, ?, ?)")
        let deleteEntry = try sql("DELETE FROM indexEntries WHERE documentIndex = ? AND term = ? AND key = ?")
        for change in block.indexChanges {
            try (change.isAdded ? insertEntry : deleteEntry).execute(
                .integer(Int64(change.entry.index.rawValue)), .blob(change.entry.term), .ascii(change.key.text))
        }
    }

    private func writeEvents() throws {
        // Nobody is told twice, whatever an audience says.
        let insert = try sql("INSERT INTO eventAudience (identity, position) VALUES (?, ?) ON CONFLICT DO NOTHING")
        for event in block.events {
            for identity in event.event.audience {
                try insert.execute(.ascii(identity.canonical), .integer(event.position.number))
            }
        }
    }

    private func writeHeaderLog() throws {
        let insert = try sql("INSERT INTO headerLog (level, position, hash) VALUES (?, ?, ?)")
        for node in block.headerNodes {
            try insert.execute(.integer(Int64(node.level)), .height(node.index), .hash(node.hash))
        }
    }

    private func writeState() throws {
        try sql("INSERT INTO stateChanges (height, leaves) VALUES (?, ?)")
            .execute(.height(block.height), .blob(LeafChange.encode(block.leafChanges)))
        guard let root = block.stateRoot else { return }
        let upsertLeaf = try sql(
            """
            INSERT INTO stateLeaves (keyHash, documentHash) VALUES (?, ?)
            ON CONFLICT (keyHash) DO UPDATE SET documentHash = excluded.documentHash
            """)
        let deleteLeaf = try sql("DELETE FROM stateLeaves WHERE keyHash = ?")
        for leaf in root.leaves {
            if let documentHash = leaf.documentHash {
                try upsertLeaf.execute(.hash(leaf.keyHash), .hash(documentHash))
            } else {
                try deleteLeaf.execute(.hash(leaf.keyHash))
            }
        }
        let upsertBucket = try sql(
            """
            INSERT INTO stateBuckets (bucket, hash) VALUES (?, ?)
            ON CONFLICT (bucket) DO UPDATE SET hash = excluded.hash
            """)
        for bucket in root.buckets { try upsertBucket.execute(.integer(Int64(bucket.bucket)), .hash(bucket.hash)) }
        try sql("DELETE FROM stateChanges WHERE height <= ?").execute(.height(root.height))
        try sql("UPDATE stateProgress SET boundary = ?, leavesHeight = ? WHERE id = 1")
            .execute(.height(block.height), .height(root.height))
    }
}
