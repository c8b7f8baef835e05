internal import Foundation
public import LedgerFormat
internal import NodeClient
public import RecordContract

extension Person {
    /// How many people of a directory are looked through for a part of a name.
    private static let searchedPeople = 5_000

    /// Verified staff whose name has every word of `text`, or a word that begins with it; accents and case count for
    /// nothing. Everybody when `text` is nil. Throws `NodeClientError`.
    public func staff(
        matching text: String?, role: Role? = nil, organisation: IdentityID? = nil
    ) async throws -> [PublicIdentity] {
        guard let text else { return try await staff(named: nil, role: role, organisation: organisation) }
        let wanted = Self.nameWords(text)
        guard !wanted.isEmpty else { return [] }
        // The node's index knows how names begin and nothing else; the rest is looked for here.
        return try await staff(named: nil, role: role, organisation: organisation, limit: Self.searchedPeople)
            .filter { person in
                let words = Self.nameWords(person.profile?.name ?? "")
                return wanted.allSatisfy { word in words.contains { $0.hasPrefix(word) } }
            }
    }

    /// People of a standing, as the authority or a manager. Throws `NodeClientError`.
    public func people(withStatus status: IdentityDocument.Status) async throws -> [PublicIdentity] {
        try await client.list("/v1/identities?status=\(status.rawValue)").map { try PublicIdentity($0) }
    }

    /// The words of a name in the form in which names are compared: lower case, no accents, letters and digits only.
    public static func nameWords(_ text: String) -> [String] {
        var folded = text.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil
        ).lowercased()
        // Letters of their own, which no accent makes.
        for (letter, plain) in [("ß", "ss"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("æ", "ae"), ("œ", "oe")] {
            folded = folded.replacingOccurrences(of: letter, with: plain)
        }
        return folded.split { !$0.isLetter && !$0.isNumber }.map { String($0) }
    }
}
