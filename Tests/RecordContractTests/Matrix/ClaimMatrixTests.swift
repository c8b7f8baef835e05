import LedgerFormat
import RecordContract
import Testing

/// Claims, tried by every kind of signer under grants of every kind. Row 000-20.
@Suite("Authorization matrix: claims")
struct ClaimMatrixTests {
    private func outcome(_ command: some LedgerCommand, by who: Signatory) throws -> String {
        var world = try MatrixWorld.shared.get().world(for: who)
        return try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
    }

    @Test("claim.submit") func submits() throws {
        for who in MatrixWorld.signatories where who.standing != "organisationSuspended" {
            let world = try MatrixWorld.shared.get().world(for: who)
            let claims = ["self", "hospitalManager"].contains(who.role)
            for (grant, code) in [
                ("support", "accepted"), ("g/mutual", "claim.grant"), ("g/insurer/live", "claim.grant"),
                ("g/insurer/record", "claim.grant"), ("g/nurse/live", "claim.grant"), ("nothing", "claim.grant"),
            ] {
                let command = ClaimSubmit(
                    claim: World.entity("new"), patient: try world.id("alice"), insurer: try world.id("mutual"),
                    grant: World.entity(grant), content: .sample, keyVersion: 1)
                let expected = MatrixOracle.standing(who) ?? (claims ? code : "identity.wrongRole")
                #expect(try outcome(command, by: who) == expected, "\(who) under \(grant)")
            }
            // Nobody claims from a hospital, nor for a patient who is not connected with them.
            for (patient, insurer) in [("alice", "north"), ("carol", "mutual")] {
                let command = ClaimSubmit(
                    claim: World.entity("new"), patient: try world.id(patient), insurer: try world.id(insurer),
                    grant: World.entity("support"), content: .sample, keyVersion: 1)
                var code = patient == "alice" ? "claim.insurer" : "identity.wrongRole"
                // Carol has given the manager access of her own.
                if patient == "carol", who.role == "hospitalManager" { code = "claim.grant" }
                let expected = MatrixOracle.standing(who) ?? (claims ? code : "identity.wrongRole")
                #expect(try outcome(command, by: who) == expected, "\(who) for \(patient) from \(insurer)")
            }
        }
    }

    @Test("claim.answer and claim.withdraw") func answers() throws {
        for who in MatrixWorld.signatories where who.standing != "organisationSuspended" {
            for (claim, code) in [
                ("claimed", "accepted"), ("managed", "accepted"), ("answered", "claim.answered"),
                ("nothing", "claim.unknown"),
            ] {
                let answer = ClaimAnswer(claim: World.entity(claim), decision: .accepted)
                #expect(
                    try outcome(answer, by: who)
                        == MatrixOracle.standing(who) ?? (who.role == "insurer" ? code : "identity.wrongRole"),
                    "\(who) answers \(claim)")
                let isParty = who.role == "self" || (who.role == "hospitalManager" && claim == "managed")
                let expected =
                    MatrixOracle.standing(who)
                    ?? (MatrixOracle.isPerson(who) ? (isParty ? code : "claim.unknown") : "identity.wrongRole")
                #expect(
                    try outcome(ClaimWithdraw(claim: World.entity(claim)), by: who) == expected,
                    "\(who) withdraws \(claim)")
            }
        }
    }
}
