public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

extension Person {
    /// Moves one of the patient's own records into the restricted compartment, or back. Throws `NodeClientError`,
    /// `RecordClientError`, `SealingError`.
    public func restrict(_ record: EntityID, _ restricted: Bool = true) async throws -> TransactionResult {
        let document = try await self.record(record, of: id)
        let target = restricted ? Category.restricted : document.content.category
        guard document.status != .erased, let compartment = try await compartments(of: id)[target] else {
            throw RecordClientError.notSuitable
        }
        let envelope = try RecordEnvelope(parsing: try await client.getBytes(document.path("envelope")))
        try envelope.check(try document.binding(in: network.network))
        let moved = SealedContent(
            try moved(envelope, to: compartment).encoded())
        return try await submit(
            RecordRestrict(
                record: record, restricted: restricted, envelope: moved.cid, compartmentVersion: compartment.version),
            storing: [moved])
    }

    /// Erases records that the patient wrote, with all their versions that the patient wrote. Throws
    /// `NodeClientError`, `RecordClientError`.
    public func erase(_ records: [EntityID]) async throws -> (erased: [EntityID], result: TransactionResult) {
        var found: Set<EntityID> = []
        for start in records {
            var next: EntityID? = start
            while let id = next, found.insert(id).inserted {
                let document = try await record(id, of: self.id)
                next = document.supersedes
            }
        }
        var erased: [EntityID] = []
        for record in found {
            let document = try await self.record(record, of: id)
            if document.status != .erased || records.contains(record) { erased.append(record) }
        }
        erased.sort()
        return (erased, try await submit(RecordErase(records: erased)))
    }

    /// Asks the organisation of a record's author to erase it; the reason is sealed to its managers. Throws
    /// `NodeClientError`, `RecordClientError`, `SealingError`.
    public func requestErasure(of record: EntityID, note: String?) async throws -> TransactionResult {
        guard let note else { return try await submit(RecordRequestErasure(record: record)) }
        let organisation = try await self.record(record, of: id).organisation
        let managers = try await staff(named: nil, role: .hospitalManager, organisation: organisation)
        guard !managers.isEmpty else { throw RecordClientError.notSuitable }
        var readers: [(id: String, key: SealingPublicKey)] = [(id.canonical, try sealingPublicKey.sealing)]
        for manager in managers.prefix(60) { readers.append((manager.id.canonical, try manager.sealingKey.sealing)) }
        let sealed = try SealedNote(
            Array(note.utf8), metadata: PayloadMetadata(mediaType: "text/plain"), kind: .reason, network: networkText,
            sender: id.canonical, recipients: readers)
        let content = SealedContent(sealed.encoded())
        return try await submit(RecordRequestErasure(record: record, note: content.cid), storing: [content])
    }

    /// Erases a record at its patient's request, as a manager of the author's organisation. Throws `NodeClientError`,
    /// `RecordClientError`.
    public func grantErasure(of record: EntityID, of patient: IdentityID) async throws -> TransactionResult {
        try await submit(RecordAnswerErasure(patient: patient, record: record))
    }

    /// Refuses to erase a record before a date; the reason is sealed to the patient. Throws `NodeClientError`,
    /// `RecordClientError`, `SealingError`.
    public func refuseErasure(
        of record: EntityID, of patient: IdentityID, until: LedgerTime, note: String
    ) async throws -> TransactionResult {
        let content = try sealedNote(note, to: patient, key: try await sealingKey(of: patient))
        return try await submit(
            RecordAnswerErasure(
                patient: patient, record: record, refusal: .init(note: content.cid, retainUntil: until)),
            storing: [content])
    }

    /// Requests for erasure: a patient's own, or those that the manager's organisation answers. Open ones first.
    /// Throws `NodeClientError`.
    public func erasures() async throws -> [ErasureDocument] {
        let path = identity.role == .patient ? "/v1/patients/\(id.canonical)/erasures" : "/v1/me/erasures"
        return try await client.list(path).map { json in
            var reader = ObjectReader(json)
            let (patient, record) = (try reader.identity("patient"), try reader.id("record"))
            return try json.ledgerDocument(.erasure(patient, record))
        }
    }

    /// Why the patient asks, or why the organisation refused; nil where nothing was said to this person. Throws
    /// `NodeClientError`, `SealingError`.
    public func reasons(of erasure: ErasureDocument) async throws -> (request: String?, answer: String?) {
        let path = "/v1/patients/\(erasure.patient.canonical)/records/\(erasure.record.text)/erasure"
        var request: String?
        var answer: String?
        if erasure.note != nil { request = try? await openNote(path + "/note", from: erasure.patient) }
        if erasure.answer != nil { answer = try? await openNote(path + "/answer", from: erasure.answeredBy) }
        return (request, answer)
    }

    /// The node's signed certificate that it has nothing of an erased record, verified: by the node's key, of this
    /// network, and by a node of the organisation set. Throws `NodeClientError`, `Rejection`, `RecordClientError`.
    public func erasureCertificate(of record: EntityID, of patient: IdentityID) async throws -> JSONObject {
        let path = "/v1/patients/\(patient.canonical)/records/\(record.text)/erasure/certificate"
        let json = try StrictJSONParser.parseObject(try await client.getBytes(path))
        let certificate = try ErasureCertificate(verifying: json)
        guard certificate.network == network.network, certificate.record == record, certificate.patient == patient
        else { throw RecordClientError.contentMismatch }
        // The founding nodes stand in the genesis document, which the network's id vouches for.
        guard
            certificate.isOfNode(in: trusted.genesis.organisationSet)
                || certificate.isOfNode(in: network.organisationSet)
        else { throw RecordClientError.keyNotProven }
        return json
    }
}
