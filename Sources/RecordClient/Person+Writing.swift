public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
public import SealedRecord
internal import Sealing
internal import Wallet

/// A record that is about to be written.
public struct NewRecord: Sendable {
    /// Its id; imported resources derive theirs, others draw one.
    public let id: EntityID
    /// Its category.
    public let category: RecordContract.Category
    /// What is known of the content; sealed with it.
    public let metadata: PayloadMetadata
    /// The content.
    public let source: RecordSource

    /// A record of these parts.
    public init(id: EntityID, category: RecordContract.Category, metadata: PayloadMetadata, source: RecordSource) {
        self.id = id
        self.category = category
        self.metadata = metadata
        self.source = source
    }
}

/// What a writer needs to know of a patient, fetched once and used for many records.
public struct WritingContext: Sendable {
    let patient: IdentityID
    let compartments: [RecordContract.Category: PatientCompartment]
    let patientKey: P256PublicKey
    let grants: [GrantDocument]
    /// Writes the result of an order: no grant is needed.
    var isForOrder = false
    let releaseKeys: [(organisation: IdentityID, key: P256PublicKey)]
}

extension Person {
    /// Fetches what writing for `patient` needs. Throws `NodeClientError`, or `RecordClientError.noGrant`.
    public func writingContext(for patient: IdentityID) async throws -> WritingContext {
        let compartments: [RecordContract.Category: PatientCompartment]
        do { compartments = try await self.compartments(of: patient) } catch NodeClientError.problem(let problem)
            where problem.code == "notFound"
        {
            throw RecordClientError.noGrant
        }
        let patientKey = patient == id ? sealingPublicKey : try await publicIdentity(patient).sealingKey
        let grants = patient == id ? [] : try await grantsToMe().filter { $0.patient == patient }
        return WritingContext(
            patient: patient, compartments: compartments, patientKey: patientKey, grants: grants,
            releaseKeys: try trusted.releaseKeys(network))
    }

    /// Seals a record on this device, stores it and puts it on the ledger. Throws `NodeClientError`,
    /// `RecordClientError`, `SealingError`, and what reading the source throws.
    public func add(
        _ record: NewRecord, in context: WritingContext, progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws -> TransactionResult {
        let sealed = try sealed(record, in: context, progress: progress)
        return try await submit(sealed.add, storing: sealed.content)
    }

    /// Replaces a record that this person wrote. Throws as `add` does.
    public func amend(
        _ earlier: EntityID, with record: NewRecord, in context: WritingContext,
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws -> TransactionResult {
        let sealed = try sealed(record, in: context, progress: progress)
        let add = sealed.add
        return try await submit(
            RecordAmend(
                patient: add.patient, record: add.record, supersedes: earlier, content: add.content, grant: add.grant,
                storage: []), storing: sealed.content)
    }

    /// Takes back a record that this person wrote. Throws `NodeClientError`, `RecordClientError`.
    public func retract(_ record: EntityID, of patient: IdentityID, note: String?) async throws -> TransactionResult {
        guard let note else {
            return try await submit(RecordRetract(patient: patient, record: record, note: nil))
        }
        let content = try sealedNote(note, to: patient, key: try await sealingKey(of: patient))
        return try await submit(RecordRetract(patient: patient, record: record, note: content.cid), storing: [content])
    }

    /// Seals and uploads a record and returns the command that puts it on the ledger, for work that was approved as a
    /// whole: imports sign many at once. Throws as `add` does.
    func seal(_ record: NewRecord, in context: WritingContext) async throws -> RecordAdd {
        let sealed = try sealed(record, in: context, progress: { _ in })
        for content in sealed.content { try await content.upload(to: client) }
        return sealed.add
    }

    /// Seals a record on this device; nothing leaves it.
    func sealed(
        _ record: NewRecord, in context: WritingContext, progress: @escaping @Sendable (Int64) -> Void
    ) throws -> (add: RecordAdd, content: [SealedContent], halves: RecordKeyHalves) {
        guard let compartment = context.compartments[record.category] else { throw RecordClientError.noGrant }
        let grant = try grantForWriting(record.category, in: context)
        let binding = try RecordBinding(
            network: networkText, patient: context.patient.canonical, record: record.id.text,
            category: record.category.compartment)
        let halves = RecordKeyHalves.random()
        let payload = try SealedPayload(
            record.source, metadata: record.metadata, dataKey: halves.dataKey(for: binding),
            binding: PayloadBinding(binding))
        let threshold = context.releaseKeys.count / 2 + 1
        let (envelope, commitments) = try RecordEnvelope.seal(
            halves, binding: binding, compartment: compartment.sealingKey,
            author: context.patient == id ? nil : (id.canonical, sealingPublicKey.sealing),
            patientKey: context.patientKey.sealing,
            organisations: context.releaseKeys.map {
                ReleaseRecipient(organisation: $0.organisation.canonical, releaseKey: try $0.key.sealing)
            }, threshold: threshold)
        let stored = [SealedContent(payload, progress: progress), SealedContent(envelope.encoded())]
        let content = RecordContent(
            category: record.category, payload: payload.cid, size: payload.length, envelope: stored[1].cid,
            compartmentVersion: compartment.version, threshold: Int64(threshold), shares: try commitments.ledgerShares)
        return (
            RecordAdd(
                patient: context.patient, record: record.id, content: content, grant: grant?.grant, storage: []),
            stored, halves
        )
    }

    private func grantForWriting(
        _ category: RecordContract.Category, in context: WritingContext
    ) throws(RecordClientError) -> GrantDocument? {
        guard context.patient != id, !context.isForOrder else { return nil }
        let dispenses = identity.role == .pharmacist && category == .medication
        let now = clock()
        let grant = context.grants.first { grant in
            grant.status == .live && grant.awaits == nil && grant.until > now && grant.covers(category)
                && (grant.terms.rights.contains(.contribute) || dispenses && grant.terms.rights.contains(.dispense))
        }
        guard let grant else { throw .noGrant }
        return grant
    }
}

extension GrantDocument {
    /// Whether the grant covers a category; safety goes along with read, contribute and dispense.
    func covers(_ category: RecordContract.Category) -> Bool {
        guard case .categories(let categories) = terms.scope else { return false }
        return categories.contains(category) || category == .safety && terms.rights != [.list]
    }

    func covers(_ record: RecordDocument) -> Bool {
        switch terms.scope {
        case .categories: covers(record.category)
        case .records(let records): records.contains(record.record)
        }
    }
}
