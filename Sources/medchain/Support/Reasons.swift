import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

/// A note to the person whom a decision is about.
struct NoteOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why; sealed to the person, nobody else can read it.", valueName: "words"))
    var note: String?

    /// The note, as it may be sealed. Throws `reason.invalid`.
    func text() throws -> String? { try Reasons.checked(note) }
}

extension PersonOptions {
    /// Signs a decision about a member of staff. Throws what `run` throws, `reason.invalid`.
    func decide<Decision: PersonDecision>(
        _ decision: Decision.Type, about who: String, note: NoteOptions, words: String
    ) async throws {
        let note = try note.text()
        try await run { session in
            let id = try await session.directory.find(who, among: [.staff, .applicant])
            let result = try await session.person.decide(decision, about: id, note: note)
            Receipts.print(result, in: session, words: words)
        }
    }
}

/// Reasons as people give and get them.
enum Reasons {
    /// What stands where a reason was given that cannot be opened here.
    static let unreadable = "(given, but it cannot be opened)"

    /// A reason as it may be sealed: not empty, not too long. Throws `reason.invalid`.
    static func checked(_ text: String?) throws -> String? {
        guard let text else { return nil }
        guard !text.allSatisfy(\.isWhitespace), text.utf8.count <= Person.largestReason else {
            throw Failure.input(
                "reason.invalid", "A reason has 1 to \(Person.largestReason) bytes.",
                advice: "Leave it out if there is none.")
        }
        return text
    }

    /// What was said, for a list that one damaged note must not spoil.
    static func read(_ open: () async throws -> String?) async -> String? {
        do { return try await open() } catch { return unreadable }
    }

    /// A person's standing in words, where it is another than verified; with the reason, where one was given.
    static func standing(of person: Person) async -> String? {
        let words: String
        switch person.identity.status {
        case .verified: return nil
        case .pending: return "The health authority has not verified you yet."
        case .rejected: words = "The health authority has rejected your application."
        case .suspended:
            let by = person.identity.suspendedBy == .organisation ? "Your organisation" : "The health authority"
            words = "\(by) has suspended you."
        case .left: return "You have left your organisation. Who comes back registers anew."
        }
        let reason = await read { try await person.reason(ofDecisionAbout: person.id) }
        return words + (reason.map { " Reason: \(Terminal.safe($0, limit: 2_000))" } ?? " No reason was given.")
    }
}
