import ArgumentParser
import Foundation
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient

/// `medchain notify`
struct NotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify",
        abstract: "How you are told, when you are not looking, that something is new.",
        discussion: """
            A notice says that there is something new and nothing else: not what, not from whom. To write to an e-mail \
            address, the node has to hold it; it is stored there in readable form for as long as you want notices, \
            and its operator can see it. Without options: what you have chosen.

            Examples:
              medchain notify
              medchain notify --email anna@example.org
              medchain notify --confirm 12345678
              medchain notify --webhook https://example.org/medchain
              medchain notify --mute record,identity
              medchain notify --no-email --no-webhook
            """)

    @Option(help: ArgumentHelp("Write to this address; a code is sent to it first.", valueName: "address"))
    var email: String?
    @Flag(help: "Write to no address any more, and forget it.")
    var noEmail = false
    @Option(help: ArgumentHelp("The code that was sent to the address.", valueName: "code"))
    var confirm: String?
    @Option(help: ArgumentHelp("Post to this https address; the secret that signs is shown once.", valueName: "url"))
    var webhook: String?
    @Flag(help: "Post to no address any more.")
    var noWebhook = false
    @Option(help: ArgumentHelp("No notices of these topics (read, access, record ...); - for none.", valueName: "list"))
    var mute: String?
    @OptionGroup var options: PersonOptions

    func validate() throws {
        if email != nil, noEmail { throw ValidationError("--email and --no-email exclude each other.") }
        if webhook != nil, noWebhook { throw ValidationError("--webhook and --no-webhook exclude each other.") }
    }

    func run() async throws {
        try await options.run { session in
            let client = session.person.client
            if let confirm {
                try await client.post("/v1/me/notifications/confirmation", ConfirmationRequest(code: confirm))
            }
            var preferences: AnyAnswer = try await client.get("/v1/me/notifications")
            if email != nil || noEmail || webhook != nil || noWebhook || mute != nil {
                preferences = try await client.putForAnswer(
                    "/v1/me/notifications", choice(after: preferences.json))
            }
            if session.json { return Terminal.print(json: .object(preferences.json)) }
            show(preferences.json, session)
        }
    }

    /// What was chosen before, with what is asked for now.
    private func choice(after current: JSONObject) -> NotificationChoiceRequest {
        var address: String?
        if case .object(let held)? = current["email"], case .string(let text)? = held["address"] { address = text }
        var posted: String?
        if case .string(let text)? = current["webhook"] { posted = text }
        let muted =
            mute.map { list in
                list == "-" ? [] : Set(list.split(separator: ",").map { String($0) }).sorted()
            } ?? Self.texts(current["muted"])
        return NotificationChoiceRequest(
            email: noEmail ? nil : email ?? address, webhook: noWebhook ? nil : webhook ?? posted, muted: muted)
    }

    private func show(_ preferences: JSONObject, _ session: Session) {
        var card = Card()
        if case .object(let email)? = preferences["email"], case .string(let address)? = email["address"] {
            var isConfirmed = false
            if case .bool(let flag)? = email["confirmed"] { isConfirmed = flag }
            card.add("E-mail", isConfirmed ? address : "\(address) (waits for the code that was sent to it)")
        } else {
            card.add("E-mail", "none")
        }
        if case .string(let address)? = preferences["webhook"] { card.add("Webhook", address) }
        if case .string(let secret)? = preferences["secret"] { card.add("Its secret, shown once", secret) }
        let muted = Self.texts(preferences["muted"])
        card.add("No notices of", muted.isEmpty ? "nothing" : muted.joined(separator: ", "))
        let channels = Self.texts(preferences["channels"])
        card.add("This node offers", channels.isEmpty ? "the inbox alone" : channels.joined(separator: ", "))
        card.print()
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        guard case .array(let elements)? = value else { return [] }
        return elements.compactMap { element in
            guard case .string(let text) = element else { return nil }
            return text
        }
    }
}
