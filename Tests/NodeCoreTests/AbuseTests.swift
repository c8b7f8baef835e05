import ContentStore
import Crypto
import Foundation
import LedgerFormat
import LedgerStore
import RecordContract
import SealedRecord
import Sealing
import Testing

@testable import NodeCore

/// What one person could do to others or to the ledger, and cannot.
@Suite struct AbuseTests {
    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? NodeError)?.code
        }
    }

    @Test func aRecordIsOnlyProposedWithAnEnvelopeOfItsOwn() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let author = try await network.register(.physician, node)
            try await openCompartments(patient, network, node)
            let grant = try await give(patient, author.id, [.clinical], [.contribute], network, node)
            let good = try await addRecord(by: author, about: patient, .clinical, grant: grant, network, node)
            let stored = try await node.ledger.read { reader in try reader.document(.record(patient.id, good.id)) }
            guard case .record(let document)? = stored else {
                Issue.record("no record")
                return
            }
            let payload = try await bring([1, 2, 3], by: author, node)
            let garbage = try await bring(Array(#"{"garbage":1}"#.utf8), by: author, node)
            func add(_ envelope: CID, _ id: EntityID, version: Int64 = 1, threshold: Int64 = 1) async -> String? {
                let content = RecordContent(
                    category: .clinical, payload: payload, size: 3, envelope: envelope, compartmentVersion: version,
                    threshold: threshold, shares: document.content.shares)
                let add = RecordAdd(patient: patient.id, record: id, content: content, grant: grant)
                return await code {
                    let recorded = try await node.submit(try author.sign(add, at: network.time.now))
                    if let rejection = recorded.outcome.rejection { throw NodeError(Rejection(rejection)) }
                }
            }
            #expect(await add(garbage, .fresh()) == "content.envelope")
            // A real envelope, but another record's, or other than the command says.
            #expect(await add(document.content.envelope, .fresh()) == "content.envelope")
            #expect(await add(document.content.envelope, good.id, version: 2) == "content.envelope")
            #expect(await add(document.content.envelope, good.id, threshold: 2) == "content.envelope")
            #expect(await add(document.content.envelope, good.id) == "record.exists")
            // The patient's own envelopes have no author's seal; another's envelope is not theirs.
            let height = node.height
            let amend = RecordAmend(
                patient: patient.id, record: .fresh(), supersedes: good.id,
                content: RecordContent(
                    category: .clinical, payload: payload, size: 3, envelope: garbage, compartmentVersion: 1,
                    threshold: 1, shares: document.content.shares), grant: grant)
            #expect(
                await code { _ = try await node.submit(try author.sign(amend, at: network.time.now)) }
                    == "content.envelope")
            #expect(node.height == height)
        }
    }

    @Test func contentIsReferredToOnlyByWhoBroughtIt() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let stranger = try await network.register(.nurse, node)
            try await openCompartments(patient, network, node)
            let record = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)
            let payload = cid(of: record.payload)
            func request(_ note: CID) async -> String? {
                let terms = AccessTerms(scope: .categories([.clinical]), rights: [.list], purpose: .treatment)
                let request = AccessRequest(
                    request: .fresh(), patient: patient.id, forOrganisation: false, terms: terms, duration: 60_000,
                    note: note)
                return await code { _ = try await node.submit(try stranger.sign(request, at: network.time.now)) }
            }
            #expect(await request(payload) == "content.notUploaded")
            // Nor does it help to announce an upload of what is here already: all of it must be brought.
            let empty = AsyncStream<[UInt8]> { $0.finish() }
            #expect(
                try await node.upload(empty, as: payload, offset: 0, size: 1, for: stranger.principal)
                    == .incomplete(offset: 0))
            #expect(try await node.uploadState(of: payload, for: stranger.principal) == .incomplete(offset: 0))
            #expect(try await node.registrationUploadState(of: payload, address: "x") == .incomplete(offset: 0))
            #expect(await request(payload) == "content.notUploaded")
            // Who has the bytes may have them.
            try await bring(record.payload, by: stranger, node)
            #expect(await request(payload) == nil)
            // Credentials of an application are looked at in the same way.
            let applicant = TestPerson(network: network.genesis.network)
            let application = IdentityDocument.Application(
                role: .nurse, organisation: network.hospital, signingKey: applicant.key,
                sealingKey: applicant.sealingKey, profile: Profile(name: "N."), credentials: payload)
            let signed = try applicant.sign(IdentityApply(application: application), at: network.time.now)
            #expect(await code { _ = try await node.register(signed, address: nil) } == "content.notUploaded")
        }
    }

    @Test func whoBroughtWhatIsKnownAfterARestart() async throws {
        let network = try TestNetwork()
        let bytes = Array("a note".utf8)
        let (patient, physician) = try await network.run { node -> (TestPerson, TestPerson) in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            try await bring(bytes, by: physician, node)
            return (patient, physician)
        }
        try await network.run { (node: Node) async throws -> Void in
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            let request = AccessRequest(
                request: .fresh(), patient: patient.id, forOrganisation: false, terms: terms, duration: 86_400_000,
                note: cid(of: bytes))
            let recorded = try await node.submit(try physician.sign(request, at: network.time.now))
            #expect(recorded.outcome.rejection == nil)
        }
    }

    @Test func sharesAreGivenOnlyWhileTheConsentHoldsOrAMomentAfterTheRead() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let reader = try await network.register(.physician, node)
            try await openCompartments(patient, network, node)
            let record = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)
            func read(_ grant: EntityID) async throws -> TransactionHash {
                let read = AccessRead(patient: patient.id, purpose: .treatment, records: [record.id], grant: grant)
                let recorded = try await node.submit(try reader.sign(read, at: network.time.now))
                #expect(recorded.outcome.rejection == nil)
                return recorded.hash
            }
            func release(_ hash: TransactionHash) async -> String? {
                await code { _ = try await node.release(read: hash, records: nil, for: reader.principal) }
            }
            func pass(_ milliseconds: Int64) async throws {
                network.time.advance(milliseconds: milliseconds)
                _ = try await node.submit(try network.request(reader, patient))
            }
            let open = try await give(patient, reader.id, [.clinical], [.read], network, node, days: 1)
            let first = try await read(open)
            #expect(await release(first) == nil)
            try await pass(ShareRelease.window + 1)
            #expect(await release(first) == nil, "the grant is live")
            // Used up by the read itself: there for a moment, so that the reader can open what they were given.
            let single = try await give(patient, reader.id, [.clinical], [.read], network, node, reads: 1)
            let second = try await read(single)
            try await pass(ShareRelease.window)
            #expect(await release(second) == nil)
            try await pass(1)
            #expect(await release(second) == "release.ended")
            // A revocation ends it at once.
            let third = try await read(open)
            let revoked = try await node.submit(try patient.sign(AccessRevoke(grant: open), at: network.time.now))
            #expect(revoked.outcome.rejection == nil)
            #expect(await release(third) == "release.ended")
            #expect(await release(first) == "release.ended")
        }
    }

    @Test func oneBrokenEnvelopeKeepsNobodyFromTheOtherRecordsOfARead() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let reader = try await network.register(.physician, node)
            try await openCompartments(patient, network, node)
            let broken = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)
            let good = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)
            let envelope = try await bring(Array("not an envelope".utf8), by: patient, node)
            // The patient's own re-sealing is not looked into; another version of the node may have let such in, too.
            let reseal = CompartmentReseal(
                category: .clinical, version: 1, records: [.init(record: broken.id, envelope: envelope)])
            #expect(try await node.submit(try patient.sign(reseal, at: network.time.now)).outcome.rejection == nil)
            let grant = try await give(patient, reader.id, [.clinical], [.read], network, node)
            let read = AccessRead(
                patient: patient.id, purpose: .treatment, records: [broken.id, good.id].sorted(), grant: grant)
            let recorded = try await node.submit(try reader.sign(read, at: network.time.now))
            let released = try await node.release(read: recorded.hash, records: nil, for: reader.principal)
            #expect(released.map(\.record) == [good.id])
            let alone = await code {
                _ = try await node.release(read: recorded.hash, records: [broken.id], for: reader.principal)
            }
            #expect(alone != nil && alone != "notFound")
        }
    }

    @Test func aSignerTakesUpOnlySoMuchOfTheLedger() async throws {
        let network = try TestNetwork()
        var limits = NodeConfiguration.Limits()
        limits.rejectedPerSigner = 3
        limits.transactionsPerSigner = 8
        try await network.run(limits) { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            func withdrawNothing() async throws -> String {
                let withdraw = AccessWithdraw(request: .fresh())
                do {
                    let recorded = try await node.submit(try physician.sign(withdraw, at: network.time.now))
                    return "ledger " + (recorded.outcome.rejection?.rawValue ?? "")
                } catch {
                    return (error as? NodeError)?.code ?? "other"
                }
            }
            var answers: [String] = []
            for _ in 0..<5 { answers.append(try await withdrawNothing()) }
            #expect(
                answers == Array(repeating: "ledger request.unknown", count: 3)
                    + Array(repeating: "request.unknown", count: 2))
            // What the contract accepts goes on, up to the day's allowance; others are not touched.
            for _ in 0..<5 {
                #expect(try await node.submit(try network.request(physician, patient)).outcome.rejection == nil)
            }
            #expect(
                await code { _ = try await node.submit(try network.request(physician, patient)) }
                    == "tooManyRequests")
            let height = node.height
            #expect(
                await code { _ = try await node.submit(try network.request(physician, patient)) }
                    == "tooManyRequests")
            #expect(node.height == height)
            let other = try await network.register(.physician, node)
            #expect(try await node.submit(try network.request(other, patient)).outcome.rejection == nil)
            network.time.advance(milliseconds: 86_400_000)
            #expect(try await node.submit(try network.request(physician, patient)).outcome.rejection == nil)
        }
    }

    @Test func anAddressRegistersOnlySoMany() async throws {
        let network = try TestNetwork()
        var limits = NodeConfiguration.Limits()
        limits.patientsPerAddress = 2
        limits.applicantsPerAddress = 1
        limits.waitingApplicants = 2
        try await network.run(limits) { (node: Node) async throws -> Void in
            func register(_ role: Role, _ address: String?, credentials: [UInt8] = [1]) async -> String? {
                let person = TestPerson(network: network.genesis.network)
                let isStaff = role.isStaff
                let application = IdentityDocument.Application(
                    role: role, organisation: network.hospital, signingKey: person.key, sealingKey: person.sealingKey,
                    profile: isStaff ? Profile(name: "Eva Lind") : nil,
                    credentials: isStaff ? cid(of: credentials) : nil)
                return await code {
                    let signed = try person.sign(IdentityApply(application: application), at: network.time.now)
                    let (recorded, _) = try await node.register(signed, address: address)
                    if let rejection = recorded.outcome.rejection { throw NodeError(Rejection(rejection)) }
                }
            }
            let height = node.height
            #expect(await register(.physician, "a") == "content.notUploaded")
            #expect(node.height == height)
            _ = try await node.uploadForRegistration(
                pieces([1]), as: cid(of: [1]), offset: 0, size: 1, address: "b")
            #expect(await register(.physician, "b") == nil)
            #expect(await register(.physician, "b") == "tooManyRequests")
            #expect(await register(.physician, "c") == nil)
            #expect(await register(.physician, "d") == "tooManyRequests", "two wait for the authority")
            for _ in 0..<2 { #expect(await register(.patient, "a") == nil) }
            #expect(await register(.patient, "a") == "tooManyRequests")
            #expect(await register(.patient, "e") == nil)
            network.time.advance(milliseconds: 86_400_000)
            #expect(await register(.patient, "a") == nil)
        }
    }

    @Test func theDaysQuotaIsLookedAtBeforeAnythingIsOrdered() async throws {
        let network = try TestNetwork(patientsPerDay: 2)
        try await network.run { (node: Node) async throws -> Void in
            for _ in 0..<2 { _ = try await network.register(.patient, node) }
            let height = node.height
            let person = TestPerson(network: network.genesis.network)
            let application = IdentityDocument.Application(
                role: .patient, organisation: network.hospital, signingKey: person.key, sealingKey: person.sealingKey,
                profile: nil, credentials: nil)
            let signed = try person.sign(IdentityApply(application: application), at: network.time.now)
            #expect(await code { _ = try await node.register(signed, address: nil) } == "identity.quota")
            #expect(node.height == height)
        }
    }
}

