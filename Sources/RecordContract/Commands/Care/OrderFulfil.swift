public import LedgerFormat

/// `order.fulfil`: contributes the result of an order, or a newer version of it: the one thing that the performer may
/// write.
///
/// - Signed by: a laboratory technician (laboratory) or radiologist (imaging) of the performer.
/// - Checks: `order.unknown` (also another organisation's), `order.wrongState` (not accepted or fulfilled; closed: a
///   preliminary or critical one, or the version before was retracted), `record.wrongCategory` (not that of the order's
///   kind), `order.stage` (first preliminary or final; after preliminary the same; after final corrected; each replaces
///   the version before, unless that was retracted), `order.limit` (20 versions), `organisationKey.missing`,
///   `organisationKey.version` (of the physician's organisation), `result.deadline`, and those of `record.add` but for
///   consent: `compartment.missing`, `compartment.version`, `record.exists`, `record.shares`, `record.storage`.
/// - Effects: the record; the version before is superseded and its readers are to acknowledge that; status `fulfilled`
///   unless preliminary; the physician is to acknowledge; due work for a critical one. A closed order stays closed:
///   what stands wrong or unfinished in the patient's record can still be put right, and opens to nobody by it.
/// - Event: `record.added` (or `record.amended`, also to those readers), then `order.resulted`, to the patient and the
///   physician.
public struct OrderFulfil: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.orderFulfil

    /// The order.
    public let order: EntityID
    /// The new record's id.
    public let record: EntityID
    /// The version that it replaces.
    public let supersedes: EntityID?
    /// Category, payload, envelope and shares.
    public let content: RecordContent
    /// How final it is.
    public let stage: ResultStage
    /// For a critical result: how soon it is to be acknowledged, in milliseconds.
    public let criticalWithin: Int64?
    /// Content: the record's key half, sealed to the ordering physician.
    public let physicianEnvelope: CID
    /// The same, sealed to the key of the physician's organisation: for a colleague, should a critical one escalate.
    public let colleagues: OrderDocument.ColleaguesSeal?
    /// What other organisations confirm to hold.
    public let storage: [StorageReceipt]

    /// The command with these members.
    public init(
        order: EntityID, record: EntityID, supersedes: EntityID? = nil, content: RecordContent, stage: ResultStage,
        criticalWithin: Int64? = nil, physicianEnvelope: CID, colleagues: OrderDocument.ColleaguesSeal? = nil,
        storage: [StorageReceipt] = []
    ) {
        self.order = order
        self.record = record
        self.supersedes = supersedes
        self.content = content
        self.stage = stage
        self.criticalWithin = criticalWithin
        self.physicianEnvelope = physicianEnvelope
        self.colleagues = colleagues
        self.storage = storage
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        order = try reader.id("order")
        record = try reader.id("record")
        supersedes = try reader.optionalID("supersedes")
        content = try RecordContent(parsing: &reader)
        stage = try reader.choice("stage")
        criticalWithin = try reader.optionalInteger("criticalWithin", in: 0...LedgerTime.maximum.milliseconds)
        physicianEnvelope = try reader.cid("physicianEnvelope")
        colleagues = try OrderDocument.ColleaguesSeal(parsing: &reader)
        storage = try StorageReceipt.list(parsing: &reader)
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "order": .id(order), "record": .id(record), "stage": .word(stage),
            "physicianEnvelope": .cid(physicianEnvelope),
        ]
        content.write(to: &json)
        StorageReceipt.write(storage, to: &json)
        colleagues?.write(to: &json)
        json.set("supersedes", supersedes.map(JSONValue.id))
        json.set("criticalWithin", criticalWithin.map(JSONValue.integer))
        return json
    }
}

extension OrderFulfil {
    func execute(by author: IdentityDocument, _ run: Execution) throws {
        var document = try OrderPolicy.performed(order, by: author, run)
        guard document.status == .accepted || document.status == .fulfilled || finishes(document) else {
            throw Rejection(.orderWrongState)
        }
        guard content.category == document.kind.category else { throw Rejection(.recordWrongCategory) }
        let replaced = try replacedVersion(of: document, run)
        guard document.results.count < OrderDocument.maximumResults else { throw Rejection(.orderLimit) }
        try checkColleagues(of: document, run)
        try OrderPolicy.forgetDeadline(of: document, run)
        document.critical = nil
        if let criticalWithin { try OrderPolicy.flag(&document, by: author, within: criticalWithin, run) }
        try WritingPolicy.checkContent(content, record, of: document.patient, storage, run)
        try writeRecord(document, replacing: replaced, by: author, run)
        document.results.append(
            OrderDocument.Result(
                record: record, stage: stage, author: author.id, at: run.time, envelope: physicianEnvelope,
                colleagues: colleagues))
        if document.status.isOpen { document.status = stage == .preliminary ? .accepted : .fulfilled }
        document.acknowledgedBy = nil
        document.acknowledgedAt = nil
        run.write(document)
        if let escalation = document.escalation { run.write(escalation) }
        try run.emit(document.event(.orderResulted, by: author.id))
    }

    /// Whether it only puts right or completes what stands in the record of a patient who has closed the order.
    private func finishes(_ document: OrderDocument) -> Bool {
        document.status == .closed && stage != .preliminary && criticalWithin == nil && supersedes != nil
    }

    /// Throws `organisationKey.missing`, `organisationKey.version`.
    private func checkColleagues(of document: OrderDocument, _ run: Execution) throws {
        guard let colleagues else { return }
        guard let key: OrganisationKeyDocument = try run.read(.organisationKey(document.organisation)) else {
            throw Rejection(.organisationKeyMissing)
        }
        guard key.version == colleagues.keyVersion else { throw Rejection(.organisationKeyVersion) }
    }

    /// The version that this one replaces. Throws `order.stage` where it does not follow from what there is.
    private func replacedVersion(of document: OrderDocument, _ run: Execution) throws -> RecordDocument? {
        guard let last = document.results.last else {
            guard stage != .corrected, supersedes == nil else { throw Rejection(.orderStage) }
            return nil
        }
        guard (stage == .corrected) == (last.stage != .preliminary) else { throw Rejection(.orderStage) }
        let record: RecordDocument = try run.require(.record(document.patient, last.record))
        guard record.status == .current else {
            guard supersedes == nil else { throw Rejection(.orderStage) }
            return nil
        }
        guard supersedes == last.record else { throw Rejection(.orderStage) }
        return record
    }

    private func writeRecord(
        _ document: OrderDocument, replacing replaced: RecordDocument?, by author: IdentityDocument, _ run: Execution
    ) throws {
        var readers: [IdentityID] = []
        if var old = replaced {
            old.status = .superseded
            old.supersededBy = record
            readers = try RecordEnding.end(old, run)
        }
        run.write(
            RecordDocument(
                record: record, patient: document.patient, author: author, content: content, addedAt: run.time,
                height: Int64(clamping: run.block.height), transaction: run.transaction, supersedes: supersedes,
                order: order))
        var details = Event.Details()
        details.category = content.category
        details.order = order
        details.supersedes = supersedes
        try run.emit(
            Event(
                replaced == nil ? .recordAdded : .recordAmended, actor: author.id, patient: document.patient,
                subject: record.text, audience: [document.patient] + readers, details: details))
    }
}
