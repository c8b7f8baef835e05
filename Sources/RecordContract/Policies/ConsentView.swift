public import LedgerFormat

/// What one person may see of one patient at a moment: queries answer by it, so that consent holds for lists as for
/// content. Whatever it does not allow answers like what does not exist.
public struct ConsentView: Sendable {
    /// Who asks.
    public let reader: IdentityID
    /// About whom.
    public let patient: IdentityID
    /// Whether the reader acts at all; if not, nothing is allowed.
    public let isInGoodStanding: Bool
    /// The grants that hold now and are for the reader.
    public let grants: [GrantDocument]

    /// A view from the reader's and their organisation's documents and the patient's grants, of which those that do not
    /// hold now or are not for the reader are left out.
    public init(
        reader: IdentityDocument, organisation: OrganisationDocument, patient: IdentityID, grants: [GrantDocument],
        at time: LedgerTime
    ) {
        self.reader = reader.id
        self.patient = patient
        isInGoodStanding = StandingPolicy.refusal(of: reader, organisation: organisation) == nil
        self.grants = grants.filter { grant in
            let checked = try? GrantPolicy.check(
                grant, of: patient, for: reader, [.list, .contribute, .dispense], purpose: nil, at: time)
            return checked != nil
        }
    }

    /// Whether the reader asks about themself.
    public var isPatient: Bool { isInGoodStanding && reader == patient }

    /// Whether the reader may see that the record exists.
    public func mayList(_ record: RecordDocument) -> Bool { allows(.list, record) }

    /// Whether the reader may fetch the record's sealed content: opening it still takes an executed `access.read`.
    public func mayRead(_ record: RecordDocument) -> Bool { allows(.read, record) }

    /// Whether the reader has that right over the record, or it is theirs.
    public func may(_ right: Right, _ record: RecordDocument) -> Bool { allows(right, record) }

    /// The categories in which the reader may see all records: what a list by category may be asked for.
    public func categories(_ right: Right) -> [Category] {
        guard isInGoodStanding else { return [] }
        if isPatient { return Category.allCases }
        return Category.allCases.filter { category in grants.contains { $0.terms.allow(right, in: category) } }
    }

    /// The categories in whose compartments the reader has any right.
    public var coveredCategories: [Category] {
        Category.allCases.filter { category in Right.allCases.contains { categories($0).contains(category) } }
    }

    /// The single records that the reader may see by name, ascending; what the reader wrote comes on top of it.
    public func records(_ right: Right) -> [EntityID] {
        guard isInGoodStanding else { return [] }
        var found: [EntityID] = []
        for grant in grants {
            guard case .records(let records) = grant.terms.scope, grant.terms.allowAnywhere(right) else { continue }
            for record in records { _ = found.insertAscending(record) }
        }
        return found
    }

    private func allows(_ right: Right, _ record: RecordDocument) -> Bool {
        guard isInGoodStanding, record.patient == patient else { return false }
        let isOwn = reader == patient || reader == record.author
        // Patient and author see that there was something; nobody opens it.
        guard record.status != .erased else { return isOwn && right == .list }
        if isOwn { return true }
        return grants.contains { $0.terms.allow(right, record: record.record, in: record.category) }
    }
}
