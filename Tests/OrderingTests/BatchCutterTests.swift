import TestSupport
import Testing

@testable import Ordering

@Suite struct BatchCutterTests {
    private let limits = BatchCutter<Int>.Limits(batchItems: 4, batchBytes: 100, queueItems: 10, queueBytes: 300)

    @Test func oneClientIsCutAtOnceAndOthersGatherMeanwhile() {
        var cutter = BatchCutter<Int>(limits: limits)
        #expect(cutter.cut() == nil)
        #expect(cutter.offer(1, bytes: 10) == .accepted)
        #expect(cutter.cut() == [1])
        #expect(cutter.offer(2, bytes: 10) == .accepted)
        #expect(cutter.offer(3, bytes: 10) == .accepted)
        #expect(cutter.cut() == nil)
        cutter.batchEnded()
        #expect(cutter.cut() == [2, 3])
        #expect(!cutter.isDrained)
        cutter.batchEnded()
        #expect(cutter.isDrained && cutter.cut() == nil)
    }

    @Test func boundsAreKept() {
        var cutter = BatchCutter<Int>(limits: limits)
        #expect(cutter.offer(0, bytes: 101) == .tooLarge)
        for item in 0..<10 { #expect(cutter.offer(item, bytes: 30) == .accepted) }
        #expect(cutter.offer(10, bytes: 1) == .busy)
        #expect(cutter.cut() == [0, 1, 2])
        #expect(cutter.offer(10, bytes: 91) == .busy)
        #expect(cutter.offer(10, bytes: 90) == .accepted)
        cutter.stop()
        #expect(cutter.offer(11, bytes: 1) == .stopping)
        cutter.batchEnded()
        #expect(cutter.cut() == [3, 4, 5])
        #expect(cutter.removeAll() == [6, 7, 8, 9, 10])
        #expect(cutter.queuedBytes == 0 && cutter.queuedItems == 0)
    }

    @Test func anEmptyBatchIsMadeOnceWhenWanted() {
        var cutter = BatchCutter<Int>(limits: limits)
        cutter.wantEmptyBatch()
        cutter.wantEmptyBatch()
        #expect(cutter.cut() == [])
        cutter.batchEnded()
        #expect(cutter.cut() == nil)
        cutter.stop()
        cutter.wantEmptyBatch()
        #expect(cutter.cut() == nil)
    }

    /// Whatever happens in whatever order: everything accepted comes out once, in order, in batches within their
    /// bounds.
    @Test(arguments: UInt64(0)..<20) func everythingAcceptedIsCutOnceInOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var cutter = BatchCutter<Int>(limits: limits)
        var sizes: [Int: Int] = [:]
        var accepted: [Int] = []
        var cut: [Int] = []
        var next = 0
        func check(_ batch: [Int]) {
            #expect(batch.count <= 4 && batch.reduce(0) { $0 + (sizes[$1] ?? 0) } <= 100, "seed \(seed)")
            cut += batch
        }
        for _ in 0..<2_000 {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0, 1:
                let bytes = Int.random(in: 1...110, using: &generator)
                sizes[next] = bytes
                if cutter.offer(next, bytes: bytes) == .accepted { accepted.append(next) }
                next += 1
            case 2:
                let couldCut = cutter.isReady
                if let batch = cutter.cut() {
                    #expect(couldCut && !batch.isEmpty, "seed \(seed)")
                    check(batch)
                }
            default: cutter.batchEnded()
            }
            #expect(cutter.queuedItems <= 10 && cutter.queuedBytes <= 300, "seed \(seed)")
            #expect(accepted.count == cut.count + cutter.queuedItems, "seed \(seed)")
        }
        cutter.stop()
        cutter.batchEnded()
        while let batch = cutter.cut() {
            check(batch)
            cutter.batchEnded()
        }
        #expect(cut == accepted && cutter.isDrained, "seed \(seed)")
    }
}
