import Foundation
import LedgerFormat
import TestSupport
import Testing

@testable import Ordering

@Suite struct LogDamageTests {
    @Test func aWriteTornAtAnyByteOfTheLastFrameIsRecognised() async throws {
        let folder = try TemporaryFolder()
        let batches = try await fill(folder.path, count: 4)
        let whole = try bytes(try segments(folder.path)[0])
        let start = whole.count - LogSegment.frameHeaderBytes - batches[3].encoded.count
        let header = LogSegment.Header(epoch: 1, firstRevision: 1, previous: .zero)
        for length in start..<whole.count {
            // File systems may extend a file before its bytes arrive: zeros in their place.
            for zeros in [0, 5, whole.count - length] {
                let torn = Array(whole[..<length]) + [UInt8](repeating: 0, count: min(zeros, whole.count - length))
                // The frame may itself end in zeros: then nothing is missing.
                if torn == whole { continue }
                let scan = LogScan(torn, header: header)
                #expect(scan.end == start && scan.lastRevision == 3, "byte \(length)")
                #expect(scan.tail == (torn.count == start ? .none : .torn), "byte \(length)")
            }
        }
    }

    @Test func aTornWriteIsCutOffAndTheLogGoesOn() async throws {
        let folder = try TemporaryFolder()
        let batches = try await fill(folder.path, count: 4)
        let whole = try bytes(try segments(folder.path)[0])
        let start = whole.count - LogSegment.frameHeaderBytes - batches[3].encoded.count
        for length in [start, start + 1, start + 75, start + 77, whole.count - 1] {
            let copy = folder.child("torn-\(length)")
            try folder.copy(to: copy)
            try write(Array(whole[..<length]), try segments(copy)[0])
            let log = try EmbeddedOrderingLog(opening: copy, epoch: 1)
            #expect(try await read(log, count: 3).map(\.batch.hash) == batches[..<3].map(\.hash))
            #expect(log.lastPosition?.revision == 3)
            #expect(try await log.append(batches[3]).revision == 4)
            #expect(try bytes(try segments(copy)[0]) == whole)
            await log.close()
        }
    }

    @Test func aFlippedByteBeforeTheLastFrameIsNamed() async throws {
        let folder = try TemporaryFolder()
        let batches = try await fill(folder.path, count: 5)
        let path = try segments(folder.path)[0]
        let whole = try bytes(path)
        var starts = [LogSegment.headerBytes]
        for batch in batches {
            starts.append(starts[starts.count - 1] + LogSegment.frameHeaderBytes + batch.encoded.count)
        }
        let header = LogSegment.Header(epoch: 1, firstRevision: 1, previous: .zero)
        for offset in LogSegment.headerBytes..<starts[4] {
            var altered = whole
            altered[offset] ^= 0x10
            let scan = LogScan(altered, header: header)
            let frame = starts.lastIndex { $0 <= offset } ?? 0
            #expect(scan.tail == .damaged && scan.lastRevision == frame && scan.end == starts[frame], "byte \(offset)")
        }
        // The same through the files, with the header's bytes too.
        for offset in Array(stride(from: 0, to: 56, by: 3)) + [starts[1] + 2, starts[2] + 100] {
            var altered = whole
            altered[offset] ^= 0x10
            try write(altered, path)
            var code: String?
            do { _ = try EmbeddedOrderingLog(opening: folder.path, epoch: 1) } catch { code = error.code }
            #expect(["ordering.damaged", "ordering.epochMismatch"].contains(code), "byte \(offset)")
        }
    }

    @Test func anAlteredEarlierSegmentIsNamedWhenRead() async throws {
        let limits = EmbeddedOrderingLog.Limits(segmentBytes: 1_000, totalBytes: 1 << 30)
        let folder = try TemporaryFolder()
        _ = try await fill(folder.path, count: 20, limits: limits)
        let first = try segments(folder.path)[0]
        let whole = try bytes(first)
        var generator = SeededGenerator(seed: 20)
        for _ in 0..<20 {
            let offset = Int.random(in: LogSegment.headerBytes..<whole.count, using: &generator)
            var altered = whole
            altered[offset] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
            try write(altered, first)
            let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, limits: limits)
            var code: String?
            do { _ = try await read(log, count: 20) } catch let error as OrderingError { code = error.code }
            #expect(code == "ordering.damaged", "byte \(offset)")
            await log.close()
        }
        try write(whole, first)
        // A segment that is missing in the middle is damage too, not silence.
        try FileManager.default.removeItem(atPath: try segments(folder.path)[1])
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, limits: limits)
        await #expect(throws: OrderingError.self) { _ = try await read(log, count: 20) }
    }

    @Test func exchangedFramesAreFound() async throws {
        let folder = try TemporaryFolder()
        var maker = BatchMaker()
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1)
        for _ in 0..<3 { _ = try await log.append(try maker.next()) }
        await log.close()
        let path = try segments(folder.path)[0]
        let whole = try bytes(path)
        let frame = (whole.count - LogSegment.headerBytes) / 3
        let body = Array(whole[LogSegment.headerBytes...])
        let exchanged =
            Array(whole[..<LogSegment.headerBytes]) + body[frame..<(2 * frame)] + body[..<frame] + body[(2 * frame)...]
        let scan = LogScan(exchanged, header: .init(epoch: 1, firstRevision: 1, previous: .zero))
        #expect(scan.tail == .damaged)
        #expect(scan.lastRevision == 0)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func anyBytesAreScannedWithoutCrashing(seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        _ = try await fill(folder.path, count: 6)
        let whole = try bytes(try segments(folder.path)[0])
        var generator = SeededGenerator(seed: seed)
        let header = LogSegment.Header(epoch: 1, firstRevision: 1, previous: .zero)
        for _ in 0..<400 {
            var mutated = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    mutated[Int.random(in: 0..<mutated.count, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                case 1: mutated.removeLast(min(mutated.count - 57, Int.random(in: 0...300, using: &generator)))
                case 2: mutated.insert(0, at: Int.random(in: 57..<mutated.count, using: &generator))
                default: mutated.append(contentsOf: mutated.suffix(Int.random(in: 0...200, using: &generator)))
                }
            }
            let scan = LogScan(mutated, header: header)
            #expect(scan.end <= mutated.count && scan.lastRevision <= 6, "seed \(seed)")
            // What the scan calls sound is byte for byte what was written.
            #expect(mutated[56..<scan.end].elementsEqual(whole[56..<scan.end]), "seed \(seed)")
        }
    }
}
