public import LedgerFormat

/// A conversation about a patient: who takes part is settled by its first message.
public struct ThreadDocument: LedgerDocument {
    /// The most people in a thread: a sender and the recipients of one message.
    static let participants = MessageSend.recipientCount.upperBound + 1

    /// Its id: that of its first message.
    public let thread: EntityID
    /// About whom it is.
    public let patient: IdentityID
    /// The record that it is about.
    public let record: EntityID?
    /// Who takes part, ascending.
    public let participants: [IdentityID]
    /// Who wrote the first message.
    public let startedBy: IdentityID
    /// When.
    public let startedAt: LedgerTime
    /// How many messages it has.
    public internal(set) var messages: Int64
    /// When the last one was sent.
    public internal(set) var lastAt: LedgerTime
    /// Who sent it.
    public internal(set) var lastSender: IdentityID

    init(_ command: MessageSend, sender: IdentityID, at time: LedgerTime) {
        thread = command.message
        patient = command.patient
        record = command.record
        var participants = command.recipients
        _ = participants.insertAscending(sender)
        self.participants = participants
        startedBy = sender
        startedAt = time
        messages = 0
        lastAt = time
        lastSender = sender
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        thread = try reader.id("thread")
        patient = try reader.identity("patient")
        record = try reader.optionalID("record")
        participants = try reader.identities("participants", count: 2...Self.participants)
        startedBy = try reader.identity("startedBy")
        startedAt = try reader.time("startedAt")
        messages = try reader.integer("messages", in: 1...LedgerTime.maximum.milliseconds)
        lastAt = try reader.time("lastAt")
        lastSender = try reader.identity("lastSender")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .thread(thread) }
    /// The document as one of the world state.
    public var document: Document { .thread(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .thread(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        participants.flatMap { person in
            [
                IndexEntry(.threadsByParticipant, IndexTerm().then(person).then(lastAt).then(thread)),
                IndexEntry(
                    .threadsByParticipantPatient, IndexTerm().then(person).then(patient).then(lastAt).then(thread)),
            ]
        }
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "thread": .id(thread), "patient": .identity(patient), "participants": .identities(participants),
            "startedBy": .identity(startedBy), "startedAt": .time(startedAt), "messages": .integer(messages),
            "lastAt": .time(lastAt), "lastSender": .identity(lastSender),
        ]
        json.set("record", record.map(JSONValue.id))
        return json
    }
}

/// A sealed message.
public struct MessageDocument: LedgerDocument {
    /// That somebody has read it.
    public struct Reading: Hashable, Sendable {
        /// Who.
        public let person: IdentityID
        /// When they said so.
        public let at: LedgerTime
    }

    /// Its id.
    public let message: EntityID
    /// Its thread.
    public let thread: EntityID
    /// Its place in the thread, from 1.
    public let number: Int64
    /// About whom it is.
    public let patient: IdentityID
    /// Who wrote it.
    public let sender: IdentityID
    /// In which role.
    public let senderRole: Role
    /// The sender's organisation then.
    public let organisation: IdentityID
    /// To whom, ascending.
    public let recipients: [IdentityID]
    /// Content: the text, sealed to the sender and the recipients.
    public let content: CID
    /// Content: what was sent along, each sealed like the text.
    public let attachments: [CID]
    /// When.
    public let sentAt: LedgerTime
    /// Who has read it, ascending by person.
    public private(set) var readBy: [Reading]

    init(_ command: MessageSend, in thread: ThreadDocument, sender: IdentityDocument, at time: LedgerTime) {
        message = command.message
        self.thread = thread.thread
        number = thread.messages
        patient = command.patient
        self.sender = sender.id
        senderRole = sender.role
        organisation = sender.organisation
        recipients = command.recipients
        content = command.content
        attachments = command.attachments
        sentAt = time
        readBy = []
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        message = try reader.id("message")
        thread = try reader.id("thread")
        number = try reader.integer("number", in: 1...LedgerTime.maximum.milliseconds)
        patient = try reader.identity("patient")
        sender = try reader.identity("sender")
        senderRole = try reader.choice("senderRole")
        organisation = try reader.identity("organisation")
        recipients = try reader.identities("recipients", count: MessageSend.recipientCount)
        content = try reader.cid("content")
        attachments = try reader.cids("attachments", count: MessageSend.attachmentCount)
        sentAt = try reader.time("sentAt")
        var readBy: [Reading] = []
        for var inner in try reader.objects("readBy", count: 0...MessageSend.recipientCount.upperBound) {
            readBy.append(Reading(person: try inner.identity("person"), at: try inner.time("at")))
            try inner.finish()
        }
        _ = try ObjectReader.ascending(readBy.map(\.person), field: "readBy")
        self.readBy = readBy
    }

    /// Whether the person was written to and has not said to have read it.
    public func isUnread(by person: IdentityID) -> Bool {
        recipients.contains(person) && !readBy.contains { $0.person == person }
    }

    /// Whether the person wrote it or was written to.
    public func concerns(_ person: IdentityID) -> Bool { sender == person || recipients.contains(person) }

    mutating func note(readBy person: IdentityID, at time: LedgerTime) {
        readBy.append(Reading(person: person, at: time))
        readBy.sort { $0.person < $1.person }
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .message(message) }
    /// The document as one of the world state.
    public var document: Document { .message(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .message(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let unread = recipients.filter(isUnread).map {
            IndexEntry(.unreadMessages, IndexTerm().then($0).then(sentAt).then(message))
        }
        return [IndexEntry(.messagesByThread, IndexTerm().then(thread).then(number: number))] + unread
    }

    /// The members.
    public var json: JSONObject {
        [
            "message": .id(message), "thread": .id(thread), "number": .integer(number),
            "patient": .identity(patient), "sender": .identity(sender), "senderRole": .word(senderRole),
            "organisation": .identity(organisation), "recipients": .identities(recipients),
            "content": .cid(content), "attachments": .array(attachments.map(JSONValue.cid)),
            "sentAt": .time(sentAt),
            "readBy": .array(readBy.map { .object(["person": .identity($0.person), "at": .time($0.at)]) }),
        ]
    }
}
