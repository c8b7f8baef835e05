import LedgerFormat
import RecordContract
import Testing

@testable import NodeCore

/// Who sees what of prescriptions and orders (rows 003-53 to 003-57, 000-21).
@Suite struct CareVisibilityTests {
    private struct Scene {
        let network: TestNetwork
        let node: Node
        let patient: TestPerson
        let physician: TestPerson
        let stranger: TestPerson
        let writing: EntityID

        init(_ network: TestNetwork, _ node: Node) async throws {
            self.network = network
            self.node = node
            patient = try await network.register(.patient, node)
            physician = try await network.register(.physician, node)
            stranger = try await network.register(.physician, node)
            try await openCompartments(patient, network, node)
            writing = try await give(
                patient, physician.id, [.clinical, .medication], [.read, .contribute], network, node)
        }

        func submit(_ command: some LedgerCommand, by person: TestPerson) async throws {
            let recorded = try await node.submit(try person.sign(command, at: network.time.now))
            #expect(recorded.outcome.rejection == nil)
        }

        func items(_ list: CareList, _ who: TestPerson, descending: Bool = true) async throws -> [JSONObject] {
            try await node.list(.care(list), try PageRequest(descending: descending), for: who.principal).items
        }

        func sees(_ object: CareObject, _ who: TestPerson) async throws -> JSONObject? {
            do {
                return try await node.object(.care(object), for: who.principal).value
            } catch {
                #expect((error as any Error) as? NodeError == .notFound)
                return nil
            }
        }
    }

