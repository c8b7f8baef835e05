import Crypto
import LedgerFormat
import RecordContract
import Testing

@testable import LedgerStore

/// What is read: pages join to the whole, proofs verify, answers agree with what was executed.
@Suite struct QueryTests {
    private struct Run {
        let network: TestNetwork
        let identities: [IdentityID]
        let directory: TemporaryDirectory
        let ledger: Ledger
        let blocks: [ExecutedBlock]

        init(seed: UInt64, blocks count: Int = 60) throws {
            var history = try RandomHistory(seed: seed)
            directory = try TemporaryDirectory()
            ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
            blocks = try ledger.run(try history.batches(count), group: 9)
            network = history.network
            identities = history.identities
        }
    }

    @Test func documentsAndIndexesAreThoseOfTheLastBlock() throws {
        let run = try Run(seed: 41)
        var documents: [DocumentKey: Document] = [:]
        let genesis = try Contract.genesis(run.network.genesis)
        for change in genesis.changes + run.blocks.flatMap(\.changes) { documents[change.key] = change.document }
        try run.ledger.read { reader in
            for (key, document) in documents {
                let stored = try reader.document(key)
                #expect(stored == document)
            }
            let gone = run.blocks.flatMap(\.changes).map(\.key).filter { documents[$0] == nil }
            #expect(!gone.isEmpty)
            for key in gone { #expect(try reader.document(key) == nil) }
            for index in DocumentIndex.allCases {
                var expected: [(term: [UInt8], key: DocumentKey)] = []
                for (key, document) in documents {
                    for entry in document.indexEntries where entry.index == index { expected.append((entry.term, key)) }
                }
                expected.sort { left, right in
                    left.term == right.term
                        ? left.key < right.key : left.term.lexicographicallyPrecedes(right.term)
                }
                for limit in [1, 3, 1_000] {
                    #expect(try pages(reader, index, [], limit, false) == expected.map(\.key))
                    #expect(try pages(reader, index, [], limit, true) == expected.map(\.key).reversed())
                }
                for prefix in Set(expected.map { Array($0.term.prefix(14)) }) {
                    let some = expected.filter { $0.term.starts(with: prefix) }.map(\.key)
                    #expect(try pages(reader, index, prefix, 2, false) == some)
                }
            }
            #expect(try reader.documents(in: .recordsByPatient, prefix: [0xFF, 0xFF], limit: 5).documents.isEmpty)
        }
    }

    private func pages(
        _ reader: LedgerReader, _ index: DocumentIndex, _ prefix: [UInt8], _ limit: Int, _ descending: Bool
    ) throws -> [DocumentKey] {
        var keys: [DocumentKey] = []
        var after: IndexPosition?
        repeat {
            let page = try reader.documents(
                in: index, prefix: prefix, after: after, limit: limit, descending: descending)
            keys += page.documents.map(\.key)
            after = page.next
        } while after != nil
        return keys
    }

    @Test func eventsReachTheirAudienceOnceInOrder() throws {
        let run = try Run(seed: 42)
        let events = run.blocks.flatMap(\.events)
        #expect(!events.isEmpty)
        try run.ledger.read { reader in
            for identity in run.identities {
                let expected = events.filter { $0.event.audience.contains(identity) }
                for descending in [false, true] {
                    var found: [LedgerEvent] = []
                    var after: EventPosition?
                    repeat {
                        let page = try reader.events(for: identity, after: after, limit: 2, descending: descending)
                        found += page.events
                        after = page.next
                    } while after != nil
                    let inOrder = descending ? expected.reversed() : expected
                    #expect(found.map(\.position) == inOrder.map(\.position))
                    #expect(found.map(\.event) == inOrder.map(\.event))
                    #expect(found.map(\.time) == inOrder.map(\.time))
                    #expect(found.map(\.transaction) == inOrder.map(\.transaction))
                }
                #expect(try reader.eventCount(for: identity, limit: 1_000) == expected.count)
                #expect(try reader.eventCount(for: identity, limit: 1) == min(1, expected.count))
                if let first = expected.first {
                    let later = try reader.eventCount(for: identity, after: first.position, limit: 1_000)
                    #expect(later == expected.count - 1)
                    let before = EventPosition(before: first.position.height)
                    #expect(
                        try reader.events(for: identity, after: before, limit: 1).events.first?.position
                            == first.position)
                }
            }
        }
    }

