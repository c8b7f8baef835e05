import Foundation
import LedgerFormat
import RecordContract
import Synchronization
import TestSupport
import Testing

@testable import LedgerStore

/// Execution and commits: the same chain whatever the pace, grouping and memory of a node.
@Suite struct ExecutionTests {
    /// Two nodes that commit differently, one that remembers verified signatures and holds few documents, and one that
    /// is reopened in between come to the same headers and the same rows.
    @Test(arguments: [1, 2, 3]) func rootsDoNotDependOnTheNode(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed)
        let batches = try history.batches(60)
        let genesis = history.network.genesis
        let directory = try TemporaryDirectory()

        let plain = try Ledger(creating: directory.path("plain"), genesis: genesis)
        let blocks = try plain.run(batches)
        #expect(blocks.count == batches.count)
        #expect(blocks.contains { $0.header.stateRoot != nil }, "seed \(seed)")
        #expect(blocks.contains { $0.transactions.contains { $0.outcome.rejection == nil } }, "seed \(seed)")
        #expect(blocks.contains { $0.systemOutcome != nil }, "seed \(seed): nothing fell due")

        var options = Ledger.Options()
        options.cachedDocuments = 2
        let grouped = try Ledger(creating: directory.path("grouped"), genesis: genesis, options: options)
        let verified = VerifiedTransactions()
        for transaction in blocks.flatMap(\.transactions).compactMap(\.transaction) {
            if case .key(let key)? = try plain.read({ try $0.document(.key(transaction.signer)) }),
                let proof = try? VerifiedTransaction(verifying: transaction, with: key.publicKey)
            {
                verified.insert(proof)
            }
        }
        let others = try grouped.run(batches, group: 17, verified: verified)
        #expect(others.map(\.header) == blocks.map(\.header), "seed \(seed)")

        var reopened = try Ledger(creating: directory.path("reopened"), genesis: genesis)
        for start in stride(from: 0, to: batches.count, by: 7) {
            try reopened.run(Array(batches[start..<min(start + 7, batches.count)]), group: 3)
            try reopened.close()
            reopened = try Ledger(opening: directory.path("reopened"))
        }
        #expect(reopened.header == blocks.last?.header, "seed \(seed)")

