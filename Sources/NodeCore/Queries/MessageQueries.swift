internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

// What people see of their correspondence: a message its sender and its recipients, a thread who takes part in it.

extension Visibility {
    /// A thread that the person takes part in.
    func thread(_ id: EntityID) throws -> ThreadDocument? {
        try requireStanding()
        guard case .thread(let thread)? = try ledger.document(.thread(id)) else { return nil }
        return thread.participants.contains(me.id) ? thread : nil
    }

    /// A message that the person wrote or was sent.
    func message(_ id: EntityID) throws -> MessageDocument? {
        try requireStanding()
        guard case .message(let message)? = try ledger.document(.message(id)) else { return nil }
        return message.concerns(me.id) ? message : nil
    }

    /// Whether the person has a thread about the patient: who answers must be able to seal to them.
    func correspondsAbout(_ patient: IdentityID) throws -> Bool {
        let prefix = IndexTerm().then(me.id).then(patient).bytes
        return !(try ledger.documents(in: .threadsByParticipantPatient, prefix: prefix, limit: 1)).documents.isEmpty
    }
}

/// How many messages of each thread wait for a person.
struct UnreadCounts {
    /// As many messages are looked at.
    static let limit = 1_000

    private var counts: [EntityID: Int64] = [:]

    init(_ visibility: Visibility) throws {
        let prefix = IndexTerm().then(visibility.me.id).bytes
        let page = try visibility.ledger.documents(in: .unreadMessages, prefix: prefix, limit: Self.limit)
        for case .message(let message) in page.documents { counts[message.thread, default: 0] += 1 }
    }

    /// The thread, with how many of its messages wait.
    func json(_ thread: ThreadDocument) -> JSONObject {
        var json = Document.thread(thread).json
        json.set("unread", .integer(counts[thread.thread] ?? 0))
        return json
    }
}

extension ListPlan {
    /// The lists of correspondence. Throws `notFound` for a thread of others.
    init(messages list: NodeList, _ visibility: Visibility) throws {
        let me = visibility.me.id
        switch list {
        case .ownThreads(let patient):
            let counts = try UnreadCounts(visibility)
            let view: (Document) -> JSONObject? = { document in
                guard case .thread(let thread) = document else { return nil }
                return counts.json(thread)
            }
            if let patient {
                self.init(.threadsByParticipantPatient, IndexTerm().then(me).then(patient), view)
            } else {
                self.init(.threadsByParticipant, IndexTerm().then(me), view)
            }
        case .threadMessages(let id):
            guard try visibility.thread(id) != nil else { throw NodeError.notFound }
            self.init(.messagesByThread, IndexTerm().then(id)) { document in
                guard case .message(let message) = document, message.concerns(me) else { return nil }
                return document.json
            }
        default: self.init(.unreadMessages, IndexTerm().then(me))
        }
    }
}
