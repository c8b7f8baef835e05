public import LedgerFormat

/// `message.send`: writes to people about a patient.
///
/// - Signed by: any person but the authority's.
/// - Checks: `identity.wrongRole` (authority), `identity.unknown` (not a patient), `message.exists`, `message.unknown`
///   (the thread: none, another patient's, not the signer's), `access.denied` (the signer is not connected with the
///   patient, or may not list the record), `message.recipient` (somebody who cannot be written to).
/// - Effects: the message; its thread.
/// - Event: `message.sent`, to the recipients and the patient.
public struct MessageSend: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.messageSend
    /// How many people one message may go to.
    public static let recipientCount = 1...16
    /// How many attachments it may have.
    public static let attachmentCount = 0...8

    /// Its id.
    public let message: EntityID
    /// About whom it is.
    public let patient: IdentityID
    /// The thread that it continues.
    public let thread: EntityID?
    /// The record that a new thread is about.
    public let record: EntityID?
    /// To whom, ascending.
    public let recipients: [IdentityID]
    /// Content: the sealed text.
    public let content: CID
    /// Content: what is sent along, sealed.
    public let attachments: [CID]

    /// The command with these members; recipients ascending, thread or record or neither.
    public init(
        message: EntityID, patient: IdentityID, thread: EntityID? = nil, record: EntityID? = nil,
        recipients: [IdentityID], content: CID, attachments: [CID] = []
    ) {
        self.message = message
        self.patient = patient
        self.thread = thread
        self.record = record
        self.recipients = recipients
        self.content = content
        self.attachments = attachments
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        message = try reader.id("message")
        patient = try reader.identity("patient")
        thread = try reader.optionalID("thread")
        record = try reader.optionalID("record")
        guard thread == nil || record == nil else { throw Rejection(.jsonUnknownField, field: "record") }
        recipients = try reader.identities("recipients", count: Self.recipientCount)
        content = try reader.cid("content")
        attachments = try reader.cids("attachments", count: Self.attachmentCount)
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "message": .id(message), "patient": .identity(patient),
            "recipients": .identities(recipients), "content": .cid(content),
            "attachments": .array(attachments.map(JSONValue.cid)),
        ]
        json.set("thread", thread.map(JSONValue.id))
        json.set("record", record.map(JSONValue.id))
        return json
    }
}

extension MessageSend {
    func execute(by sender: IdentityDocument, _ run: Execution) throws {
        guard sender.role != .authority else { throw Rejection(.identityWrongRole) }
        try PatientPolicy.requirePatient(patient, run)
        guard try !run.has(.message(message)), try !run.has(.thread(message)) else { throw Rejection(.messageExists) }
        let earlier = try thread.map { try CorrespondencePolicy.thread($0, about: patient, of: sender.id, run) }
        let correspondence = try CorrespondencePolicy(
            patient: patient, record: earlier == nil ? record : earlier?.record, run)
        if let earlier {
            try correspondence.requireReply(by: sender, to: recipients, in: earlier)
        } else {
            try correspondence.requireOpening(by: sender, to: recipients)
        }
        var thread = earlier ?? ThreadDocument(self, sender: sender.id, at: run.time)
        thread.messages += 1
        thread.lastAt = run.time
        thread.lastSender = sender.id
        run.write(thread)
        run.write(MessageDocument(self, in: thread, sender: sender, at: run.time))
        var details = Event.Details()
        details.thread = thread.thread
        details.organisation = sender.organisation
        try run.emit(
            Event(
                .messageSent, actor: sender.id, patient: patient, subject: message.text,
                audience: recipients + [patient], details: details))
    }
}
