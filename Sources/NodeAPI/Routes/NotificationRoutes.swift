internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension API {
    /// The inbox, its read marks, and what people chose about notices.
    var notificationEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/me/inbox", .session, query: Endpoint.paging.union(["unread"])) { call in
                .json(try await inboxPage(call))
            },
            Endpoint(.get, "/v1/me/inbox/state", .session) { call in
                let at = try await node.networkView().at
                let state = try await node.inboxState(for: try call.reader)
                let value: JSONObject = [
                    "unread": .integer(Int64(state.unread)), "readThrough": .string(String(state.through)),
                ]
                return .json(Positioned(value: value, at: ReadPosition(at)))
            },
            Endpoint(.post, "/v1/me/inbox/read", .session, body: .json(maximumBytes: Endpoint.smallBody)) { call in
                let marks: InboxMarks = try call.message()
                try await node.markRead(for: try call.reader, through: marks.through, items: marks.items)
                return .noContent
            },
            Endpoint(.get, "/v1/me/notifications", .session) { call in
                .json(Self.json(try await node.notificationPreferences(for: try call.reader)))
            },
            Endpoint(.put, "/v1/me/notifications", .session, body: .json(maximumBytes: Endpoint.smallBody)) { call in
                let choice: NotificationChoiceRequest = try call.message()
                let preferences = try await node.chooseNotifications(
                    email: choice.email, webhook: choice.webhook, muted: choice.muted, for: try call.reader)
                return .json(Self.json(preferences))
            },
            Endpoint(
                .post, "/v1/me/notifications/confirmation", .session, body: .json(maximumBytes: Endpoint.smallBody)
            ) { call in
                let confirmation: ConfirmationRequest = try call.message()
                try await node.confirmEmail(confirmation.code, for: try call.reader)
                return .noContent
            },
        ]
    }

    private func inboxPage(_ call: Call) async throws -> Page {
        let unread = try call.query.choice("unread", of: ["true", "false"]) == "true"
        let after = try call.query.text("after", maximumBytes: 512)
        let cursor = try after.map { text throws(Problem) -> Int64 in
            guard let cursor = Int64(text), cursor >= 0, String(cursor).utf8.elementsEqual(text.utf8) else {
                throw .query("after")
            }
            return cursor
        }
        let limit = Int(try call.query.integer("limit", in: 1...200) ?? 50)
        let at = try await node.networkView().at
        let page = try await node.inbox(
            for: try call.reader, before: cursor, limit: limit, unreadOnly: unread)
        let items = page.items.map { item in
            var json = DeliveredEvent(item.event).json
            json.set("topic", .string(item.topic))
            json.set("read", .bool(item.isRead))
            return json
        }
        return Page(items: items, next: page.next.map { String($0) }, at: ReadPosition(at))
    }

    private static func json(_ preferences: NotificationPreferences) -> JSONObject {
        var json: JSONObject = [
            "channels": .array(preferences.channels.map { .string($0) }),
            "muted": .array(preferences.muted.map { .string($0) }),
        ]
        json.set(
            "email",
            preferences.email.map {
                .object(["address": .string($0), "confirmed": .bool(preferences.isEmailConfirmed)])
            })
        json.set("webhook", preferences.webhook.map { .string($0) })
        json.set("secret", preferences.secret.map { .bytes($0) })
        return json
    }
}
