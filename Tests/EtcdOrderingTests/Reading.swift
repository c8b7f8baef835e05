import Foundation
import GRPCCore
import LedgerFormat
import Ordering
import SwiftProtobuf
import Testing

@testable import EtcdOrdering

/// Opens a log as soon as the cluster answers.
func open(
    _ settings: EtcdSettings, clusterID: UInt64? = nil, reached: LogPosition? = nil
) async throws -> EtcdOrderingLog {
    for _ in 0..<1_200 {
        do throws(OrderingError) {
            return try await EtcdOrderingLog(opening: settings, clusterID: clusterID, reached: reached)
        } catch .unavailable {
            try await Task.sleep(for: .milliseconds(100))
        }
    }
    throw OrderingError.unavailable
}

/// The hashes of the first `count` batches after `position`.
func read(_ log: EtcdOrderingLog, after position: LogPosition? = nil, _ count: Int) async throws -> [Hash256] {
    var found: [Hash256] = []
    for try await entry in log.batches(after: position) {
        if case .batch(let ordered) = entry { found.append(ordered.batch.hash) }
        if found.count == count { break }
    }
    return found
}

/// Whoever writes past the log.
struct RawWriter {
    let member: EtcdMember

    init(_ settings: EtcdSettings) throws { member = try EtcdMember(settings.endpoints[0], settings) }

    func put(_ pairs: [(key: String, value: [UInt8])]) async throws {
        let request = Etcdserverpb_TxnRequest.with { request in
            request.success = pairs.map { pair in
                .with { operation in
                    operation.requestPut = .with {
                        $0.key = Data(pair.key.utf8)
                        $0.value = Data(pair.value)
                    }
                }
            }
        }
        _ = try await member.keyValues.txn(request, options: member.once)
    }
}
