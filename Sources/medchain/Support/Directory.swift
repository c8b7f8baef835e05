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

    /// Finds whom a person means by an id or by a whole name: the beginning of a name is never enough, since what
    /// follows is signed. Throws `identity.malformed`, `name.missing`, `name.unknown`, `name.notExact`,
    /// `name.ambiguous`.
    func find(_ text: String, among kinds: Set<Kind>) async throws -> IdentityID {
        if let id = IdentityID(typed: text) { return id }
        if kinds == [.patient] {
            throw Failure.input(
                "identity.malformed",
                "\(Terminal.safe(text, limit: 40)) is not a patient's id, or a symbol of it is wrong.",
                advice: "An id has 14 symbols, such as 7K3Q-9XJ2-P4TM-5A. Read it again.")
        }
        let wanted = Name(text)
        guard !wanted.isEmpty else {
            throw Failure.input("name.missing", "Whom do you mean? Give a whole name or an id.")
        }
        let similar = try await candidates(wanted, text: text, among: kinds)
        let exact = similar.filter { $0.name == wanted }
        if exact.count == 1 { return exact[0].id }
        let list = (exact.isEmpty ? similar : exact).prefix(8).map { "\(Terminal.safe($0.label)) (\($0.id.readable))" }
            .joined(separator: "; ")
        if exact.count > 1 {
            throw Failure.input("name.ambiguous", "Several have this name.", advice: "Give the id of one: \(list)")
        }
        guard !similar.isEmpty else {
            let near = try await nearNames(text, among: kinds)
            throw Failure.input(
                "name.unknown", "Nobody whom you can see has this name.",
                advice: near.map { "Did you mean \($0)?" } ?? "Search with: medchain identity find NAME")
        }
        throw Failure.input(
            "name.notExact", "Nobody has exactly this name.", advice: "Give the whole name, or the id: \(list)")
    }

    private struct Candidate {
        let id: IdentityID
        let name: Name
        let label: String
    }

    private func candidates(_ wanted: Name, text: String, among kinds: Set<Kind>) async throws -> [Candidate] {
        var found: [Candidate] = []
        if kinds.contains(.staff), let person {
            var people = try await person.staff(matching: text)
            if kinds.contains(.applicant) { people += await othersInCharge(of: person) }
            for member in people {
                guard let name = member.profile?.name, wanted.isFound(in: Name(name)) else { continue }
                let organisation = await organisation(member.organisation)
                let standing = member.status == .verified ? "" : ", \(member.status.rawValue)"
                found.append(
                    Candidate(id: member.id, name: Name(name), label: "\(name), \(organisation)\(standing)"))
            }
        }
        if kinds.contains(.organisation) {
            for organisation in await organisationList().values.sorted(by: { $0.id < $1.id })
            where wanted.isFound(in: Name(organisation.name)) {
                found.append(
                    Candidate(id: organisation.id, name: Name(organisation.name), label: organisation.name))
            }
        }
        return found
    }

    /// Whose name differs from what was typed by a letter or two: looked for by each word as it stands and by its first
    /// letters, since the directory is searched by how words begin.
    private func nearNames(_ text: String, among kinds: Set<Kind>) async throws -> String? {
        let words = Person.nameWords(text)
        var labels: [String: String] = [:]
        for word in words.flatMap({ [$0, String($0.prefix(2))] }) {
            for candidate in try await candidates(Name(word), text: word, among: kinds) {
                labels[candidate.name.text] = "\(Terminal.safe(candidate.label)) (\(candidate.id.readable))"
            }
        }
        return Suggestion.nearest(to: words.joined(separator: " "), among: labels.keys.sorted()).flatMap { labels[$0] }
    }

    /// Who waits, is suspended or rejected: the authority sees all of them, a manager those of the own organisation.
    private func othersInCharge(of person: Person) async -> [PublicIdentity] {
        guard [.authority, .hospitalManager].contains(person.identity.role) else { return [] }
        var people: [PublicIdentity] = []
        for status in [IdentityDocument.Status.pending, .suspended, .rejected] {
            people += (try? await person.people(withStatus: status)) ?? []
        }
        return people
    }

    /// What a search may find; `applicant` is for those who decide on people: whoever is not verified.
    enum Kind: Hashable { case staff, applicant, organisation, patient }

    /// The organisation that a name or id means, in a list.
    static func organisation(_ text: String, in all: [PublicOrganisation]) throws -> PublicOrganisation {
        if let id = IdentityID(typed: text), let found = all.first(where: { $0.id == id }) { return found }
        let wanted = Name(text)
        let exact = all.filter { Name($0.name) == wanted }
        let found = exact.isEmpty && !wanted.isEmpty ? all.filter { wanted.isFound(in: Name($0.name)) } : exact
        if let only = found.first, found.count == 1 { return only }
        let names = (found.isEmpty ? all : found).map { Terminal.safe($0.name) }.sorted().joined(separator: "; ")
        let near = Suggestion.nearest(to: text, among: all.map(\.name).sorted())
        throw found.isEmpty
            ? Failure.input(
                "organisation.unknown", "There is no such organisation.",
                advice: near.map { "Did you mean \(Terminal.safe($0))?" } ?? "There are: \(names)")
            : Failure.input("name.ambiguous", "Several organisations have this name.", advice: "Which one: \(names)")
    }
}
