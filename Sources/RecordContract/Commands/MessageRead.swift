public import LedgerFormat

/// `message.read`: a recipient has read messages of a thread.
///
/// - Signed by: a recipient of each.
/// - Checks: `message.unknown` (none, of another thread, not to the signer), `message.alreadyRead` (all of them).
/// - Effects: the signer stands among those who have read each.
/// - Event: `message.read`, to their senders and the patient.
public struct MessageRead: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.messageRead
    /// How many messages one command may name.
    public static let messageCount = 1...100

    /// The thread.
    public let thread: EntityID
    /// The messages, ascending.
    public let messages: [EntityID]

    /// The command with these members; messages ascending.
    public init(thread: EntityID, messages: [EntityID]) {
        self.thread = thread
        self.messages = messages
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        thread = try reader.id("thread")
        messages = try reader.ids("messages", count: Self.messageCount)
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "thread": .id(thread), "messages": .ids(messages)] }
}

extension MessageRead {
    func execute(by reader: IdentityDocument, _ run: Execution) throws {
        var found: [MessageDocument] = []
        for id in messages {
            guard let message: MessageDocument = try run.read(.message(id)), message.thread == thread,
                message.recipients.contains(reader.id)
            else { throw Rejection(.messageUnknown) }
            found.append(message)
        }
        let unread = found.filter { $0.isUnread(by: reader.id) }
        guard let patient = unread.first?.patient else { throw Rejection(.messageAlreadyRead) }
        for var message in unread {
            message.note(readBy: reader.id, at: run.time)
            run.write(message)
        }
        try run.emit(
            Event(
                .messageRead, actor: reader.id, patient: patient, subject: thread.text,
                audience: unread.map(\.sender) + [patient]))
    }
}
