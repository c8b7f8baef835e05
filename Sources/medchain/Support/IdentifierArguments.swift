import ArgumentParser
import LedgerFormat
import Synchronization

/// The id of a record, request or grant.
struct EntityArgument: ExpressibleByArgument {
    let id: EntityID

    init?(argument: String) {
        guard let id = EntityID(text: IdentifierArguments.unmarked(argument)) else {
            IdentifierArguments.malformed.withLock { $0 = true }
            return nil
        }
        self.id = id
    }
}

/// A hash: of a transaction or a network.
struct HashArgument: ExpressibleByArgument {
    let hash: Hash256

    init?(argument: String) {
        guard let hash = Hash256(base64URL: IdentifierArguments.unmarked(argument)) else {
            IdentifierArguments.malformed.withLock { $0 = true }
            return nil
        }
        self.hash = hash
    }
}

/// One id in 64 begins with a hyphen, as options do. Before the command line is parsed, such an id gets a mark in
/// front.
enum IdentifierArguments {
    private static let mark = "id:"

    /// Whether the command line had an id that is none: the parser knows one kind of error only, and a wrong id ends a
    /// command like any other wrong value, a person's id included.
    static let malformed = Mutex(false)

    /// The command line with marked ids. No option has the length of an id and is canonical base64url.
    static func marked(_ arguments: [String]) -> [String] {
        arguments.map { argument in
            let isIdentifier = EntityID(text: argument) != nil || Hash256(base64URL: argument) != nil
            return argument.hasPrefix("-") && isIdentifier ? mark + argument : argument
        }
    }

    static func unmarked(_ argument: String) -> String {
        argument.hasPrefix(mark) ? String(argument.dropFirst(mark.count)) : argument
    }
}
