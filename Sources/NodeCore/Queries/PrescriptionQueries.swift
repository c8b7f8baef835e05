internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Something that a list shows, with the term that orders it.
struct GatheredItem {
    let term: [UInt8]
    let json: JSONObject
}

/// What somebody may see of prescriptions: its two sides everything, others what consent gives over the record.
struct PrescriptionQueries {
    let visibility: Visibility

    private static let pageSize = 200
    /// The most that one list gathers.
    private static let largestList = 2_000

    /// Throws `query` for a word that is no status.
    static func status(_ name: String?) throws(NodeError) -> PrescriptionDocument.Status? {
        guard let name else { return nil }
        guard let status = PrescriptionDocument.Status(rawValue: name) else { throw NodeError.query("status") }
        return status
    }

    /// The prescription, for its patient and its prescriber.
    func own(_ id: EntityID) throws -> PrescriptionDocument? {
        try visibility.requireStanding()
        guard case .prescription(let value)? = try visibility.ledger.document(.prescription(id)) else { return nil }
        return value.patient == visibility.me.id || value.prescriber == visibility.me.id ? value : nil
    }

    /// The prescription, as far as the reader may see it.
    func view(_ id: EntityID) throws -> JSONObject? {
        try visibility.requireStanding()
        guard case .prescription(let value)? = try visibility.ledger.document(.prescription(id)) else { return nil }
        return try view(value, try visibility.consent(for: value.patient))
    }

    /// What the reader may see of a patient's prescriptions.
    func list(of patient: IdentityID) throws -> [GatheredItem] {
        let consent = try visibility.consent(for: patient)
        let coversAll =
            consent.isPatient
            || [Right.list, .dispense].contains {
                consent.categories($0).contains(.medication)
            }
        let found = coversAll ? try all(of: patient) : try named(by: consent)
        return try found.compactMap { value in
            try view(value, consent).map { json in
                GatheredItem(
                    term: IndexTerm().then(value.issuedAt).then(value.patient).then(value.prescription).bytes,
                    json: json)
            }
        }
    }

    /// What the reader may see of the prescriptions of everybody who gave them, or their organisation, access.
    func shared(status name: String?) throws -> [GatheredItem] {
        let status = try Self.status(name)
        var found: [GatheredItem] = []
        for patient in try patients() where found.count < Self.largestList {
            found += try list(of: patient).filter { item in
                guard let status else { return true }
                guard case .string(let word)? = item.json["status"] else { return false }
                return word.utf8.elementsEqual(status.rawValue.utf8)
            }
        }
        return found
    }

    private func view(_ value: PrescriptionDocument, _ consent: ConsentView) throws -> JSONObject? {
        if value.patient == visibility.me.id || value.prescriber == visibility.me.id {
            return Document.prescription(value).json
        }
        guard case .record(let record)? = try visibility.ledger.document(.record(value.patient, value.prescription))
        else { return nil }
        if consent.may(.read, record) || consent.may(.dispense, record) { return Document.prescription(value).json }
        guard consent.mayList(record) else { return nil }
        return [
            "prescription": .id(value.prescription), "patient": .identity(value.patient),
            "prescriber": .identity(value.prescriber), "organisation": .identity(value.organisation),
            "issuedAt": .time(value.issuedAt), "status": .string(value.status.rawValue),
        ]
    }

    private func all(of patient: IdentityID) throws -> [PrescriptionDocument] {
        var found: [PrescriptionDocument] = []
        var after: IndexPosition?
        repeat {
            let page = try visibility.ledger.documents(
                in: .prescriptionsByPatient, prefix: IndexTerm().then(patient).bytes, after: after,
                limit: Self.pageSize, descending: true)
            for case .prescription(let value) in page.documents { found.append(value) }
            after = page.next
        } while after != nil && found.count < Self.largestList
        return found
    }

    /// The prescriptions of single records that consent names.
    private func named(by consent: ConsentView) throws -> [PrescriptionDocument] {
        var ids = Set(consent.records(.list))
        ids.formUnion(consent.records(.dispense))
        return try ids.compactMap { id in
            guard case .prescription(let value)? = try visibility.ledger.document(.prescription(id)),
                value.patient == consent.patient
            else { return nil }
            return value
        }
    }

    /// Those whose live grants are for the reader or their organisation.
    private func patients() throws -> [IdentityID] {
        let me = visibility.me
        var patients: Set<IdentityID> = []
        for grantee in me.role.actsForOrganisation ? [me.id, me.organisation] : [me.id] {
            var after: IndexPosition?
            repeat {
                let page = try visibility.ledger.documents(
                    in: .grantsByGrantee, prefix: IndexTerm().then(grantee).then(true).bytes, after: after,
                    limit: Self.pageSize)
                for case .grant(let grant) in page.documents { patients.insert(grant.patient) }
                after = page.next
            } while after != nil
        }
        return patients.sorted()
    }
}
