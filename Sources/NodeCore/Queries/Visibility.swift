internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// What one signed-in person may see, on one snapshot of the ledger: the one place that decides it, for queries and
/// content alike. Whatever may not be seen is nil here, exactly like what does not exist, after the same look-ups.
struct Visibility {
    let ledger: LedgerReader
    /// Who asks.
    let me: IdentityDocument
    /// Their organisation.
    let organisation: OrganisationDocument
    /// The ledger's clock, by which consent is judged.
    let time: LedgerTime
    /// Under which the signed-in person asks as the patient that `me` is; nil when they ask for themself.
    let representation: RepresentationDocument?

    /// Throws `session.expired` when the key with which the person signed in is not theirs any more.
    init(_ ledger: LedgerReader, _ principal: Principal) throws {
        self.ledger = ledger
        guard case .identity(let me)? = try ledger.document(.identity(principal.identity)),
            case .organisation(let organisation)? = try ledger.document(.organisation(me.organisation)),
            let header = try ledger.header(try ledger.height())
        else { throw NodeError.failed }
        guard case .key(let key)? = try ledger.document(.key(principal.key)), key.status == .current,
            key.holder == principal.identity
        else { throw NodeError(.unauthenticated, "session.expired", "The session has ended; sign in again.") }
        time = header.time
        guard let id = principal.representation else {
            self.me = me
            self.organisation = organisation
            representation = nil
            return
        }
        guard StandingPolicy.refusal(of: me, organisation: organisation) == nil,
            case .representation(let document)? = try ledger.document(.representation(id)),
            document.representative == me.id, document.holds(at: time),
            case .identity(let patient)? = try ledger.document(.identity(document.patient)),
            case .organisation(let home)? = try ledger.document(.organisation(patient.organisation))
        else { throw NodeError.forbidden }
        self.me = patient
        self.organisation = home
        representation = document
    }

    /// Whether the person acts at all. Who does not sees their own status and nothing else.
    var isInGoodStanding: Bool { StandingPolicy.refusal(of: me, organisation: organisation) == nil }

    /// Whether a document that was just written may be why somebody does not act any more.
    static func endsStanding(_ document: Document) -> Bool {
        switch document {
        case .identity(let person): person.status != .verified
        case .organisation(let organisation): organisation.status != .admitted
        case .key(let key): key.status != .current
        default: false
        }
    }

    /// Throws `forbidden` for who is pending, rejected or suspended.
    func requireStanding() throws(NodeError) {
        guard isInGoodStanding else { throw NodeError.forbidden }
    }

    /// Throws `notFound` unless the person is that patient: others learn nothing of whether there is one.
    func requirePatient(_ patient: IdentityID) throws {
        try requireStanding()
        guard patient == me.id, me.role == .patient else { throw NodeError.notFound }
    }

    /// What the person may see of a patient. A patient that does not exist has no grants, so the view allows nothing.
    func consent(for patient: IdentityID) throws -> ConsentView {
        var grants: [GrantDocument] = []
        if case .grants(let document)? = try ledger.document(.grants(patient)) {
            for id in document.live {
                if case .grant(let grant)? = try ledger.document(.grant(id)) { grants.append(grant) }
            }
        }
        return ConsentView(reader: me, organisation: organisation, patient: patient, grants: grants, at: time)
    }

    /// The record, if the person has `right` over it.
    func record(_ id: EntityID, of patient: IdentityID, _ right: Right) throws -> RecordDocument? {
        try requireStanding()
        let consent = try consent(for: patient)
        guard case .record(let record)? = try ledger.document(.record(patient, id)) else { return nil }
        let mayRead = try consent.mayRead(record) || isOpenedByOrder(record)
        return mayRead || (right == .list && consent.mayList(record)) ? record : nil
    }

    /// The patient's own compartment.
    func ownCompartment(_ category: String, of patient: IdentityID) throws -> CompartmentsDocument.Compartment? {
        try requirePatient(patient)
        guard let category = RecordContract.Category(rawValue: category),
            case .compartments(let document)? = try ledger.document(.compartments(patient))
        else { return nil }
        return document[category]
    }

    /// A request: for its patient and its requester.
    func request(_ id: EntityID) throws -> RequestDocument? {
        try requireStanding()
        guard case .request(let request)? = try ledger.document(.request(id)) else { return nil }
        return request.patient == me.id || request.requester == me.id ? request : nil
    }

    /// A grant, whatever became of it: for its patient, its grantee, and those who act for a grantee organisation.
    func grant(_ id: EntityID) throws -> GrantDocument? {
        try requireStanding()
        guard case .grant(let grant)? = try ledger.document(.grant(id)) else { return nil }
        return grant.patient == me.id || GrantPolicy.isAddressed(grant, to: me) ? grant : nil
    }

