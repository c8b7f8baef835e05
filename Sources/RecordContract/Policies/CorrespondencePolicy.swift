import LedgerFormat

/// Who may write to whom about a patient (docs/spec/contract-people-v1.md section 1). Refusals of recipients have one
/// code, so that nobody finds out by trying whom else the patient trusts.
struct CorrespondencePolicy {
    private let patient: IdentityID
    /// The record that the thread is about; nil when it is about none, or about one that does not exist.
    private let record: RecordDocument?
    private let namesRecord: Bool
    private let grants: [GrantDocument]
    private let run: Execution

    /// A policy from the patient's live grants.
    init(patient: IdentityID, record id: EntityID?, _ run: Execution) throws {
        self.patient = patient
        namesRecord = id != nil
        record = try id.flatMap { try run.read(.record(patient, $0)) }
        let list: GrantsDocument? = try run.read(.grants(patient))
        grants = try (list?.live ?? []).compactMap { try run.read(.grant($0)) }
        self.run = run
    }

    /// The thread that somebody takes part in. Throws `message.unknown`.
    static func thread(
        _ id: EntityID, about patient: IdentityID, of person: IdentityID, _ run: Execution
    ) throws -> ThreadDocument {
        guard let thread: ThreadDocument = try run.read(.thread(id)), thread.patient == patient,
            thread.participants.ascendingContains(person)
        else { throw Rejection(.messageUnknown) }
        return thread
    }

    /// Throws `access.denied` unless the sender may begin a thread, `message.recipient` unless it may go to these.
    func requireOpening(by sender: IdentityDocument, to recipients: [IdentityID]) throws {
        guard sender.id == patient || isGranted(sender, [.list, .contribute, .dispense]) else {
            throw Rejection(.accessDenied)
        }
        if namesRecord {
            guard let record, mayList(record, sender) else { throw Rejection(.accessDenied) }
        }
        for id in recipients {
            let recipient = try reachable(id, from: sender)
            let areColleagues =
                recipient.organisation == sender.organisation && sender.role.isStaff && recipient.role.isStaff
            guard sender.id == patient || recipient.id == patient || areColleagues || recipient.id == record?.author
            else { throw Rejection(.messageRecipient) }
        }
    }

    /// Throws `access.denied` unless the sender is still connected, `message.recipient` unless the recipients take part
    /// and are still connected.
    func requireReply(by sender: IdentityDocument, to recipients: [IdentityID], in thread: ThreadDocument) throws {
        guard isConnected(sender) else { throw Rejection(.accessDenied) }
        for id in recipients {
            guard thread.participants.ascendingContains(id) else { throw Rejection(.messageRecipient) }
            _ = try reachable(id, from: sender)
        }
    }

    private func reachable(_ id: IdentityID, from sender: IdentityDocument) throws -> IdentityDocument {
        guard id != sender.id, let person: IdentityDocument = try run.read(.identity(id)), person.role != .authority
        else { throw Rejection(.messageRecipient) }
        let organisation: OrganisationDocument = try run.require(.organisation(person.organisation))
        guard StandingPolicy.refusal(of: person, organisation: organisation) == nil, isConnected(person) else {
            throw Rejection(.messageRecipient)
        }
        return person
    }

    private func isConnected(_ person: IdentityDocument) -> Bool {
        person.id == patient || person.id == record?.author || isGranted(person, [.list, .contribute, .dispense])
    }

    /// Read implies list, so the three are all rights there are.
    private func isGranted(_ person: IdentityDocument, _ rights: [Right]) -> Bool {
        grants.contains { grant in
            (try? GrantPolicy.check(grant, of: patient, for: person, rights, purpose: nil, at: run.time)) != nil
        }
    }

    private func mayList(_ record: RecordDocument, _ person: IdentityDocument) -> Bool {
        person.id == patient || person.id == record.author
            || grants.contains { grant in
                let holds = try? GrantPolicy.check(grant, of: patient, for: person, [.list], purpose: nil, at: run.time)
                return holds?.terms.allow(.list, record: record.record, in: record.category) ?? false
            }
    }
}
