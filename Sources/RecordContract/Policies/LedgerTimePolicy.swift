import LedgerFormat

/// The ledger's clock: the larger of the parent's time and the lower median of the organisations' latest batch times,
/// so that one wrong clock expires nothing.
enum LedgerTimePolicy {
    /// The time of `block`; `latest` gives the time of a node's latest batch before this one.
    static func time(
        of block: BlockContext, set: OrganisationSet, latest: (IdentityID) throws -> LedgerTime
    ) rethrows -> LedgerTime {
        var times: [LedgerTime] = []
        for member in set.members {
            times.append(member.node == block.heading.node ? block.heading.time : try latest(member.node))
        }
        times.sort()
        return max(block.parentTime, times[(times.count - 1) / 2])
    }
}