    /// A person's sealed credentials: for the authority, and for the person, whatever their status.
    func credentials(of id: IdentityID) throws -> CID? {
        let mayAsk = id == me.id || (isInGoodStanding && me.role == .authority)
        guard case .identity(let person)? = try ledger.document(.identity(id)), mayAsk else { return nil }
        return person.application.credentials
    }

    /// The sealed reason of what was decided about a person: for the person, whatever their status, and for who decides
    /// about them.
    func decisionNote(about id: IdentityID) throws -> CID? {
        guard case .identity(let person)? = try ledger.document(.identity(id)),
            id == me.id || (isInGoodStanding && manages(person))
        else { return nil }
        return person.note
    }

    /// A patient's sealing key, so that the first thing that somebody says to them can be sealed already: for the
    /// patient, for staff, and for patients, who let each other act for them. That there is a patient of that id,
    /// `access.request` and `representative.appoint` tell them anyway
    /// (docs/decisions/0008-patients-sealing-keys.md).
    func sealingKey(ofPatient id: IdentityID) throws -> P256PublicKey? {
        try requireStanding()
        guard case .identity(let person)? = try ledger.document(.identity(id)), person.role == .patient
        else { return nil }
        return person.application.sealingKey
    }

    /// The person's own share of an organisation's key.
    func ownOrganisationKey(_ organisation: IdentityID) throws -> OrganisationKeyMemberDocument? {
        try requireStanding()
        guard
            case .organisationKeyMember(let member)? =
                try ledger.document(.organisationKey(organisation, member: me.id))
        else { return nil }
        return member
    }

    // MARK: People

    /// What the person may see of somebody: everything of themself; of verified or suspended staff the public profile;
    /// of staff who wait or were rejected, only the authority and their organisation's managers; of a patient, whoever
    /// consent, an open request or a thread connects with them.
    func person(_ id: IdentityID) throws -> IdentityDocument? {
        if id == me.id { return me }
        try requireStanding()
        let isConnected = try isConnected(with: id)
        guard case .identity(let person)? = try ledger.document(.identity(id)) else { return nil }
        if !person.role.isStaff { return isConnected ? person : nil }
        return isPublic(person) || manages(person) ? person : nil
    }

    private func isPublic(_ person: IdentityDocument) -> Bool {
        [.verified, .suspended, .left].contains(person.status)
    }

    /// Whether the person decides on, or manages, that member of staff.
    func manages(_ person: IdentityDocument) -> Bool {
        switch me.role {
        case .authority: true
        case .hospitalManager: person.organisation == me.organisation
        default: false
        }
    }

    private func isConnected(with id: IdentityID) throws -> Bool {
        if !(try consent(for: id)).grants.isEmpty { return true }
        if case .grants(let mine)? = try ledger.document(.grants(me.id)) {
            for grant in mine.live {
                if case .grant(let grant)? = try ledger.document(.grant(grant)), grant.grantee == id { return true }
            }
        }
        if try correspondsAbout(id) || isTreating(id) || hasOpenRequest(to: id) { return true }
        return try details(of: id, at: me.organisation) != nil
    }

    private func hasOpenRequest(to patient: IdentityID) throws -> Bool {
        try ledger.document(.openRequests(patient, me.id)) != nil
    }

    /// Whether the person may see what became of a transaction: who signed it, whatever has become of them since, so
    /// that everybody can prove what they did; and, of who acts, whom its events concern. Throws `forbidden` for who
    /// does not act and did not sign it, whether it exists or not.
    func concerns(_ transaction: RecordedTransaction?) throws -> Bool {
        if let transaction, try signed(transaction.encoded) { return true }
        try requireStanding()
        guard let transaction else { return false }
        return transaction.outcome.events.contains { json in
            guard let event = try? Event(parsing: json) else { return false }
            return event.patient == me.id || event.audience.contains(me.id)
        }
    }

    /// Whether the person signed it: the whole, or the application with which they registered.
    private func signed(_ encoded: [UInt8]) throws -> Bool {
        guard let transaction = try? Transaction(parsing: encoded) else { return false }
        if try holds(transaction.signer) { return true }
        guard case .identityRegister(let register)? = try? Command(parsing: transaction.command),
            let application = try? Transaction(parsing: Array(register.application.utf8))
        else { return false }
        return try holds(application.signer)
    }

    private func holds(_ key: KeyThumbprint) throws -> Bool {
        guard case .key(let document)? = try ledger.document(.key(key)) else { return false }
        return document.holder == me.id
    }
}
