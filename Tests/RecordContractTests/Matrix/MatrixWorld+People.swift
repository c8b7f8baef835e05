import LedgerFormat
import RecordContract

/// What people have to do with each other, so that there is something of everything.
extension MatrixWorld {
    static func correspondence(_ world: inout World) throws {
        try world.must(
            "alice",
            MessageSend(
                message: World.entity("to a friend"), patient: try world.id("alice"),
                recipients: [try world.id("friend")], content: .sample))
        try world.must("alice", try grant(World.entity("details"), to: "friend", [.demographics], [.read], world))
        try world.must(
            "friend",
            DetailsShare(
                patient: try world.id("alice"), grant: World.entity("details"),
                recipients: [try world.id("hospitalManager")], content: .sample))
        try world.must(
            "hospitalManager",
            StaffInvite(
                invitation: World.entity("invited"), role: .nurse, tokenHash: Hash256(hashing: []),
                until: try world.at(World.day)))
    }

    /// Alice has let the mutual insurer read one record for payment, and claimed twice.
    static func claims(_ world: inout World) throws {
        let (alice, mutual) = (try world.id("alice"), try world.id("mutual"))
        try world.must(
            "alice",
            try grant(
                World.entity("support"), to: "mutual", [], [.read], world, purpose: .payment,
                records: [World.entity("rec/clinical")], version: 1))
        for claim in ["claimed", "answered"] {
            try world.must(
                "alice",
                ClaimSubmit(
                    claim: World.entity(claim), patient: alice, insurer: mutual, grant: World.entity("support"),
                    content: .sample, keyVersion: 1))
        }
        try world.must(
            "hospitalManager",
            ClaimSubmit(
                claim: World.entity("managed"), patient: alice, insurer: mutual, grant: World.entity("support"),
                content: .sample, keyVersion: 1))
        try world.must("insurer", ClaimAnswer(claim: World.entity("answered"), decision: .refused))
    }

    static func erasures(_ world: inout World) throws {
        try world.must(
            "alice",
            RecordAdd(
                patient: try world.id("alice"), record: World.entity("gone"),
                content: try world.content(.clinical, of: "alice")))
        try world.must("alice", RecordErase(records: [World.entity("gone")]))
        try world.must("alice", RecordRequestErasure(record: World.entity("nurse/current")))
    }

    /// Alice and carol are kid's guardians; the patient may read and write for kid.
    static func dependants(_ world: inout World) throws {
        for attestation in ["attested", "attested too"] {
            try world.must(
                "nurse",
                DependantAttest(
                    attestation: World.entity(attestation), guardian: try world.id("alice"),
                    year: try world.year(2044)))
        }
        try world.must(
            "alice",
            try world.dependant("kid", of: "alice", attested: "attested", representation: "kid-alice", grant: "g/kid/1")
        )
        try world.must(
            "alice",
            try appointing(
                "kid-carol", "carol", [], grant: "g/kid/2", key: .sample, actingUnder: "kid-alice", world))
        try world.must(
            "alice",
            try appointing(
                "kid-patient", "patient", [.read, .contribute], grant: "g/kid/3", actingUnder: "kid-alice", world))
    }

    static func appointing(
        _ id: String, _ person: String, _ rights: [RepresentativeRight], grant: String?, key: CID? = nil,
        actingUnder representation: String, lasting: Int64 = World.day, _ world: World
    ) throws -> RepresentativeAct {
        let command = RepresentativeAppoint(
            .init(
                representation: World.entity(id), representative: try world.id(person), rights: rights,
                grant: grant.map { .init(grant: World.entity($0), envelope: .sample) }, keyEnvelope: key),
            until: key == nil ? try world.at(lasting) : nil)
        return RepresentativeAct(
            representation: World.entity(representation), patient: try world.id("kid"), command: command.json)
    }
}
