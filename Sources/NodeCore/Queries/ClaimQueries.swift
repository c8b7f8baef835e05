internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

extension Visibility {
    /// A claim, for its patient, for who submitted it, and for the insurer's staff.
    func claim(_ id: EntityID) throws -> ClaimDocument? {
        try requireStanding()
        guard case .claim(let claim)? = try ledger.document(.claim(id)) else { return nil }
        let pays = me.role == .insurer && me.organisation == claim.insurer
        return claim.patient == me.id || claim.submitter == me.id || pays ? claim : nil
    }
}

extension ListPlan {
    /// The claims that concern somebody, by what they are. Throws `notFound` for who has nothing to do with claims.
    init(claims visibility: Visibility) throws {
        let me = visibility.me
        switch me.role {
        case .patient: self.init(.claimsByPatient, IndexTerm().then(me.id))
        case .insurer: self.init(.claimsByInsurer, IndexTerm().then(me.organisation))
        case .hospitalManager: self.init(.claimsBySubmitter, IndexTerm().then(me.id))
        default: throw NodeError.notFound
        }
    }
}
