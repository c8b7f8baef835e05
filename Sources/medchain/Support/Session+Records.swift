import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract

extension Session {
    /// A record that this person may know of. Where there is none, and the person had an access that has ended, says
    /// that instead: one's own grant is no secret. Throws `notFound`, `access.revoked` and its kin.
    func record(_ record: EntityID, of patient: IdentityID) async throws -> RecordDocument {
        do { return try await person.record(record, of: patient) } catch NodeClientError.problem(let problem)
            where problem.code == "notFound"
        {
            if let ended = try await endedGrant(of: patient, covering: record) {
                throw Failure(RecordClientError.rejected(ended, .zero))
            }
            throw NodeClientError.problem(problem)
        }
    }

    /// How the person's last access to a record of the patient ended; nil when none has. It is told from the person's
    /// own grants alone, so it is the same whether there is such a record or not.
    private func endedGrant(of patient: IdentityID, covering record: EntityID) async throws -> RejectionCode? {
        guard person.identity.role != .patient else { return nil }
        let ended = try await person.grantsToMe().filter { grant in
            guard grant.patient == patient, grant.status != .live else { return false }
            guard case .records(let records) = grant.terms.scope else { return true }
            return records.contains(record)
        }
        switch ended.max(by: { ($0.endedAt ?? .zero) < ($1.endedAt ?? .zero) })?.status {
        case nil, .live: return nil
        case .expired: return .accessExpired
        case .revoked: return .accessRevoked
        case .usedUp: return .accessUsedUp
        }
    }
}
