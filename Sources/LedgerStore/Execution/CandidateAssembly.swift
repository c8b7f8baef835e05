import Dispatch
import LedgerFormat
import RecordContract

/// Turns a batch's entries into what the contract takes, with signatures verified on all cores. What this node verified
/// before, and which keys it finds before the block, decide how long it takes and nothing else: the contract verifies
/// itself what comes unverified.
enum CandidateAssembly {
    /// The candidates, in the batch's order.
    static func candidates(
        _ entries: [[UInt8]], verified: VerifiedTransactions?, state: some WorldState
    ) throws -> [Candidate] {
        var candidates: [Candidate] = []
        candidates.reserveCapacity(entries.count)
        var work: [(index: Int, transaction: Transaction, key: P256PublicKey)] = []
        for (index, entry) in entries.enumerated() {
            if let known = verified?.transaction(entry) {
                candidates.append(.verified(known))
                continue
            }
            do throws(Rejection) {
                candidates.append(.unverified(try Transaction(parsing: entry)))
            } catch {
                candidates.append(.malformed(error.code))
            }
            if case .unverified(let transaction) = candidates[index],
                case .key(let document)? = try state.document(.key(transaction.signer))
            {
                work.append((index, transaction, document.publicKey))
            }
        }
        for (item, candidate) in zip(work, verify(work.map { ($0.transaction, $0.key) })) {
            candidates[item.index] = candidate
        }
        return candidates
    }

    /// Verifies on all cores.
    static func verify(_ work: [(transaction: Transaction, key: P256PublicKey)]) -> [Candidate] {
        guard work.count > 1 else { return work.map { Candidate($0.transaction, key: $0.key) } }
        return [Candidate](unsafeUninitializedCapacity: work.count) { buffer, count in
            // Each call writes its own element.
            nonisolated(unsafe) let start = buffer.baseAddress
            DispatchQueue.concurrentPerform(iterations: work.count) { index in
                start?.advanced(by: index).initialize(to: Candidate(work[index].transaction, key: work[index].key))
            }
            count = work.count
        }
    }
}

/// What transactions carry inside their commands.
enum Nested {
    /// The transaction that a command carries (`identity.register`, `dependant.register`, `dependant.handOver`).
    static func transaction(in command: JSONObject) -> Transaction? {
        guard case .string(let text)? = command["application"] ?? command["takeOver"] else { return nil }
        return try? Transaction(parsing: Array(text.utf8))
    }

    /// The signing keys that a transaction's command and the one nested in it bring to the ledger.
    static func signingKeys(of transaction: Transaction) -> [P256PublicKey] {
        let commands = [transaction.command, self.transaction(in: transaction.command)?.command].compactMap { $0 }
        return commands.compactMap { command in
            command["signingKey"].flatMap { try? P256PublicKey($0, field: "signingKey") }
        }
    }
}