    @Test func prescriptionsAreListedByConsent() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let scene = try await Scene(network, node)
            let pharmacist = try await network.register(.pharmacist, in: network.pharmacy, node)
            let manager = try await network.register(.hospitalManager, node)
            let record = try await addRecord(
                by: scene.physician, about: scene.patient, .medication, grant: scene.writing, network, node)
            let until = network.time.now.advanced(byMilliseconds: 86_400_000)
            try await scene.submit(
                PrescriptionIssue(
                    prescription: record.id, patient: scene.patient.id, quantity: 10, repeats: 0, until: until),
                by: scene.physician)
            let list = CareList.patientPrescriptions(scene.patient.id)
            for nobody in [scene.stranger, pharmacist, manager, network.official] {
                #expect(try await scene.items(list, nobody).isEmpty)
                #expect(try await scene.sees(.prescription(record.id), nobody) == nil)
                #expect(try await scene.items(.sharedPrescriptions(status: nil), nobody).isEmpty)
            }
            _ = try await give(scene.patient, manager.id, [.medication], [.list], network, node)
            _ = try await give(scene.patient, pharmacist.id, [], [.dispense], network, node, records: [record.id])
            let listed = try #require(try await scene.items(list, manager).first)
            #expect(listed["quantity"] == nil && listed["prescriber"] != nil && listed["issuedAt"] != nil)
            #expect(try await scene.items(list, pharmacist).first?["quantity"] != nil)
            #expect(try await scene.items(.sharedPrescriptions(status: "active"), pharmacist).count == 1)
            #expect(try await scene.items(.sharedPrescriptions(status: "cancelled"), pharmacist).isEmpty)
            #expect(try await scene.items(.ownPrescriptions(status: nil), scene.patient).count == 1)
            #expect(try await scene.items(.ownPrescriptions(status: "active"), scene.physician).count == 1)
            #expect(try await scene.items(.waitingRefills, scene.physician).isEmpty)
            try await scene.submit(PrescriptionRequestRefill(prescription: record.id), by: scene.patient)
            #expect(try await scene.items(.waitingRefills, scene.physician).count == 1)
            await #expect(throws: NodeError.notFound) { _ = try await scene.items(.waitingRefills, pharmacist) }
        }
    }

    @Test func ordersOpenThemselvesAndTheirResultAndNothingElse() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let scene = try await Scene(network, node)
            let technician = try await network.register(.laboratoryTechnician, node)
            let manager = try await network.register(.hospitalManager, node)
            let key = try await bring(Array("key".utf8), by: manager, node)
            _ = try await bring(Array("key".utf8), by: scene.physician, node)
            let message = KeyStatement.message(
                network: manager.network, holder: network.hospital, category: nil, version: 1,
                publicKey: manager.sealingKey)
            try await scene.submit(
                OrganisationRotateKey(
                    version: 1, publicKey: manager.sealingKey, statement: try manager.sign(message),
                    members: [.init(member: manager.id, envelope: key)]),
                by: manager)
            let ordered = try await addRecord(
                by: scene.physician, about: scene.patient, .clinical, grant: scene.writing, network, node)
            let other = try await addRecord(
                by: scene.physician, about: scene.patient, .clinical, grant: scene.writing, network, node)
            let record = { (id: EntityID) in NodeObject.record(patient: scene.patient.id, record: id) }
            func opens(_ id: EntityID, _ who: TestPerson) async throws -> Bool {
                do {
                    _ = try await node.object(record(id), for: who.principal)
                    return true
                } catch { return false }
            }
            #expect(try await !opens(ordered.id, technician))
            try await scene.submit(
                OrderPlace(
                    order: ordered.id, patient: scene.patient.id, performer: network.hospital, kind: .laboratory,
                    priority: .urgent, grant: scene.writing, envelope: key, keyVersion: 1), by: scene.physician)
            #expect(try await opens(ordered.id, technician))
            #expect(try await !opens(other.id, technician))
            #expect(try await !opens(ordered.id, scene.stranger))
            #expect(try await !opens(ordered.id, manager))
            #expect(try await scene.items(.worklist(waiting: true), technician, descending: false).count == 1)
            #expect(try await scene.items(.worklist(waiting: false), technician, descending: false).isEmpty)
            await #expect(throws: NodeError.notFound) {
                _ = try await scene.items(.worklist(waiting: true), scene.physician)
            }
            #expect(try await scene.items(.ownOrders, scene.patient).count == 1)
            #expect(try await scene.sees(.order(ordered.id), scene.stranger) == nil)
            #expect(try await scene.sees(.order(ordered.id), technician) != nil)
            // Who performs it learns the public key of the category that the result belongs to, and of no other.
            let patient = try await node.object(.patient(scene.patient.id), for: technician.principal).value
            guard case .array(let compartments)? = patient["compartments"] else {
                Issue.record("no compartments")
                return
            }
            #expect(compartments.count == 1)
            _ = try await node.object(.identity(scene.patient.id), for: technician.principal)
            try await scene.submit(OrderCancel(order: ordered.id), by: scene.patient)
            #expect(try await !opens(ordered.id, technician))
            await #expect(throws: NodeError.notFound) {
                _ = try await node.object(.patient(scene.patient.id), for: technician.principal)
            }
        }
    }

    /// A critical result that nobody acknowledged goes to the physician's colleagues, who may open it until one of them
    /// has acknowledged it; a patient who closes the order is heard by whoever worked on it (rows 000-21, 000-22).
    @Test func anEscalatedResultOpensToColleaguesUntilItIsAcknowledged() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let scene = try await Scene(network, node)
            let technician = try await network.register(.laboratoryTechnician, node)
            let nurse = try await network.register(.nurse, node)
            let outsider = try await network.register(.pharmacist, in: network.pharmacy, node)
            let (order, result) = try await fulfilledOrder(scene, technician)
            let record = NodeObject.record(patient: scene.patient.id, record: result)
            let seal = ContentReference.care(.resultEnvelope(order: order, record: result))
            func opens(_ who: TestPerson) async throws -> Bool {
                do {
                    _ = try await node.object(record, for: who.principal)
                    return true
                } catch { return false }
            }
            func sealed(_ who: TestPerson) async throws -> CID? {
                do { return try await node.content(seal, for: who.principal).cid } catch { return nil }
            }
            #expect(try await sealed(scene.physician) == cid(of: Array("to the physician".utf8)))
            #expect(try await sealed(scene.stranger) == nil)
            #expect(try await !opens(scene.stranger))
            #expect(try await scene.items(.escalatedResults, scene.stranger, descending: false).isEmpty)
            network.time.advance(milliseconds: 600_000)
            // The next block has the deadline behind it.
            try await scene.submit(AccessRead.own(order, of: scene.patient.id), by: scene.physician)
            let shown = try await scene.items(.escalatedResults, scene.stranger, descending: false)
            #expect(shown.count == 1)
            var reader = ObjectReader(try #require(shown.first))
            #expect(try reader.identity("patient") == scene.patient.id)
            let toNurse = try await scene.items(.escalatedResults, nurse, descending: false)
            #expect(toNurse.count == 1)
            #expect(!ObjectReader(try #require(toNurse.first)).has("patient"))
            #expect(try await sealed(scene.stranger) == cid(of: Array("to the hospital".utf8)))
            #expect(try await opens(scene.stranger))
            for other in [nurse, outsider] {
                #expect(try await !opens(other))
                #expect(try await sealed(other) == nil)
            }
            #expect(try await inbox(scene.physician, node).contains("result.escalated"))
            try await scene.submit(ResultAcknowledge(order: order, record: result), by: scene.stranger)
            #expect(try await scene.items(.escalatedResults, nurse, descending: false).isEmpty)
            #expect(try await opens(scene.stranger))
            try await scene.submit(OrderCancel(order: order), by: scene.patient)
            #expect(try await !opens(scene.stranger))
            #expect(try await inbox(technician, node).contains("order.closed"))
        }
    }

    private func inbox(_ who: TestPerson, _ node: Node) async throws -> [String] {
        try await node.inbox(for: who.principal, before: nil, limit: 50, unreadOnly: false).items
            .map { item in
                if case .string(let type)? = item.event.event["type"] { type } else { "" }
            }
    }

    /// An order with a final, critical result, sealed to the physician and to the hospital.
    private func fulfilledOrder(
        _ scene: Scene, _ technician: TestPerson
    ) async throws -> (order: EntityID, result: EntityID) {
        let (network, node) = (scene.network, scene.node)
        let manager = try await network.register(.hospitalManager, node)
        let key = try await bring(Array("key".utf8), by: manager, node)
        let message = KeyStatement.message(
            network: manager.network, holder: network.hospital, category: nil, version: 1,
            publicKey: manager.sealingKey)
        try await scene.submit(
            OrganisationRotateKey(
                version: 1, publicKey: manager.sealingKey, statement: try manager.sign(message),
                members: [.init(member: manager.id, envelope: key)]),
            by: manager)
        let ordered = try await addRecord(
            by: scene.physician, about: scene.patient, .clinical, grant: scene.writing, network, node)
        try await scene.submit(
            OrderPlace(
                order: ordered.id, patient: scene.patient.id, performer: network.hospital, kind: .laboratory,
                priority: .urgent, grant: scene.writing,
                envelope: try await bring(Array("to the laboratory".utf8), by: scene.physician, node), keyVersion: 1),
            by: scene.physician)
        try await scene.submit(OrderAccept(order: ordered.id), by: technician)
        let record = EntityID.fresh()
        let content = try await sealedContent(record, by: technician, about: scene.patient, .laboratory, network, node)
        try await scene.submit(
            OrderFulfil(
                order: ordered.id, record: record, content: content, stage: .final, criticalWithin: 600_000,
                physicianEnvelope: try await bring(Array("to the physician".utf8), by: technician, node),
                colleagues: .init(
                    envelope: try await bring(Array("to the hospital".utf8), by: technician, node), keyVersion: 1)),
            by: technician)
        return (ordered.id, record)
    }
}

extension AccessRead {
    /// An author looks at what they wrote.
    fileprivate static func own(_ record: EntityID, of patient: IdentityID) -> AccessRead {
        AccessRead(patient: patient, purpose: .treatment, records: [record])
    }
}
