internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import Metrics
internal import Notices
internal import RecordContract

/// Tells people who asked for it that something waits for them: at most one notice a person and channel in an interval,
/// none of what they have read or muted. A notice that cannot be handed over is tried again, later and later, eight
/// times; then the next event starts anew. What is to be sent stands in the database, so a restart forgets nothing.
struct NoticeDispatcher: Sendable {
    let notifications: Notifications
    /// Milliseconds between two notices to one person by one channel.
    let interval: Int64
    let logger: Logger

    static let maximumAttempts = 8
    private static let firstWait: Int64 = 30_000
    private static let longestWait: Int64 = 3_600_000
    private static let rest: Int64 = 1_000
    private static let page = 50

    /// Runs until it is cancelled.
    func run() async {
        var isFirst = true
        repeat {
            guard notifications.isWanted else { continue }
            do {
                try await round(all: isFirst)
                isFirst = false
            } catch is CancellationError {
                return
            } catch {
                logger.error("notices failed and are tried again", metadata: ["kind": "\(type(of: error))"])
            }
        } while (try? await notifications.clock.wait(now.advanced(byMilliseconds: Self.rest))) != nil
    }

    private var now: LedgerTime { notifications.clock.now() }

    /// Looks whom there is something to tell, and tells who is due.
    func round(all: Bool) async throws {
        let news = notifications.takeNews(all: all)
        if !news.isEmpty {
            try await notifications.store.schedule(news, now: now.milliseconds, interval: interval)
        }
        for notice in try await notifications.store.due(at: now.milliseconds, limit: Self.page) {
            try Task.checkCancellation()
            try await attend(to: notice)
        }
    }

    private func attend(to notice: DueNotice) async throws {
        let choices = try await notifications.store.choices(of: notice.identity)
        let (hasNews, newest) = try await news(for: notice, muted: choices.muted)
        guard hasNews else {
            return try await notifications.store.settle(
                notice, noticed: newest, sentAt: nil, next: nil, attempts: 0)
        }
        do {
            try await send(notice, choices)
            count(notice.channel, "sent")
            try await notifications.store.settle(
                notice, noticed: newest, sentAt: now.milliseconds, next: nil, attempts: 0)
        } catch let error as NoticeError {
            let attempts = notice.attempts + 1
            let isOver = error.isPermanent || attempts >= Self.maximumAttempts
            count(notice.channel, isOver ? "dropped" : "failed")
            logger.warning(
                "notice not handed over",
                metadata: ["channel": "\(notice.channel.rawValue)", "code": "\(error.code)", "attempts": "\(attempts)"])
            let wait = min(Self.firstWait << Int64(attempts - 1), Self.longestWait)
            try await notifications.store.settle(
                notice, noticed: isOver ? newest : notice.noticed, sentAt: nil,
                next: isOver ? nil : now.milliseconds + wait, attempts: isOver ? 0 : attempts)
        }
    }

    /// Whether something unread and not muted came after the last notice, and up to where was looked.
    private func news(for notice: DueNotice, muted: [String]) async throws -> (Bool, Int64) {
        guard let identity = IdentityID(canonical: notice.identity) else { return (false, notice.noticed) }
        let marks = try await notifications.store.marks(of: notice.identity)
        let start = max(notice.noticed, marks.through)
        return try await notifications.ledger.read { reader in
            var position = EventPosition(start) ?? .start
            var hasNews = false
            while true {
                let page = try reader.events(for: identity, after: position, limit: 200)
                for event in page.events {
                    position = event.position
                    guard let topic = Notifications.topic(event.event, for: identity), !muted.contains(topic),
                        !marks.singly.contains(event.position.number)
                    else { continue }
                    hasNews = true
                }
                if page.next == nil { return (hasNews, max(position.number, start)) }
            }
        }
    }

    private func send(_ notice: DueNotice, _ choices: NotificationChoices) async throws {
        switch notice.channel {
        case .email:
            guard let email = choices.email, choices.isEmailConfirmed else {
                throw NoticeError("email.unavailable", permanent: true)
            }
            try await notifications.channels.mailNotice(to: email, at: now)
        case .webhook:
            guard let webhook = choices.webhook, let secret = choices.secret else {
                throw NoticeError("webhook.unavailable", permanent: true)
            }
            try await notifications.channels.postNotice(to: webhook, secret: secret, at: now)
        }
    }

    private func count(_ channel: NoticeChannel, _ outcome: String) {
        Counter(label: "medchain_notices_total", dimensions: [("channel", channel.rawValue), ("outcome", outcome)])
            .increment()
    }
}
