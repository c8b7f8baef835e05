internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension API {
    /// The ledger: the network, transactions, headers, receipts.
    var ledgerEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/network") { _ in .object(try await node.networkView()) },
            Endpoint(.get, "/v1/genesis") { _ in .bytes(node.genesis, type: "application/json") },
            Endpoint(.get, "/v1/checkpoint") { _ in
                .bytes(Array(try await node.checkpoint().utf8), type: "text/plain; charset=utf-8")
            },
            Endpoint(.get, "/v1/headers", .session, query: Endpoint.paging.union(["from"])) { call in
                .json(try await headers(call))
            },
            Endpoint(.post, "/v1/transactions", body: .transactions) { call in
                if call.mediaType == .jose { return .json(TransactionResult(try await node.submit(call.body))) }
                let message: TransactionSubmission = try call.message()
                // The request itself was counted; each further transaction costs the node as much as one.
                let further = message.transactions.count - 1
                if further > 0, let seconds = limits.addresses.take(call.context.client, count: further) {
                    throw NodeError.tooMany(retryAfter: seconds)
                }
                return .json(TransactionResults(answers: try await submit(message.transactions)))
            },
            Endpoint(.get, "/v1/transactions/{hash}", .session) { call in
                .json(TransactionResult(try await node.transaction(try call.hash("hash"), for: try call.reader)))
            },
            Endpoint(.get, "/v1/transactions/{hash}/receipt", .session) { call in
                .bytes(
                    try await node.receipt(try call.hash("hash"), for: try call.reader), type: "application/json")
            },
        ]
    }

    /// A page of headers. They are for everybody who is signed in, so that a cursor is but the height of the last one.
    private func headers(_ call: Call) async throws -> Page {
        let heights = 0...LedgerTime.maximum.milliseconds
        let limit = Int(try call.query.integer("limit", in: 1...200) ?? 50)
        let from = try call.query.integer("from", in: heights) ?? 0
        let after = try call.query.integer("after", in: heights).map { $0 + 1 }
        let at = try await node.networkView().at
        let headers = try await node.headers(from: UInt64(max(from, after ?? 0)), limit: limit)
        let items: [JSONObject] = headers.map { header in
            ["height": .integer(Int64(header.height)), "header": .bytes(header.encoded), "hash": .hash(header.hash)]
        }
        let next = headers.last.flatMap { headers.count == limit && $0.height < at.height ? String($0.height) : nil }
        return Page(items: items, next: next, at: ReadPosition(at))
    }

    /// Submits all at once, so that they share batches, and answers in their order. The JWS of each is what the
    /// ledger names it by; one that is refused does not keep the others.
    private func submit(_ transactions: [[UInt8]]) async throws -> [TransactionResults.Answer] {
        await node.submitMany(transactions).map { result in
            switch result {
            case .success(let recorded): .recorded(TransactionResult(recorded))
            case .failure(let error): .refused(Problem(error))
            }
        }
    }
}

extension TransactionResult {
    init(_ recorded: RecordedTransaction, identity: IdentityID? = nil) {
        self.init(
            hash: recorded.hash, rejection: recorded.outcome.rejection, height: recorded.height, index: recorded.index,
            time: recorded.time, events: recorded.outcome.events, identity: identity)
    }
}