/// Places and quotas of uploads.
@Suite struct UploadPlaceTests {
    private func owner(_ address: String) -> UploadOwner { .applicant(address: address) }
    private func moment(_ seconds: Int64) -> LedgerTime {
        LedgerTime(milliseconds: 1_795_000_000_000 + seconds * 1_000) ?? .zero
    }

    @Test func nobodyTakesOthersPlaces() throws {
        let places = UploadPlaces(
            limits: .init(perIdentity: 3, perAddress: 2, identities: 4, anonymous: 3))
        let ids = (0..<10).map { _ in UploadID() }
        #expect(try places.take(ids[0], for: owner("a"), at: moment(0)).isEmpty)
        #expect(try places.take(ids[1], for: owner("a"), at: moment(1)).isEmpty)
        places.leave(ids[0], isOver: false, at: moment(1))
        places.leave(ids[1], isOver: false, at: moment(1))
        // Both are fresh: the address waits.
        #expect(throws: NodeError.self) { try places.take(ids[2], for: owner("a"), at: moment(2)) }
        #expect(try places.take(ids[1], for: owner("a"), at: moment(3)).isEmpty, "one's own goes on")
        places.leave(ids[1], isOver: false, at: moment(3))
        // The one that stood still longest makes room.
        #expect(try places.take(ids[2], for: owner("a"), at: moment(61)) == [ids[0]])
        // The pool of those without a session is full for other addresses, and no identity notices.
        #expect(try places.take(ids[3], for: owner("b"), at: moment(62)).isEmpty)
        #expect(throws: NodeError.self) { try places.take(ids[4], for: owner("c"), at: moment(62)) }
        let person = UploadOwner.identity(TestPerson(network: .zero).id)
        for id in ids[5..<8] { #expect(try places.take(id, for: person, at: moment(62)).isEmpty) }
        #expect(throws: NodeError.self) { try places.take(ids[8], for: person, at: moment(200)) }
        places.leave(ids[5], isOver: true, at: moment(200))
        #expect(try places.take(ids[8], for: person, at: moment(200)).isEmpty)
        // Without a session an upload that stands still is over in minutes.
        places.leave(ids[2], isOver: false, at: moment(300))
        places.leave(ids[3], isOver: false, at: moment(300))
        let left = try places.take(ids[9], for: owner("d"), at: moment(901))
        #expect(Set(left) == [ids[1], ids[2], ids[3]])
        #expect(places.count == 4)
    }

    @Test func theQuotaCountsWhatIsDeclaredLast() throws {
        let quota = UploadQuota(limit: 100)
        let name = cid(of: [1])
        try quota.reserve(1, of: name, for: "a", at: moment(0))
        #expect(throws: NodeError.self) { try quota.reserve(101, of: name, for: "a", at: moment(0)) }
        try quota.reserve(90, of: name, for: "a", at: moment(0))
        #expect(throws: NodeError.self) { try quota.reserve(11, of: cid(of: [2]), for: "a", at: moment(0)) }
        try quota.reserve(10, of: cid(of: [2]), for: "a", at: moment(0))
        try quota.reserve(90, of: name, for: "a", at: moment(0))
        quota.settle([name])
        try quota.reserve(90, of: cid(of: [3]), for: "a", at: moment(0))
    }

    @Test func emptyUploadsTakeNoPlace() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            for number in 0..<1_100 {
                let empty = AsyncStream<[UInt8]> { $0.finish() }
                let state = try await node.uploadForRegistration(
                    empty, as: cid(of: Array("\(number)".utf8)), offset: 0, size: 1, address: "\(number % 40)")
                #expect(state == .incomplete(offset: 0))
            }
            let patient = try await network.register(.patient, node)
            for size in [300, 100_000] {
                try await bring([UInt8](repeating: 7, count: size), by: patient, node)
            }
        }
    }
}
