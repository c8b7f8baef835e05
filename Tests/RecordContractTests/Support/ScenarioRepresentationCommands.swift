import LedgerFormat
import RecordContract

/// Turns the words of a scenario about dependants and representatives into a command.
enum ScenarioRepresentationCommands {
    /// Nil for a command about something else.
    static func json(
        _ type: String, by actor: String, _ arguments: ScenarioArguments, _ world: inout World
    ) throws -> JSONObject? {
        switch CommandType(rawValue: type) {
        case .dependantAttest:
            return DependantAttest(
                attestation: World.entity(try arguments.first), guardian: try world.id(try arguments.required("for")),
                year: try world.year(Int64(try arguments.required("at")) ?? 0)
            ).json
        case .dependantRegister: return try register(by: actor, arguments, &world)
        case .dependantPassKey:
            return DependantPassKey(
                patient: try world.id(try arguments.first),
                representation: World.entity(try arguments.required("under")),
                sealedTo: try world.actor(try arguments.required("to")).sealingKey.thumbprint, envelope: .sample
            ).json
        case .dependantTakeOver: return try takeOver(arguments, world).json
        case .dependantHandOver:
            let nested = try world.sign(
                try world.actor(arguments["as"] ?? (try arguments.required("to"))),
                try takeOver(arguments, world).json)
            return DependantHandOver(takeOver: nested.encoded).json
        case .representativeAppoint: return try appoint(arguments, world)
        case .representativeEnd: return RepresentativeEnd(representation: World.entity(try arguments.first)).json
        default: return nil
        }
    }

    /// `CHILD with ATTESTATION under REPRESENTATION granting GRANT at ORGANISATION`; `for` names another guardian in
    /// the application, `as` another who signs it.
    private static func register(
        by actor: String, _ arguments: ScenarioArguments, _ world: inout World
    ) throws -> JSONObject {
        try world.dependant(
            try arguments.first, of: arguments["for"] ?? actor, attested: try arguments.required("with"),
            representation: try arguments.required("under"), grant: try arguments.required("granting"),
            at: arguments["at"] ?? "north", signedBy: arguments["as"]
        ).json
    }

    private static func takeOver(_ arguments: ScenarioArguments, _ world: World) throws -> DependantTakeOver {
        let keys = try world.actor(try arguments.required("to"))
        return DependantTakeOver(
            patient: try world.id(try arguments.first), signingKey: keys.signingKey,
            sealingKey: arguments.has("doubly") ? keys.signingKey : keys.sealingKey)
    }

    /// `REPRESENTATION to PERSON rights read,arrange granting GRANT lasting 30d`; `guardian` for a guardian.
    private static func appoint(_ arguments: ScenarioArguments, _ world: World) throws -> JSONObject {
        let isGuardian = arguments.has("guardian")
        let rights = (arguments["rights"] ?? "read").split(separator: ",")
            .compactMap { RepresentativeRight(rawValue: String($0)) }.sorted()
        let grant = arguments["granting"].map {
            RepresentativeAppoint.ReadingGrant(grant: World.entity($0), envelope: .sample)
        }
        return RepresentativeAppoint(
            .init(
                representation: World.entity(try arguments.first),
                representative: try world.id(try arguments.required("to")), rights: rights, grant: grant,
                keyEnvelope: isGuardian ? .sample : nil),
            until: isGuardian
                ? nil : try world.at(try ScenarioScript.duration(arguments["lasting"] ?? "30d"))
        ).json
    }
}

extension World {
    func year(_ number: Int64) throws -> CalendarYear {
        guard let year = CalendarYear(number) else { throw ScenarioScript.Failure(description: "year \(number)") }
        return year
    }

    /// What a guardian signs to register a child, whose keys follow from its name.
    mutating func dependant(
        _ child: String, of guardian: String, attested: String, representation: String, grant: String,
        at organisation: String = "north", signedBy: String? = nil
    ) throws -> DependantRegister {
        try add(child)
        let actor = try actor(child)
        let apply = IdentityApply(
            application: .init(
                role: .patient, organisation: try id(organisation), signingKey: actor.signingKey,
                sealingKey: actor.sealingKey, profile: nil, credentials: nil),
            guardian: try id(guardian))
        let application = try sign(try self.actor(signedBy ?? child), apply.json)
        return DependantRegister(
            application: application.encoded, attestation: World.entity(attested),
            compartments: try openCompartments(of: child).compartments, representation: World.entity(representation),
            grant: .init(grant: World.entity(grant), envelope: .sample), keyEnvelope: .sample)
    }
}
