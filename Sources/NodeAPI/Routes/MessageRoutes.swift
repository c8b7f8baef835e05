internal import Hummingbird
internal import NodeCore

extension API {
    /// Messages: threads that the reader takes part in, what was sent, and its sealed content.
    var messageEndpoints: [Endpoint] {
        [
            list("/v1/me/threads", query: ["patient"]) { call in
                .ownThreads(patient: try call.query.identity("patient"))
            },
            list("/v1/me/messages/unread", descending: false) { _ in .unreadMessages },
            object("/v1/threads/{thread}") { call in .thread(try call.id("thread")) },
            list("/v1/threads/{thread}/messages", descending: false) { call in
                .threadMessages(try call.id("thread"))
            },
            object("/v1/messages/{message}") { call in .message(try call.id("message")) },
            content("/v1/messages/{message}/content") { call in .messageContent(try call.id("message")) },
            content("/v1/messages/{message}/attachments/{number}") { call in
                .messageAttachment(try call.id("message"), number: try call.number("number", in: 1...8))
            },
        ]
    }
}
