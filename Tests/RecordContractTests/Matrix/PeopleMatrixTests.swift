import LedgerFormat
import RecordContract
import Testing

/// Details, staff and erasure, tried by every kind of signer, against what the specification says in words.
@Suite("Authorization matrix: people")
struct PeopleMatrixTests {
    private func outcome(_ command: some LedgerCommand, by who: Signatory) throws -> String {
        var world = try MatrixWorld.shared.get().world(for: who)
        return try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
    }

    private func world(_ who: Signatory) throws -> World { try MatrixWorld.shared.get().world(for: who) }

    private static func only(_ roles: [String], _ who: Signatory, _ code: String) -> String {
        MatrixOracle.standing(who) ?? (roles.contains(who.role) ? code : "identity.wrongRole")
    }

    @Test("details.share and details.withdraw") func details() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            let world = try world(who)
            let alice = try world.id("alice")
            for state in MatrixWorld.grantStates {
                let codes = [
                    "wide": "accepted", "wrongCategory": "accepted", "revoked": "access.revoked",
                    "expired": "access.expired", "usedUp": "access.usedUp", "notYet": "access.notYet",
                    "listOnly": "access.wrongRight", "contributeOnly": "access.wrongRight",
                    "live": "access.wrongCategory", "readOnly": "access.wrongCategory",
                    "dispenseOnly": "access.wrongCategory", "wrongPurpose": "access.wrongCategory",
                    "record": "access.wrongCategory", "organisation": "access.wrongCategory",
                ]
                guard let grant = MatrixWorld.grantName(state, who.role) else { continue }
                for (manager, code) in [
                    ("hospitalManager", "accepted"), ("southManager", "details.recipient"),
                    ("hospitalManager-pending", "details.recipient"), ("nurse", "details.recipient"),
                ] {
                    let command = DetailsShare(
                        patient: alice, grant: World.entity(grant), recipients: [try world.id(manager)],
                        content: .sample)
                    let consent = codes[state] ?? "access.denied"
                    let expected = Self.only(["physician"], who, consent == "accepted" ? code : consent)
                    count += 1
                    #expect(try outcome(command, by: who) == expected, "\(who) \(state) to \(manager)")
                }
            }
            let withdraw = DetailsWithdraw(patient: alice, organisation: try world.id("north"))
            let isParty = ["self", "friend"].contains(who.role)
            let expected =
                MatrixOracle.standing(who)
                ?? (MatrixOracle.isPerson(who) ? (isParty ? "accepted" : "details.unknown") : "identity.wrongRole")
            #expect(try outcome(withdraw, by: who) == expected, "\(who)")
        }
        #expect(count > 2_000)
    }

    @Test("staff.invite, staff.withdraw, staff.leave") func staff() throws {
        for who in MatrixWorld.signatories {
            let world = try world(who)
            let kinds = [
                "hospitalManager": [Role.nurse, .hospitalManager], "insurer": [.insurer], "authority": [.authority],
            ]
            for role in Role.allCases {
                let command = StaffInvite(
                    invitation: World.entity("new"), role: role, tokenHash: Hash256(hashing: []),
                    until: try world.at(World.day))
                let hospital: [Role] = [
                    .physician, .nurse, .radiologist, .laboratoryTechnician, .pharmacist, .hospitalManager,
                ]
                let allowed = who.role == "hospitalManager" ? hospital : kinds[who.role] ?? []
                let expected = Self.only(
                    ["hospitalManager", "insurer", "authority"], who,
                    allowed.contains(role) ? "accepted" : "organisation.kind")
                #expect(try outcome(command, by: who) == expected, "\(who) invites \(role)")
            }
            for (invitation, own) in [("invited", true), ("nothing", false)] {
                let command = StaffWithdraw(invitation: World.entity(invitation))
                let isNorth = who.role == "hospitalManager"
                let expected = Self.only(
                    ["hospitalManager", "insurer", "authority"], who,
                    own && isNorth ? "accepted" : "invitation.unknown")
                #expect(try outcome(command, by: who) == expected, "\(who) withdraws \(invitation)")
            }
            #expect(try outcome(StaffLeave(), by: who) == Self.only(MatrixWorld.staff, who, "accepted"), "\(who)")
        }
    }

    @Test("record.restrict, record.erase, record.requestErasure, record.answerErasure") func erasure() throws {
        for who in MatrixWorld.signatories {
            let world = try world(who)
            let unknown = "record.unknown"
            for (record, restrict, erase, request) in [
                ("rec/clinical", "accepted", "accepted", "erasure.selfReported"),
                ("rec/restricted", "record.unchanged", "accepted", "erasure.selfReported"),
                ("physician/current", "accepted", "record.notSelfReported", "accepted"),
                ("nurse/current", "accepted", "record.notSelfReported", "erasure.open"),
                ("gone", "record.erased", "record.erased", "record.erased"),
                ("nothing", unknown, unknown, unknown),
            ] {
                let id = World.entity(record)
                let moved = RecordRestrict(record: id, restricted: true, envelope: .sample, compartmentVersion: 1)
                #expect(
                    try outcome(moved, by: who) == MatrixOracle.patientOnly(who, restrict, other: unknown),
                    "\(who) restricts \(record)")
                #expect(
                    try outcome(RecordErase(records: [id]), by: who)
                        == MatrixOracle.patientOnly(who, erase, other: unknown), "\(who) erases \(record)")
                #expect(
                    try outcome(RecordRequestErasure(record: id), by: who)
                        == MatrixOracle.patientOnly(who, request, other: unknown), "\(who) asks about \(record)")
                let answer = RecordAnswerErasure(patient: try world.id("alice"), record: id)
                let expected = Self.only(
                    ["hospitalManager"], who, record == "nurse/current" ? "accepted" : "erasure.unknown")
                #expect(try outcome(answer, by: who) == expected, "\(who) answers \(record)")
            }
        }
    }
}
