import LedgerFormat
import RecordContract
import Testing

@testable import NodeCore

private let hour: Int64 = 3_600_000

/// Who sees what of appointments (rows 000-19, 003-40, 003-41).
@Suite struct AppointmentTests {
    /// A patient, a physician who offers two slots, and a request for the second.
    private struct Scene {
        let network: TestNetwork
        let node: Node
        let patient: TestPerson
        let neighbour: TestPerson
        let physician: TestPerson
        let colleague: TestPerson
        let first: LedgerTime
        var second: LedgerTime { first.advanced(byMilliseconds: hour) }
        var third: LedgerTime { second.advanced(byMilliseconds: hour) }
        let id = EntityID.fresh()
        let grant = EntityID.fresh()
        let note = Array("sealed".utf8)

        init(_ network: TestNetwork, _ node: Node) async throws {
            self.network = network
            self.node = node
            patient = try await network.register(.patient, node)
            neighbour = try await network.register(.patient, node)
            physician = try await network.register(.physician, node)
            colleague = try await network.register(.physician, node)
            first = network.time.now.advanced(byMilliseconds: hour)
            try await openCompartments(patient, network, node)
        }

        func submit(_ command: some LedgerCommand, by person: TestPerson) async throws {
            let recorded = try await node.submit(try person.sign(command, at: network.time.now))
            #expect(recorded.outcome.rejection == nil)
        }

        func slots(_ who: TestPerson) async throws -> Int {
            let object = CareObject.slots(physician: physician.id, from: .zero, until: .maximum)
            let answer = try await node.object(.care(object), for: who.principal).value
            guard case .array(let slots)? = answer["slots"] else { return -1 }
            return slots.count
        }

        func appointments(
            _ who: TestPerson, status: String? = nil, from: LedgerTime? = nil, until: LedgerTime? = nil,
            descending: Bool = false
        ) async throws -> Int {
            let list = CareList.ownAppointments(from: from, until: until, status: status)
            let page = try await node.list(.care(list), try PageRequest(descending: descending), for: who.principal)
            return page.items.count
        }

        func ask() async throws {
            _ = try await node.upload(
                pieces(note), as: cid(of: note), offset: 0, size: note.count, for: patient.principal)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            let grant = AppointmentGrant(grant: grant, terms: terms, after: hour, envelope: cid(of: note))
            try await submit(
                AppointmentRequest(
                    appointment: id, physician: physician.id, from: second, until: third, grant: grant,
                    note: cid(of: note)), by: patient)
        }
    }

