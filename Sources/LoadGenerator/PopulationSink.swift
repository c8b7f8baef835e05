internal import Foundation
internal import LedgerFormat
internal import NodeClient
internal import NodeCore
internal import NodeWire
internal import RecordContract

/// Where a population goes: the ledger of a node that does not run, or a network that serves.
protocol PopulationSink: Sendable {
    /// Registers applicants.
    func register(_ applications: [[UInt8]]) async throws
    /// Puts transactions on the ledger and expects that each is accepted.
    func submit(_ transactions: [[UInt8]]) async throws
    /// Stores the credentials of applicants, who have no session yet.
    func store(credentials: LoadContent) async throws
    /// Stores sealed content in the name of who brings it.
    func store(_ content: [(content: LoadContent, owner: LoadPerson)]) async throws
}

extension LoadError {
    static func rejected(_ code: String) -> LoadError {
        LoadError("bench.rejected", "A transaction of the measurement was rejected: \(code).")
    }
}

/// A node that does not run.
struct OfflineSink: PopulationSink {
    let proposer: OfflineProposer

    func register(_ applications: [[UInt8]]) async throws {
        try await submit(try applications.map { try proposer.registration(of: $0) })
    }

    func submit(_ transactions: [[UInt8]]) async throws {
        for outcome in try await proposer.propose(transactions) {
            if let rejection = outcome.rejection { throw LoadError.rejected(rejection.rawValue) }
        }
    }

    func store(credentials: LoadContent) async throws {
        try await proposer.store(credentials.bytes, as: credentials.cid)
    }

    func store(_ content: [(content: LoadContent, owner: LoadPerson)]) async throws {
        // The store commits in groups what comes at the same time.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (content, _) in content {
                group.addTask { try await proposer.store(content.bytes, as: content.cid) }
            }
            try await group.waitForAll()
        }
    }
}

/// A network that serves, by its HTTP API.
struct NodeSink: PopulationSink {
    let client: NodeClient
    let sessions: LoadSessions

    func register(_ applications: [[UInt8]]) async throws {
        for application in applications {
            let result: TransactionResult = try await client.post(
                "/v1/registrations", RegistrationRequest(application: application))
            if let rejection = result.rejection { throw LoadError.rejected(rejection.rawValue) }
        }
    }

    func store(credentials: LoadContent) async throws {
        try await client.upload(
            cid: credentials.cid.text, length: Int64(credentials.bytes.count), path: "/v1/registrations/content/"
        ) { offset, count in Array(credentials.bytes[Int(offset)..<(Int(offset) + count)]) }
    }

    func submit(_ transactions: [[UInt8]]) async throws {
        for start in stride(from: 0, to: transactions.count, by: TransactionSubmission.maximumCount) {
            let part = transactions[start..<min(start + TransactionSubmission.maximumCount, transactions.count)]
            let results: TransactionResults = try await client.post(
                "/v1/transactions", TransactionSubmission(transactions: Array(part)))
            for answer in results.answers {
                switch answer {
                case .recorded(let result):
                    if let rejection = result.rejection { throw LoadError.rejected(rejection.rawValue) }
                case .refused(let problem): throw LoadError.rejected(problem.code)
                }
            }
        }
    }

    func store(_ content: [(content: LoadContent, owner: LoadPerson)]) async throws {
        var uploads: [UploadSource] = []
        for (owner, group) in Dictionary(grouping: content, by: \.owner.id).sorted(by: { $0.key < $1.key }) {
            guard let person = group.first?.owner, person.id == owner else { continue }
            uploads.append(
                UploadSource(
                    contents: group.map(\.content), token: try await sessions.token(of: person),
                    endpoint: sessions.endpoint))
        }
        let done = try await LoadRunner(endpoint: sessions.endpoint, connections: 8).runInTurn(uploads)
        if let code = done.lazy.flatMap(\.tally.errors.keys).first { throw LoadError.rejected(code) }
    }
}
