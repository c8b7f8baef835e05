public import LedgerFormat
internal import LedgerStore
internal import RecordContract

// Patients whose details were shared with a manager, and who is invited to an organisation.

extension Visibility {
    /// Shared details that hold: for the managers to whom they are sealed, the physician who shared them, the patient.
    /// What does not exist, does not hold, or is for others takes the same look-ups and is the same nil.
    func details(of patient: IdentityID, at organisation: IdentityID) throws -> DetailsDocument? {
        try requireStanding()
        guard case .details(let details)? = try ledger.document(.details(organisation, patient: patient)),
            try holds(details)
        else { return nil }
        let isParty = details.recipients.contains(me.id) || details.sharedBy == me.id || patient == me.id
        return isParty ? details : nil
    }

    /// Whether the grant under which they were shared still holds.
    func holds(_ details: DetailsDocument) throws -> Bool {
        guard case .grant(let grant)? = try ledger.document(.grant(details.grant)) else { return false }
        return details.holds(under: grant, at: time)
    }

    /// Whether the person invites staff to their organisation.
    var invites: Bool { me.role == .authority || me.role == organisation.kind.keyKeeper }

    /// An invitation of the person's organisation, for who invites.
    func invitation(_ id: EntityID) throws -> InvitationDocument? {
        try requireStanding()
        guard invites, case .invitation(let invitation)? = try ledger.document(.invitation(id)),
            invitation.organisation == me.organisation
        else { return nil }
        return invitation
    }
}

extension ListPlan {
    /// The lists of shared details, of requests for erasure and of invitations. Throws `notFound` for a list that is
    /// not for this reader.
    init(people list: NodeList, _ visibility: Visibility) throws {
        let me = visibility.me
        switch list {
        case .sharedPatients:
            self.init(.detailsByRecipient, IndexTerm().then(me.id)) { try visibility.holding($0) }
        case .patientDetails(let patient):
            try visibility.requirePatient(patient)
            self.init(.detailsByPatient, IndexTerm().then(patient)) { try visibility.holding($0) }
        case .patientErasures(let patient):
            try visibility.requirePatient(patient)
            self.init(.erasuresByPatient, IndexTerm().then(patient))
        case .organisationErasures:
            guard me.role == .hospitalManager else { throw NodeError.notFound }
            self.init(.erasuresByOrganisation, IndexTerm().then(me.organisation))
        default:
            guard visibility.invites else { throw NodeError.notFound }
            self.init(.invitationsByOrganisation, IndexTerm().then(me.organisation))
        }
    }
}

extension Visibility {
    fileprivate func holding(_ document: Document) throws -> JSONObject? {
        guard case .details(let details) = document, try holds(details) else { return nil }
        return document.json
    }
}

extension Directory {
    /// What an invitation says to who has its link; it names nobody. Throws `notFound`.
    func invitation(_ id: EntityID) async throws -> QueryObject {
        try await ledger.read { reader in
            guard case .invitation(let invitation)? = try reader.document(.invitation(id)),
                let header = try reader.header(try reader.height())
            else { throw NodeError.notFound }
            let value: JSONObject = [
                "invitation": .id(id), "organisation": .identity(invitation.organisation),
                "role": .string(invitation.role.rawValue), "until": .time(invitation.until),
                "open": .bool(invitation.status == .open && invitation.until > header.time),
            ]
            return QueryObject(value: value, at: try NodeQueries.position(reader))
        }
    }
}

extension Node {
    /// An invitation, for who has its link; nobody needs to sign in. Throws `notFound`.
    public func openInvitation(_ id: EntityID) async throws -> QueryObject {
        try await translating { try await self.directory.invitation(id) }
    }
}
