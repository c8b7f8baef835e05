import Foundation
import LedgerFormat
import Ordering
import SwiftProtobuf
import Testing

@testable import EtcdOrdering

/// What a watch tells becomes places of the log, however etcd cuts its answers.
@Suite struct RevisionReaderTests {
    private let prefix = "medchain/net/1/batch/"

    private func answer(_ events: [Etcdserverpb_Event], fragment: Bool = false) -> Etcdserverpb_WatchResponse {
        .with {
            $0.events = events
            $0.fragment = fragment
        }
    }

    private func event(_ revision: Int64, _ batch: Batch, key: IdentityID? = nil) -> Etcdserverpb_Event {
        .with { event in
            event.type = .put
            event.kv = .with {
                $0.key = Data((prefix + (key ?? batch.heading.node).canonical).utf8)
                $0.value = Data(batch.encoded)
                $0.modRevision = revision
            }
        }
    }

    private func text(_ entries: [LogEntry]) -> [String] {
        entries.map { entry in
            switch entry {
            case .batch: "\(entry.position.revision) batch"
            case .empty: "\(entry.position.revision) empty"
            }
        }
    }

    @Test func aRevisionOfSeveralOperationsIsNoBatchEvenWhereItIsCut() throws {
        var (first, second) = (BatchMaker(1), BatchMaker(2))
        let (one, two, three) = (try first.next(), try second.next(), try first.next())
        var reader = RevisionReader(epoch: 1, batches: prefix)
        #expect(text(reader.entries(of: answer([event(5, one), event(7, two)], fragment: true))) == ["5 batch"])
        #expect(text(reader.entries(of: answer([event(7, one)], fragment: true))).isEmpty)
        #expect(text(reader.entries(of: answer([event(9, three)]))) == ["7 empty", "9 batch"])
        #expect(text(reader.entries(of: answer([]))).isEmpty)
    }

    @Test func aBatchStandsUnderItsOwnNodesKey() throws {
        var maker = BatchMaker(1)
        let batch = try maker.next()
        var reader = RevisionReader(epoch: 1, batches: prefix)
        var deleted = event(3, batch)
        deleted.type = .delete
        var cut = event(4, batch)
        cut.kv.value.removeLast()
        var beyond = event(5, batch)
        beyond.kv.key.append(0)
        let events = [event(2, batch, key: BatchMaker(2).node), deleted, cut, beyond, event(6, batch)]
        #expect(text(reader.entries(of: answer(events))) == ["2 empty", "3 empty", "4 empty", "5 empty", "6 batch"])
    }

    @Test func aMajorityIsMoreThanHalf() {
        #expect(EtcdOrderingLog.heldByMajority([]) == 0)
        #expect(EtcdOrderingLog.heldByMajority([9]) == 9)
        #expect(EtcdOrderingLog.heldByMajority([9, 4]) == 4)
        #expect(EtcdOrderingLog.heldByMajority([0, 9, 4]) == 4)
        #expect(EtcdOrderingLog.heldByMajority([9, 8, 7, 6]) == 7)
    }
}
