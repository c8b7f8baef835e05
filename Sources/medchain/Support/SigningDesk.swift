import LedgerFormat
import Wallet

/// Shows each command to its signer in words, and asks. What the signer rejects is neither signed nor sent.
struct SigningDesk: Sendable {
    let directory: Directory
    /// Signs without asking.
    let yes: Bool
    /// Says nothing either.
    let quiet: Bool

    /// What a wallet does by itself as the consequence of something that its owner decided or that has ended; it is
    /// said in one line when it is done.
    private static let housekeeping: Set<String> = ["compartment.rekey", "compartment.reseal", "message.read"]
    private static let members = [
        "identity", "patient", "grantee", "member", "physician", "performer", "organisation", "insurer",
        "guardian", "representative",
    ]
    private static let lists = ["recipients"]

    /// Has the signer approve. Throws `signature.rejected`, `signature.unconfirmed`.
    func approve(_ command: JSONObject) async throws { try await approve(command, saying: []) }

    /// The same with what only this device can say of it, a line each: the content that is sealed, whom an id is of.
    func approve(_ command: JSONObject, saying details: [String]) async throws {
        guard case .string(let type)? = Self.inner(command)["type"], !Self.housekeeping.contains(type) else { return }
        let json = String(decoding: command.canonicalBytes, as: UTF8.self)
        try confirm(
            await words(for: command) ?? "Sign this command, for which there are no words: \(json)",
            details: details, exact: json)
    }

    /// The command in words, with names.
    func words(for command: JSONObject) async -> String? {
        var names: [IdentityID: String] = [:]
        let inner = Self.inner(command)
        let people = Self.members.flatMap { [command[$0], inner[$0]] }.compactMap { $0 }
        for value in people + Self.lists.flatMap({ Self.elements(inner[$0]) }) {
            guard case .string(let text) = value, let id = IdentityID(canonical: text) else { continue }
            names[id] = await directory.name(of: id)
        }
        let known = names
        return CommandWording(name: { known[$0] }, date: { Words.moment($0) }).words(for: command)
    }

    /// What a representative does for a patient; every other command itself.
    private static func inner(_ command: JSONObject) -> JSONObject {
        guard case .string("representative.act")? = command["type"], case .object(let inner)? = command["command"]
        else { return command }
        return inner
    }

    private static func elements(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let elements)? = value { elements } else { [] }
    }

    /// Shows what is about to be signed and asks. Throws `signature.rejected`, `signature.unconfirmed`.
    /// `details` are shown and stand in no error: they may be a person's data.
    func confirm(_ words: String, details: [String] = [], exact: String? = nil) throws {
        let shown = ([words] + details.map { Terminal.safe($0) }).joined(separator: "\n    ")
        if yes {
            if !quiet { Terminal.note("Signing: \(shown)") }
            return
        }
        guard Terminal.isInteractive else {
            throw Failure(
                "signature.unconfirmed", "Nothing was signed: there is nobody to confirm. \(words)",
                advice: "Add --yes to sign without being asked.", status: .usage)
        }
        Terminal.note("You are about to sign:\n  \(shown)")
        while true {
            switch Terminal.ask(exact == nil ? "Sign? [y/N]" : "Sign? [y/N, d for the exact command]")?.lowercased() {
            case "y", "yes": return
            case "d" where exact != nil: Terminal.note("  " + Terminal.safe(exact ?? "", limit: 8_000))
            default:
                throw Failure("signature.rejected", "You rejected it. Nothing was signed or sent.", status: .failure)
            }
        }
    }
}
