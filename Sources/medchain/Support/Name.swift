import RecordClient

/// A name as people type it: without regard to case, accents, punctuation and the number of spaces.
struct Name: Equatable {
    private let words: [String]

    init(_ text: String) { words = Person.nameWords(text) }

    var isEmpty: Bool { words.isEmpty }

    /// The words as they are compared.
    var text: String { words.joined(separator: " ") }

    /// Whether every word of this name begins a word of the other: `lind` and `eva l` are found in `Eva Lind`.
    func isFound(in other: Name) -> Bool {
        !isEmpty && words.allSatisfy { word in other.words.contains { $0.hasPrefix(word) } }
    }
}
