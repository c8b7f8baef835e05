import Crypto
import LedgerFormat
import RecordContract
import Testing

/// What the scenarios cannot say: batches, votes of the clock, candidates, versions, consent views.
@Suite("Contract")
struct ContractTests {
    @Test("Genesis makes every founder's documents") func genesis() throws {
        let world = try World()
        #expect(world.state.all.count == 2 + 7 * 2 + 3 * 3 + 2)
        #expect(world.state.get(.identity(try world.id("olga")), IdentityDocument.self)?.status == .verified)
        let block = try Contract.genesis(world.genesis)
        #expect(block.organisationSet.hash == world.genesis.organisationSet.hash && block.contractVersion == 1)
    }

    @Test("Ledger time is the lower median, never before its parent's") func ledgerTime() throws {
        var world = try World()
        let start = world.time
        world.clock += 50_000
        // One clock of three does not move the ledger's.
        #expect(try world.block([], node: "north").time == start)
        // Two do.
        #expect(try world.block([], node: "south").time.milliseconds == start.milliseconds + 50_000)
        world.clock -= 40_000
        #expect(try world.block([], node: "south").time.milliseconds == start.milliseconds + 50_000)
        // One clock far ahead expires nothing.
        world.clock += 365 * World.day
        #expect(try world.block([], node: "north").time.milliseconds == start.milliseconds + 50_000)
    }

    @Test("Whether a signature was verified beforehand makes no difference") func candidates() throws {
        var world = try World()
        let application = try world.application("alice", .patient, at: "north")
        let node = try world.actor("node-north")
        let register = try world.sign(node, IdentityRegister(application: application.transaction.encoded).json)
        let open = try world.sign(application.actor, try world.openCompartments(of: "alice").json)
        let forged = try Transaction.assemble(signingInput: open.signingInput, signature: register.signature)
        // The key is registered in the same block, before it signs.
        let block = try world.block([
            .unverified(register), .unverified(forged), .unverified(open), .malformed(.transactionSyntax),
        ])
        #expect(block.outcomes.map(\.rejection) == [nil, .transactionSignature, nil, .transactionSyntax])
        // The registration, the application nested in it, and the opening.
        #expect(block.usedIDs.map(\.id) == [register.id, application.transaction.id, open.id])
        let alone = try world.execute([Candidate(register, key: node.signingKey), .unverified(forged)])
        #expect(alone.outcomes.map(\.rejection) == [.transactionRepeated, .transactionRepeated])
    }

    @Test(
        "Network, expiry and clocks",
        arguments: [
            (RejectionCode.transactionNetwork, Int64(0), Int64(1_000), true),
            (.transactionExpired, 2_000, 1_000, false),
            (.transactionExpired, 1_000, 1_000, false), (.transactionLifetime, -120_001, 1_000, false),
        ])
    func timely(_ code: RejectionCode, _ age: Int64, _ lifetime: Int64, _ foreign: Bool) throws {
        var world = try World()
        let olga = try world.actor("olga")
        let transaction = try world.sign(
            olga, IdentityVerify(identity: olga.id).json, network: foreign ? .zero : nil, age: age, lifetime: lifetime)
        let block = try world.execute([Candidate(transaction, key: olga.signingKey)])
        #expect(block.outcomes[0].rejection == code && block.usedIDs.isEmpty)
    }

    @Test("A clock two minutes ahead is not the future") func skew() throws {
        var world = try World()
        let olga = try world.actor("olga")
        let transaction = try world.sign(olga, IdentityVerify(identity: olga.id).json, age: -120_000)
        #expect(try world.execute([.unverified(transaction)]).outcomes[0].rejection == .identityWrongState)
    }

