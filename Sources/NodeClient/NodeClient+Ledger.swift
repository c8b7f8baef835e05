public import LedgerFormat
internal import NIOHTTP1
public import NodeWire

/// What a client needs to know of a network before it signs anything.
public struct NetworkInformation: Sendable {
    /// The network.
    public let network: NetworkID
    /// Its name, for people.
    public let name: String
    /// The node that answered.
    public let node: IdentityID
    /// The organisations whose nodes hold shares, ascending.
    public let organisationSet: OrganisationSet
    /// The ledger's time when it answered.
    public let time: LedgerTime
    /// The height when it answered.
    public let height: UInt64
    /// The whole answer.
    public let json: JSONObject
}

extension NodeClient {
    /// The network and its current state. Throws `NodeClientError`.
    public func network() async throws -> NetworkInformation {
        let answer: Positioned = try await get("/v1/network")
        do {
            // A client of an older version must not stumble over members that a newer node adds here.
            var reader = ObjectReader(answer.value)
            return NetworkInformation(
                network: try reader.hash("network"), name: try reader.text("name", maximumBytes: Limits.nameBytes),
                node: try reader.identity("node"),
                organisationSet: try OrganisationSet(parsing: try reader.object("organisationSet").canonicalBytes),
                time: try reader.time("time"),
                height: UInt64(try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds)),
                json: answer.value)
        } catch { throw NodeClientError.unexpectedAnswer(route: "/v1/network") }
    }

    /// The genesis document, checked against the network it claims to found. Throws `NodeClientError`.
    public func genesis() async throws -> [UInt8] { try await getBytes("/v1/genesis") }

    /// Submits a transaction and waits until it is committed. Throws `NodeClientError`; a transaction that the
    /// contract rejects is no error here, it stands on the ledger.
    public func submit(_ transaction: Transaction) async throws -> TransactionResult {
        let answer = try await exchange(
            .POST, "/v1/transactions", body: transaction.encoded, type: "application/jose")
        let result: TransactionResult = try decode(answer.body, "/v1/transactions")
        guard result.hash == transaction.hash else { throw NodeClientError.unexpectedAnswer(route: "/v1/transactions") }
        await afterCommit?(result.height)
        return result
    }

    /// Submits 1 ... 256 transactions in one request. Throws `NodeClientError`.
    public func submit(_ transactions: [Transaction]) async throws -> [TransactionResults.Answer] {
        let results: TransactionResults = try await post(
            "/v1/transactions", TransactionSubmission(transactions: transactions.map(\.encoded)))
        guard results.answers.count == transactions.count else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/transactions")
        }
        let heights = results.answers.compactMap { answer -> UInt64? in
            if case .recorded(let result) = answer { result.height } else { nil }
        }
        if let highest = heights.max() { await afterCommit?(highest) }
        return results.answers
    }

    /// The receipt of a transaction: JSON of docs/spec/receipt-v1.md. Throws `NodeClientError`.
    public func receipt(_ hash: TransactionHash) async throws -> [UInt8] {
        try await getBytes("/v1/transactions/\(hash.base64URL)/receipt")
    }

    /// All items of a list, page by page, up to `limit`. `path` may hold a query. Throws `NodeClientError`.
    public func list(_ path: String, limit: Int = .max) async throws -> [JSONObject] {
        var items: [JSONObject] = []
        var cursor: String?
        repeat {
            var query = path + (path.contains("?") ? "&" : "?") + "limit=\(min(200, max(1, limit - items.count)))"
            if let cursor { query += "&after=\(Self.encode(cursor))" }
            let page: Page = try await get(query)
            items += page.items
            cursor = page.next
        } while cursor != nil && items.count < limit
        return items
    }
}
