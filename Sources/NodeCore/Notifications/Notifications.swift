internal import LedgerFormat
internal import LedgerStore
internal import Notices
internal import RecordContract
internal import Synchronization

/// A notification: an event that concerns somebody and that somebody else caused, and whether it was read.
public struct InboxItem: Sendable {
    /// The event.
    public let event: DeliveredLedgerEvent
    /// What it is about: the noun of the event's type, but `read` for reads.
    public let topic: String
    /// Whether the person marked it as read.
    public let isRead: Bool
}

/// What a person chose about notices, as they see it.
public struct NotificationPreferences: Sendable {
    /// The e-mail address that the node holds for them.
    public let email: String?
    /// Whether they proved that it is theirs; nothing but the code goes to it before.
    public let isEmailConfirmed: Bool
    /// Where notices are posted.
    public let webhook: String?
    /// Topics of which no notice goes out; the inbox has them all the same.
    public let muted: [String]
    /// The channels that this node offers.
    public let channels: [String]
    /// The webhook's new secret, told once.
    public let secret: [UInt8]?
}

/// The inbox, its read marks, and what people chose about notices. The inbox is derived from the ledger's events; the
/// node keeps positions only.
final class Notifications: Sendable {
    let ledger: Ledger
    let store: NotificationStore
    let channels: NoticeChannels
    let clock: NodeClock
    private let codes = AttemptLimiter(free: 5)
    /// Whom a notice may go out to, and of those whom something new concerns.
    private let people: Mutex<(active: Set<String>, news: Set<String>)>

    static let unreadCap = 100
    private static let codeLife: Int64 = 3_600_000
    /// Events looked at for one page at most: a page may come out short, and says where the next begins.
    private static let scan = 1_000

    init(ledger: Ledger, store: NotificationStore, channels: NoticeChannels, clock: NodeClock) throws {
        self.ledger = ledger
        self.store = store
        self.channels = channels
        self.clock = clock
        people = Mutex((active: try store.activePeople(), news: []))
    }

    // MARK: The inbox

    /// What an event is about; nil when it is no news to `identity`: what one did oneself is none.
    static func topic(_ event: Event, for identity: IdentityID) -> String? {
        guard event.actor != identity, event.representative != identity else { return nil }
        switch event.kind.rawValue {
        case "access.read", "access.breakGlass": return "read"
        case let name: return name.split(separator: ".").first.map(String.init)
        }
    }

    /// A page of the inbox, newest first before `cursor`.
    func inbox(
        for principal: Principal, before cursor: Int64?, limit: Int, unreadOnly: Bool
    ) async throws -> (items: [InboxItem], next: Int64?) {
        guard (1...200).contains(limit) else { throw NodeError.query("limit") }
        let start = try cursor.map { cursor throws(NodeError) -> EventPosition in
            guard let position = EventPosition(cursor) else { throw NodeError.query("after") }
            return position
        }
        let me = principal.identity
        let marks = try await store.marks(of: me.canonical)
        return try await ledger.read { reader in
            try Visibility(reader, principal).requireStanding()
            var items: [InboxItem] = []
            var position = start
            var looked = 0
            while true {
                let page = try reader.events(for: me, after: position, limit: 200, descending: true)
                for event in page.events {
                    looked += 1
                    position = event.position
                    let number = event.position.number
                    if unreadOnly, number <= marks.through { return (items, nil) }
                    guard let topic = Self.topic(event.event, for: me) else { continue }
                    let isRead = number <= marks.through || marks.singly.contains(number)
                    if unreadOnly, isRead { continue }
                    items.append(InboxItem(event: DeliveredLedgerEvent(event), topic: topic, isRead: isRead))
                    if items.count == limit { return (items, number) }
                }
                guard let next = page.next else { return (items, nil) }
                if looked >= Self.scan { return (items, next.number) }
            }
        }
    }

    /// How many notifications are unread, up to a cap, and up to where all are read.
    func state(for principal: Principal) async throws -> (unread: Int, through: Int64) {
        let marks = try await store.marks(of: principal.identity.canonical)
        let unread = try await inbox(for: principal, before: nil, limit: Self.unreadCap, unreadOnly: true).items.count
        return (unread, marks.through)
    }

    /// Marks notifications as read. Throws `notification.tooManyMarks`.
    func mark(for principal: Principal, through: Int64?, items: [Int64]) async throws {
        try await requireStanding(principal)
        guard try await store.mark(principal.identity.canonical, through: through, singly: items) else {
            throw NodeError(
                .conflict, "notification.tooManyMarks", "Too many single marks; mark everything up to one as read.")
        }
    }

    // MARK: Choices

    func preferences(for principal: Principal) async throws -> NotificationPreferences {
        try await requireStanding(principal)
        return view(try await store.choices(of: principal.identity.canonical))
    }

