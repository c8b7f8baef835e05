import LedgerFormat
import RecordContract
import Testing

/// Messages, tried by every kind of signer, against what the specification says in words. Rows 004-36, 004-49.
@Suite("Authorization matrix: messages")
struct MessageMatrixTests {
    /// Who is refused before anything is looked at.
    private static func refusal(_ who: Signatory) -> String? {
        if let standing = MatrixOracle.standing(who) { return standing }
        return ["authority", "organisation", "node"].contains(who.role) ? "identity.wrongRole" : nil
    }

    /// In the matrix's world alice has given everybody but the authority a live grant; carol has none.
    private static func expected(_ who: Signatory, to recipient: String) -> String {
        if let refusal = refusal(who) { return refusal }
        let me = who.role == "self" ? "alice" : who.role
        if me == recipient { return "message.recipient" }
        switch recipient {
        case "alice": return "accepted"
        // South has a grant as an organisation.
        case "southern": return me == "alice" ? "accepted" : "message.recipient"
        case "nurse", "physician", "insurer":
            if me == "alice" { return "accepted" }
            guard MatrixWorld.staff.contains(me) else { return "message.recipient" }
            return MatrixWorld.organisation(of: me) == MatrixWorld.organisation(of: recipient)
                ? "accepted" : "message.recipient"
        default: return "message.recipient"
        }
    }

    @Test("message.send") func sends() throws {
        let fixture = try MatrixWorld.shared.get()
        var count = 0
        for who in MatrixWorld.signatories where who.standing != "organisationSuspended" {
            var world = fixture.world(for: who)
            for recipient in [
                "alice", "nurse", "physician", "insurer", "nurse-pending", "nurse-suspended", "authority", "carol",
                "southern", "nobody", "north",
            ] {
                let command = MessageSend(
                    message: World.entity("new"), patient: try world.id("alice"),
                    recipients: [try world.id(recipient)], content: .sample)
                let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
                count += 1
                #expect(outcome == Self.expected(who, to: recipient), "\(who) to \(recipient)")
            }
        }
        #expect(count > 300)
    }

    @Test("message.read") func reads() throws {
        let fixture = try MatrixWorld.shared.get()
        for who in MatrixWorld.signatories where who.standing != "organisationSuspended" {
            var world = fixture.world(for: who)
            let id = World.entity("to the nurse")
            try world.must(
                "alice",
                MessageSend(
                    message: id, patient: try world.id("alice"), recipients: [try world.id("nurse")],
                    content: .sample))
            var expected = Self.refusal(who) ?? (who.role == "nurse" ? "accepted" : "message.unknown")
            if who.role == "authority", who.standing == "verified" { expected = "message.unknown" }
            let command = MessageRead(thread: id, messages: [id])
            let outcome = try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
            #expect(outcome == expected, "\(who)")
        }
    }
}
