public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

/// What a message is for; it stands inside the seal.
public enum MessageKind: String, Sendable, CaseIterable {
    /// Anything.
    case message
    /// A question that wants an answer, such as to the prescriber.
    case question
    /// What the next shift must know.
    case handoff
}

/// Something that is sent along with a message.
public struct MessageAttachment: Sendable {
    /// The bytes.
    public let bytes: [UInt8]
    /// The media type.
    public let mediaType: String
    /// The file name; it stays inside the seal.
    public let fileName: String?

    /// An attachment of these parts.
    public init(bytes: [UInt8], mediaType: String, fileName: String?) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.fileName = fileName
    }
}

/// A message before it is sealed.
public struct MessageDraft: Sendable {
    /// The text.
    public var text: String
    /// The subject of a new thread.
    public var subject: String?
    /// What it is for.
    public var kind: MessageKind
    /// What is sent along.
    public var attachments: [MessageAttachment]

    /// A message of these parts.
    public init(
        _ text: String, subject: String? = nil, kind: MessageKind = .message, attachments: [MessageAttachment] = []
    ) {
        self.text = text
        self.subject = subject
        self.kind = kind
        self.attachments = attachments
    }
}

/// A thread, and how many of its messages wait for the person.
public struct ThreadSummary: Sendable {
    /// What the ledger says of it.
    public let document: ThreadDocument
    /// How many messages to the person are not marked as read.
    public let unread: Int64
}

/// A message that was opened on this device.
public struct OpenedMessage: Sendable {
    /// What the ledger says of it.
    public let document: MessageDocument
    /// The text.
    public let text: String
    /// The subject of its thread, in the first message.
    public let subject: String?
    /// What it is for.
    public let kind: MessageKind
}

extension Person {
    /// Writes to people about a patient, in a new thread or in one that is there. Throws `NodeClientError`,
    /// `RecordClientError`, `SealingError`.
    public func send(
        _ draft: MessageDraft, about patient: IdentityID, to recipients: [IdentityID], record: EntityID? = nil,
        in thread: EntityID? = nil
    ) async throws -> (message: EntityID, result: TransactionResult) {
        let recipients = Set(recipients).sorted()
        var readers: [(id: String, key: SealingPublicKey)] = [(id.canonical, try sealingPublicKey.sealing)]
        for recipient in recipients where recipient != id {
            readers.append((recipient.canonical, try await sealingKey(of: recipient).sealing))
        }
        var metadata = PayloadMetadata(mediaType: "text/plain", title: draft.subject)
        metadata.others["kind"] = draft.kind.rawValue
        let content = try sealedMessage(Array(draft.text.utf8), metadata, to: readers)
        let attachments = try draft.attachments.map { attachment in
            try sealedMessage(
                attachment.bytes,
                PayloadMetadata(mediaType: attachment.mediaType, fileName: attachment.fileName), to: readers)
        }
        let message = newID()
        let result = try await submit(
            MessageSend(
                message: message, patient: patient, thread: thread, record: record, recipients: recipients,
                content: content.cid, attachments: attachments.map(\.cid)), storing: [content] + attachments)
        return (message, result)
    }

    private func sealedMessage(
        _ bytes: [UInt8], _ metadata: PayloadMetadata, to readers: [(id: String, key: SealingPublicKey)]
    ) throws -> SealedContent {
        let note = try SealedNote(
            bytes, metadata: metadata, kind: .message, network: networkText, sender: id.canonical, recipients: readers)
        return SealedContent(note.encoded())
    }

    /// The person's threads, the last written to first; about one patient, where given. Throws `NodeClientError`.
    public func threads(about patient: IdentityID? = nil, limit: Int = .max) async throws -> [ThreadSummary] {
        let query = patient.map { "?patient=\($0.canonical)" } ?? ""
        return try await client.list("/v1/me/threads\(query)", limit: limit).map(Self.summary)
    }

    /// One thread. Throws `NodeClientError`.
    public func thread(_ thread: EntityID) async throws -> ThreadSummary {
        let answer: Positioned = try await client.get("/v1/threads/\(thread.text)")
        return try Self.summary(answer.value)
    }

    private static func summary(_ json: JSONObject) throws -> ThreadSummary {
        var members = json.members
        guard case .integer(let unread)? = json["unread"], case .string(let text)? = json["thread"],
            let thread = EntityID(text: text)
        else { throw NodeClientError.unexpectedAnswer(route: "/v1/threads") }
        members.removeAll { $0.name == "unread" }
        return ThreadSummary(document: try JSONObject(members).ledgerDocument(.thread(thread)), unread: unread)
    }

    /// The messages of a thread that the person wrote or was sent, oldest first. Throws `NodeClientError`.
    public func messages(in thread: EntityID) async throws -> [MessageDocument] {
        try await client.list("/v1/threads/\(thread.text)/messages").map { json in
            guard case .string(let text)? = json["message"], let message = EntityID(text: text) else {
                throw NodeClientError.unexpectedAnswer(route: "/v1/threads/messages")
            }
            return try json.ledgerDocument(.message(message))
        }
    }

    /// Opens a message on this device. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func open(_ message: MessageDocument) async throws -> OpenedMessage {
        let path = "/v1/messages/\(message.message.text)/content"
        let opened = try await openMessage(message.content, of: message.sender, at: path)
        return OpenedMessage(
            document: message, text: String(decoding: opened.content, as: UTF8.self), subject: opened.metadata.title,
            kind: opened.metadata.others["kind"].flatMap { MessageKind(rawValue: $0) } ?? .message)
    }

    /// Opens an attachment, from 1. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func attachment(_ number: Int, of message: MessageDocument) async throws -> MessageAttachment {
        guard message.attachments.indices.contains(number - 1) else { throw RecordClientError.contentMismatch }
        let path = "/v1/messages/\(message.message.text)/attachments/\(number)"
        let opened = try await openMessage(message.attachments[number - 1], of: message.sender, at: path)
        return MessageAttachment(
            bytes: opened.content, mediaType: opened.metadata.mediaType, fileName: opened.metadata.fileName)
    }

    private func openMessage(
        _ cid: CID, of sender: IdentityID, at path: String
    ) async throws -> (metadata: PayloadMetadata, content: [UInt8]) {
        let sealed = try await client.getBytes(path)
        guard CIDBuilder.cid(of: sealed) == cid else { throw RecordClientError.contentMismatch }
        return try SealedNote(parsing: sealed).open(
            recipient: id.canonical, key: keys.sealingPrivateKey, network: networkText, sender: sender.canonical,
            kind: .message)
    }

    /// Tells the senders that messages of a thread were read; nothing when there are none that wait. Throws
    /// `NodeClientError`, `RecordClientError`.
    public func markRead(_ messages: [MessageDocument], in thread: EntityID) async throws {
        let unread = messages.filter { $0.isUnread(by: id) }.map(\.message).sorted()
        for start in stride(from: 0, to: unread.count, by: MessageRead.messageCount.upperBound) {
            let batch = unread[start..<min(unread.count, start + MessageRead.messageCount.upperBound)]
            try await submit(MessageRead(thread: thread, messages: Array(batch)))
        }
    }
}
