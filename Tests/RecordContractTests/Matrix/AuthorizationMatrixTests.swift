import LedgerFormat
import RecordContract
import Testing

/// Every command, tried by every kind of signer in every state that matters to it, against the oracle. Rows 000-60,
/// 001-17, 002-20, 002-22, 002-23, 003-14, 003-22, 003-23, 003-36, 003-43, 003-51.
@Suite("Authorization matrix")
struct AuthorizationMatrixTests {
    /// The state is the same for all; making it takes longer than trying a cell.
    private static let fixture = MatrixWorld.shared

    /// Tries `json` as `who` and compares; counts the cell.
    private func cell(
        _ json: JSONObject, _ who: Signatory, _ expected: String, _ count: inout Int, _ note: String
    ) throws {
        var world = try Self.fixture.get().world(for: who)
        let outcome = try MatrixWorld.outcome(json, by: MatrixWorld.actor(who), &world)
        count += 1
        #expect(outcome == expected, "\(note) by \(who)")
    }

    private func world(_ who: Signatory) throws -> World { try Self.fixture.get().world(for: who) }

    /// Who is refused whatever they name need not name everything.
    private func states(_ who: Signatory) -> [String] {
        MatrixOracle.standing(who) == nil ? MatrixWorld.grantStates : ["none", "live", "organisation"]
    }

    /// One category is enough for those who are refused whatever they ask for.
    private func categories(_ who: Signatory) -> [Category] {
        MatrixOracle.standing(who) == nil ? Category.allCases : [.clinical]
    }

    @Test("access.read") func reads() throws {
        var count = 0
        let alice = try world(MatrixWorld.signatories[0]).id("alice")
        for who in MatrixWorld.signatories {
            for state in states(who) {
                for category in categories(who) {
                    let command = AccessRead(
                        patient: alice, purpose: .treatment, records: [World.entity("rec/\(category.rawValue)")],
                        grant: MatrixWorld.grantName(state, who.role).map(World.entity))
                    let expected = MatrixOracle.read(who, grant: state, category: category.rawValue)
                    try cell(command.json, who, expected, &count, "access.read \(state) \(category)")
                }
                let unknown = AccessRead(
                    patient: alice, purpose: .treatment, records: [World.entity("nothing")],
                    grant: MatrixWorld.grantName(state, who.role).map(World.entity))
                // What does not exist is told from what is not covered by nobody: laboratory is in no usual scope.
                let expected = state == "wide" ? "restrictedUnknown" : "laboratory"
                var code = MatrixOracle.read(who, grant: state, category: expected)
                if code == MatrixOracle.accepted { code = "access.wrongCategory" }
                try cell(unknown.json, who, code, &count, "access.read unknown \(state)")
            }
        }
        #expect(count > 1_500)
    }

