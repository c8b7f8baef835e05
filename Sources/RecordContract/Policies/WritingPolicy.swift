import LedgerFormat

/// Who may write what: within their role, about themself or under a grant, and only content that is sealed to the
/// current compartment, shared among the organisations and held by enough of them.
enum WritingPolicy {
    /// What is to be written.
    struct Writing {
        let patient: IdentityID
        let record: EntityID
        let content: RecordContent
        let grant: EntityID?
        let storage: [StorageReceipt]
        /// The record that it replaces.
        let supersedes: EntityID?
    }

    /// Throws, in this order: `identity.wrongRole`, `identity.unknown`, `compartment.missing`,
    /// `record.categoryForRole`, the grant check's codes, `compartment.version`, `record.exists`, `record.shares`,
    /// `record.storage`.
    static func check(_ writing: Writing, by author: IdentityDocument, _ run: Execution) throws {
        let category = writing.content.category
        guard !author.role.writes.isEmpty, author.role.isStaff || author.id == writing.patient else {
            throw Rejection(.identityWrongRole)
        }
        try PatientPolicy.requirePatient(writing.patient, run)
        let compartments = try PatientPolicy.compartments(of: writing.patient, run)
        guard author.role.writes.contains(category) else { throw Rejection(.recordCategoryForRole) }
        try checkConsent(writing, by: author, run)
        try checkContent(writing.content, writing.record, of: compartments, writing.storage, run)
    }

    /// Whether new content is sealed and stored as it must be, whoever writes it. Throws `compartment.missing`,
    /// `compartment.version`, `record.exists`, `record.shares`, `record.storage`.
    static func checkContent(
        _ content: RecordContent, _ record: EntityID, of patient: IdentityID, _ storage: [StorageReceipt],
        _ run: Execution
    ) throws {
        try checkContent(content, record, of: try PatientPolicy.compartments(of: patient, run), storage, run)
    }

    private static func checkContent(
        _ content: RecordContent, _ record: EntityID, of compartments: CompartmentsDocument,
        _ storage: [StorageReceipt], _ run: Execution
    ) throws {
        guard compartments[content.category].version == content.compartmentVersion else {
            throw Rejection(.compartmentVersion)
        }
        guard try !run.has(.record(compartments.patient, record)) else { throw Rejection(.recordExists) }
        try StoragePolicy.check(content, storage, run)
    }

    private static func checkConsent(_ writing: Writing, by author: IdentityDocument, _ run: Execution) throws {
        guard let id = writing.grant else {
            guard author.id == writing.patient else { throw Rejection(.accessDenied) }
            return
        }
        let category = writing.content.category
        let dispenses = author.role == .pharmacist && category == .medication
        let rights: [Right] = dispenses ? [.contribute, .dispense] : [.contribute]
        let grant = try GrantPolicy.check(
            try run.read(.grant(id)), of: writing.patient, for: author, rights, purpose: nil, at: run.time)
        let covered = rights.contains { right in
            // A grant by record allows to replace that record; a new one is in no such grant.
            switch (grant.terms.scope, writing.supersedes) {
            case (.records, let old?): grant.terms.allow(right, record: old, in: category)
            case (.records, nil): false
            case (.categories, _): grant.terms.allow(right, in: category)
            }
        }
        guard covered else { throw Rejection(.accessWrongCategory) }
    }
}

/// Facts about patients that several commands ask for.
enum PatientPolicy {
    /// Throws `identity.unknown` unless that is a patient.
    static func requirePatient(_ id: IdentityID, _ run: Execution) throws {
        guard let person: IdentityDocument = try run.read(.identity(id)), person.role == .patient else {
            throw Rejection(.identityUnknown)
        }
    }

    /// The patient's compartments. Throws `compartment.missing`.
    static func compartments(of patient: IdentityID, _ run: Execution) throws -> CompartmentsDocument {
        guard let compartments: CompartmentsDocument = try run.read(.compartments(patient)) else {
            throw Rejection(.compartmentMissing)
        }
        return compartments
    }
}
