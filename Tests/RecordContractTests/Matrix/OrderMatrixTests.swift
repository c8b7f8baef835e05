import LedgerFormat
import RecordContract
import Testing

/// Every command about orders, tried by everybody on an order in every state; and what an order lets whom read (rows
/// 000-21, 000-22).
@Suite("Order matrix")
struct OrderMatrixTests {
    private static let states = [
        "placed", "accepted", "rejected", "cancelled", "preliminary", "fulfilled", "critical", "escalated", "closed",
        "unknown",
    ]
    private static let withResult = ["preliminary", "fulfilled", "critical", "escalated"]

    /// The matrix's world with orders of `physician` about alice, performed at north, in each state.
    struct Fixture {
        var world: World
        var suspended: World
        var documents: [Document] { world.state.all }

        init() throws {
            world = try MatrixWorld.shared.get().world
            try world.must(
                "alice",
                try MatrixWorld.grant(
                    World.entity("ordering"), to: "physician", [.clinical], [.read, .contribute], world))
            for state in states where state != "unknown" {
                try Self.order(state, &world)
            }
            try world.advance(20 * 60_000)
            for state in ["critical"] {
                try Self.fulfil(state, .final, critical: true, &world)
            }
            suspended = world
            for organisation in ["north", "mutual", "ministry"] {
                for voter in ["south", "ministry"] where organisation != voter || organisation == "ministry" {
                    let proposal = World.entity("suspend ordering/\(organisation)")
                    try suspended.must(
                        voter, OrganisationSuspend(proposal: proposal, organisation: try world.id(organisation)))
                }
            }
        }

        private static func order(_ state: String, _ world: inout World) throws {
            let alice = try world.id("alice")
            let id = World.entity("o/\(state)")
            let grant = World.entity("ordering")
            try world.must(
                "physician",
                RecordAdd(
                    patient: alice, record: id, content: try world.content(.clinical, of: "alice"), grant: grant))
            try world.must(
                "physician",
                OrderPlace(
                    order: id, patient: alice, performer: try world.id("north"), kind: .laboratory,
                    priority: .routine, grant: grant, envelope: .sample, keyVersion: 1))
            switch state {
            case "placed": return
            case "rejected": try world.must("laboratoryTechnician", OrderReject(order: id))
            case "cancelled": try world.must("physician", OrderCancel(order: id))
            default: try world.must("laboratoryTechnician", OrderAccept(order: id))
            }
            switch state {
            case "preliminary": try fulfil(state, .preliminary, critical: false, &world)
            case "fulfilled", "closed": try fulfil(state, .final, critical: false, &world)
            case "escalated": try fulfil(state, .final, critical: true, &world)
            default: return
            }
            if state == "closed" { try world.must("alice", OrderCancel(order: id)) }
        }

        private static func fulfil(
            _ state: String, _ stage: ResultStage, critical: Bool, _ world: inout World
        ) throws {
            try world.must(
                "laboratoryTechnician",
                OrderFulfil(
                    order: World.entity("o/\(state)"), record: World.entity("result/\(state)"),
                    content: try world.content(.laboratory, of: "alice"), stage: stage,
                    criticalWithin: critical ? 600_000 : nil, physicianEnvelope: .sample))
        }

        func world(for who: Signatory) -> World { who.standing == "organisationSuspended" ? suspended : world }
    }

    static let fixture = Result { try Fixture() }

    private func expected(
        _ who: Signatory, _ state: String, _ codes: [String: String], other: String = "order.unknown"
    ) -> String {
        if let standing = MatrixOracle.standing(who) { return standing }
        guard MatrixOracle.isPerson(who) else { return "identity.wrongRole" }
        guard let code = codes[who.role] else { return other }
        return state == "unknown" ? "order.unknown" : code
    }

    private func state(_ wanted: [String], _ name: String, _ code: String = "order.wrongState") -> String {
        wanted.contains(name) ? "accepted" : code
    }

