import LedgerFormat
import RecordContract
import Testing

/// Dependants and representatives, tried by every kind of signer. Rows 001-40, 003-75, 004-46. The oracle is written
/// from docs/spec/contract-people-v1.md section 6.
@Suite("Authorization matrix: dependants and representatives")
struct RepresentationMatrixTests {
    private func outcome(_ command: some LedgerCommand, by who: Signatory) throws -> String {
        var world = try MatrixWorld.shared.get().world(for: who)
        return try MatrixWorld.outcome(command.json, by: MatrixWorld.actor(who), &world)
    }

    private func check(
        _ what: String, _ make: (inout World) throws -> any LedgerCommand, _ oracle: (Signatory) -> String
    )
        throws
    {
        for who in MatrixWorld.signatories {
            var world = try MatrixWorld.shared.get().world(for: who)
            let command = try make(&world)
            let json = command.json
            let found = try MatrixWorld.outcome(json, by: MatrixWorld.actor(who), &world)
            let expected =
                MatrixOracle.standing(who) ?? (MatrixOracle.isPerson(who) ? oracle(who) : "identity.wrongRole")
            #expect(found == expected, "\(who) \(what)")
        }
    }

    @Test("dependant.attest") func attests() throws {
        try check("attests") { world in
            DependantAttest(
                attestation: World.entity("new"), guardian: try world.id("alice"), year: try world.year(2044))
        } _: {
            ["physician", "nurse", "hospitalManager"].contains($0.role) ? "accepted" : "identity.wrongRole"
        }
    }

    @Test("dependant.register") func registers() throws {
        try check("registers") { world in
            try world.dependant(
                "kid2", of: "alice", attested: "attested too", representation: "kid2-alice", grant: "g/kid2/1")
        } _: { who in
            switch who.role {
            case "self": who.standing == "organisationSuspended" ? "organisation.suspended" : "accepted"
            case "patient": "dependant.application"
            default: "identity.wrongRole"
            }
        }
    }

    @Test("dependant.handOver and dependant.passKey") func handsOver() throws {
        try check("hands over") { world in
            let keys = try Actor("adult", network: world.network)
            let takeOver = DependantTakeOver(
                patient: try world.id("kid"), signingKey: keys.signingKey, sealingKey: keys.sealingKey)
            return DependantHandOver(takeOver: try world.sign(keys, takeOver.json).encoded)
        } _: {
            ["physician", "nurse", "hospitalManager", "authority"].contains($0.role)
                ? "dependant.notOfAge" : "identity.wrongRole"
        }
        try check("passes the key") { world in
            DependantPassKey(
                patient: try world.id("kid"), representation: World.entity("kid-alice"),
                sealedTo: try world.actor("kid").sealingKey.thumbprint, envelope: .sample)
        } _: {
            $0.role == "self" ? "accepted" : "dependant.unknown"
        }
    }

    @Test("representative.appoint and representative.end") func appoints() throws {
        try check("appoints") { world in
            RepresentativeAppoint(
                .init(
                    representation: World.entity("new"), representative: try world.id("carol"), rights: [.arrange],
                    grant: nil),
                until: try world.at(World.day))
        } _: { who in
            switch who.role {
            case "self", "patient": "accepted"
            default: "identity.wrongRole"
            }
        }
        for (representation, role) in [("kid-alice", "self"), ("kid-carol", "nobody"), ("kid-patient", "patient")] {
            try check("ends \(representation)") { _ in
                RepresentativeEnd(representation: World.entity(representation))
            } _: { who in
                let officer = who.role == "authority" && representation != "kid-patient"
                return who.role == role || officer ? "accepted" : "representation.unknown"
            }
        }
    }

