import Foundation
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NodeAPI
import NodeClient
import NodeCore
import NodeWire
import RecordClient
import RecordContract
import SealedRecord
import Synchronization
import Testing
import Wallet

/// A critical result that its physician does not see in time, over HTTP with real wallets and the clock put forward:
/// colleagues are shown it, open it, and acknowledge it (rows 000-21, 000-22).
@Suite struct EscalationTests {
    private typealias Somebody = RecordClient.Person

    private struct Scene {
        let network: TestNetwork
        let port: Int
        let clients = Clients()

        /// Somebody with a wallet of their own, registered, verified and signed in.
        func join(_ role: Role, name: String) async throws -> Somebody {
            let keys = WalletKeys()
            let client = try clients.make("http://127.0.0.1:\(port)")
            let isStaff = role != .patient
            let credentials = Credentials(bytes: Array("licence".utf8), mediaType: "text/plain", fileName: nil)
            _ = try await Registration.register(
                keys, role: role, organisation: network.hospital, profile: isStaff ? Profile(name: name) : nil,
                credentials: isStaff ? credentials : nil, client: client, now: network.clock.clock.now())
            let id = keys.identity(in: network.node.network)
            if isStaff { try await network.submit(IdentityVerify(identity: id, note: nil), by: network.official) }
            return try await signIn(keys, name: name)
        }

        func signIn(_ keys: WalletKeys, name: String) async throws -> Somebody {
            let contents = VaultContents(
                network: network.node.network, userName: try UserName(name), keys: keys, displayName: nil)
            let clock = network.clock.clock
            return try await Somebody.signIn(
                client: try clients.make("http://127.0.0.1:\(port)"), contents: contents, clock: { clock.now() },
                approve: { _ in })
        }

        func note(_ text: String, _ category: RecordContract.Category) -> NewRecord {
            NewRecord(
                id: TestNetwork.newID(), category: category,
                metadata: PayloadMetadata(mediaType: "text/plain", title: text), source: .bytes(Array(text.utf8)))
        }
    }

    private final class Clients: Sendable {
        private let all = Mutex<[NodeClient]>([])

        func make(_ address: String) throws -> NodeClient {
            let client = try NodeClient(address: address)
            all.withLock { $0.append(client) }
            return client
        }

        func close() async {
            for client in all.withLock({ $0 }) { await client.close() }
        }
    }

    @Test func aColleagueSeesOpensAndAcknowledgesWhatNobodyHasSeen() async throws {
        try await TestNetwork.run { network in
            try await network.server().application().test(.live) { client in
                let scene = Scene(network: network, port: try #require(client.port))
                do { try await play(scene) } catch {
                    await scene.clients.close()
                    throw error
                }
                await scene.clients.close()
            }
        }
    }

    private func play(_ scene: Scene) async throws {
        let patient = try await scene.join(.patient, name: "patient")
        _ = try await patient.openCompartments()
        let physician = try await scene.join(.physician, name: "physician")
        let colleague = try await scene.join(.physician, name: "colleague")
        let nurse = try await scene.join(.nurse, name: "nurse")
        let technician = try await scene.join(.laboratoryTechnician, name: "technician")
        let manager = try await scene.join(.hospitalManager, name: "manager")
        _ = try await manager.rotateOrganisationKey()
        let terms = AccessTerms(
            scope: .categories([.clinical]), rights: [.read, .contribute], purpose: .treatment)
        let now = scene.network.clock.clock.now()
        _ = try await patient.grantAccess(
            to: physician.id, terms: terms, from: now, until: now.advanced(byMilliseconds: 86_400_000))
        let order = scene.note("Potassium, please", .clinical)
        _ = try await physician.placeOrder(
            order, in: try await physician.writingContext(for: patient.id), to: scene.network.hospital,
            kind: .laboratory, priority: .stat)
        _ = try await technician.submit(OrderAccept(order: order.id))
        let ordered = try await technician.openUnderOrder(order.id, record: order.id)
        #expect(ordered.content == Array("Potassium, please".utf8))
        let result = scene.note("Potassium 6.8 mmol/L", .laboratory)
        _ = try await technician.fulfilOrder(order.id, with: result, stage: .final, criticalWithin: 300_000)
        await #expect(throws: (any Error).self) {
            _ = try await colleague.openUnderOrder(order.id, record: result.id)
        }
        #expect(try await colleague.escalatedResults().isEmpty)

        scene.network.clock.advance(byMilliseconds: 300_001)
        // A block after the deadline: the nurse, who may not open it, looks at what has escalated.
        _ = try await physician.submit(AccessRead(patient: patient.id, purpose: .treatment, records: [order.id]))
        let told = try await physician.client.list("/v1/me/events").contains { item in
            guard case .object(let event)? = item["event"], case .string(let type)? = event["type"] else {
                return false
            }
            return type == "result.escalated"
        }
        #expect(told)
        let shown = try await nurse.escalatedResults()
        #expect(shown.map(\.order) == [order.id])
        #expect(shown.first?.patient == nil)
        await #expect(throws: (any Error).self) { _ = try await nurse.openUnderOrder(order.id, record: result.id) }
        let waiting = try #require(try await colleague.escalatedResults().first)
        #expect(waiting.record == result.id)
        #expect(waiting.patient == patient.id)
        let opened = try await colleague.openUnderOrder(waiting.order, record: waiting.record)
        #expect(opened.content == Array("Potassium 6.8 mmol/L".utf8))
        _ = try await colleague.submit(ResultAcknowledge(order: order.id, record: result.id))
        #expect(try await nurse.escalatedResults().isEmpty)
        #expect(try await physician.waitingResults().isEmpty)
    }
}
