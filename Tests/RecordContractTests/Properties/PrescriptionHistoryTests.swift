import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Random histories of prescriptions that several pharmacists in several organisations dispense from: what was handed
/// out is never more than the prescriber allowed, counted here in numbers of our own.
@Suite("Random dispensing")
struct PrescriptionHistoryTests {
    private static let seeds: [UInt64] = [6, 7, UInt64.random(in: 0...UInt64.max)]

    private struct Model {
        var quantity: Int64
        var fills: Int64
        var handedOut: Int64 = 0
        var open = true
        var asked = false
    }

    private static let pharmacists = [("phi", "pharmacy"), ("pho", "south"), ("phu", "north")]

    private struct History {
        var world: World
        var generator: SeededGenerator
        var models: [String: Model] = [:]
        var total: Int64 = 0
    }

    @Test("Never more than issued, whoever asks and wherever", arguments: seeds)
    func neverMoreThanIssued(_ seed: UInt64) throws {
        print("random dispensing, seed \(seed)")
        var history = History(world: try World(), generator: SeededGenerator(seed: seed))
        try people(&history.world)
        for step in 0..<260 { try play(step, &history, "seed \(seed), step \(step)") }
        #expect(history.total > 0, "seed \(seed)")
        for (name, model) in history.models {
            let document = try #require(
                history.world.state.get(.prescription(World.entity(name)), PrescriptionDocument.self), "seed \(seed)")
            #expect(document.dispensed == model.handedOut, "seed \(seed)")
            #expect(document.dispenses.map(\.quantity).reduce(0, +) == model.handedOut, "seed \(seed)")
            #expect(document.dispensed <= model.quantity * model.fills, "seed \(seed)")
        }
    }

    private func people(_ world: inout World) throws {
        try world.join("pat", .patient, at: "north")
        try world.join("doc", .physician, at: "north")
        let writing = World.entity("writing")
        try world.must("pat", try MatrixWorld.grant(writing, to: "doc", [.medication], [.read, .contribute], world))
        for (name, organisation) in Self.pharmacists {
            try world.join(name, .pharmacist, at: organisation)
            try world.must(
                "pat", try MatrixWorld.grant(World.entity("to \(name)"), to: name, [.medication], [.dispense], world))
        }
    }

    private func play(_ step: Int, _ history: inout History, _ place: String) throws {
        let choice = Int.random(in: 0..<14, using: &history.generator)
        guard choice > 0, let name = history.models.keys.sorted().randomElement(using: &history.generator) else {
            return try issue("m\(step)", &history)
        }
        let id = World.entity(name)
        let model = try #require(history.models[name])
        switch choice {
        case 1:
            let code = try history.world.submit("pat", PrescriptionRequestRefill(prescription: id))
            #expect((code == nil) == (model.open && !model.asked), "\(place)")
            if code == nil { history.models[name]?.asked = true }
        case 2, 3:
            let approve = Bool.random(using: &history.generator)
            let code = try history.world.submit("doc", PrescriptionAnswerRefill(prescription: id, approve: approve))
            #expect((code == nil) == model.asked, "\(place)")
            guard code == nil else { return }
            history.models[name]?.asked = false
            if approve { history.models[name]?.fills += 1 }
        case 4:
            guard model.open, Int.random(in: 0..<3, using: &history.generator) == 0 else { return }
            try takeBack(name, &history)
        default: try dispense(name, &history, place)
        }
    }

    private func issue(_ name: String, _ history: inout History) throws {
        let patient = try history.world.id("pat")
        let content = try history.world.content(.medication, of: "pat")
        try history.world.must(
            "doc",
            RecordAdd(patient: patient, record: World.entity(name), content: content, grant: World.entity("writing")))
        let quantity = Int64.random(in: 1...40, using: &history.generator)
        let repeats = Int64.random(in: 0...3, using: &history.generator)
        try history.world.must(
            "doc",
            PrescriptionIssue(
                prescription: World.entity(name), patient: patient, quantity: quantity, repeats: repeats,
                until: try history.world.at(20 * World.day)))
        history.models[name] = Model(quantity: quantity, fills: 1 + repeats)
    }

    /// Cancelled, or first what it prescribes retracted: the count stays either way.
    private func takeBack(_ name: String, _ history: inout History) throws {
        if Bool.random(using: &history.generator) {
            let retract = RecordRetract(patient: try history.world.id("pat"), record: World.entity(name))
            try history.world.must("doc", retract)
        }
        try history.world.must("doc", PrescriptionCancel(prescription: World.entity(name)))
        history.models[name]?.open = false
        history.models[name]?.asked = false
    }

    private func dispense(_ name: String, _ history: inout History, _ place: String) throws {
        let pharmacist = Self.pharmacists.randomElement(using: &history.generator)?.0 ?? "phi"
        let quantity = Int64.random(in: 1...45, using: &history.generator)
        let code = try history.world.submit(
            pharmacist,
            PrescriptionDispense(
                prescription: World.entity(name), quantity: quantity, grant: World.entity("to \(pharmacist)")))
        let model = try #require(history.models[name])
        let left = model.quantity * model.fills - model.handedOut
        let expected = model.open && quantity <= left && quantity <= model.quantity
        #expect((code == nil) == expected, "\(place)")
        guard code == nil else { return }
        history.models[name]?.handedOut += quantity
        history.total += quantity
    }
}
