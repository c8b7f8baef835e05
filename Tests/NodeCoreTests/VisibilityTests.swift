import Foundation
import LedgerFormat
import RecordContract
import Testing

@testable import NodeCore

/// Everybody asks for everything about one patient; the table says who sees what.
@Suite struct VisibilityTests {
    private enum Seen: Hashable {
        case record, payload, otherRecord, recordList, patient, patientIdentity, request, grant, grantsList, readsList,
            duties
    }

    @Test func whoSeesWhat() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let author = try await network.register(.physician, node)
            let grantee = try await network.register(.physician, node)
            let lister = try await network.register(.nurse, node)
            let stranger = try await network.register(.physician, node)
            let requester = try await network.register(.physician, node)
            let expired = try await network.register(.physician, node)
            let neighbour = try await network.register(.patient, node)
            try await openCompartments(patient, network, node)
            let contribute = try await give(patient, author.id, [.clinical], [.contribute], network, node)
            let record = try await addRecord(by: author, about: patient, .clinical, grant: contribute, network, node)
            let other = try await addRecord(by: patient, about: patient, .imaging, grant: nil, network, node)
            _ = try await give(patient, expired.id, [.clinical], [.read], network, node, days: 1)
            network.time.advance(milliseconds: 2 * 86_400_000)
            let grant = try await give(patient, grantee.id, [.clinical], [.read], network, node)
            _ = try await give(patient, lister.id, [.clinical], [.list], network, node)
            let request = EntityID.fresh()
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            _ = try await node.submit(
                try requester.sign(
                    AccessRequest(
                        request: request, patient: patient.id, forOrganisation: false, terms: terms,
                        duration: 86_400_000), at: network.time.now))

