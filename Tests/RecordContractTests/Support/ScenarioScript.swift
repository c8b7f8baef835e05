import Foundation
import LedgerFormat
import RecordContract
import Testing

/// Plays a scenario: a text that reads as a story. A line is a comment (`#`), `register ROLE NAME at ORGANISATION`,
/// `at +31 days`, `NAME COMMAND ... -> accepted` or `-> rejected CODE`, `events NAME: KIND by NAME, ...` (all since the
/// last such line that the patient sees or that NAME is told), or `state KIND NAME WORD`.
struct ScenarioScript {
    private var world: World
    private let file: String
    private var seen: [String: Int] = [:]
    private var log: [Event] = []

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Scenarios")
    }

    static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }
    }

    init(_ file: String) throws {
        self.file = file
        world = try World()
    }

    /// Plays all lines. Returns how many expectations there were.
    mutating func play(_ text: String) throws -> Int {
        var expectations = 0
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
                .trimmingCharacters(in: .whitespaces)
            guard !content.isEmpty else { continue }
            let place = "\(file):\(number + 1): \(content)"
            do {
                if try play(line: content, place) { expectations += 1 }
            } catch {
                throw Failure(description: "\(place): \(error)")
            }
        }
        return expectations
    }

    private mutating func play(line: String, _ place: String) throws -> Bool {
        let sides = line.components(separatedBy: " -> ")
        let words = sides[0].split(separator: " ").map(String.init)
        switch words[0] {
        case "at":
            try world.advance(try Self.duration(words[1].trimmingCharacters(in: ["+"]) + words[2].prefix(1)))
            log += world.takeEvents()
            return false
        case "events":
            try checkEvents(line, place)
            return true
        case "state":
            try checkState(words, place)
            return true
        default:
            guard sides.count == 2 else { throw Failure(description: "no outcome") }
            let code = try words[0] == "register" ? register(words) : command(words)
            log += world.takeEvents()
            let outcome = code.map { "rejected " + $0.rawValue } ?? "accepted"
            #expect(outcome == sides[1].trimmingCharacters(in: .whitespaces), "\(place)")
            return true
        }
    }

    private mutating func register(_ words: [String]) throws -> RejectionCode? {
        guard words.count == 5 || words.count == 8, let role = Role(rawValue: words[1]) else {
            throw Failure(description: "register")
        }
        // `register ROLE NAME at ORGANISATION invited INVITATION TOKEN`
        let invitation = words.count == 8 ? (words[6], words[7]) : nil
        return try world.register(words[2], role, at: words[4], invited: invitation)
    }

    private mutating func command(_ words: [String]) throws -> RejectionCode? {
        let actor = words[0]
        let json: JSONObject
        if words[1] == "acting" {
            // `NAME acting REPRESENTATION for PATIENT COMMAND ...`
            let arguments = try ScenarioArguments(Array(words.dropFirst(6)))
            json =
                RepresentativeAct(
                    representation: World.entity(words[2]), patient: try world.id(words[4]),
                    command: try command(words[5], by: actor, arguments)
                ).json
        } else {
            json = try command(words[1], by: actor, try ScenarioArguments(Array(words.dropFirst(2))))
        }
        let transaction = try world.sign(try world.actor(actor), json)
        let candidate = Candidate(transaction, key: try world.actor(actor).signingKey)
        return try world.block([candidate]).outcomes[0].rejection
    }

    private mutating func command(
        _ type: String, by actor: String, _ arguments: ScenarioArguments
    ) throws -> JSONObject {
        try ScenarioRepresentationCommands.json(type, by: actor, arguments, &world)
            ?? ScenarioCommands.json(type, by: actor, arguments, world)
    }

    /// `30d`, `5m`, `2h` in milliseconds.
    static func duration(_ text: String) throws -> Int64 {
        let units: [Character: Int64] = ["d": World.day, "h": 3_600_000, "m": 60_000]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()) else {
            throw Failure(description: "duration \(text)")
        }
        return count * unit
    }

    private mutating func checkEvents(_ line: String, _ place: String) throws {
        let parts = line.split(separator: ":", maxSplits: 1)
        let name = parts[0].split(separator: " ")[1]
        let id = try world.id(String(name))
        let from = seen[String(name)] ?? 0
        let found = log[from...].filter { $0.patient == id || $0.audience.contains(id) }.map { event in
            event.kind.rawValue + (event.actor.map { " by " + world.name(of: $0) } ?? "")
                + (event.representative.map { " through " + world.name(of: $0) } ?? "")
        }
        seen[String(name)] = log.count
        let expected = parts.count < 2 ? "" : parts[1].trimmingCharacters(in: .whitespaces)
        #expect(found.joined(separator: ", ") == expected, "\(place)")
    }

    private func checkState(_ words: [String], _ place: String) throws {
        let found: String
        switch words[1] {
        case "grant":
            found = world.state.get(.grant(World.entity(words[2])), GrantDocument.self)?.status.rawValue ?? "none"
        case "request":
            found = world.state.get(.request(World.entity(words[2])), RequestDocument.self)?.status.rawValue ?? "none"
        case "identity":
            found = world.state.get(.identity(try world.id(words[2])), IdentityDocument.self)?.status.rawValue ?? "none"
        case "organisation":
            found =
                world.state.get(.organisation(try world.id(words[2])), OrganisationDocument.self)?.status.rawValue
                ?? "none"
        case "organisationKey":
            let key = world.state.get(.organisationKey(try world.id(words[2])), OrganisationKeyDocument.self)
            found = key.map { $0.stale ? "stale" : "fresh" } ?? "none"
        case "record":
            let key = DocumentKey.record(try world.id(words[2]), World.entity(words[3]))
            found = world.state.get(key, RecordDocument.self)?.status.rawValue ?? "none"
        case "order":
            let document = world.state.get(.order(World.entity(words[2])), OrderDocument.self)
            found =
                document.map { $0.status.rawValue + ($0.critical?.escalatedAt == nil ? "" : ",escalated") } ?? "none"
        case "prescription":
            let document = world.state.get(.prescription(World.entity(words[2])), PrescriptionDocument.self)
            found = document.map { "\($0.status.rawValue),\($0.remaining)" } ?? "none"
        case "appointment":
            found =
                world.state.get(.appointment(World.entity(words[2])), AppointmentDocument.self)?.status.rawValue
                ?? "none"
        case "claim":
            found = world.state.get(.claim(World.entity(words[2])), ClaimDocument.self)?.status.rawValue ?? "none"
        case "erasure":
            let key = DocumentKey.erasure(try world.id(words[2]), World.entity(words[3]))
            found = world.state.get(key, ErasureDocument.self)?.status.rawValue ?? "none"
        case "category":
            let key = DocumentKey.record(try world.id(words[2]), World.entity(words[3]))
            found = world.state.get(key, RecordDocument.self)?.category.rawValue ?? "none"
        case "invitation":
            found =
                world.state.get(.invitation(World.entity(words[2])), InvitationDocument.self)?.status.rawValue ?? "none"
        case "details":
            let key = DocumentKey.details(try world.id(words[2]), patient: try world.id(words[3]))
            let details = world.state.get(key, DetailsDocument.self)
            let grant = details.flatMap { world.state.get(.grant($0.grant), GrantDocument.self) }
            found = details.map { $0.holds(under: grant, at: world.time) ? "held" : "ended" } ?? "none"
        case "message":
            let message = world.state.get(.message(World.entity(words[2])), MessageDocument.self)
            found = message.map { $0.recipients.contains(where: $0.isUnread) ? "unread" : "read" } ?? "none"
        case "representation":
            let document: RepresentationDocument? = world.state.get(.representation(World.entity(words[2])))
            found = document?.status.rawValue ?? "none"
        case "compartment":
            guard let category = Category(rawValue: words[3]),
                let document = world.state.get(.compartments(try world.id(words[2])), CompartmentsDocument.self)
            else { throw Failure(description: "compartment") }
            found = document[category].stale ? "stale" : "fresh"
        default: throw Failure(description: "state \(words[1])")
        }
        #expect(found == words.last, "\(place)")
    }
}

