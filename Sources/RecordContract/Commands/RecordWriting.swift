public import LedgerFormat

/// What `record.add` and `record.amend` have in common: a new record of a patient, its content, and what allows it.
public protocol RecordWriting: LedgerCommand {
    /// Whose record it is.
    var patient: IdentityID { get }
    /// The new record's id.
    var record: EntityID { get }
    /// Category, payload, envelope and shares.
    var content: RecordContent { get }
    /// The grant that allows it; absent when the patient writes.
    var grant: EntityID? { get }
    /// What other organisations confirm to hold.
    var storage: [StorageReceipt] { get }
}

extension RecordWriting {
    /// The members that all of them have.
    var commonJSON: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "patient": .identity(patient), "record": .id(record)]
        content.write(to: &json)
        StorageReceipt.write(storage, to: &json)
        json.set("grant", grant.map(JSONValue.id))
        return json
    }

    /// Checks it, writes the record and says so, also to those who read the version that it replaces. Throws
    /// `Rejection`.
    func write(
        replacing old: RecordDocument?, _ kind: Event.Kind, readers: [IdentityID] = [], by author: IdentityDocument,
        _ run: Execution
    ) throws {
        run.write(
            RecordDocument(
                record: record, patient: patient, author: author, content: content, addedAt: run.time,
                height: Int64(clamping: run.block.height), transaction: run.transaction, supersedes: old?.record))
        var details = Event.Details()
        details.category = content.category
        details.grant = grant
        details.supersedes = old?.record
        try run.emit(
            Event(
                kind, actor: author.id, patient: patient, subject: record.text, audience: [patient] + readers,
                details: details))
    }
}
