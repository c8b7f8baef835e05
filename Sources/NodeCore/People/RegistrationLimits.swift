internal import LedgerFormat
internal import LedgerStore
internal import RecordContract
internal import Synchronization

/// Keeps strangers from using up what registration costs others: the network's patients of the day, and the attention
/// of who verifies staff. A registration needs no session, so what is counted is the address that it comes from.
final class RegistrationLimits: Sendable {
    private struct State {
        var day: Int64 = -1
        var counts: [String: Int] = [:]
    }

    private let ledger: Ledger
    private let node: IdentityID
    private let clock: NodeClock
    private let limits: NodeConfiguration.Limits
    private let state = Mutex(State())

    private static let capacity = 100_000
    private static let pageSize = 200

    init(ledger: Ledger, node: IdentityID, clock: NodeClock, limits: NodeConfiguration.Limits) {
        self.ledger = ledger
        self.node = node
        self.clock = clock
        self.limits = limits
    }

    /// Counts an application. `address` is nil where addresses are not limited. Throws `identity.quota` when the
    /// network's quota of this node's day is used up already, and `tooManyRequests` when the address has had its share
    /// or too many of this node's applicants wait for the authority.
    func take(_ role: Role, address: String?) throws {
        try ledger.read { reader in
            if role == .patient { try requireQuota(reader) } else { try requireRoomForApplicants(reader) }
        }
        guard let address else { return }
        let limit = role == .patient ? limits.patientsPerAddress : limits.applicantsPerAddress
        let key = (role == .patient ? "patients:" : "applicants:") + address
        let today = clock.now().milliseconds / 86_400_000
        let isTaken = state.withLock { state -> Bool in
            if state.day != today { state = State(day: today) }
            // Full of addresses that came once: they are forgotten first.
            if state.counts[key] == nil, state.counts.count >= Self.capacity {
                state.counts = state.counts.filter { $0.value > 1 }
            }
            guard state.counts[key, default: 0] < limit else { return false }
            state.counts[key, default: 0] += 1
            return true
        }
        guard isTaken else { throw NodeError.tooMany(retryAfter: 3_600) }
    }

    /// The contract refuses more; what is certain to be refused takes no place on the ledger.
    private func requireQuota(_ reader: LedgerReader) throws {
        guard case .parameters(let parameters)? = try reader.document(.parameters),
            let header = try reader.header(try reader.height())
        else { throw NodeError.failed }
        let day = max(clock.now(), header.time).milliseconds / 86_400_000
        guard case .quota(let quota)? = try reader.document(.quota(node: node, day: day)),
            quota.count >= parameters.patientsPerDay
        else { return }
        throw NodeError(Rejection(.identityQuota))
    }

    private func requireRoomForApplicants(_ reader: LedgerReader) throws {
        let prefix = IndexTerm().then(IdentityDocument.Status.pending.code).bytes
        var waiting = 0
        var after: IndexPosition?
        repeat {
            let page = try reader.documents(
                in: .identitiesByStatus, prefix: prefix, after: after, limit: Self.pageSize)
            waiting += page.documents.count { document in
                guard case .identity(let person) = document else { return false }
                return person.registrar == node
            }
            guard waiting < limits.waitingApplicants else { throw NodeError.tooMany(retryAfter: 3_600) }
            after = page.next
        } while after != nil
    }
}
