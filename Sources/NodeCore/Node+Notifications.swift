// MARK: Notifications

extension Node {
    /// A page of the reader's notifications, newest first before a cursor. Throws `query`, `forbidden`.
    public func inbox(
        for principal: Principal, before cursor: Int64?, limit: Int, unreadOnly: Bool
    ) async throws -> (items: [InboxItem], next: Int64?) {
        try await translating {
            try await self.notifications.inbox(for: principal, before: cursor, limit: limit, unreadOnly: unreadOnly)
        }
    }

    /// How many are unread (100 at most are counted), and up to which cursor all are read.
    public func inboxState(for principal: Principal) async throws -> (unread: Int, through: Int64) {
        try await translating { try await self.notifications.state(for: principal) }
    }

    /// Marks notifications as read: everything up to a cursor, and single ones. Throws `notification.tooManyMarks`.
    public func markRead(for principal: Principal, through: Int64?, items: [Int64]) async throws {
        try await translating { try await self.notifications.mark(for: principal, through: through, items: items) }
    }

    /// What the reader chose about notices.
    public func notificationPreferences(for principal: Principal) async throws -> NotificationPreferences {
        try await translating { try await self.notifications.preferences(for: principal) }
    }

    /// Replaces what the reader chose. Throws `notification.channel`, `notification.address`, `notification.delivery`,
    /// `tooManyRequests`.
    public func chooseNotifications(
        email: String?, webhook: String?, muted: [String], for principal: Principal
    ) async throws -> NotificationPreferences {
        try await translating {
            try await self.notifications.choose(email: email, webhook: webhook, muted: muted, for: principal)
        }
    }

    /// Confirms the reader's e-mail address by the code that was sent to it. Throws `notification.code`.
    public func confirmEmail(_ code: String, for principal: Principal) async throws {
        try await translating { try await self.notifications.confirm(code, for: principal) }
    }
}