    @Test("access.read by the author") func authorReads() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            for author in MatrixWorld.writers {
                let command = AccessRead(
                    patient: try world(who).id("alice"), purpose: .operations,
                    records: [World.entity("\(author)/current")])
                var expected = MatrixOracle.read(who, grant: "none", category: "clinical")
                if who.role == author, MatrixOracle.standing(who) == nil { expected = MatrixOracle.accepted }
                try cell(command.json, who, expected, &count, "access.read own of \(author)")
            }
        }
        #expect(count > 200)
    }

    @Test("record.add") func adds() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            let world = try world(who)
            for state in states(who) {
                for category in categories(who) {
                    let command = RecordAdd(
                        patient: try world.id("alice"), record: World.entity("new"),
                        content: try world.content(category, of: "alice"),
                        grant: MatrixWorld.grantName(state, who.role).map(World.entity))
                    let expected = MatrixOracle.write(who, grant: state, category: category.rawValue)
                    try cell(command.json, who, expected, &count, "record.add \(state) \(category)")
                }
            }
        }
        #expect(count > 1_300)
    }

    @Test("record.amend and record.retract") func amends() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            let world = try world(who)
            let wrote = MatrixWorld.wrote[who.role] ?? "clinical"
            let writer = MatrixWorld.wrote[who.role] != nil
            for target in ["own", "others", "unknown", "superseded", "retracted", "otherCategory"] {
                let isOwn = writer && ["own", "superseded", "retracted", "otherCategory"].contains(target)
                let names = ["own": "current", "otherCategory": "current"]
                let record = World.entity(
                    target == "unknown" ? "nothing" : isOwn ? "\(who.role)/\(names[target] ?? target)" : "rec/clinical")
                // Alice wrote what lies under `rec/`; to others it is another's.
                let meant = isOwn || target == "unknown" ? target : who.role == "self" ? "own" : "others"
                let other = target == "otherCategory" && ["physician", "nurse"].contains(who.role)
                let category = try #require(Category(rawValue: other ? "medication" : wrote))
                for state in ["none", "live", "wide", "revoked", "readOnly", "record", "organisation"] {
                    let command = RecordAmend(
                        patient: try world.id("alice"), record: World.entity("newer"), supersedes: record,
                        content: try world.content(category, of: "alice"),
                        grant: MatrixWorld.grantName(state, who.role).map(World.entity))
                    let expected = MatrixOracle.amend(
                        who, grant: state, category: category.rawValue,
                        target: target == "otherCategory" && isOwn && !other ? "own" : meant)
                    try cell(command.json, who, expected, &count, "record.amend \(state) \(target)")
                }
                let retract = RecordRetract(patient: try world.id("alice"), record: record)
                let expected = MatrixOracle.retract(who, target: meant == "otherCategory" ? "own" : meant)
                try cell(retract.json, who, expected, &count, "record.retract \(target)")
            }
            let acknowledge = RecordAcknowledge(
                patient: try world.id("alice"), record: World.entity("physician/superseded"))
            try cell(acknowledge.json, who, MatrixOracle.acknowledge(who), &count, "record.acknowledge")
        }
        #expect(count > 2_000)
    }

    @Test("access.request and access.withdraw") func requests() throws {
        var count = 0
        let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
        for who in MatrixWorld.signatories {
            let world = try world(who)
            for kind in ["ok", "organisation", "notPatient", "exists", "tooLong"] {
                let command = AccessRequest(
                    request: World.entity(kind == "exists" ? "r/nurse/open" : "new"),
                    patient: try world.id(kind == "notPatient" ? "nurse" : "alice"),
                    forOrganisation: kind == "organisation", terms: terms,
                    duration: kind == "tooLong" ? 366 * World.day : World.day)
                try cell(command.json, who, MatrixOracle.request(who, kind: kind), &count, "access.request \(kind)")
            }
            for target in ["own", "answered", "others", "unknown"] {
                let role = MatrixWorld.staff.contains(who.role) ? who.role : "nurse"
                let names = [
                    "own": "r/\(role)/open", "answered": "r/\(role)/answered",
                    "others": who.role == "nurse" ? "r/physician/open" : "r/nurse/open", "unknown": "nothing",
                ]
                let command = AccessWithdraw(request: World.entity(names[target] ?? ""))
                try cell(
                    command.json, who, MatrixOracle.withdraw(who, target: target), &count, "access.withdraw \(target)")
            }
        }
        #expect(count > 400)
    }

    @Test("access.grant, access.deny, access.revoke") func answers() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            let world = try world(who)
            let grantees: [(String, String)] = [
                ("nurse", "accepted"), ("nurse-pending", "grant.grantee"), ("nurse-rejected", "grant.grantee"),
                ("nurse-suspended", "grant.grantee"), ("authority", "grant.grantee"), ("ministry", "grant.grantee"),
                ("node-north", "grant.grantee"), ("nobody", "grant.grantee"), ("lab", "organisationKey.missing"),
                ("carol", "accepted"),
            ]
            for (grantee, code) in grantees {
                let command = try MatrixWorld.grant(
                    World.entity("new"), to: grantee, [.clinical], [.read], world)
                let expected = MatrixOracle.patientOnly(who, code, other: code)
                try cell(command.json, who, expected, &count, "access.grant to \(grantee)")
            }
            for (request, code) in [
                ("r/nurse/open", "accepted"), ("r/nurse/answered", "request.answered"), ("nothing", "request.unknown"),
            ] {
                let command = AccessDeny(request: World.entity(request))
                let expected = MatrixOracle.patientOnly(who, code, other: "request.unknown")
                try cell(command.json, who, expected, &count, "access.deny \(request)")
            }
            for (grant, code) in [
                ("live", "accepted"), ("notYet", "accepted"), ("expired", "grant.ended"), ("revoked", "grant.ended"),
                ("usedUp", "grant.ended"), ("otherPatient", "grant.unknown"), ("nothing", "grant.unknown"),
            ] {
                let command = AccessRevoke(grant: World.entity("g/nurse/\(grant)"))
                let expected = MatrixOracle.patientOnly(who, code, other: "grant.unknown")
                try cell(command.json, who, expected, &count, "access.revoke \(grant)")
            }
        }
        #expect(count > 800)
    }

    @Test("Compartments") func compartments() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            let world = try world(who)
            let open = try world.openCompartments(of: "alice")
            let exists = "compartment.exists"
            try cell(open.json, who, MatrixOracle.patientOnly(who, exists, other: exists), &count, "compartment.open")
            for (grant, code) in [
                ("live", "accepted"), ("wide", "accepted"), ("listOnly", "grant.scope"),
                ("wrongCategory", "grant.scope"),
                ("revoked", "grant.ended"), ("expired", "grant.ended"), ("otherPatient", "grant.unknown"),
            ] {
                let carried = CompartmentRekey.Carried(grant: World.entity("g/nurse/\(grant)"), envelope: .sample)
                let key = try world.actor("nurse").sealingKey
                let command = CompartmentRekey(
                    category: .clinical, version: 2, publicKey: key, keyEnvelope: .sample,
                    statement: try world.statement(by: MatrixWorld.actor(who), .clinical, version: 2, key),
                    grants: [carried])
                let expected = MatrixOracle.patientOnly(who, code, other: "grant.unknown")
                try cell(command.json, who, expected, &count, "compartment.rekey \(grant)")
            }
            for (record, code) in [
                ("rec/clinical", "accepted"), ("rec/imaging", "record.wrongCategory"), ("nothing", "record.unknown"),
            ] {
                let resealed = CompartmentReseal.Resealed(record: World.entity(record), envelope: .sample)
                let command = CompartmentReseal(category: .clinical, version: 1, records: [resealed])
                let expected = MatrixOracle.patientOnly(who, code, other: "record.unknown")
                try cell(command.json, who, expected, &count, "compartment.reseal \(record)")
            }
        }
        #expect(count > 450)
    }

    @Test("Identities") func identities() throws {
        var count = 0
        let targets = [
            "pending": "nurse-pending", "verified": "nurse", "rejected": "nurse-rejected",
            "byAuthority": "nurse-suspended", "byHospital": "hospitalSuspended", "patient": "carol",
            "southern": "southern", "unknown": "nobody",
        ]
        for who in MatrixWorld.signatories {
            var world = try world(who)
            for (target, name) in targets.sorted(by: { $0.key < $1.key }) + [("oneself", MatrixWorld.actor(who))] {
                let id = try world.id(name)
                let unknown =
                    target == "unknown"
                    || (target == "oneself" && ["organisation", "node", "stranger"].contains(who.role))
                let state = "identity.wrongState"
                let verify =
                    unknown ? "identity.unknown" : ["pending", "rejected"].contains(target) ? "accepted" : state
                let reject = unknown ? "identity.unknown" : target == "pending" ? "accepted" : state
                try cell(
                    IdentityVerify(identity: id).json, who, MatrixOracle.authorityOnly(who, verify), &count,
                    "identity.verify \(target)")
                try cell(
                    IdentityReject(identity: id).json, who, MatrixOracle.authorityOnly(who, reject), &count,
                    "identity.reject \(target)")
                try cell(
                    IdentitySuspend(identity: id).json, who, MatrixOracle.suspend(who, target: target), &count,
                    "identity.suspend \(target)")
                try cell(
                    IdentityReinstate(identity: id).json, who, MatrixOracle.reinstate(who, target: target), &count,
                    "identity.reinstate \(target)")
            }
            let applicant = try world.application("newcomer", .nurse, at: "north")
            let application = try world.sign(
                applicant.actor, applicant.transaction.command, id: World.entity("application"))
            try cell(
                IdentityRegister(application: application.encoded).json, who, MatrixOracle.register(who), &count,
                "identity.register")
            try cell(
                application.command, who, MatrixOracle.standing(who) ?? "transaction.mustBeNested", &count,
                "identity.apply")
        }
        #expect(count > 1_800)
    }

    @Test("Organisations") func organisations() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            let world = try world(who)
            let proposal = World.entity("proposal")
            let newcomer = try world.actor("newcomer")
            let votes: [any LedgerCommand] = [
                OrganisationAdmit(proposal: proposal, kind: .hospital, name: "New", signingKey: newcomer.signingKey),
                OrganisationSuspend(proposal: proposal, organisation: try world.id("south")),
                OrganisationReinstate(proposal: proposal, organisation: try world.id("south")),
                NodeRegister(
                    proposal: proposal, organisation: try world.id("south"), signingKey: newcomer.signingKey,
                    attestationKey: Actor.seed("new"), releaseKey: newcomer.sealingKey),
                ParametersSet(proposal: proposal, replicas: 1),
                ContractActivate(proposal: proposal, version: 2, height: 1_000_000),
            ]
            for vote in votes {
                try cell(vote.json, who, MatrixOracle.vote(who, inSet: true), &count, "\(type(of: vote))")
            }
            let member = OrganisationRotateKey.Member(
                member: try world.id(who.name), envelope: .sample)
            let rotate = OrganisationRotateKey(
                version: 2, publicKey: newcomer.sealingKey,
                statement: try world.statement(by: MatrixWorld.actor(who), nil, version: 2, newcomer.sealingKey),
                members: [member])
            try cell(rotate.json, who, MatrixOracle.keeper(who, "accepted"), &count, "organisation.rotateKey")
            let share = OrganisationShareKey(member: try world.id("nurse"), version: 1, envelope: .sample)
            let code = who.role == "insurer" ? "identity.wrongOrganisation" : "accepted"
            try cell(share.json, who, MatrixOracle.keeper(who, code), &count, "organisation.shareKey")
        }
        for name in ["lab", "imaging", "pharmacy", "mutual"] {
            var world = try Self.fixture.get().world
            let command = ParametersSet(proposal: World.entity("proposal"), replicas: 1)
            #expect(try MatrixWorld.outcome(command.json, by: name, &world) == "organisation.notVoting")
        }
        #expect(count > 350)
    }
}
