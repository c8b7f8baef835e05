import LedgerFormat
import NodeClient
import RecordClient
import RecordContract

/// The names behind identities, as far as this person may see them, each looked up once.
actor Directory {
    private var person: Person?
    private var organisations: [IdentityID: PublicOrganisation]?
    private var names: [IdentityID: String] = [:]
    private var unknown: Set<IdentityID> = []

    /// From now on `person` looks names up.
    func use(_ person: Person) { self.person = person }

    /// The name of a person or organisation; nil for patients, whose names are sealed, and for whom nothing is known.
    func name(of id: IdentityID) async -> String? {
        guard let person else { return nil }
        if id == person.id { return "yourself" }
        if let name = names[id] { return name }
        guard !unknown.contains(id) else { return nil }
        if let organisation = await organisationList()[id] {
            names[id] = Terminal.safe(organisation.name)
        } else if let found = try? await person.publicIdentity(id), let profile = found.profile {
            let organisation = await organisationList()[found.organisation].map { ", \($0.name)" } ?? ""
            names[id] = Terminal.safe(profile.name + organisation)
        } else {
            unknown.insert(id)
        }
        return names[id]
    }

    /// Name or, for want of one, the readable id.
    func label(_ id: IdentityID) async -> String {
        let name = await name(of: id)
        return name == "yourself" ? "you" : name ?? id.readable
    }

    /// Name and readable id, where the person is worth naming in full; the readable id alone for want of a name.
    func fullLabel(_ id: IdentityID) async -> String {
        guard let name = await name(of: id) else { return id.readable }
        return name == "yourself" ? "you (\(id.readable))" : "\(name) (\(id.readable))"
    }

    /// The name of an organisation, or its readable id.
    func organisation(_ id: IdentityID) async -> String { await organisationList()[id]?.name ?? id.readable }

    /// All organisations by id.
    func organisationList() async -> [IdentityID: PublicOrganisation] {
        if let organisations { return organisations }
        guard let person, let all = try? await person.organisations() else { return [:] }
        let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        organisations = byID
        return byID
    }

    // MARK: Who is meant

    /// Finds whom a person means by an id or by the beginning of a name. Throws `name.unknown`, `name.ambiguous`.
    func find(_ text: String, among kinds: Set<Kind>) async throws -> IdentityID {
        if let id = IdentityID(typed: text) { return id }
        if kinds == [.patient] {
            throw Failure.input(
                "identity.malformed",
                "\(Terminal.safe(text, limit: 40)) is not a patient's id, or a symbol of it is wrong.",
                advice: "An id has 14 symbols, such as 7K3Q-9XJ2-P4TM-5A. Read it again.")
        }
        var found: [(IdentityID, String)] = []
        if kinds.contains(.staff), let person {
            for member in try await person.staff(named: text, limit: 20) {
                let organisation = await organisation(member.organisation)
                found.append((member.id, "\(member.profile?.name ?? member.id.readable), \(organisation)"))
            }
        }
        if kinds.contains(.organisation) {
            let all = await organisationList().values.sorted { $0.id < $1.id }
            found += all.filter { Self.begins($0.name, with: text) }.map { ($0.id, $0.name) }
            if let exact = all.first(where: { $0.name.lowercased() == text.lowercased() }) {
                found = [(exact.id, exact.name)]
            }
        }
        if found.count == 1 { return found[0].0 }
        if found.isEmpty {
            throw Failure.input(
                "name.unknown", "Nobody in the directory has a name that begins like this.",
                advice: "Search with: medchain identity find NAME")
        }
        let list = found.prefix(8).map { "\(Terminal.safe($0.1)) (\($0.0.readable))" }.joined(separator: "; ")
        throw Failure.input("name.ambiguous", "Several have this name.", advice: "Give the id of one: \(list)")
    }

    /// What a search may find.
    enum Kind: Hashable { case staff, organisation, patient }

    /// The organisation that a name or id means, in a list.
    static func organisation(_ text: String, in all: [PublicOrganisation]) throws -> PublicOrganisation {
        if let id = IdentityID(typed: text), let found = all.first(where: { $0.id == id }) { return found }
        let exact = all.filter { $0.name.lowercased() == text.lowercased() }
        let found = exact.isEmpty ? all.filter { begins($0.name, with: text) } : exact
        if let only = found.first, found.count == 1 { return only }
        let names = (found.isEmpty ? all : found).map { Terminal.safe($0.name) }.sorted().joined(separator: "; ")
        throw found.isEmpty
            ? Failure.input("organisation.unknown", "There is no such organisation.", advice: "There are: \(names)")
            : Failure.input("name.ambiguous", "Several organisations have this name.", advice: "Which one: \(names)")
    }

    private static func begins(_ name: String, with text: String) -> Bool {
        name.lowercased().hasPrefix(text.lowercased())
    }
}
