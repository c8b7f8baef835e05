import LedgerFormat

/// Who may act for whom, and what appointing and ending bring with them.
public enum RepresentationPolicy {
    /// Whether staff of that role see and attest proofs of identity and descent.
    static func seesProof(_ role: Role) -> Bool {
        switch role {
        case .physician, .nurse, .hospitalManager: true
        default: false
        }
    }

    /// What a command that is carried out as the patient's asks of the representative.
    enum Requirement {
        case rights([RepresentativeRight])
        case guardian
    }

    /// Whether a representative may sign that command for the patient.
    public static func allows(_ command: Command, _ representation: RepresentationDocument) -> Bool {
        allows(command, rights: representation.rights, isGuardian: representation.isGuardian)
    }

    /// The same for somebody with those rights.
    public static func allows(_ command: Command, rights: [RepresentativeRight], isGuardian: Bool) -> Bool {
        switch requirement(of: command) {
        case nil: false
        case .guardian: isGuardian
        case .rights(let needed): needed.allSatisfy(rights.contains)
        }
    }

    /// Nil: no representative signs it. Everything that is not named is refused.
    static func requirement(of command: Command) -> Requirement? {
        switch command {
        case .recordAdd, .recordAmend, .recordRetract: .rights([.contribute])
        case .accessGrant, .accessDeny, .accessRevoke, .recordRestrict, .detailsWithdraw: .rights([.consent])
        case .messageSend, .messageRead: .rights([.arrange])
        case .care(let care): requirement(ofCare: care.value)
        case .compartmentRekey, .compartmentReseal, .recordErase, .recordRequestErasure, .claimSubmit,
            .claimWithdraw:
            .guardian
        case .representation(let command):
            command.value is RepresentativeAppoint || command.value is RepresentativeEnd ? .guardian : nil
        default: nil
        }
    }

    private static func requirement(ofCare command: any LedgerCommand) -> Requirement? {
        switch command {
        case let request as AppointmentRequest:
            .rights(request.grant == nil ? [.arrange] : [.consent, .arrange])
        case is AppointmentMove, is AppointmentCancel, is PrescriptionRequestRefill, is OrderCancel:
            .rights([.arrange])
        default: nil
        }
    }

    /// The representations of a patient that hold now.
    static func live(of patient: IdentityID, _ run: Execution) throws -> [RepresentationDocument] {
        guard let list: RepresentationsDocument = try run.read(.representations(patient)) else { return [] }
        return try list.live.map { try run.require(.representation($0)) }.filter { $0.holds(at: run.time) }
    }

    /// Makes a representation and the grant that goes with it. Throws `representation.exists`,
    /// `representation.person`, `representation.limit`, `grant.exists`, `grant.scope`.
    static func appoint(
        _ appointment: RepresentativeAppoint.Appointment, for patient: IdentityDocument, by appointer: IdentityID,
        until: LedgerTime, _ run: Execution
    ) throws {
        let live = try live(of: patient.id, run)
        guard try !run.has(.representation(appointment.representation)),
            !live.contains(where: { $0.representative == appointment.representative })
        else { throw Rejection(.representationExists) }
        guard let person: IdentityDocument = try run.read(.identity(appointment.representative)),
            person.role == .patient, person.status == .verified, person.id != patient.id
        else { throw Rejection(.representationPerson) }
        let document = RepresentationDocument(
            appointment, of: patient.id, by: appointer, under: run.acting?.representation?.representation, until: until,
            at: run.time, transaction: run.transaction)
        var list =
            try run.read(.representations(patient.id)) ?? RepresentationsDocument(patient: patient.id)
        let guardians = live.count(where: \.isGuardian)
        guard list.live.count < RepresentationsDocument.maximum,
            !document.isGuardian || guardians < RepresentationsDocument.maximumGuardians
        else { throw Rejection(.representationLimit) }
        if let grant = appointment.grant {
            let command = AccessGrant(
                grant: grant.grant, grantee: person.id, terms: RepresentativeAppoint.ReadingGrant.terms,
                from: run.time, until: until, envelope: grant.envelope)
            try command.give(by: patient, representation: document.representation, run)
        }
        run.write(document)
        _ = list.live.insertAscending(document.representation)
        run.write(list)
        run.write(document.expiry)
        if document.isGuardian { try tell(of: patient.id, run) { _ = $0.insertAscending(person.id) } }
        try run.emit(document.event(.representativeAppointed, by: patient.id))
    }

    /// Ends a live representation, however it ends, and the grant under which the representative read.
    static func end(
        _ document: RepresentationDocument, as status: RepresentationDocument.Status, by person: IdentityID?,
        _ run: Execution
    ) throws {
        var ended = document
        ended.status = status
        ended.endedAt = run.time
        ended.endedBy = person
        run.write(ended)
        var list: RepresentationsDocument = try run.require(.representations(document.patient))
        guard list.live.removeAscending(document.representation) else {
            throw ContractFailure.stateInconsistent(list.key.text)
        }
        run.write(list)
        if try run.has(document.expiry.key) { run.delete(document.expiry.key) }
        if document.isGuardian {
            try tell(of: document.patient, run) { _ = $0.removeAscending(document.representative) }
        }
        guard let id = document.grant else { return }
        let grant: GrantDocument = try run.require(.grant(id))
        if grant.status == .live { try GrantEnding.end(grant, as: status == .expired ? .expired : .revoked, run) }
    }

    /// Throws `representation.grant` when a new key would be kept from a guardian: guardians cannot shut each other
    /// out.
    static func requireGuardiansKept(
        _ carried: [EntityID], of patient: IdentityID, _ run: Execution
    ) throws {
        for document in try live(of: patient, run) where document.isGuardian {
            guard let grant = document.grant, carried.ascendingContains(grant) else {
                throw Rejection(.representationGrant)
            }
        }
    }

    /// Ends all representations of who has come of age. Returns who represented.
    static func endAll(of patient: IdentityID, by staff: IdentityID, _ run: Execution) throws -> [IdentityID] {
        guard let list: RepresentationsDocument = try run.read(.representations(patient)) else { return [] }
        return try list.live.map { id in
            let document: RepresentationDocument = try run.require(.representation(id))
            try end(document, as: .handedOver, by: staff, run)
            return document.representative
        }
    }

    /// Keeps who is told what the patient is told.
    private static func tell(
        of patient: IdentityID, _ run: Execution, _ change: (inout [IdentityID]) -> Void
    ) throws {
        var events: EventsDocument = try run.require(.events(patient))
        change(&events.guardians)
        run.write(events)
    }
}

extension RepresentationDocument {
    /// The due work that ends it.
    var expiry: DueDocument { DueDocument(time: until, kind: .representationEnds, subject: representation) }

    /// An event about it, to patient and representative.
    func event(_ kind: Event.Kind, by actor: IdentityID?) -> Event {
        var details = Event.Details()
        details.grantee = representative
        details.grant = grant
        details.until = until
        return Event(
            kind, actor: actor, patient: patient, subject: representation.text,
            audience: [patient, representative], details: details)
    }
}
