import Crypto
import Foundation
import LedgerFormat
import Testing

@testable import Ordering

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/medchain-ordering-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func child(_ name: String) -> String { path + "/" + name }

    /// Copies the segments.
    func copy(to other: String) throws {
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(".log") {
            try FileManager.default.copyItem(atPath: path + "/" + name, toPath: other + "/" + name)
        }
    }
}

/// Makes a node's chained batches.
struct BatchMaker {
    let key = Curve25519.Signing.PrivateKey()
    let network = Hash256(hashing: [1])
    var sequence: UInt64 = 0
    var previous = Hash256.zero

    mutating func next(_ transactions: [[UInt8]] = []) throws -> Batch {
        sequence += 1
        let heading = Batch.Heading(
            network: network, epoch: 1, node: IdentityID(network: network, firstKey: Hash256(hashing: [2])),
            sequence: sequence, previous: previous, time: LedgerTime(milliseconds: Int64(sequence)) ?? .zero)
        let batch = try Batch(heading: heading, transactions: transactions, signingKey: key)
        previous = batch.hash
        return batch
    }
}

/// The first `count` batches that the log delivers after `position`.
func read(_ log: EmbeddedOrderingLog, after position: LogPosition? = nil, count: Int) async throws -> [OrderedBatch] {
    var result: [OrderedBatch] = []
    if count == 0 { return result }
    for try await entry in log.batches(after: position) {
        guard case .batch(let batch) = entry else { continue }
        result.append(batch)
        if result.count == count { break }
    }
    return result
}

/// Fills a new log in `folder` and closes it.
func fill(_ folder: String, count: Int, limits: EmbeddedOrderingLog.Limits = .init()) async throws -> [Batch] {
    var maker = BatchMaker()
    let log = try EmbeddedOrderingLog(opening: folder, epoch: 1, limits: limits)
    var batches: [Batch] = []
    for number in 0..<count {
        let batch = try maker.next([Array(repeating: UInt8(number), count: 20 + number)])
        _ = try await log.append(batch)
        batches.append(batch)
    }
    await log.close()
    return batches
}

func segments(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".log") }.sorted()
        .map { folder + "/" + $0 }
}

func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