    /// Replaces what a person chose. A new e-mail address gets a code first; a new webhook a secret. Throws
    /// `notification.channel`, `notification.address`, `notification.delivery`, `tooManyRequests`.
    func choose(
        email: String?, webhook: String?, muted: [String], for principal: Principal
    ) async throws -> NotificationPreferences {
        try await requireStanding(principal)
        let identity = principal.identity.canonical
        let before = try await store.choices(of: identity)
        try requireChannels(email: email, webhook: webhook)
        var choices = NotificationChoices(email: email, webhook: webhook, muted: muted)
        choices.isEmailConfirmed = email != nil && before.email == email && before.isEmailConfirmed
        var secret: [UInt8]?
        if webhook != nil {
            if before.webhook == webhook { choices.secret = before.secret } else { secret = Self.random(32) }
            choices.secret = choices.secret ?? secret
        }
        if let email, !choices.isEmailConfirmed { try await sendCode(to: email, identity) }
        try await store.keep(choices, of: identity, position: EventPosition(before: ledger.height + 1).number)
        note(identity, isActive: choices.isActive)
        return view(choices, secret: secret)
    }

    /// Confirms the e-mail address. Throws `notification.code`.
    func confirm(_ code: String, for principal: Principal) async throws {
        try await requireStanding(principal)
        let identity = principal.identity.canonical
        let position = EventPosition(before: ledger.height + 1).number
        guard try await store.confirm(code, of: identity, at: clock.now().milliseconds, position: position) else {
            throw NodeError(.refused, "notification.code", "The code is wrong, spent or too old.", field: "code")
        }
        note(identity, isActive: true)
    }

    private func requireChannels(email: String?, webhook: String?) throws(NodeError) {
        func refuse(_ code: String, _ reason: String, _ field: String) -> NodeError {
            NodeError(code == "notification.channel" ? .conflict : .refused, code, reason, field: field)
        }
        if let email {
            guard channels.hasMail else { throw refuse("notification.channel", "This node sends no e-mail.", "email") }
            guard channels.accepts(email: email) else {
                throw refuse("notification.address", "This is no e-mail address to which notices can go.", "email")
            }
        }
        if let webhook {
            guard channels.hasWebhooks else {
                throw refuse("notification.channel", "This node posts no notices.", "webhook")
            }
            guard channels.accepts(webhook: webhook) else {
                throw refuse("notification.address", "Notices go to https addresses alone.", "webhook")
            }
        }
    }

    /// Five codes an hour cost nothing; each further one doubles the wait, so that nobody floods a stranger.
    private func sendCode(to email: String, _ identity: String) async throws {
        let now = clock.now()
        try codes.check([identity, email], at: now)
        codes.failed([identity, email], at: now)
        let code = Self.random(8).map { String($0 % 10) }.joined()
        do {
            try await channels.mailCode(code, to: email, at: now)
        } catch is NoticeError {
            throw NodeError(.busy, "notification.delivery", "The message could not be handed over; try again later.")
        }
        try await store.keep(code: code, until: now.milliseconds + Self.codeLife, of: identity)
    }

    private func view(_ choices: NotificationChoices, secret: [UInt8]? = nil) -> NotificationPreferences {
        NotificationPreferences(
            email: choices.email, isEmailConfirmed: choices.isEmailConfirmed, webhook: choices.webhook,
            muted: choices.muted,
            channels: [channels.hasMail ? "email" : nil, channels.hasWebhooks ? "webhook" : nil].compactMap(\.self),
            secret: secret)
    }

    private func requireStanding(_ principal: Principal) async throws {
        try await ledger.read { reader in try Visibility(reader, principal).requireStanding() }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    // MARK: News

    private func note(_ identity: String, isActive: Bool) {
        people.withLock { people in
            if isActive { people.active.insert(identity) } else { people.active.remove(identity) }
        }
    }

    /// Called with every commit: remembers whom it brings news that they want to be told of.
    func committed(_ blocks: [ExecutedBlock]) {
        people.withLock { people in
            guard !people.active.isEmpty else { return }
            for event in blocks.flatMap(\.events) {
                for identity in event.event.audience where event.event.actor != identity {
                    if people.active.contains(identity.canonical) { people.news.insert(identity.canonical) }
                }
            }
        }
    }

    /// Everybody to be told, and nobody twice: at the start all who could have missed something while the node was
    /// down.
    func takeNews(all: Bool) -> Set<String> {
        people.withLock { people in
            defer { people.news = [] }
            return all ? people.active : people.news
        }
    }

    /// Whether anybody wants notices.
    var isWanted: Bool { people.withLock { !$0.active.isEmpty } }
}