    @Test("Applications are checked as transactions are") func applications() throws {
        var world = try World()
        let (alice, application) = try world.application("alice", .patient, at: "north")
        func register(_ nested: Transaction, by node: String = "node-north") throws -> RejectionCode? {
            try world.submit(node, IdentityRegister(application: nested.encoded))
        }
        #expect(try register(application, by: "node-south") == .identityWrongOrganisation)
        #expect(try register(try world.sign(alice, application.command, network: .zero)) == .transactionNetwork)
        #expect(try register(try world.sign(alice, application.command, age: 7_200_000)) == .transactionExpired)
        #expect(
            try register(try world.sign(try Actor("mallory", network: world.network), application.command))
                == .keyUnknown)
        #expect(try register(try world.sign(alice, AccessRevoke(grant: application.id).json)) == .transactionCommand)
        let forged = try Transaction.assemble(
            signingInput: application.signingInput,
            signature: try world.sign(alice, application.command).signature)
        #expect(try register(forged) == .transactionSignature)
        #expect(try world.submit("node-north", IdentityRegister(application: Array("a.b".utf8))) == .transactionSyntax)
        var same = application.command.members.filter { $0.name != "sealingKey" }
        same.append(JSONObject.Member("sealingKey", alice.signingKey.json))
        #expect(try register(try world.sign(alice, JSONObject(same))) == .keyMalformed)
        #expect(try register(application) == nil)
        #expect(try register(application) == .transactionRepeated)
        #expect(try register(try world.sign(alice, application.command)) == .keyInUse)
    }

    @Test("Batches count in their order, once, from active nodes") func batches() throws {
        let world = try World()
        let key = try World.attestationKey("north")
        func refusal(
            network: NetworkID? = nil, epoch: UInt32 = 1, node: String = "node-north", sequence: UInt64 = 1,
            previous: Hash256 = .zero, key: Curve25519.Signing.PrivateKey, logEpoch: UInt32 = 1
        ) throws -> RejectionCode? {
            let heading = Batch.Heading(
                network: network ?? world.network, epoch: epoch, node: try world.id(node), sequence: sequence,
                previous: previous, time: world.time)
            let batch = try Batch(heading: heading, transactions: [], signingKey: key)
            let ordered = OrderedBatch(position: LogPosition(epoch: logEpoch, revision: 1), batch: batch)
            return try Contract.refusal(of: ordered, network: world.network, reading: world.state)
        }
        #expect(try refusal(key: key) == nil)
        #expect(try refusal(network: .zero, key: key) == .transactionNetwork)
        #expect(try refusal(node: "olga", key: key) == .nodeUnknown)
        #expect(try refusal(sequence: 2, key: key) == .batchSequence)
        #expect(try refusal(previous: world.network, key: key) == .batchSequence)
        #expect(try refusal(key: key, logEpoch: 2) == .batchSequence)
        #expect(try refusal(key: try World.attestationKey("south")) == .batchSignature)
    }

    @Test("A version that is not here stops execution at its height") func activation() throws {
        var world = try World()
        let command = ContractActivate(proposal: World.entity("p"), version: 2, height: 14)
        for voter in World.nodes { try world.must(voter, command) }
        while world.height < 13 { try world.block([]) }
        #expect(throws: ContractFailure.self) { try world.execute([]) }
    }

    @Test("What a command wrote before it was refused is not in the block") func rollback() throws {
        var world = try MatrixWorld.shared.get().world
        let alice = try world.actor("alice")
        let carried = ["g/nurse/live", "g/nurse/revoked", "g/nurse/wide"].map(World.entity).sorted().map {
            CompartmentRekey.Carried(grant: $0, envelope: .sample)
        }
        let rekey = CompartmentRekey(
            category: .clinical, version: 2, publicKey: alice.sealingKey, keyEnvelope: .sample,
            statement: try world.statement(by: "alice", .clinical, version: 2, alice.sealingKey), grants: carried)
        let revoke = AccessRevoke(grant: World.entity("g/doctor/none"))
        let south = try world.actor("south")
        let vote = ParametersSet(proposal: World.entity("vote"), replicas: 9)
        for voter in ["ministry", "north"] { try world.must(voter, vote) }
        let refused = try world.execute([
            Candidate(try world.sign(alice, rekey.json), key: alice.signingKey),
            Candidate(try world.sign(south, vote.json), key: south.signingKey),
            Candidate(try world.sign(alice, revoke.json), key: alice.signingKey),
        ])
        #expect(refused.outcomes.map(\.rejection) == [.grantEnded, .parameterRange, .grantUnknown])
        #expect(refused.changes.map(\.key) == [.progress(try world.id("node-north"))])
        #expect(refused.usedIDs.count == 3)
    }

    @Test("Shares and storage receipts") func storage() throws {
        var world = try World()
        try world.join("alice", .patient, at: "north")
        for voter in World.nodes { try world.must(voter, ParametersSet(proposal: World.entity("p"), replicas: 2)) }
        let content = try world.content(.clinical, of: "alice")
        func add(_ content: RecordContent, _ storage: [StorageReceipt]) throws -> RejectionCode? {
            try world.submit(
                "alice",
                RecordAdd(
                    patient: try world.id("alice"), record: World.entity("a"), content: content, storage: storage))
        }
        func receipt(_ organisation: String, by node: String) throws -> StorageReceipt {
            let message = StorageReceipt.message(
                network: world.network, organisation: try world.id(organisation), payload: content.payload,
                envelope: content.envelope, time: world.time)
            let signature = try world.actor(node).signing.signature(for: message).rawRepresentation
            return StorageReceipt(
                organisation: try world.id(organisation), time: world.time,
                signature: try ES256Signature(normalizing: Array(signature)))
        }
        #expect(try add(content, []) == .recordStorage)
        #expect(try add(content, [try receipt("north", by: "node-north")]) == .recordStorage)
        #expect(try add(content, [try receipt("south", by: "node-north")]) == .recordStorage)
        #expect(try add(content, [try receipt("lab", by: "node-south")]) == .recordStorage)
        let few = RecordContent(
            category: .clinical, payload: content.payload, size: 1, envelope: content.envelope, compartmentVersion: 1,
            threshold: 2, shares: Array(content.shares.dropLast()))
        #expect(try add(few, [try receipt("south", by: "node-south")]) == .recordShares)
        #expect(try add(content, [try receipt("south", by: "node-south")]) == nil)
    }

    @Test("A consent view shows what grants allow, and nothing to those without standing") func consentView() throws {
        let matrix = try MatrixWorld.shared.get()
        let world = matrix.world
        let alice = try world.id("alice")
        let grants = world.state.all.compactMap { GrantDocument($0) }
        let records = world.state.all.compactMap { RecordDocument($0) }.filter {
            $0.supersedes == nil && $0.status != .erased
        }
        func view(_ name: String, _ state: World, only: [String]? = nil) throws -> ConsentView {
            let reader = try #require(state.state.get(.identity(try state.id(name)), IdentityDocument.self))
            let organisation = try #require(
                state.state.get(.organisation(reader.organisation), OrganisationDocument.self))
            let ids = only?.map { World.entity("g/\(name)/\($0)") }
            return ConsentView(
                reader: reader, organisation: organisation, patient: alice,
                grants: grants.filter { ids?.contains($0.grant) ?? true }, at: state.time)
        }
        func categories(_ view: ConsentView, _ may: (RecordDocument) -> Bool) -> [Category] {
            Set(records.filter { $0.author == alice && may($0) }.map(\.category)).sorted()
        }
        let live = try view("nurse", world, only: ["live"])
        #expect(categories(live, live.mayRead) == [.safety, .clinical, .medication])
        let list = try view("nurse", world, only: ["listOnly"])
        #expect(categories(list, list.mayList) == [.clinical, .medication] && categories(list, list.mayRead).isEmpty)
        #expect(
            list.categories(.list) == [.clinical, .medication] && list.coveredCategories == [.clinical, .medication])
        let record = try view("nurse", world, only: ["record"])
        #expect(categories(record, record.mayRead) == [.clinical] && record.categories(.read).isEmpty)
        #expect(record.records(.read) == [World.entity("rec/clinical")])
        for state in ["notYet", "expired", "revoked", "usedUp", "otherPatient"] {
            let none = try view("nurse", world, only: [state])
            #expect(categories(none, none.mayList).isEmpty && none.coveredCategories.isEmpty, "\(state)")
        }
        // The author sees what they wrote, and the patient everything.
        let author = try view("nurse", world, only: [])
        #expect(
            records.filter(author.mayRead).allSatisfy { $0.author == author.reader }
                && !records.filter(author.mayRead).isEmpty)
        let own = try view("alice", world)
        #expect(own.isPatient && records.allSatisfy(own.mayRead) && own.categories(.read) == Category.allCases)
        // Managers do not read under their organisation's grant; nobody of a suspended organisation reads.
        #expect(try view("hospitalManager", world).grants.allSatisfy { $0.granteeKind == .person })
        let suspended = try view("nurse", matrix.suspended)
        #expect(categories(suspended, suspended.mayList).isEmpty && suspended.categories(.list).isEmpty)
    }

    @Test("Index terms order by time and separate patients") func indexes() throws {
        let matrix = try MatrixWorld.shared.get()
        var terms: [DocumentIndex: Int] = [:]
        let care =
            try AppointmentMatrixTests.fixture.get().world.state.all
            + PrescriptionMatrixTests.fixture.get().world.state.all
            + OrderMatrixTests.fixture.get().documents
        for document in matrix.world.state.all + care {
            for entry in document.indexEntries { terms[entry.index, default: 0] += 1 }
        }
        #expect(Set(terms.keys) == Set(DocumentIndex.allCases))
        let early = IndexTerm().then(LedgerTime.zero).bytes
        let late = IndexTerm().then(matrix.world.time).bytes
        #expect(early.lexicographicallyPrecedes(late))
    }
}