    @Test func slotsAndRequestsForThoseWhomTheyConcern() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let scene = try await Scene(network, node)
            try await scene.submit(
                AvailabilityPublish(availability: .fresh(), from: scene.first, until: scene.third, slot: hour),
                by: scene.physician)
            #expect(try await scene.slots(scene.neighbour) == 2)
            try await scene.ask()
            #expect(try await scene.slots(scene.neighbour) == 1)
            #expect(try await scene.appointments(scene.patient) == 1)
            #expect(try await scene.appointments(scene.physician, status: "requested") == 1)
            #expect(try await scene.appointments(scene.physician, status: "confirmed") == 0)
            #expect(try await scene.appointments(scene.physician, from: scene.second, until: scene.third) == 1)
            #expect(try await scene.appointments(scene.physician, from: scene.third) == 0)
            #expect(try await scene.appointments(scene.physician, until: scene.second, descending: true) == 0)
            #expect(try await scene.appointments(scene.physician, from: scene.second, descending: true) == 1)
            #expect(try await scene.appointments(scene.colleague) == 0)
            for stranger in [scene.neighbour, scene.colleague, network.official] {
                await #expect(throws: NodeError.notFound) {
                    _ = try await node.object(.care(.appointment(scene.id)), for: stranger.principal)
                }
                await #expect(throws: NodeError.notFound) {
                    _ = try await node.content(.care(.appointmentNote(scene.id)), for: stranger.principal)
                }
            }
            await #expect(throws: NodeError.notFound) { _ = try await scene.appointments(network.official) }
            await #expect(throws: NodeError.query("status")) {
                _ = try await scene.appointments(scene.patient, status: "whatever")
            }
            let content = try await node.content(.care(.appointmentNote(scene.id)), for: scene.physician.principal)
            #expect(content.size == scene.note.count)
            await #expect(throws: NodeError.notFound) { _ = try await slotsOfPatient(scene.patient, node) }
        }
    }

    /// Decision 0104: managers of the house see which of its physicians are taken, and neither by whom nor what for.
    @Test func managersSeeThatAPhysicianIsTakenAndNotByWhom() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let scene = try await Scene(network, node)
            let manager = try await network.register(.hospitalManager, node)
            let elsewhere = try await network.register(.hospitalManager, in: network.pharmacy, node)
            let pharmacist = try await network.register(.pharmacist, in: network.pharmacy, node)
            try await scene.submit(
                AvailabilityPublish(availability: .fresh(), from: scene.first, until: scene.third, slot: hour),
                by: scene.physician)
            try await scene.ask()
            func taken(
                _ who: TestPerson, at organisation: IdentityID? = nil, physician: TestPerson? = nil,
                from: LedgerTime? = nil, until: LedgerTime? = nil, status: String? = nil
            ) async throws -> [String] {
                let list = CareList.organisationAppointments(
                    organisation ?? network.hospital, physician: physician?.id, from: from, until: until,
                    status: status)
                let page = try await node.list(
                    .care(list), try PageRequest(descending: false), for: who.principal)
                return page.items.map { String(decoding: $0.canonicalBytes, as: UTF8.self) }
            }
            let entry: JSONObject = [
                "physician": .identity(scene.physician.id), "from": .time(scene.second), "until": .time(scene.third),
                "status": .string("requested"),
            ]
            let seen = String(decoding: entry.canonicalBytes, as: UTF8.self)
            #expect(try await taken(manager) == [seen])
            #expect(try await taken(manager, physician: scene.physician) == [seen])
            #expect(try await taken(manager, from: scene.second, until: scene.third, status: "requested") == [seen])
            #expect(try await taken(manager, physician: scene.colleague).isEmpty)
            #expect(try await taken(manager, physician: pharmacist).isEmpty)
            #expect(try await taken(manager, from: scene.third).isEmpty)
            #expect(try await taken(manager, until: scene.second).isEmpty)
            #expect(try await taken(manager, status: "missed").isEmpty)
            // Another house's manager asks about a physician of this one through their own house: nothing.
            #expect(try await taken(elsewhere, at: network.pharmacy, physician: scene.physician).isEmpty)
            for other in [elsewhere, scene.patient, scene.physician, scene.colleague, network.official] {
                await #expect(throws: NodeError.notFound) { _ = try await taken(other) }
            }
            await #expect(throws: NodeError.notFound) { _ = try await taken(manager, at: network.pharmacy) }
            await #expect(throws: NodeError.query("status")) { _ = try await taken(manager, status: "whatever") }
            // The appointment itself stays between its two people.
            await #expect(throws: NodeError.notFound) {
                _ = try await node.object(.care(.appointment(scene.id)), for: manager.principal)
            }
            try await scene.submit(AppointmentConfirm(appointment: scene.id), by: scene.physician)
            #expect(try await taken(manager, status: "confirmed").count == 1)
        }
    }

    @Test func aRequestConnectsAndItsKeysAwaitTheConfirmation() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let scene = try await Scene(network, node)
            let physician = scene.physician.principal
            try await scene.submit(
                AvailabilityPublish(availability: .fresh(), from: scene.first, until: scene.third, slot: hour),
                by: scene.physician)
            // The physician cannot see the patient before there is a request, and can while it is open.
            await #expect(throws: NodeError.notFound) {
                _ = try await node.object(.identity(scene.patient.id), for: physician)
            }
            try await scene.ask()
            _ = try await node.object(.identity(scene.patient.id), for: physician)
            // The keys of a grant that awaits the confirmation are not given out before.
            await #expect(throws: NodeError.notFound) {
                _ = try await node.content(.grantEnvelope(scene.grant), for: physician)
            }
            _ = try await node.content(.grantEnvelope(scene.grant), for: scene.patient.principal)
            try await scene.submit(AppointmentConfirm(appointment: scene.id), by: scene.physician)
            _ = try await node.content(.grantEnvelope(scene.grant), for: physician)
            let calendar = try await node.object(.care(.ownCalendar), for: physician).value
            guard case .array(let booked)? = calendar["booked"] else {
                Issue.record("no bookings")
                return
            }
            #expect(booked.count == 1)
            await #expect(throws: NodeError.notFound) {
                _ = try await node.object(.care(.ownCalendar), for: scene.patient.principal)
            }
            try await scene.submit(AppointmentCancel(appointment: scene.id), by: scene.patient)
            await #expect(throws: NodeError.notFound) {
                _ = try await node.object(.identity(scene.patient.id), for: physician)
            }
        }
    }

    private func slotsOfPatient(_ patient: TestPerson, _ node: Node) async throws -> QueryObject {
        let object = CareObject.slots(physician: patient.id, from: .zero, until: .maximum)
        return try await node.object(.care(object), for: patient.principal)
    }
}
