import LedgerFormat

/// What the ledger does by itself at the beginning of a block: grants begin and expire, deadlines pass.
enum DueWork {
    /// Does what has fallen due, in the order of the documents' keys.
    static func run(_ run: Execution) throws {
        for due in try run.dueDocuments(limit: Contract.dueWorkPerBlock) {
            run.delete(due.key)
            try fallDue(due, run)
            run.accept()
        }
    }

    private static func fallDue(_ due: DueDocument, _ run: Execution) throws {
        switch due.kind {
        case .grantBegins:
            if let grant = try liveGrant(due.subject, run) { run.emitDue(event(.accessBegan, grant)) }
        case .grantExpires:
            guard let grant = try liveGrant(due.subject, run) else { return }
            try GrantEnding.end(grant, as: .expired, run)
            run.emitDue(event(.accessExpired, grant))
        case .appointmentLapses:
            let appointment: AppointmentDocument = try run.require(.appointment(due.subject))
            guard appointment.status == .requested else { return }
            try AppointmentPolicy.end(appointment, as: .lapsed, run)
            run.emitDue(appointment.event(.appointmentLapsed, by: nil))
        case .prescriptionExpires:
            let prescription: PrescriptionDocument = try run.require(.prescription(due.subject))
            guard prescription.status.isOpen else { return }
            try PrescriptionPolicy.end(prescription, as: .expired, run)
            run.emitDue(prescription.event(.prescriptionExpired, by: nil))
        case .resultEscalates:
            var order: OrderDocument = try run.require(.order(due.subject))
            guard order.awaitsAcknowledgement else { return }
            order.critical?.escalatedAt = run.time
            run.write(order)
            run.emitDue(order.event(.resultEscalated, by: nil))
        case .representationEnds:
            let representation: RepresentationDocument = try run.require(.representation(due.subject))
            guard representation.status == .live else { return }
            try RepresentationPolicy.end(representation, as: .expired, by: nil, run)
            run.emitDue(representation.event(.representativeExpired, by: nil))
        }
    }

    private static func liveGrant(_ id: EntityID, _ run: Execution) throws -> GrantDocument? {
        guard let grant: GrantDocument = try run.read(.grant(id)), grant.status == .live else { return nil }
        return grant
    }

    private static func event(_ kind: Event.Kind, _ grant: GrantDocument) -> Event {
        var details = Event.Details()
        details.grantee = grant.grantee
        return Event(
            kind, actor: nil, patient: grant.patient, subject: grant.grant.text, audience: grant.people,
            details: details)
    }
}

extension GrantDocument {
    /// The patient, and the grantee when a person: who is told what becomes of the grant.
    var people: [IdentityID] { granteeKind == .person ? [patient, grantee] : [patient] }
}

/// What the end of a grant brings with it, however it ends.
enum GrantEnding {
    /// Ends a live grant: it leaves the patient's list and the due work, and the compartments whose keys it gave become
    /// stale.
    static func end(_ grant: GrantDocument, as status: GrantDocument.Status, _ run: Execution) throws {
        var ended = grant
        ended.status = status
        ended.endedAt = run.time
        run.write(ended)
        var list: GrantsDocument = try run.require(.grants(grant.patient))
        guard list.live.removeAscending(grant.grant) else {
            throw ContractFailure.stateInconsistent(list.key.text)
        }
        run.write(list)
        for key in [ended.expiry.key, ended.beginning?.key].compactMap({ $0 }) where try run.has(key) {
            run.delete(key)
        }
        try markStale(ended.terms, of: grant.patient, run)
    }

    private static func markStale(_ terms: AccessTerms, of patient: IdentityID, _ run: Execution) throws {
        guard case .categories = terms.scope else { return }
        var compartments: CompartmentsDocument = try run.require(.compartments(patient))
        var changed = false
        for category in Category.allCases where terms.givesKey(of: category) && !compartments[category].stale {
            compartments[category].stale = true
            changed = true
        }
        if changed { run.write(compartments) }
    }
}

extension GrantDocument {
    /// The due work that ends the grant.
    var expiry: DueDocument { DueDocument(time: until, kind: .grantExpires, subject: grant) }
    /// The due work that announces its beginning; nil when it began as it was given.
    var beginning: DueDocument? {
        from > grantedAt ? DueDocument(time: from, kind: .grantBegins, subject: grant) : nil
    }
}
