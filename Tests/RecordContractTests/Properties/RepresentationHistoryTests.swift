import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Random families: whatever is tried, only who represents the child at that moment acts or reads, with the rights that
/// they have, and the child is never without a guardian.
@Suite("Random representation")
struct RepresentationHistoryTests {
    private static let people = ["mum", "dad", "gran", "aunt"]

    private struct Held {
        let person: String
        let rights: Set<RepresentativeRight>
        let isGuardian: Bool
        let until: Int64
    }

    private struct Play {
        var world: World
        var generator: SeededGenerator
        /// Every representation that was made, by id, and those that nobody has ended.
        var made: [String: Held] = [:]
        var open: Set<String> = []
        var accepted = 0

        mutating func pick<T>(_ list: [T]) throws -> T { try #require(list.randomElement(using: &generator)) }
        func holds(_ id: String) -> Bool { open.contains(id) && (made[id]?.until ?? 0) > world.clock }
        var live: [String] { made.keys.filter(holds).sorted() }
        var guardians: [String] { live.filter { made[$0]?.isGuardian == true } }
    }

    @Test("Who represents acts and reads, and nobody else", arguments: [3, 4, UInt64.random(in: 0...UInt64.max)])
    func invariants(_ seed: UInt64) throws {
        print("random representation, seed \(seed)")
        var play = Play(world: try World(), generator: SeededGenerator(seed: seed))
        for person in Self.people { try play.world.join(person, .patient, at: "north") }
        try play.world.join("nia", .nurse, at: "north")
        let year = try play.world.year(2044)
        try play.world.must(
            "nia", DependantAttest(attestation: World.entity("a"), guardian: try play.world.id("mum"), year: year))
        try play.world.must(
            "mum", try play.world.dependant("kid", of: "mum", attested: "a", representation: "r0", grant: "g/r0"))
        play.made["r0"] = Held(
            person: "mum", rights: Set(RepresentativeRight.allCases), isGuardian: true,
            until: year.end.milliseconds)
        play.open.insert("r0")
        let first = RecordAdd(
            patient: try play.world.id("kid"), record: World.entity("rec"),
            content: try play.world.content(.clinical, of: "kid"))
        try play.world.must("mum", try acting(play, "r0", first))
        for step in 1...160 {
            switch Int.random(in: 0..<6, using: &play.generator) {
            case 0: try play.world.advance(try play.pick([3_600_000, World.day, 4 * World.day]))
            case 1: try appoint(&play, "r\(step)")
            case 2: try end(&play)
            case 3: try read(&play)
            default: try write(&play, try play.pick(play.made.keys.sorted()), "rec\(step)")
            }
            try holds(play, "seed \(seed), step \(step)")
        }
        if seed < 5 { #expect(play.made.count > 3 && play.accepted > 5, "seed \(seed)") }
    }

    private func acting(_ play: Play, _ id: String, _ command: some LedgerCommand) throws -> RepresentativeAct {
        RepresentativeAct(
            representation: World.entity(id), patient: try play.world.id("kid"), command: command.json)
    }

    private func write(_ play: inout Play, _ id: String, _ record: String) throws {
        let held = try #require(play.made[id])
        let signer = try play.pick([held.person, held.person, try play.pick(Self.people)])
        let command = RecordAdd(
            patient: try play.world.id("kid"), record: World.entity(record),
            content: try play.world.content(.clinical, of: "kid", tag: record))
        let found = try play.world.submit(signer, try acting(play, id, command)) == nil
        let may = signer == held.person && play.holds(id) && held.rights.contains(.contribute)
        #expect(found == may, "\(signer) writes under \(id)")
        if found { play.accepted += 1 }
    }

    private func appoint(_ play: inout Play, _ id: String) throws {
        let under = try play.pick(play.made.keys.sorted())
        let person = try play.pick(Self.people)
        let isGuardian = Int.random(in: 0..<3, using: &play.generator) == 0
        var rights = Set(RepresentativeRight.allCases.filter { _ in Bool.random(using: &play.generator) })
        if rights.isEmpty || rights.contains(.consent) { rights.insert(.read) }
        if isGuardian { rights = Set(RepresentativeRight.allCases) }
        let lasting = try play.pick([World.day, 10 * World.day])
        let command = try MatrixWorld.appointing(
            id, person, isGuardian ? [] : rights.sorted(), grant: rights.contains(.read) ? "g/\(id)" : nil,
            key: isGuardian ? .sample : nil, actingUnder: under, lasting: lasting, play.world)
        let signer = try #require(play.made[under]).person
        let found = try play.world.submit(signer, command) == nil
        let represents = play.live.contains { play.made[$0]?.person == person }
        let may = play.guardians.contains(under) && !represents
        #expect(found == may, "\(signer) appoints \(person) under \(under)")
        guard found else { return }
        let until = isGuardian ? play.made["r0"]?.until ?? 0 : play.world.clock + lasting
        play.made[id] = Held(person: person, rights: rights, isGuardian: isGuardian, until: until)
        play.open.insert(id)
    }

    private func end(_ play: inout Play) throws {
        let id = try play.pick(play.made.keys.sorted())
        let held = try #require(play.made[id])
        let command = RepresentativeEnd(representation: World.entity(id))
        let under = try play.pick(play.made.keys.sorted())
        let way = Int.random(in: 0..<3, using: &play.generator)
        let isLast = held.isGuardian && play.guardians.count == 1
        let found: Bool
        let may: Bool
        switch way {
        case 0:
            found = try play.world.submit("olga", command) == nil
            may = held.isGuardian
        case 1:
            let person = try play.pick(Self.people)
            found = try play.world.submit(person, command) == nil
            may = person == held.person
        default:
            let signer = try #require(play.made[under]).person
            found = try play.world.submit(signer, try acting(play, under, command)) == nil
            may = play.guardians.contains(under) && (!held.isGuardian || signer == held.person)
        }
        #expect(found == (may && play.holds(id) && !isLast), "way \(way) ends \(id) under \(under)")
        if found { play.open.remove(id) }
    }

    private func read(_ play: inout Play) throws {
        let id = try play.pick(play.made.keys.sorted())
        let signer = try play.pick(Self.people)
        let command = AccessRead(
            patient: try play.world.id("kid"), purpose: .familyRequest, records: [World.entity("rec")],
            grant: World.entity("g/\(id)"))
        let held = try #require(play.made[id])
        let may = signer == held.person && play.holds(id) && held.rights.contains(.read)
        #expect(try (play.world.submit(signer, command) == nil) == may, "\(signer) reads under \(id)")
    }

    private func holds(_ play: Play, _ place: String) throws {
        let kid = try play.world.id("kid")
        #expect(!play.guardians.isEmpty, "\(place)")
        let events: EventsDocument = try #require(play.world.state.get(.events(kid)))
        let guardians = try Set(play.guardians.map { try play.world.id(play.made[$0]?.person ?? "") })
        #expect(Set(events.guardians) == guardians, "\(place)")
        let list: RepresentationsDocument = try #require(play.world.state.get(.representations(kid)))
        // What is over by time leaves the list with the next block.
        #expect(Set(play.live.map(World.entity)).isSubset(of: list.live), "\(place)")
        for document in play.world.state.all {
            guard case .grant(let grant) = document, let id = grant.representation else { continue }
            let isLive = grant.status == .live && grant.until > play.world.time
            #expect(isLive == (play.live.map(World.entity).contains(id)), "\(place)")
        }
    }
}