/// The words behind a command: a few by position, the rest as pairs (`of alice`, `under g1`, `for TREAT`).
struct ScenarioArguments {
    private static let names: Set<String> = [
        "of", "to", "under", "for", "about", "rights", "lasting", "reads", "from", "answers", "replaces", "version",
        "at",
        "with", "as", "named", "holding", "slot", "granting", "encounter", "quantity", "repeats", "priority", "stage",
        "within", "order", "dispensing",
    ]
    let positional: [String]
    private let named: [String: String]

    init(_ words: [String]) throws {
        var positional: [String] = []
        var named: [String: String] = [:]
        var index = 0
        while index < words.count {
            if Self.names.contains(words[index]), index + 1 < words.count {
                named[words[index]] = words[index + 1]
                index += 2
            } else {
                positional.append(words[index])
                index += 1
            }
        }
        self.positional = positional
        self.named = named
    }

    subscript(_ name: String) -> String? { named[name] }

    func required(_ name: String) throws -> String {
        guard let value = named[name] else { throw ScenarioScript.Failure(description: "no \(name)") }
        return value
    }

    var first: String {
        get throws {
            guard let word = positional.first else { throw ScenarioScript.Failure(description: "too few words") }
            return word
        }
    }

    /// A list of names as ids, ascending.
    static func ids(_ text: String) -> [EntityID] {
        text.split(separator: ",").map { World.entity(String($0)) }.sorted()
    }

    /// Whether a word stands somewhere by itself.
    func has(_ word: String) -> Bool { positional.contains(word) }

    /// `clinical,medication`, or names of records.
    func terms() throws -> AccessTerms {
        let about = try required("about")
        let categories = about.split(separator: ",").compactMap { Category(rawValue: String($0)) }
        let rights = (named["rights"] ?? "read").split(separator: ",").compactMap { Right(rawValue: String($0)) }
        guard let purpose = Purpose(rawValue: named["for"] ?? "TREAT") else {
            throw ScenarioScript.Failure(description: "purpose")
        }
        let isCategories = categories.count == about.split(separator: ",").count
        return AccessTerms(
            scope: isCategories ? .categories(categories.sorted()) : .records(Self.ids(about)), rights: rights.sorted(),
            purpose: purpose, reads: named["reads"].flatMap { Int64($0) })
    }
}
