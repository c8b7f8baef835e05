public import LedgerFormat

/// `record.erase`: the patient erases records that they wrote themself.
///
/// - Signed by: the patient.
/// - Checks: each `record.unknown`, `record.notSelfReported`, `record.erased`.
/// - Effects: status `erased`; nobody opens it again; every node deletes payload and envelopes.
/// - Event: `record.erased`, to the patient.
public struct RecordErase: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.recordErase
    /// How many records one command may name.
    public static let recordCount = 1...100

    /// The records, ascending.
    public let records: [EntityID]

    /// The command for these records; ascending.
    public init(records: [EntityID]) { self.records = records }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        records = try reader.ids("records", count: Self.recordCount)
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "records": .ids(records)] }
}

extension RecordErase {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        for id in records {
            guard let document: RecordDocument = try run.read(.record(patient.id, id)) else {
                throw Rejection(.recordUnknown)
            }
            guard document.selfReported else { throw Rejection(.recordNotSelfReported) }
            guard document.status != .erased else { throw Rejection(.recordErased) }
            try RecordErasing.erase(document, run)
        }
        var details = Event.Details()
        details.records = records
        try run.emit(
            Event(
                .recordErased, actor: patient.id, patient: patient.id, subject: patient.id.canonical,
                audience: [patient.id], details: details))
    }
}