    @Test("accept, reject, cancel, flagCritical, acknowledge, fulfil") func answers() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            var world = try Self.fixture.get().world(for: who)
            for name in Self.states {
                let id = World.entity("o/\(name)")
                let result = World.entity("result/\(name)")
                let flagged = ["critical", "escalated"].contains(name)
                let trials: [(any LedgerCommand, [String: String], String)] = [
                    (OrderAccept(order: id), ["laboratoryTechnician": state(["placed"], name)], "order.unknown"),
                    (
                        OrderReject(order: id), ["laboratoryTechnician": state(["placed", "accepted"], name)],
                        "order.unknown"
                    ),
                    (
                        OrderCancel(order: id),
                        [
                            "physician": state(["placed", "accepted"], name),
                            "self": state(["placed", "accepted"] + Self.withResult, name),
                        ], "order.unknown"
                    ),
                    (
                        ResultFlagCritical(order: id, within: 600_000),
                        [
                            "laboratoryTechnician":
                                flagged ? "order.wrongState" : state(Self.withResult, name)
                        ], "order.unknown"
                    ),
                    (
                        ResultAcknowledge(order: id, record: result),
                        ["physician": state(Self.withResult, name, "result.nothingToAcknowledge")],
                        "identity.wrongRole"
                    ),
                    (
                        OrderFulfil(
                            order: id, record: World.entity("new"),
                            supersedes: Self.withResult.contains(name) || name == "closed" ? result : nil,
                            content: try world.content(.laboratory, of: "alice"),
                            stage: name == "preliminary" || name == "accepted" ? .final : .corrected,
                            physicianEnvelope: .sample),
                        ["laboratoryTechnician": state(["accepted", "closed"] + Self.withResult, name)], "order.unknown"
                    ),
                ]
                for (command, codes, other) in trials {
                    let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                    count += 1
                    #expect(
                        outcome == expected(who, name, codes, other: other), "\(type(of: command)) \(name) by \(who)")
                }
            }
        }
        #expect(count > 2_800)
    }

    /// Under an order the performer reads the order and its result, the physician the result, and nobody anything else.
    @Test("access.read under an order, record.add by the performer") func rights() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            var world = try Self.fixture.get().world(for: who)
            for name in Self.states {
                let isOpen = ["placed", "accepted"].contains(name) || Self.withResult.contains(name)
                for target in ["o/\(name)", "result/\(name)", "rec/clinical", "rec/laboratory", "o/placed"] {
                    let command = AccessRead(
                        patient: try world.id("alice"), purpose: .treatment, records: [World.entity(target)],
                        order: World.entity("o/\(name)"))
                    let isResult = target == "result/\(name)" && Self.withResult.contains(name)
                    var code: String
                    switch who.role {
                    case "laboratoryTechnician":
                        code = target == "o/\(name)" || isResult ? "accepted" : "access.wrongCategory"
                    case "physician": code = isResult ? "accepted" : "access.wrongCategory"
                    default: code = "access.denied"
                    }
                    if !isOpen { code = "access.denied" }
                    if who.role == "self" || !MatrixOracle.isPerson(who) { code = "identity.wrongRole" }
                    code = MatrixOracle.standing(who) ?? code
                    let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                    count += 1
                    #expect(outcome == code, "read \(target) under \(name) by \(who)")
                }
            }
            // An order is no grant: nothing can be written under it but its result.
            if who.role == "laboratoryTechnician" {
                let add = RecordAdd(
                    patient: try world.id("alice"), record: World.entity("new"),
                    content: try world.content(.laboratory, of: "alice"), grant: World.entity("o/accepted"))
                let outcome = try MatrixWorld.outcome(add.json, by: MatrixWorld.actor(who), &world)
                count += 1
                #expect(outcome == MatrixOracle.standing(who) ?? "access.denied", "\(who)")
            }
        }
        #expect(count > 2_000)
    }

    @Test("order.place") func places() throws {
        var count = 0
        for who in MatrixWorld.signatories {
            var world = try Self.fixture.get().world(for: who)
            for (performer, kind, grant, code) in [
                ("north", OrderKind.imaging, "ordering", "accepted"), ("south", .laboratory, "ordering", "accepted"),
                ("imaging", .laboratory, "ordering", "order.performer"),
                ("mutual", .laboratory, "ordering", "order.performer"),
                ("lab", .laboratory, "ordering", "organisationKey.missing"),
                ("nobody", .laboratory, "ordering", "order.performer"),
                ("north", .laboratory, "g/physician/readOnly", "access.wrongRight"),
                ("north", .laboratory, "g/physician/revoked", "access.revoked"),
                ("north", .laboratory, "g/friend", "access.denied"),
            ] {
                let command = OrderPlace(
                    order: World.entity("physician/current"), patient: try world.id("alice"),
                    performer: try world.id(performer), kind: kind, priority: .stat, grant: World.entity(grant),
                    envelope: .sample, keyVersion: 1)
                let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                let expected =
                    MatrixOracle.standing(who) ?? (who.role == "physician" ? code : "identity.wrongRole")
                count += 1
                #expect(outcome == expected, "order.place to \(performer) under \(grant) by \(who)")
            }
        }
        #expect(count > 400)
    }
}
