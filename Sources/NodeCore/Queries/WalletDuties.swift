internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// What a patient's wallet has to do at its next unlock: new versions of compartments that somebody can open who must
/// not any more, envelopes that still seal to an older version, and grants to organisations whose key has moved.
struct WalletDuties {
    private let visibility: Visibility
    private var ledger: LedgerReader { visibility.ledger }

    private static let pageSize = 200

    init(_ visibility: Visibility) { self.visibility = visibility }

    /// The duties, for the patient alone; nil when the compartments are not open yet.
    func json(_ patient: IdentityID) throws -> JSONObject? {
        try visibility.requirePatient(patient)
        guard case .compartments(let compartments)? = try ledger.document(.compartments(patient)) else { return nil }
        let grants = try liveGrants(of: patient)
        var rekey = Set(compartments.compartments.filter(\.stale).map(\.category))
        var organisationGrants: [EntityID] = []
        for grant in grants {
            // Only what has not been re-keyed since: the wallet would do so at every sign-in otherwise.
            let coveredSince = { (time: LedgerTime?) in
                compartments.compartments.filter { compartment in
                    !grant.terms.rights(in: compartment.category).isEmpty && compartment.since <= time ?? .maximum
                }.map(\.category)
            }
            switch grant.granteeKind {
            case .person:
                guard case .identity(let person)? = try ledger.document(.identity(grant.grantee)) else { continue }
                if person.status != .verified { rekey.formUnion(coveredSince(person.suspendedAt)) }
            case .organisation:
                guard case .organisationKey(let key)? = try ledger.document(.organisationKey(grant.grantee)) else {
                    continue
                }
                if grant.keyVersion.map({ $0 < key.version }) ?? true { organisationGrants.append(grant.grant) }
                if key.stale { rekey.formUnion(coveredSince(key.staleSince)) }
            }
        }
        let reseal = try compartments.compartments.compactMap { compartment -> JSONValue? in
            let records = try recordsBehind(compartment, patient)
            guard !records.isEmpty else { return nil }
            return .object([
                "category": .string(compartment.category.rawValue), "records": .array(records.map { .id($0) }),
            ])
        }
        return [
            "rekey": .array(rekey.sorted().map { .string($0.rawValue) }), "reseal": .array(reseal),
            "organisationGrants": .array(organisationGrants.sorted().map { .id($0) }),
        ]
    }

    private func liveGrants(of patient: IdentityID) throws -> [GrantDocument] {
        guard case .grants(let document)? = try ledger.document(.grants(patient)) else { return [] }
        return try document.live.compactMap { id in
            guard case .grant(let grant)? = try ledger.document(.grant(id)) else { return nil }
            return grant
        }
    }

    /// Records whose envelope seals to an older version: as many as one `compartment.reseal` takes, ascending.
    private func recordsBehind(
        _ compartment: CompartmentsDocument.Compartment, _ patient: IdentityID
    ) throws -> [EntityID] {
        guard compartment.version > 1 else { return [] }
        let prefix = IndexTerm().then(patient).then(compartment.category.code).bytes
        var found: [EntityID] = []
        var after: IndexPosition?
        repeat {
            let page = try ledger.documents(
                in: .recordsByPatientCategory, prefix: prefix, after: after, limit: Self.pageSize)
            for case .record(let record) in page.documents
            where record.content.compartmentVersion < compartment.version {
                found.append(record.record)
                if found.count == Limits.recordsPerReseal { return found.sorted() }
            }
            after = page.next
        } while after != nil
        return found.sorted()
    }
}
