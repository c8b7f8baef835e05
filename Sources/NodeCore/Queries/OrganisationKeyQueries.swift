internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

// Who holds an organisation's sealing key: for its own staff, who work under it, and for nobody else.

extension Visibility {
    /// How the key of the person's own organisation stands; nil for another organisation's, and where there is none.
    func organisationKey(_ id: IdentityID) throws -> JSONObject? {
        try requireStanding()
        guard isColleague(id), case .organisationKey(let key)? = try ledger.document(.organisationKey(id)) else {
            return nil
        }
        var json: JSONObject = [
            "organisation": .identity(id), "version": .integer(key.version), "stale": .bool(key.stale),
            "statedBy": .identity(key.statedBy),
        ]
        json.set("staleSince", key.staleSince.map(JSONValue.time))
        return json
    }

    fileprivate func isColleague(_ organisation: IdentityID) -> Bool {
        me.role.isStaff && me.organisation == organisation
    }
}

extension ListPlan {
    /// Staff with a share of the key, whatever became of them: who was suspended or left is why a key is stale. Throws
    /// `notFound` for who is not of that organisation.
    init(keyMembersOf organisation: IdentityID, _ visibility: Visibility) throws {
        guard visibility.isColleague(organisation) else { throw NodeError.notFound }
        self.init(.identitiesByOrganisation, IndexTerm().then(organisation)) { document in
            guard case .identity(let person) = document,
                case .organisationKeyMember(let share)? = try visibility.ledger.document(
                    .organisationKey(organisation, member: person.id))
            else { return nil }
            return [
                "member": .identity(person.id), "version": .integer(share.version),
                "status": .string(person.status.rawValue),
            ]
        }
    }
}
