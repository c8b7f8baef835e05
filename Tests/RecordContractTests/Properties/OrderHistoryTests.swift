import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Random orders: under an order the performer never reads or writes anything but the order and its result, and whoever
/// read a version that was replaced stays on its list until they say so.
@Suite("Random orders")
struct OrderHistoryTests {
    private static let seeds: [UInt64] = [8, 9, UInt64.random(in: 0...UInt64.max)]

    private struct Model {
        var results: [String] = []
        var final = false
        var open = true
        var accepted = false
    }

    private struct History {
        var world: World
        var generator: SeededGenerator
        var orders: [String: Model] = [:]
        /// Who has read a result that still holds.
        var readers: [String: Set<String>] = [:]
        /// Who has yet to acknowledge that a result was replaced.
        var pending: [String: Set<String>] = [:]
        var recalls = 0
    }

    @Test("An order opens itself and its result; corrections are recalled", arguments: seeds)
    func ordersStayNarrow(_ seed: UInt64) throws {
        print("random orders, seed \(seed)")
        var history = History(world: try World(), generator: SeededGenerator(seed: seed))
        try people(&history.world)
        for step in 0..<220 { try play(step, &history, "seed \(seed), step \(step)") }
        for document in history.world.state.all {
            guard case .acknowledgements(let waiting) = document else { continue }
            let name = history.pending.keys.first { World.entity($0) == waiting.record } ?? ""
            let expected = try (history.pending[name] ?? []).map { try history.world.id($0) }.sorted()
            #expect(waiting.pending == expected, "seed \(seed), \(name)")
        }
        if seed < 10 { #expect(history.recalls > 0, "seed \(seed)") }
    }

    private func people(_ world: inout World) throws {
        try world.join("pat", .patient, at: "north")
        for (name, role, organisation) in [
            ("doc", Role.physician, "north"), ("dan", .physician, "south"), ("tec", .laboratoryTechnician, "lab"),
            ("tom", .laboratoryTechnician, "south"), ("man", .hospitalManager, "lab"),
        ] { try world.join(name, role, at: organisation) }
        let member = OrganisationRotateKey.Member(member: try world.id("man"), envelope: .sample)
        let key = try world.actor("lab key").sealingKey
        let statement = try world.statement(by: "man", nil, version: 1, key)
        try world.must(
            "man", OrganisationRotateKey(version: 1, publicKey: key, statement: statement, members: [member]))
        try world.must(
            "pat",
            try MatrixWorld.grant(World.entity("g"), to: "doc", [.clinical], [.read, .contribute], world))
        try world.must("pat", try MatrixWorld.grant(World.entity("gd"), to: "dan", [.laboratory], [.read], world))
    }

    private func play(_ step: Int, _ history: inout History, _ place: String) throws {
        let patient = try history.world.id("pat")
        guard Int.random(in: 0..<12, using: &history.generator) > 0,
            let name = history.orders.keys.sorted().randomElement(using: &history.generator)
        else { return try placeOrder("o\(step)", &history) }
        let id = World.entity(name)
        let model = try #require(history.orders[name])
        switch Int.random(in: 0..<16, using: &history.generator) {
        case 0, 1:
            let code = try history.world.submit("tec", OrderAccept(order: id))
            #expect((code == nil) == (model.open && !model.accepted), "\(place)")
            if code == nil { history.orders[name]?.accepted = true }
        case 2...5: try fulfil(name, "r\(step)", &history, place)
        case 6:
            guard Int.random(in: 0..<6, using: &history.generator) == 0 else { return }
            let code = try history.world.submit("pat", OrderCancel(order: id))
            #expect((code == nil) == model.open, "\(place)")
            history.orders[name]?.open = false
        case 7...12:
            let others = history.orders.keys.sorted() + history.orders.values.flatMap(\.results).sorted()
            let target = others.randomElement(using: &history.generator) ?? name
            let reader = ["doc", "tec", "tom", "man"].randomElement(using: &history.generator) ?? "doc"
            let code = try history.world.submit(
                reader, AccessRead(patient: patient, purpose: .treatment, records: [World.entity(target)], order: id))
            let isResult = model.results.contains(target)
            let expected = model.open && (reader == "tec" ? isResult || target == name : reader == "doc" && isResult)
            #expect((code == nil) == expected, "\(reader) \(target); \(place)")
            if code == nil, isResult, reader == "doc" { history.readers[target, default: []].insert(reader) }
        case 13, 14:
            guard let target = model.results.last else { return }
            try history.world.must(
                "dan",
                AccessRead(
                    patient: patient, purpose: .treatment, records: [World.entity(target)], grant: World.entity("gd")))
            history.readers[target, default: []].insert("dan")
        default:
            guard
                let (record, people) = history.pending.sorted(by: { $0.key < $1.key }).first(where: {
                    !$0.value.isEmpty
                }),
                let person = people.sorted().first
            else { return }
            try history.world.must(person, RecordAcknowledge(patient: patient, record: World.entity(record)))
            history.pending[record]?.remove(person)
        }
    }

    private func placeOrder(_ name: String, _ history: inout History) throws {
        let patient = try history.world.id("pat")
        let content = try history.world.content(.clinical, of: "pat")
        try history.world.must(
            "doc",
            RecordAdd(patient: patient, record: World.entity(name), content: content, grant: World.entity("g")))
        try history.world.must(
            "doc",
            OrderPlace(
                order: World.entity(name), patient: patient, performer: try history.world.id("lab"),
                kind: .laboratory, priority: .routine, grant: World.entity("g"), envelope: .sample, keyVersion: 1))
        history.orders[name] = Model()
    }

    private func fulfil(_ name: String, _ result: String, _ history: inout History, _ place: String) throws {
        let model = try #require(history.orders[name])
        let stage = ResultStage.allCases.randomElement(using: &history.generator) ?? .final
        let code = try history.world.submit(
            "tec",
            OrderFulfil(
                order: World.entity(name), record: World.entity(result),
                supersedes: model.results.last.map(World.entity),
                content: try history.world.content(.laboratory, of: "pat"), stage: stage,
                physicianEnvelope: .sample))
        let follows = (stage == .corrected) == model.final
        // Once the patient has closed it, what stands can be finished or corrected.
        let finishes = !model.open && !model.results.isEmpty && stage != .preliminary
        let expected = (model.open && model.accepted || finishes) && follows && model.results.count < 20
        #expect((code == nil) == expected, "\(place)")
        guard code == nil else { return }
        if let old = model.results.last, let readers = history.readers.removeValue(forKey: old), !readers.isEmpty {
            history.pending[old] = readers
            history.recalls += 1
        }
        history.orders[name]?.results.append(result)
        history.orders[name]?.final = stage != .preliminary
    }
}
