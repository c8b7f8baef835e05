import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NodeWire
import RecordContract
import Testing

/// Messages are there for who wrote them and who was sent them, and for nobody else. Rows 004-36, 004-49.
@Suite struct MessageTests {
    @Test func whoIsNotPartOfAConversationFindsNothing() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let (physician, stranger) = (try await network.person(.physician), try await network.person(.nurse))
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            _ = try await network.grant(terms, of: patient, to: physician)
            let text = try await network.store([1, 2, 3], by: patient)
            let attachment = try await network.store([4, 5], by: patient)
            let message = TestNetwork.newID()
            try await network.submit(
                MessageSend(
                    message: message, patient: patient.id, recipients: [physician.id], content: text,
                    attachments: [attachment]), by: patient)
            let reader = try await network.signIn(physician, client)
            #expect(try await client.get("/v1/messages/\(message)/content", reader).bytes == [1, 2, 3])
            #expect(try await client.get("/v1/messages/\(message)/attachments/1", reader).bytes == [4, 5])
            try await client.get("/v1/messages/\(message)/attachments/2", reader).expectProblem(404, "notFound")
            try await client.get("/v1/messages/\(message)/attachments/01", reader).expectProblem(404, "notFound")
            let threads: Page = try await client.get("/v1/me/threads?patient=\(patient.id)", reader).message()
            #expect(threads.items.count == 1)
            guard case .integer(1)? = threads.items[0]["unread"] else {
                Issue.record("nothing unread")
                return
            }
            let me: Positioned = try await client.get("/v1/me", reader).message()
            guard case .object(let waiting)? = me.value["waiting"], case .integer(1)? = waiting["messages"] else {
                Issue.record("nothing waits")
                return
            }
            try await network.submit(MessageRead(thread: message, messages: [message]), by: physician)
            let unread: Page = try await client.get("/v1/me/messages/unread", reader).message()
            #expect(unread.items.isEmpty)

            for other in [stranger, network.official] {
                let headers = try await network.signIn(other, client)
                let missing = TestNetwork.newID()
                for path in [
                    "/v1/threads/{m}", "/v1/threads/{m}/messages", "/v1/messages/{m}", "/v1/messages/{m}/content",
                    "/v1/messages/{m}/attachments/1",
                ] {
                    let hidden = try await client.get(path.replacing("{m}", with: message.text), headers)
                    let none = try await client.get(path.replacing("{m}", with: missing.text), headers)
                    hidden.expectProblem(404, "notFound")
                    #expect(hidden.bytes == none.bytes && hidden.headers == none.headers, "\(path)")
                }
                let threads: Page = try await client.get("/v1/me/threads?patient=\(patient.id)", headers).message()
                #expect(threads.items.isEmpty)
            }
        }
    }
}
