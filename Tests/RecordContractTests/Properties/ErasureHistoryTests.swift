import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Random restricting and erasing: what is erased is never read again, what is restricted never under consent to its
/// own category, and nothing but the organisation's answer erases what a professional wrote.
@Suite("Random erasures")
struct ErasureHistoryTests {
    private struct Entry {
        let byPatient: Bool
        var isRestricted = false
        var isErased = false
        var isAsked = false
    }

    @Test("Erased is erased, restricted is restricted", arguments: [1, 2, UInt64.random(in: 0...UInt64.max)])
    func invariants(_ seed: UInt64) throws {
        print("random erasures, seed \(seed)")
        var world = try World()
        var generator = SeededGenerator(seed: seed)
        for (name, role) in [
            ("pat", Role.patient), ("doc", .physician), ("reader", .physician), ("man", .hospitalManager),
        ] { try world.join(name, role, at: "north") }
        let patient = try world.id("pat")
        let write = try MatrixWorld.grant(World.entity("write"), to: "doc", [.clinical], [.contribute], world)
        try world.must("pat", write)
        try world.must("pat", try MatrixWorld.grant(World.entity("read"), to: "reader", [.clinical], [.read], world))
        var entries: [String: Entry] = [:]
        var counts = (erased: 0, read: 0)
        for step in 0..<200 {
            guard let name = entries.keys.sorted().randomElement(using: &generator), step % 6 != 0 else {
                let byPatient = Bool.random(using: &generator)
                let add = RecordAdd(
                    patient: patient, record: World.entity("r\(step)"),
                    content: try world.content(.clinical, of: "pat"),
                    grant: byPatient ? nil : World.entity("write"))
                try world.must(byPatient ? "pat" : "doc", add)
                entries["r\(step)"] = Entry(byPatient: byPatient)
                continue
            }
            let (id, entry) = (World.entity(name), try #require(entries[name]))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0:
                let restrict = !entry.isRestricted
                let accepted =
                    try world.submit(
                        "pat",
                        RecordRestrict(record: id, restricted: restrict, envelope: .sample, compartmentVersion: 1))
                    == nil
                #expect(accepted == !entry.isErased, "seed \(seed)")
                if accepted { entries[name]?.isRestricted = restrict }
            case 1:
                let accepted = try world.submit("pat", RecordErase(records: [id])) == nil
                #expect(accepted == (entry.byPatient && !entry.isErased), "seed \(seed)")
                if accepted { entries[name]?.isErased = true }
            case 2:
                let accepted = try world.submit("pat", RecordRequestErasure(record: id)) == nil
                #expect(accepted == (!entry.byPatient && !entry.isErased && !entry.isAsked), "seed \(seed)")
                if accepted { entries[name]?.isAsked = true }
            case 3:
                let erases = Bool.random(using: &generator)
                let refusal = RecordAnswerErasure.Refusal(note: .sample, retainUntil: try world.at(World.day))
                let answer = RecordAnswerErasure(patient: patient, record: id, refusal: erases ? nil : refusal)
                let accepted = try world.submit("man", answer) == nil
                #expect(accepted == (entry.isAsked && !entry.isErased), "seed \(seed)")
                guard accepted else { break }
                entries[name]?.isAsked = false
                entries[name]?.isErased = erases
            default:
                let read = AccessRead(
                    patient: patient, purpose: .treatment, records: [id], grant: World.entity("read"))
                let accepted = try world.submit("reader", read) == nil
                #expect(accepted == (!entry.isErased && !entry.isRestricted), "seed \(seed)")
                if accepted { counts.read += 1 }
            }
            if entries[name]?.isErased == true { counts.erased += 1 }
        }
        if seed <= 2 { #expect(counts.erased > 3 && counts.read > 3, "seed \(seed)") }
        try compare(entries, with: world, of: patient, seed)
    }

    private func compare(
        _ entries: [String: Entry], with world: World, of patient: IdentityID, _ seed: UInt64
    ) throws {
        for (name, entry) in entries {
            let record: RecordDocument = try #require(world.state.get(.record(patient, World.entity(name))))
            #expect((record.status == .erased) == entry.isErased, "seed \(seed)")
            #expect(record.isRestricted == entry.isRestricted, "seed \(seed)")
            let indexes = Set(record.indexEntries.map(\.index))
            #expect(indexes.contains(.recordsByPatientCategory) != entry.isErased, "seed \(seed)")
        }
    }
}
