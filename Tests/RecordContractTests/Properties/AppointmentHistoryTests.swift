import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Random comings and goings: nobody is ever in two places at once, and a grant that an appointment carries opens
/// nothing unless the appointment stands confirmed. A failure prints its seed.
@Suite("Random appointments")
struct AppointmentHistoryTests {
    private static let hour: Int64 = 3_600_000
    private static let seeds: [UInt64] = [4, 5, UInt64.random(in: 0...UInt64.max)]

    private typealias Known = (patient: String, physician: String, id: String)

    /// What has happened so far.
    private struct History {
        var world: World
        var generator: SeededGenerator
        var known: [Known] = []
        var accepted = 0
        var reads = 0

        mutating func count(_ code: RejectionCode?) { if code == nil { accepted += 1 } }
    }

    @Test("No time is taken twice, no grant holds without a confirmation", arguments: seeds)
    func invariantsHold(_ seed: UInt64) throws {
        print("random appointments, seed \(seed)")
        var history = History(world: try World(), generator: SeededGenerator(seed: seed))
        for name in ["pat", "pam", "pia"] {
            try history.world.join(name, .patient, at: "north")
            let record = RecordAdd(
                patient: try history.world.id(name), record: World.entity(name),
                content: try history.world.content(.clinical, of: name))
            try history.world.must(name, record)
        }
        for name in ["doc", "dan"] { try history.world.join(name, .physician, at: "north") }
        for step in 0..<300 {
            try play(step, &history, seed)
            try requireOrder(history.world, seed, step)
        }
        if seed < 10 {
            #expect(history.accepted > 25 && history.reads > 0, "seed \(seed): \(history.accepted), \(history.reads)")
        }
    }

    private func play(_ step: Int, _ history: inout History, _ seed: UInt64) throws {
        let physician = ["doc", "dan"].randomElement(using: &history.generator) ?? "doc"
        let patient = ["pat", "pam", "pia"].randomElement(using: &history.generator) ?? "pat"
        // Slots lie on whole hours of the ledger's clock.
        let slot = history.world.clock / Self.hour + Int64.random(in: 1...8, using: &history.generator)
        let from = try #require(LedgerTime(milliseconds: slot * Self.hour))
        let until = from.advanced(byMilliseconds: Self.hour)
        switch Int.random(in: 0..<12, using: &history.generator) {
        case 0:
            history.count(
                try history.world.submit(
                    physician,
                    AvailabilityPublish(
                        availability: World.entity("offer\(step)"), from: from,
                        until: from.advanced(byMilliseconds: 4 * Self.hour), slot: Self.hour)))
        case 1:
            let halves = Int64.random(in: 1...3, using: &history.generator)
            try history.world.advance(halves * Self.hour / 2)
        case 2...5:
            let grant = AppointmentGrant(
                grant: World.entity("grant of a\(step)"),
                terms: AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment),
                after: Self.hour, envelope: .sample)
            let code = try history.world.submit(
                patient,
                AppointmentRequest(
                    appointment: World.entity("a\(step)"), physician: try history.world.id(physician), from: from,
                    until: until, grant: Int.random(in: 0..<5, using: &history.generator) > 0 ? grant : nil))
            if code == nil { history.known.append((patient, physician, "a\(step)")) }
            history.count(code)
        default:
            guard let known = history.known.randomElement(using: &history.generator) else { return }
            try change(known, from, until, &history, "seed \(seed), step \(step)")
        }
    }

    private func change(
        _ known: Known, _ from: LedgerTime, _ until: LedgerTime, _ history: inout History, _ place: String
    ) throws {
        let id = World.entity(known.id)
        switch Int.random(in: 0..<11, using: &history.generator) {
        case 0...2:
            let code = try history.world.submit(known.physician, AppointmentConfirm(appointment: id))
            if code == nil, try read(known, &history.world) == nil { history.reads += 1 }
            history.count(code)
        case 3: history.count(try history.world.submit(known.physician, AppointmentDecline(appointment: id)))
        case 4: history.count(try history.world.submit(known.patient, AppointmentCancel(appointment: id)))
        case 5:
            let move = AppointmentMove(appointment: id, from: from, until: until)
            history.count(try history.world.submit(known.patient, move))
        case 6:
            let complete = AppointmentComplete(
                appointment: id, attended: Bool.random(using: &history.generator))
            history.count(try history.world.submit(known.physician, complete))
        default:
            let appointment = history.world.state.get(.appointment(id), AppointmentDocument.self)
            let code = try read(known, &history.world)
            let holds = ["confirmed", "completed"].contains(appointment?.status.rawValue)
            if code == nil { history.reads += 1 }
            #expect(code != nil || holds, "\(place)")
        }
    }

    /// The physician reads under the grant that the appointment carries, if it carries one.
    private func read(_ known: Known, _ world: inout World) throws -> RejectionCode? {
        try world.submit(
            known.physician,
            AccessRead(
                patient: try world.id(known.patient), purpose: .treatment, records: [World.entity(known.patient)],
                grant: World.entity("grant of \(known.id)")))
    }

    /// Open appointments of one physician do not overlap, and the calendar says what they say.
    private func requireOrder(_ world: World, _ seed: UInt64, _ step: Int) throws {
        var open: [IdentityID: [AppointmentDocument]] = [:]
        var calendars: [CalendarDocument] = []
        var lapses: [EntityID] = []
        for document in world.state.all {
            if case .appointment(let value) = document, value.status.isOpen {
                open[value.physician, default: []].append(value)
            }
            if case .calendar(let value) = document { calendars.append(value) }
            if case .due(let due) = document, due.kind == .appointmentLapses { lapses.append(due.subject) }
        }
        for appointments in open.values {
            let ordered = appointments.sorted { $0.from < $1.from }
            for (earlier, later) in zip(ordered, ordered.dropFirst()) {
                #expect(earlier.until <= later.from, "seed \(seed), step \(step)")
            }
        }
        for calendar in calendars {
            let expected = (open[calendar.physician] ?? []).filter { $0.until > world.time }.map(\.appointment)
            // Completed visits keep their time until it is over.
            let kept = calendar.booked.filter { $0.until > world.time }.map(\.appointment)
            #expect(Set(expected).isSubset(of: kept), "seed \(seed), step \(step)")
        }
        let waiting = open.values.joined().filter { $0.status == .requested }.map(\.appointment)
        #expect(Set(waiting) == Set(lapses), "seed \(seed), step \(step)")
    }
}
