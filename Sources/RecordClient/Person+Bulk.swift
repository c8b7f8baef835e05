public import LedgerFormat
internal import NodeClient
public import NodeWire
internal import RecordContract
internal import Wallet

/// What became of one record of a bulk addition.
public struct BulkOutcome: Sendable {
    /// The record's place in the list that was given.
    public let index: Int
    /// Its id.
    public let record: EntityID
    /// What became of it.
    public let result: Result

    /// What can become of it.
    public enum Result: Sendable {
        /// It stands on the ledger since this transaction.
        case added(TransactionResult)
        /// It stood there already.
        case present
        /// The node or the contract refused it, with this code and reason.
        case refused(code: String, reason: String)
    }
}

extension Person {
    /// How many records are sealed and uploaded at once, and how many transactions go into one request.
    private static let uploadsAtOnce = 12
    private static let transactionsPerRequest = 64

    /// Adds many records: several are sealed and uploaded at once, their transactions go to the node in bulk. The
    /// commands are not shown one by one; `approve` is asked before for the whole. `outcome` is told of each record as
    /// soon as the node has acknowledged it, not in the order of the list. What was added before is told as
    /// `present`, so that a broken run can be repeated. Throws `NodeClientError`, `RecordClientError`,
    /// `SealingError`, what reading a source throws and what `outcome` throws; what was acknowledged by then stays.
    public func add(
        _ records: [NewRecord], in context: WritingContext,
        outcome: (BulkOutcome) async throws -> Void
    ) async throws {
        let known = try await knownRecords(of: context.patient)
        var waiting: [(index: Int, record: NewRecord)] = []
        for (index, record) in records.enumerated() {
            if known.contains(record.id) {
                try await outcome(BulkOutcome(index: index, record: record.id, result: .present))
            } else {
                waiting.append((index, record))
            }
        }
        var next = waiting.makeIterator()
        try await withThrowingTaskGroup(of: (index: Int, add: RecordAdd).self) { group in
            func startOne() {
                guard let (index, record) = next.next() else { return }
                group.addTask { (index, try await self.seal(record, in: context)) }
            }
            for _ in 0..<Self.uploadsAtOnce { startOne() }
            var batch: [(index: Int, add: RecordAdd)] = []
            while let sealed = try await group.next() {
                startOne()
                batch.append(sealed)
                guard batch.count >= Self.transactionsPerRequest || group.isEmpty else { continue }
                for result in try await submitBatch(batch) { try await outcome(result) }
                batch.removeAll(keepingCapacity: true)
            }
        }
    }

    /// The records of the patient that this person can know to be there. Their titles and contents stay sealed.
    private func knownRecords(of patient: IdentityID) async throws -> Set<EntityID> {
        do { return Set(try await records(of: patient).map(\.record)) } catch NodeClientError.problem(let problem)
            where problem.code == "notFound"
        {
            return []
        }
    }

    private func submitBatch(_ batch: [(index: Int, add: RecordAdd)]) async throws -> [BulkOutcome] {
        let now = clock()
        let transactions = try batch.map {
            try keys.transaction(signed($0.add), network: network.network, issuedAt: now)
        }
        let answers = try await client.submit(transactions)
        return zip(batch, answers).map { item, answer in
            let result: BulkOutcome.Result =
                switch answer {
                case .refused(let problem): .refused(code: problem.code, reason: problem.title)
                case .recorded(let recorded):
                    switch recorded.rejection {
                    case nil: .added(recorded)
                    case .recordExists: .present
                    case .some(let code): .refused(code: code.rawValue, reason: code.reason)
                    }
                }
            return BulkOutcome(index: item.index, record: item.add.record, result: result)
        }
    }
}