    @Test func transactionsComeWithReceiptsThatVerify() throws {
        let run = try Run(seed: 43)
        let size = run.ledger.checkpoint.treeSize
        var checkpoint = run.ledger.checkpoint
        for (index, node) in run.network.nodes.enumerated() {
            let id = try #require(run.network.genesis.nodeIDs[index])
            checkpoint = checkpoint.adding(
                try checkpoint.cosignature(node: id, unixSeconds: 1_800_000_000, key: node.attestation))
        }
        var receipts = 0
        var nested = 0
        try run.ledger.read { reader in
            #expect(try reader.checkpoint().root == checkpoint.root)
            for block in run.blocks {
                for used in block.usedIDs {
                    let stored = try #require(try reader.transaction(used.hash))
                    #expect(stored.height == block.height && stored.index == used.index)
                    #expect(stored.encoded == block.transactions[used.index].encoded)
                    #expect(try reader.transactionHash(ofID: used.id) == used.hash)
                    #expect(stored.isNested == (block.transactions[used.index].hash != used.hash))
                    if stored.isNested {
                        nested += 1
                        continue
                    }
                    let material = try #require(try reader.receiptMaterial(used.hash, treeSize: size))
                    let receipt = Receipt(
                        genesis: run.network.genesis, transaction: stored.encoded, outcome: stored.encodedOutcome,
                        index: UInt32(stored.index), count: material.leafCount, path: material.path,
                        header: Receipt.HeaderProof(header: material.header, path: material.headerPath),
                        checkpoint: checkpoint)
                    let verified = try receipt.verify(trusting: run.network.network)
                    #expect(verified.height == block.height && verified.final)
                    receipts += 1
                }
            }
            #expect(try reader.transaction(.zero) == nil)
            let known = try #require(run.blocks.flatMap(\.usedIDs).first?.hash)
            #expect(throws: LedgerError.outOfRange) { try reader.receiptMaterial(known, treeSize: size + 1) }
            #expect(throws: LedgerError.outOfRange) { try reader.headerPath(0, treeSize: size + 1) }
        }
        #expect(receipts > 20 && nested > 3)
    }

    @Test func headersBlocksAndProofsJoinTheChain() throws {
        let run = try Run(seed: 44, blocks: 40)
        try run.ledger.read { reader in
            #expect(try reader.headers(from: 1, limit: 1_000) == run.blocks.map(\.header))
            #expect(try reader.headers(from: 39, limit: 1).map(\.height) == [39])
            #expect(try reader.headers(from: .max, limit: 1).isEmpty)
            let blocks = try reader.blocks(from: 0, maximumBytes: .max)
            #expect(blocks.map(\.header) == run.blocks.map(\.header))
            #expect(blocks.map(\.batch.encoded) == run.blocks.map { $0.batch?.encoded ?? [] })
            #expect(blocks.map(\.position) == run.blocks.map(\.position))
            #expect(try reader.blocks(from: 5, maximumBytes: 1).map(\.header.height) == [5])
            for size in stride(from: UInt64(1), through: 41, by: 7) {
                let old = try reader.checkpoint(treeSize: size)
                let proof = try reader.consistencyProof(from: size, to: 41)
                try MerkleTree.verifyConsistency(
                    oldSize: size, oldRoot: old.root, newSize: 41, newRoot: run.ledger.checkpoint.root, proof: proof)
            }
            #expect(throws: LedgerError.outOfRange) { try reader.checkpoint(treeSize: 42) }
            #expect(try reader.organisationSets().map(\.set) == [run.network.genesis.organisationSet])
        }
        let peer = try Ledger(creating: run.directory.path("peer"), genesis: run.network.genesis)
        let blocks = try run.ledger.read { try $0.blocks(from: 1, maximumBytes: .max) }
        try peer.run(blocks.map { OrderedBatch(position: $0.position, batch: $0.batch) }, group: 40)
        #expect(peer.header == run.ledger.header)
    }

    @Test func presenceAndAbsenceAreProvedUnderAHeader() throws {
        let run = try Run(seed: 45)
        let missing = try #require(DocumentKey(text: "record/none"))
        var keys = [DocumentKey.parameters, missing]
        for change in run.blocks.prefix(20).flatMap(\.changes) { keys.append(change.key) }
        var proved = 0
        try run.ledger.read { reader in
            for key in keys {
                let proof = try #require(try reader.proof(of: key))
                let header = try #require(try reader.header(proof.headerHeight))
                #expect(header.stateRoot == proof.stateRoot)
                let keyHash = Hash256(hashing: Array(key.text.utf8))
                let documentHash = try proof.proof.verify(keyHash: keyHash, root: proof.stateRoot.root)
                if let document = proof.document {
                    #expect(documentHash == Hash256(hashing: document))
                    proved += 1
                }
                if key == missing { #expect(documentHash == nil) }
            }
        }
        #expect(proved > 10)
    }

    @Test func nextDueIsTheEarliest() throws {
        let run = try Run(seed: 46)
        var due: Set<DocumentKey> = []
        for change in run.blocks.flatMap(\.changes) where change.key.text.hasPrefix("due/") {
            if change.document == nil { due.remove(change.key) } else { due.insert(change.key) }
        }
        #expect(!due.isEmpty)
        let (next, all, none) = try run.ledger.read { reader in
            (
                try reader.nextDue(), try reader.dueDocuments(notAfter: .maximum, limit: 1_000),
                try reader.dueDocuments(notAfter: .zero, limit: 10)
            )
        }
        #expect(all.map(\.key) == due.sorted())
        #expect(next == all.first?.time)
        #expect(none.isEmpty)
    }
}
