public import LedgerFormat

/// `record.acknowledge`: a reader confirms to have seen that a record was superseded or retracted.
///
/// - Signed by: whoever is to acknowledge.
/// - Checks: `record.nothingToAcknowledge`.
/// - Effects: the reader is no longer waited for.
/// - Event: `record.acknowledged`, to the patient and the author.
public struct RecordAcknowledge: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.recordAcknowledge

    /// Whose record it is.
    public let patient: IdentityID
    /// The superseded or retracted record.
    public let record: EntityID

    /// The command with these members.
    public init(patient: IdentityID, record: EntityID) {
        self.patient = patient
        self.record = record
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "patient": .identity(patient), "record": .id(record)]
    }
}

extension RecordAcknowledge {
    func execute(by reader: IdentityDocument, _ run: Execution) throws {
        guard var waiting: AcknowledgementsDocument = try run.read(.acknowledgements(patient, record)),
            waiting.pending.removeAscending(reader.id)
        else { throw Rejection(.recordNothingToAcknowledge) }
        if waiting.pending.isEmpty { run.delete(waiting.key) } else { run.write(waiting) }
        try run.emit(
            Event(
                .recordAcknowledged, actor: reader.id, patient: patient, subject: record.text,
                audience: [patient, waiting.author]))
    }
}
