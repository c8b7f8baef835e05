import LedgerFormat
import RecordContract
import Testing

/// Every command about prescriptions, tried by everybody on a prescription in every state, dispensing under every grant
/// (rows 000-8, 003-60, 003-78, 004-48).
@Suite("Prescription matrix")
struct PrescriptionMatrixTests {
    private static let states = [
        "active", "dispensed", "refill", "cancelled", "expired", "retracted", "unknown",
    ]

    /// The matrix's world with prescriptions of `physician` for alice, and what `pharmacist` may dispense.
    struct Fixture {
        var world: World
        var suspended: World

        init() throws {
            world = try MatrixWorld.shared.get().world
            let grant = World.entity("prescribing")
            try world.must(
                "alice", try MatrixWorld.grant(grant, to: "physician", [.medication], [.read, .contribute], world))
            for (name, quantity) in [
                "active": 5, "dispensed": 5, "refill": 5, "cancelled": 5, "expired": 5, "retracted": 5,
            ]
            .sorted(by: { $0.key < $1.key }) {
                let id = World.entity("m/\(name)")
                let alice = try world.id("alice")
                try world.must(
                    "physician",
                    RecordAdd(
                        patient: alice, record: id, content: try world.content(.medication, of: "alice"),
                        grant: grant))
                try world.must(
                    "physician",
                    PrescriptionIssue(
                        prescription: id, patient: alice, quantity: Int64(quantity), repeats: 0,
                        until: try world.at(name == "expired" ? World.day : 20 * World.day)))
            }
            try world.must(
                "alice",
                try MatrixWorld.grant(World.entity("g/dispense"), to: "pharmacist", [.medication], [.dispense], world))
            try world.must(
                "pharmacist",
                PrescriptionDispense(
                    prescription: World.entity("m/dispensed"), quantity: 5, grant: World.entity("g/dispense")))
            try world.must("alice", PrescriptionRequestRefill(prescription: World.entity("m/refill")))
            try world.must("physician", PrescriptionCancel(prescription: World.entity("m/cancelled")))
            try world.must(
                "physician", RecordRetract(patient: try world.id("alice"), record: World.entity("m/retracted")))
            try world.advance(2 * World.day)
            suspended = world
            for organisation in ["north", "mutual", "ministry"] {
                for voter in ["south", "ministry"] where organisation != voter || organisation == "ministry" {
                    let proposal = World.entity("suspend prescribing/\(organisation)")
                    try suspended.must(
                        voter, OrganisationSuspend(proposal: proposal, organisation: try world.id(organisation)))
                }
            }
        }

        func world(for who: Signatory) -> World { who.standing == "organisationSuspended" ? suspended : world }
    }

    static let fixture = Result { try Fixture() }

    private func expected(_ who: Signatory, _ state: String, prescriber: String, patient: String) -> String {
        if let standing = MatrixOracle.standing(who) { return standing }
        guard MatrixOracle.isPerson(who) else { return "identity.wrongRole" }
        if state == "unknown" { return "prescription.unknown" }
        switch who.role {
        case "physician": return prescriber
        case "self": return patient
        default: return "prescription.unknown"
        }
    }

    @Test("cancel, requestRefill, answerRefill, issue") func prescribing() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            var world = try Self.fixture.get().world(for: who)
            for name in Self.states {
                let id = World.entity("m/\(name)")
                let isOpen = !["cancelled", "expired"].contains(name)
                let wrong = "identity.wrongRole"
                let answer = name == "refill" ? "accepted" : "prescription.noRefill"
                let trials: [(any LedgerCommand, String, String)] = [
                    (PrescriptionCancel(prescription: id), isOpen ? "accepted" : "prescription.wrongState", wrong),
                    (
                        PrescriptionRequestRefill(prescription: id), wrong,
                        !isOpen
                            ? "prescription.wrongState" : name == "refill" ? "prescription.refillOpen" : "accepted"
                    ),
                    (PrescriptionAnswerRefill(prescription: id, approve: true), answer, wrong),
                    (PrescriptionAnswerRefill(prescription: id, approve: false), answer, wrong),
                ]
                for (command, prescriber, patient) in trials {
                    let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                    count += 1
                    #expect(
                        outcome == expected(who, name, prescriber: prescriber, patient: patient),
                        "\(type(of: command)) \(name) by \(who)")
                }
                let issue = PrescriptionIssue(
                    prescription: id, patient: try world.id("alice"), quantity: 1, repeats: 0,
                    until: try world.at(World.day))
                let outcome = try MatrixWorld.outcome(issue.json, by: MatrixWorld.actor(who), &world)
                let known = name == "retracted" ? "record.retracted" : "prescription.exists"
                let code =
                    MatrixOracle.standing(who)
                    ?? (who.role != "physician" ? wrong : name == "unknown" ? "record.unknown" : known)
                count += 1
                #expect(outcome == code, "prescription.issue \(name) by \(who)")
            }
        }
        #expect(count > 1_700)
    }

    @Test("dispense") func dispensing() throws {
        var count = 0
        let grants: [(String, String?)] = [
            ("g/dispense", nil), ("g/pharmacist/live", "access.wrongRight"), ("g/pharmacist/dispenseOnly", nil),
            ("g/pharmacist/readOnly", "access.wrongRight"), ("g/pharmacist/revoked", "access.revoked"),
            ("g/pharmacist/expired", "access.expired"), ("g/pharmacist/notYet", "access.notYet"),
            ("g/pharmacist/usedUp", "access.usedUp"), ("g/pharmacist/otherPatient", "access.denied"),
            ("g/friend", "access.denied"), ("g/north", "access.wrongRight"), ("g/south", "access.denied"),
            ("nothing", "access.denied"),
        ]
        for who in MatrixWorld.signatories {
            var world = try Self.fixture.get().world(for: who)
            for name in Self.states {
                for (grant, refusal) in grants {
                    for quantity in [Int64(1), 6] {
                        let command = PrescriptionDispense(
                            prescription: World.entity("m/\(name)"), quantity: quantity, grant: World.entity(grant))
                        let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                        let state: String
                        switch name {
                        case "unknown": state = "access.denied"
                        case "cancelled", "expired", "retracted": state = "prescription.wrongState"
                        case "dispensed": state = "prescription.exceeded"
                        default: state = quantity > 5 ? "prescription.exceeded" : "accepted"
                        }
                        var code = name == "unknown" ? state : refusal ?? state
                        if who.role != "pharmacist" { code = "identity.wrongRole" }
                        code = MatrixOracle.standing(who) ?? code
                        count += 1
                        #expect(outcome == code, "dispense \(quantity) of \(name) under \(grant) by \(who)")
                    }
                }
            }
        }
        #expect(count > 8_000)
    }
}