    /// What each command needs of who signs it for a patient; what is not here, nobody signs for another.
    private static let needs: [String: [String]] = [
        "record.add": ["contribute"], "record.amend": ["contribute"], "record.retract": ["contribute"],
        "access.grant": ["consent"], "access.deny": ["consent"], "access.revoke": ["consent"],
        "record.restrict": ["consent"], "details.withdraw": ["consent"], "message.send": ["arrange"],
        "message.read": ["arrange"], "appointment.request": ["arrange"], "appointment.move": ["arrange"],
        "appointment.cancel": ["arrange"], "prescription.requestRefill": ["arrange"], "order.cancel": ["arrange"],
        "compartment.rekey": ["guardian"], "compartment.reseal": ["guardian"], "record.erase": ["guardian"],
        "record.requestErasure": ["guardian"], "claim.submit": ["guardian"], "claim.withdraw": ["guardian"],
        "representative.appoint": ["guardian"], "representative.end": ["guardian"],
    ]

    /// One command of every type that the fixtures hold.
    private static func samples() throws -> [String: JSONObject] {
        var samples: [String: JSONObject] = [:]
        func take(_ command: JSONObject) {
            guard case .string(let type)? = command["type"] else { return }
            if samples[type] == nil { samples[type] = command }
            if case .object(let inner)? = command["command"] { take(inner) }
        }
        let worlds =
            try [
                MatrixWorld.shared.get().world, AppointmentMatrixTests.fixture.get().world,
                PrescriptionMatrixTests.fixture.get().world,
            ]
        for past in worlds.flatMap(\.history) {
            for case .verified(let verified) in past.candidates { take(verified.transaction.command) }
        }
        for command in try others(worlds[0]) where samples[command.0] == nil { samples[command.0] = command.1 }
        return samples
    }

    /// One of those that no fixture holds.
    private static func others(_ world: World) throws -> [(String, JSONObject)] {
        let (id, day) = (World.entity("nothing"), try world.at(World.day))
        let key = try world.actor("kid").sealingKey
        let commands: [any LedgerCommand] = [
            AppointmentMove(appointment: id, from: day, until: day), OrderCancel(order: id), OrderAccept(order: id),
            PrescriptionRequestRefill(prescription: id), PrescriptionCancel(prescription: id),
            ClaimWithdraw(claim: id), MessageRead(thread: id, messages: [id]), StaffLeave(),
            DetailsWithdraw(patient: try world.id("kid"), organisation: try world.id("north")),
            RecordRestrict(record: id, restricted: true, envelope: .sample, compartmentVersion: 1),
            RecordAcknowledge(patient: try world.id("kid"), record: id), RepresentativeEnd(representation: id),
            CompartmentReseal(category: .clinical, version: 1, records: [.init(record: id, envelope: .sample)]),
            CompartmentRekey(
                category: .clinical, version: 2, publicKey: key, keyEnvelope: .sample,
                statement: try world.statement(by: "alice", .clinical, version: 2, key), grants: []),
            DependantPassKey(
                patient: try world.id("kid"), representation: id, sealedTo: key.thumbprint, envelope: .sample),
        ]
        return commands.map { (type(of: $0).type.rawValue, $0.json) }
    }

    @Test("representative.act: by every signer, with every command") func acts() throws {
        let samples = try Self.samples()
        #expect(samples.count >= 40 && Set(Self.needs.keys).isSubset(of: samples.keys), "\(samples.keys.sorted())")
        for (type, command) in samples.sorted(by: { $0.key < $1.key }) {
            for (representation, role, rights) in [
                ("kid-alice", "self", ["read", "contribute", "consent", "arrange", "guardian"]),
                ("kid-patient", "patient", ["read", "contribute"]),
            ] {
                for who in MatrixWorld.signatories where type == "access.deny" || who.role == role {
                    let world = try MatrixWorld.shared.get().world(for: who)
                    let found = try outcome(
                        RepresentativeAct(
                            representation: World.entity(representation), patient: try world.id("kid"),
                            command: command), by: who)
                    if let standing = MatrixOracle.standing(who) {
                        #expect(found == standing)
                    } else if !MatrixOracle.isPerson(who) {
                        #expect(found == "identity.wrongRole")
                    } else if who.role != role {
                        #expect(found == "representation.unknown", "\(who) \(type)")
                    } else {
                        let needed = Self.needs[type].map { $0.allSatisfy(rights.contains) } ?? false
                        #expect((found != "representation.right") == needed, "\(who) \(type): \(found)")
                    }
                }
            }
        }
    }
}
