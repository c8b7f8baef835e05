import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Random correspondence: whatever is tried, a message stands only between people whom consent connected at that
/// moment, and the lists beside the messages say what the messages say.
@Suite("Random correspondence")
struct MessageHistoryTests {
    private static let people: [(name: String, role: Role, organisation: String)] = [
        ("pat", .patient, "north"), ("doc", .physician, "north"), ("nia", .nurse, "north"),
        ("dan", .physician, "south"), ("pha", .pharmacist, "pharmacy"), ("man", .hospitalManager, "north"),
    ]

    private struct Play {
        var world: World
        var generator: SeededGenerator
        /// Until when somebody has consent.
        var consent: [String: Int64] = [:]
        var messages: [String: (thread: String, sender: String, recipients: [String])] = [:]
        var unread: Set<String> = []
        var counter = 0
        var reads = 0

        mutating func pick<T>(_ list: [T]) throws -> T { try #require(list.randomElement(using: &generator)) }

        func isConnected(_ name: String) -> Bool { name == "pat" || (consent[name] ?? 0) > world.clock }
    }

    @Test(
        "Nobody writes to or reads what consent does not connect",
        arguments: [1, 2, UInt64.random(in: 0...UInt64.max)])
    func invariants(_ seed: UInt64) throws {
        print("random correspondence, seed \(seed)")
        var play = Play(world: try World(), generator: SeededGenerator(seed: seed))
        for person in Self.people { try play.world.join(person.name, person.role, at: person.organisation) }
        for _ in 0..<10 { try grant(&play) }
        for _ in 0..<250 {
            switch Int.random(in: 0..<8, using: &play.generator) {
            case 0: try play.world.advance(try play.pick([60_000, 60_000, 60_000, World.day]))
            case 1: try grant(&play)
            case 2, 3: try read(&play)
            default: try send(&play)
            }
        }
        try holds(play, seed)
        if seed <= 2 { #expect(play.messages.count > 5 && play.reads > 0, "seed \(seed)") }
    }

    private func grant(_ play: inout Play) throws {
        let name = try play.pick(Self.people.dropFirst().map(\.name))
        play.counter += 1
        let lasting = try play.pick([World.day, 5 * World.day])
        try play.world.must(
            "pat",
            try MatrixWorld.grant(
                World.entity("grant\(play.counter)"), to: name, [try play.pick(Category.allCases)],
                [try play.pick(Right.allCases)], play.world, lasting: lasting))
        play.consent[name] = max(play.consent[name] ?? 0, play.world.clock + lasting)
    }

    private func send(_ play: inout Play) throws {
        play.counter += 1
        let name = "m\(play.counter)"
        let sender = try play.pick(Self.people).name
        let recipients = Set([try play.pick(Self.people).name, try play.pick(Self.people).name])
        let threads = Set(play.messages.values.map(\.thread)).sorted()
        let thread = Bool.random(using: &play.generator) ? threads.randomElement(using: &play.generator) : nil
        let command = MessageSend(
            message: World.entity(name), patient: try play.world.id("pat"), thread: thread.map(World.entity),
            recipients: try recipients.map { try play.world.id($0) }.sorted(), content: .sample)
        let accepted = try play.world.submit(sender, command) == nil
        let parties = recipients.union([sender])
        var allowed = !recipients.contains(sender) && parties.allSatisfy(play.isConnected)
        if let thread {
            let first = try #require(play.messages[thread])
            allowed = allowed && parties.isSubset(of: Set(first.recipients + [first.sender]))
        } else if sender != "pat" {
            let home = { (name: String) in Self.people.first { $0.name == name }?.organisation }
            allowed = allowed && recipients.allSatisfy { $0 == "pat" || home($0) == home(sender) }
        }
        #expect(accepted == allowed, "\(sender) to \(recipients.sorted()) in \(thread ?? "a new thread")")
        guard accepted else { return }
        play.messages[name] = (thread ?? name, sender, recipients.sorted())
        for recipient in recipients { play.unread.insert("\(recipient) \(name)") }
    }

    private func read(_ play: inout Play) throws {
        guard let name = play.messages.keys.sorted().randomElement(using: &play.generator),
            let message = play.messages[name]
        else { return }
        let reader = try play.pick(Self.people.map(\.name) + message.recipients)
        let command = MessageRead(thread: World.entity(message.thread), messages: [World.entity(name)])
        let accepted = try play.world.submit(reader, command) == nil
        if accepted { play.reads += 1 }
        #expect(accepted == (play.unread.remove("\(reader) \(name)") != nil), "\(reader) reads \(name)")
    }

    private func holds(_ play: Play, _ seed: UInt64) throws {
        var found = 0
        var unread = 0
        for document in play.world.state.all {
            switch document {
            case .message(let message):
                found += 1
                unread += document.indexEntries.count { $0.index == .unreadMessages }
                let thread: ThreadDocument = try #require(
                    play.world.state.get(.thread(message.thread)), "seed \(seed)")
                #expect((message.recipients + [message.sender]).allSatisfy(thread.participants.contains))
                #expect((1...thread.messages).contains(message.number), "seed \(seed)")
            case .thread(let thread):
                let count = play.messages.values.count { World.entity($0.thread) == thread.thread }
                #expect(thread.messages == Int64(count), "seed \(seed)")
            default: continue
            }
        }
        #expect(found == play.messages.count, "seed \(seed)")
        #expect(unread == play.unread.count, "seed \(seed)")
    }
}
