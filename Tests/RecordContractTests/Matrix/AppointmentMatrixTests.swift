import LedgerFormat
import RecordContract
import Testing

/// Every command about appointments, tried by everybody on an appointment in every state (rows 000-19, 004-37).
@Suite("Appointment matrix")
struct AppointmentMatrixTests {
    private static let states = [
        "requested", "confirmed", "begun", "declined", "cancelled", "lapsed", "completed", "missed", "unknown",
    ]
    private static let hour: Int64 = 3_600_000

    /// The matrix's world with an appointment of alice with `physician` in each state; `friend` is another physician.
    struct Fixture {
        var world: World
        var suspended: World

        init() throws {
            let base = try MatrixWorld.shared.get()
            world = base.world
            suspended = base.suspended
            world = try Self.filled(world)
            suspended = world
            for organisation in ["north", "mutual", "ministry"] {
                for voter in ["south", "ministry"] where organisation != voter || organisation == "ministry" {
                    let proposal = World.entity("suspend care/\(organisation)")
                    try suspended.must(
                        voter, OrganisationSuspend(proposal: proposal, organisation: try world.id(organisation)))
                }
            }
        }

        private static func filled(_ empty: World) throws -> World {
            var world = empty
            try world.must(
                "physician",
                AvailabilityPublish(
                    availability: World.entity("offer"), from: try world.at(hour), until: try world.at(11 * hour),
                    slot: hour))
            for (index, state) in ["lapsed", "begun", "completed", "missed"].enumerated() {
                try ask(state, at: Int64(index) + 1, &world)
                if state != "lapsed" {
                    try world.must("physician", AppointmentConfirm(appointment: World.entity("p/\(state)")))
                }
            }
            try world.advance(5 * hour)
            for (state, attended) in [("completed", true), ("missed", false)] {
                try world.must(
                    "physician", AppointmentComplete(appointment: World.entity("p/\(state)"), attended: attended))
            }
            for (index, state) in ["requested", "confirmed", "declined", "cancelled"].enumerated() {
                try ask(state, at: Int64(index) + 1, &world)
                let id = World.entity("p/\(state)")
                switch state {
                case "confirmed": try world.must("physician", AppointmentConfirm(appointment: id))
                case "declined": try world.must("physician", AppointmentDecline(appointment: id))
                case "cancelled": try world.must("alice", AppointmentCancel(appointment: id))
                default: break
                }
            }
            return world
        }

        private static func ask(_ state: String, at hours: Int64, _ world: inout World) throws {
            try world.must(
                "alice",
                AppointmentRequest(
                    appointment: World.entity("p/\(state)"), physician: try world.id("physician"),
                    from: try world.at(hours * hour), until: try world.at((hours + 1) * hour)))
        }

        func world(for who: Signatory) -> World { who.standing == "organisationSuspended" ? suspended : world }
    }

    static let fixture = Result { try Fixture() }

    private func expected(
        _ who: Signatory, _ state: String, physician: String, patient: String
    ) -> String {
        if let standing = MatrixOracle.standing(who) { return standing }
        guard MatrixOracle.isPerson(who) else { return "identity.wrongRole" }
        if state == "unknown" { return "appointment.unknown" }
        switch who.role {
        case "physician": return physician
        case "self": return patient
        default: return "appointment.unknown"
        }
    }

    private func state(_ wanted: [String], _ state: String) -> String {
        wanted.contains(state) ? "accepted" : "appointment.wrongState"
    }

    @Test("confirm, decline, cancel, complete, move") func answers() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            var world = try Self.fixture.get().world(for: who)
            for name in Self.states {
                let id = World.entity("p/\(name)")
                let wrong = "identity.wrongRole"
                let from = try world.at(5 * Self.hour)
                let trials: [(any LedgerCommand, String, String)] = [
                    (AppointmentConfirm(appointment: id), state(["requested"], name), wrong),
                    (AppointmentDecline(appointment: id), state(["requested"], name), wrong),
                    (
                        AppointmentCancel(appointment: id), state(["confirmed"], name),
                        state(["requested", "confirmed"], name)
                    ),
                    (
                        AppointmentComplete(appointment: id, attended: true), state(["begun", "completed"], name),
                        wrong
                    ),
                    (AppointmentComplete(appointment: id, attended: false), state(["begun"], name), wrong),
                    (
                        AppointmentMove(
                            appointment: id, from: from, until: from.advanced(byMilliseconds: Self.hour)), wrong,
                        state(["requested", "confirmed"], name)
                    ),
                ]
                for (command, physician, patient) in trials {
                    let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                    count += 1
                    #expect(
                        outcome == expected(who, name, physician: physician, patient: patient),
                        "\(type(of: command)) \(name) by \(who)")
                }
            }
        }
        #expect(count > 2_500)
    }

    @Test("request, book, publish, withdraw") func beginnings() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            var world = try Self.fixture.get().world(for: who)
            let from = try world.at(5 * Self.hour)
            let until = from.advanced(byMilliseconds: Self.hour)
            let isSuspended = who.standing == "organisationSuspended"
            func trial(_ command: any LedgerCommand, _ expected: String, _ note: String) throws {
                let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                count += 1
                #expect(outcome == expected, "\(note) by \(who)")
            }
            func only(_ roles: [String], _ code: String) -> String {
                if let standing = MatrixOracle.standing(who) { return standing }
                return roles.contains(who.role) ? code : "identity.wrongRole"
            }
            let patients = ["self", "patient"]
            for (physician, code) in [
                ("physician", isSuspended ? "organisation.suspended" : "accepted"), ("nurse", "identity.unknown"),
                ("physician-pending", "identity.unknown"), ("physician-suspended", "identity.unknown"),
                ("alice", "identity.unknown"), ("friend", isSuspended ? "organisation.suspended" : "appointment.slot"),
            ] {
                let command = AppointmentRequest(
                    appointment: World.entity("new"), physician: try world.id(physician), from: from, until: until)
                try trial(command, only(patients, code), "appointment.request to \(physician)")
            }
            for (grant, code) in [
                ("g/physician/live", "accepted"), ("g/physician/listOnly", "accepted"),
                ("g/physician/revoked", "access.revoked"), ("g/physician/expired", "access.expired"),
                ("g/physician/notYet", "access.notYet"), ("g/north", "accepted"), ("g/south", "access.denied"),
                ("g/friend", "access.denied"), ("nothing", "access.denied"),
            ] {
                let command = AppointmentBook(
                    appointment: World.entity("new"), patient: try world.id("alice"), from: from, until: until,
                    grant: World.entity(grant))
                try trial(command, only(["physician"], code), "appointment.book under \(grant)")
            }
            let publish = AvailabilityPublish(
                availability: World.entity("more"), from: try world.at(20 * Self.hour),
                until: try world.at(22 * Self.hour), slot: Self.hour)
            try trial(publish, only(["physician"], "accepted"), "availability.publish")
            let withdraw = AvailabilityWithdraw(availability: World.entity("offer"))
            try trial(withdraw, only(["physician"], "accepted"), "availability.withdraw")
        }
        #expect(count > 800)
    }
}