            func seen(_ who: TestPerson) async -> Set<Seen> {
                var seen: Set<Seen> = []
                func note(_ what: Seen, _ body: () async throws -> Bool) async {
                    do {
                        if try await body() { seen.insert(what) }
                    } catch {
                        #expect(error as? NodeError == .notFound)
                    }
                }
                let me = who.principal
                func has(_ object: NodeObject) async throws -> Bool {
                    _ = try await node.object(object, for: me)
                    return true
                }
                await note(.record) { try await has(.record(patient: patient.id, record: record.id)) }
                await note(.otherRecord) { try await has(.record(patient: patient.id, record: other.id)) }
                await note(.payload) {
                    let content = try await node.content(
                        .recordPayload(patient: patient.id, record: record.id), for: me)
                    var bytes: [UInt8] = []
                    for try await piece in content.bytes { bytes += piece }
                    return bytes == record.payload
                }
                await note(.recordList) {
                    let page = try await node.list(
                        .patientRecords(patient.id, category: nil), try PageRequest(), for: me)
                    return !page.items.isEmpty
                }
                await note(.patient) { try await has(.patient(patient.id)) }
                await note(.patientIdentity) { try await has(.identity(patient.id)) }
                await note(.request) { try await has(.request(request)) }
                await note(.grant) { try await has(.grant(grant)) }
                await note(.grantsList) {
                    !(try await node.list(.patientGrants(patient.id), try PageRequest(), for: me)).items.isEmpty
                }
                await note(.readsList) {
                    _ = try await node.list(.patientReads(patient.id), try PageRequest(), for: me)
                    return true
                }
                await note(.duties) { try await has(.duties(patient.id)) }
                return seen
            }
            #expect(
                await seen(patient) == [
                    .record, .payload, .otherRecord, .recordList, .patient, .patientIdentity, .request, .grant,
                    .grantsList, .readsList, .duties,
                ])
            #expect(await seen(author) == [.record, .payload, .recordList, .patient, .patientIdentity])
            #expect(await seen(grantee) == [.record, .payload, .recordList, .patient, .patientIdentity, .grant])
            #expect(await seen(lister) == [.record, .recordList, .patient, .patientIdentity])
            #expect(await seen(requester) == [.patientIdentity, .request])
            #expect(await seen(stranger) == [])
            #expect(await seen(expired) == [])
            #expect(await seen(neighbour) == [])
            #expect(await seen(network.official) == [])
        }
    }

    @Test func whoDoesNotActSeesOnlyThemself() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let waiting = try await network.register(.physician, verify: false, node)
            let own = try await node.object(.own, for: waiting.principal)
            #expect(own.value["waiting"] == nil)
            _ = try await node.object(.identity(waiting.id), for: waiting.principal)
            let physician = try await network.register(.physician, node)
            for object in [
                NodeObject.identity(physician.id), .patient(physician.id), .request(.fresh()), .grant(.fresh()),
            ] {
                await #expect(throws: NodeError.forbidden) { _ = try await node.object(object, for: waiting.principal) }
            }
            await #expect(throws: NodeError.forbidden) {
                _ = try await node.list(.ownRequests, try PageRequest(), for: waiting.principal)
            }
            await #expect(throws: NodeError.forbidden) { _ = try await node.events(for: waiting.principal, after: 0) }
            // Who waits is seen by the authority and not by colleagues.
            _ = try await node.object(.identity(waiting.id), for: network.official.principal)
            await #expect(throws: NodeError.notFound) {
                _ = try await node.object(.identity(waiting.id), for: physician.principal)
            }
            let queue = try await node.list(
                .identities(status: "pending"), try PageRequest(), for: network.official.principal)
            #expect(queue.items.count == 1)
            await #expect(throws: NodeError.notFound) {
                _ = try await node.list(.identities(status: "pending"), try PageRequest(), for: physician.principal)
            }
        }
    }

    @Test func pagesOfVisibleRecordsAreFullAndEndWithoutATrace() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let grantee = try await network.register(.physician, node)
            try await openCompartments(patient, network, node)
            var visible: [EntityID] = []
            for number in 0..<12 {
                network.time.advance(milliseconds: 10)
                let category: RecordContract.Category = number % 3 == 0 ? .clinical : .restricted
                let record = try await addRecord(by: patient, about: patient, category, grant: nil, network, node)
                if category == .clinical { visible.append(record.id) }
            }
            _ = try await give(patient, grantee.id, [.clinical], [.list], network, node)
            for descending in [false, true] {
                var found: [String] = []
                var after: String?
                var sizes: [Int] = []
                repeat {
                    let page = try await node.list(
                        .patientRecords(patient.id, category: nil),
                        try PageRequest(limit: 2, after: after, descending: descending), for: grantee.principal)
                    found += page.items.compactMap { item in
                        guard case .string(let id)? = item["record"] else { return nil }
                        return id
                    }
                    sizes.append(page.items.count)
                    after = page.next
                } while after != nil
                #expect(found == (descending ? visible.reversed() : visible).map(\.text))
                #expect(sizes == [2, 2])
            }
            // A cursor is worth nothing to somebody else.
            let page = try await node.list(
                .patientRecords(patient.id, category: nil), try PageRequest(limit: 2), for: patient.principal)
            await #expect(throws: NodeError.query("after")) {
                _ = try await node.list(
                    .patientRecords(patient.id, category: nil), try PageRequest(limit: 2, after: page.next),
                    for: grantee.principal)
            }
        }
    }

    @Test func theDirectoryIsForEverybody() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            _ = try await network.register(.pharmacist, in: network.pharmacy, node)
            let view = try await node.networkView().value
            #expect(view["releaseKeys"] != nil && view["authorities"] != nil)
            let first = try await node.organisations(try PageRequest(limit: 2))
            let second = try await node.organisations(try PageRequest(limit: 2, after: first.next))
            #expect(first.items.count + second.items.count == 3 && second.next == nil)
            #expect(try await node.organisation(network.pharmacy).value["name"] != nil)
            let staff = try await node.list(
                .staffNamed("dr. PHARM", role: nil, organisation: nil), try PageRequest(descending: false),
                for: network.official.principal)
            #expect(staff.items.count == 1)
        }
    }
}