        for ledger in [plain, grouped, reopened] { try ledger.close() }
        let dump = try LogicalDump.of(directory.path("plain"))
        #expect(try LogicalDump.of(directory.path("grouped")) == dump, "seed \(seed)")
        #expect(try LogicalDump.of(directory.path("reopened")) == dump, "seed \(seed)")
    }

    /// Each state root is that of a tree built from nothing out of the documents as they stood at its height.
    @Test(arguments: [11, 12]) func stateRootsAreThoseOfTheDocuments(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed)
        let directory = try TemporaryDirectory()
        let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
        let blocks = try ledger.run(try history.batches(50), group: 4)

        var documents: [[UInt8]: [UInt8]] = [:]
        for change in try Contract.genesis(history.network.genesis).changes {
            documents[Array(change.key.text.utf8)] = change.encoded
        }
        var roots = [try naiveRoot(documents)]
        var boundary: UInt64 = 0
        var carried = 0
        var parentTime = history.network.genesis.createdAt
        for block in blocks {
            for change in block.changes { documents[Array(change.key.text.utf8)] = change.encoded }
            roots.append(try naiveRoot(documents))
            let isBoundary = block.header.time.milliseconds / 1_000 > parentTime.milliseconds / 1_000
            parentTime = block.header.time
            #expect((block.header.stateRoot != nil) == isBoundary, "seed \(seed), height \(block.height)")
            guard let stateRoot = block.header.stateRoot else { continue }
            #expect(stateRoot.height == (boundary == 0 ? 0 : boundary - 1))
            #expect(stateRoot.root == roots[Int(stateRoot.height)], "seed \(seed), height \(block.height)")
            boundary = block.height
            carried += 1
        }
        #expect(carried > 3)
    }

    private func naiveRoot(_ documents: [[UInt8]: [UInt8]]) throws -> Hash256 {
        var tree = StateTree()
        let leaves = documents.map { StateTree.Leaf(key: $0.key, document: $0.value) }
        let buckets = Dictionary(grouping: leaves) { StateTree.bucket(of: $0.keyHash) }
        tree.update(try buckets.map { ($0.key, try StateTree.bucketHash($0.value)) })
        return tree.root
    }

    /// What does not count makes no block, and the next batch that counts goes on undisturbed.
    @Test func batchesThatDoNotCountAreSkipped() throws {
        var generator = SeededGenerator(seed: 4)
        let network = try TestNetwork(using: &generator)
        let stranger = try TestNetwork(using: &generator)
        let directory = try TemporaryDirectory()
        let ledger = try Ledger(creating: directory.path(), genesis: network.genesis)
        let first = try network.batch([])
        guard case .block(let block) = try ledger.execute(first) else {
            Issue.record("the first batch counts")
            return
        }
        try ledger.commit([block])

        func skipped(_ batch: Batch, revision: UInt64) throws -> SkipReason? {
            let ordered = OrderedBatch(position: LogPosition(epoch: 0, revision: revision), batch: batch)
            guard case .skipped(_, let reason) = try ledger.execute(ordered) else { return nil }
            return reason
        }
        #expect(try skipped(first.batch, revision: 1) == .alreadyExecuted)
        #expect(try skipped(first.batch, revision: 2) == .refused(.batchSequence))
        #expect(try skipped(try stranger.batch([]).batch, revision: 2) == .refused(.transactionNetwork))
        let second = try network.batch([]).batch
        let forged = try Batch(parsing: Array(second.encoded.dropLast()) + [(second.encoded.last ?? 0) ^ 1])
        #expect(try skipped(forged, revision: 3) == .refused(.batchSignature))
        #expect(try skipped(second, revision: 4) == nil)
    }

    private final class Flag: Sendable {
        let state = Mutex(false)
    }

    /// Execution, commits and readers work at once; readers see whole commits only.
    @Test func executionCommitsAndReadersOverlap() async throws {
        var history = try RandomHistory(seed: 21)
        let batches = try history.batches(80)
        let directory = try TemporaryDirectory()
        let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
        let reference = try Ledger(creating: directory.path("reference"), genesis: history.network.genesis)
        let expected = try reference.run(batches)

        let (stream, continuation) = AsyncStream.makeStream(of: ExecutedBlock.self)
        let isDone = Flag()
        try await withThrowingTaskGroup { group in
            group.addTask {
                for batch in batches {
                    if case .block(let block) = try ledger.execute(batch) { continuation.yield(block) }
                }
                continuation.finish()
            }
            group.addTask {
                for await block in stream { try ledger.commit([block]) }
                isDone.state.withLock { $0 = true }
            }
            group.addTask {
                while !isDone.state.withLock({ $0 }) {
                    let (height, checkpoint, header) = try await ledger.read { reader in
                        (try reader.height(), try reader.checkpoint(), try reader.header(try reader.height()))
                    }
                    #expect(checkpoint.treeSize == height + 1)
                    #expect(header?.height == height)
                    if height > 0 { #expect(header == expected[Int(height) - 1].header) }
                }
            }
            try await group.waitForAll()
        }
        #expect(ledger.header == expected.last?.header)
        #expect(ledger.checkpoint == expected.last?.checkpoint)
    }

    /// Blocks that do not follow the last committed one are refused, and nothing of them is written.
    @Test func commitsOnlyWhatFollows() throws {
        var history = try RandomHistory(seed: 5)
        let directory = try TemporaryDirectory()
        let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
        let blocks = try history.batches(3).compactMap { batch -> ExecutedBlock? in
            guard case .block(let block) = try ledger.execute(batch) else { return nil }
            return block
        }
        #expect(throws: LedgerError.notNext(expectedHeight: 1)) { try ledger.commit([blocks[1]]) }
        #expect(throws: LedgerError.notNext(expectedHeight: 2)) { try ledger.commit([blocks[0], blocks[2]]) }
        #expect(ledger.height == 0)
        try ledger.commit(blocks)
        #expect(ledger.height == 3)
        #expect(try ledger.read { try $0.height() } == 3)
    }
}
