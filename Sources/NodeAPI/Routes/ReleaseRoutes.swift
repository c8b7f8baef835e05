internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension API {
    /// Shares of records, released against a committed read.
    var releaseEndpoints: [Endpoint] {
        [
            Endpoint(.post, "/v1/releases", .session, body: .json(maximumBytes: Endpoint.smallBody)) { call in
                let message: ReleaseRequest = try call.message()
                let shares = try await node.release(
                    read: message.transaction, records: message.records, except: Set(message.except),
                    for: try call.reader)
                let items = shares.map { share in
                    ReleasedShareMessage(
                        record: share.record, organisation: share.organisation, x: share.x,
                        share: String(decoding: share.share, as: UTF8.self))
                }
                return .json(["items": .array(items.map { .object($0.json) })])
            }
        ]
    }
}
