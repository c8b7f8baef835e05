import Crypto
import LedgerFormat
import RecordContract

/// Turns the words of a scenario into a command.
enum ScenarioCommands {
    static func json(
        _ type: String, by actor: String, _ arguments: ScenarioArguments, _ world: World
    ) throws -> JSONObject {
        guard let type = CommandType(rawValue: type) else { return ["type": .string(type)] }
        switch type {
        case .organisationAdmit, .organisationSuspend, .organisationReinstate, .nodeRegister, .parametersSet,
            .contractActivate:
            return try governance(type, arguments, world)
        case .identityApply, .identityRegister, .identityVerify, .identityReject, .identitySuspend, .identityReinstate,
            .organisationRotateKey, .organisationShareKey:
            return try identity(type, by: actor, arguments, world)
        case .compartmentOpen, .compartmentRekey, .compartmentReseal, .recordAdd, .recordAmend, .recordRetract,
            .recordAcknowledge:
            return try record(type, by: actor, arguments, world)
        case .accessRequest, .accessWithdraw, .accessGrant, .accessDeny, .accessRevoke, .accessRead:
            return try access(type, arguments, world)
        case .messageSend, .messageRead, .detailsShare, .detailsWithdraw, .staffInvite, .staffWithdraw, .staffLeave,
            .recordRestrict, .recordErase, .recordRequestErasure, .recordAnswerErasure,
            .claimSubmit, .claimAnswer, .claimWithdraw:
            return try ScenarioPeopleCommands.json(type, arguments, world)
        default:
            return try CareScenarioCommands.json(type, arguments, world)
        }
    }

    private static func governance(
        _ type: CommandType, _ arguments: ScenarioArguments, _ world: World
    ) throws -> JSONObject {
        let proposal = World.entity(try arguments.required("as"))
        switch type {
        case .organisationAdmit:
            return OrganisationAdmit(
                proposal: proposal, kind: OrganisationKind(rawValue: try arguments.required("about")) ?? .hospital,
                name: try arguments.first, signingKey: try world.actor(try arguments.first).signingKey,
                registrar: try arguments["under"].map { try world.id($0) }
            ).json
        case .organisationSuspend:
            return OrganisationSuspend(proposal: proposal, organisation: try world.id(try arguments.first)).json
        case .organisationReinstate:
            return OrganisationReinstate(proposal: proposal, organisation: try world.id(try arguments.first)).json
        case .nodeRegister:
            let node = try world.actor(try arguments.first)
            let attestation = try World.attestationKey(node.name).publicKey.rawRepresentation
            return NodeRegister(
                proposal: proposal, organisation: try world.id(try arguments.required("of")),
                signingKey: node.signingKey, attestationKey: Array(attestation), releaseKey: node.sealingKey
            ).json
        case .parametersSet:
            let value = Int64(try arguments.required("to"))
            switch try arguments.first {
            case "patientsPerDay": return ParametersSet(proposal: proposal, patientsPerDay: value).json
            case "maximumGrantDuration": return ParametersSet(proposal: proposal, maximumGrantDuration: value).json
            case "stateRootInterval": return ParametersSet(proposal: proposal, stateRootInterval: value).json
            default: return ParametersSet(proposal: proposal, replicas: value).json
            }
        default:
            return ContractActivate(
                proposal: proposal, version: Int64(try arguments.required("version")) ?? 0,
                height: Int64(try arguments.required("at")) ?? 0
            ).json
        }
    }

    private static func identity(
        _ type: CommandType, by actor: String, _ arguments: ScenarioArguments, _ world: World
    ) throws -> JSONObject {
        switch type {
        case .identityVerify: return IdentityVerify(identity: try world.id(try arguments.first)).json
        case .identityReject: return IdentityReject(identity: try world.id(try arguments.first)).json
        case .identitySuspend: return IdentitySuspend(identity: try world.id(try arguments.first)).json
        case .identityReinstate: return IdentityReinstate(identity: try world.id(try arguments.first)).json
        case .organisationRotateKey:
            let members = try arguments.required("to").split(separator: ",").map { name in
                OrganisationRotateKey.Member(
                    member: try world.id(String(name)), envelope: try World.cid("key/\(name)"))
            }.sorted { $0.member < $1.member }
            let version = Int64(try arguments.required("version")) ?? 0
            let key = try world.actor("organisationKey/\(actor)").sealingKey
            return OrganisationRotateKey(
                version: version, publicKey: key,
                statement: try world.statement(by: actor, nil, version: version, key), members: members
            ).json
        case .organisationShareKey:
            return OrganisationShareKey(
                member: try world.id(try arguments.required("to")),
                version: Int64(try arguments.required("version")) ?? 0, envelope: try World.cid("key")
            ).json
        default:
            let person = try world.actor(actor)
            return [
                "type": .string("identity.apply"), "role": .string("patient"),
                "organisation": .identity(try world.id("north")), "signingKey": person.signingKey.json,
                "sealingKey": person.sealingKey.json,
            ]
        }
    }

    private static func record(
        _ type: CommandType, by actor: String, _ arguments: ScenarioArguments, _ world: World
    ) throws -> JSONObject {
        switch type {
        case .compartmentOpen: return try world.openCompartments(of: actor).json
        case .compartmentRekey:
            let carried = ScenarioArguments.ids(arguments["to"] ?? "").map { id in
                CompartmentRekey.Carried(grant: id, envelope: CID.sample)
            }
            let version = Int64(try arguments.required("version")) ?? 0
            let category = try category(arguments)
            let key = try world.actor("rekey/\(actor)").sealingKey
            return CompartmentRekey(
                category: category, version: version, publicKey: key, keyEnvelope: CID.sample,
                statement: try world.statement(
                    by: actor, of: arguments["of"], category, version: version, key), grants: carried
            ).json
        case .compartmentReseal:
            let records = ScenarioArguments.ids(try arguments.required("about")).map {
                CompartmentReseal.Resealed(record: $0, envelope: CID.sample)
            }
            return CompartmentReseal(
                category: try category(arguments), version: Int64(try arguments.required("version")) ?? 0,
                records: records
            ).json
        case .recordRetract:
            return RecordRetract(
                patient: try world.id(try arguments.required("of")), record: World.entity(try arguments.first)
            ).json
        case .recordAcknowledge:
            return RecordAcknowledge(
                patient: try world.id(try arguments.required("of")), record: World.entity(try arguments.first)
            ).json
        default:
            let patient = try arguments.required("of")
            let content = try world.content(try category(arguments, "about"), of: patient, tag: try arguments.first)
            let grant = arguments["under"].map(World.entity)
            guard type == .recordAmend else {
                return RecordAdd(
                    patient: try world.id(patient), record: World.entity(try arguments.first), content: content,
                    grant: grant
                ).json
            }
            return RecordAmend(
                patient: try world.id(patient), record: World.entity(try arguments.first),
                supersedes: World.entity(try arguments.required("replaces")), content: content, grant: grant
            ).json
        }
    }

    private static func category(
        _ arguments: ScenarioArguments, _ name: String? = nil
    ) throws -> Category {
        let word = try name.map { try arguments.required($0) } ?? arguments.first
        guard let category = Category(rawValue: word) else {
            throw ScenarioScript.Failure(description: "category \(word)")
        }
        return category
    }

    private static func access(
        _ type: CommandType, _ arguments: ScenarioArguments, _ world: World
    ) throws -> JSONObject {
        let subject = World.entity(try arguments.first)
        switch type {
        case .accessRequest:
            return AccessRequest(
                request: subject, patient: try world.id(try arguments.required("of")),
                forOrganisation: arguments["as"] == "organisation", terms: try arguments.terms(),
                duration: try ScenarioScript.duration(arguments["lasting"] ?? "30d")
            ).json
        case .accessWithdraw: return AccessWithdraw(request: subject).json
        case .accessDeny: return AccessDeny(request: subject).json
        case .accessRevoke: return AccessRevoke(grant: subject).json
        case .accessRead:
            return AccessRead(
                patient: try world.id(try arguments.required("of")),
                purpose: Purpose(rawValue: arguments["for"] ?? "TREAT") ?? .treatment,
                records: ScenarioArguments.ids(try arguments.first), grant: arguments["under"].map(World.entity),
                order: arguments["order"].map(World.entity)
            ).json
        default:
            let from = try world.at(try ScenarioScript.duration(arguments["from"] ?? "0d"))
            let lasting = try ScenarioScript.duration(arguments["lasting"] ?? "30d")
            return AccessGrant(
                grant: subject, request: arguments["answers"].map(World.entity),
                grantee: try world.id(try arguments.required("to")), terms: try arguments.terms(), from: from,
                until: from.advanced(byMilliseconds: lasting), envelope: CID.sample,
                keyVersion: arguments["version"].flatMap { Int64($0) }
            ).json
        }
    }
}

extension CID {
    /// Content that no test looks at.
    static let sample: CID = {
        guard let cid = try? CID(codec: .raw, sha256: [UInt8](repeating: 1, count: 32)) else {
            preconditionFailure("32 bytes make a CID")
        }
        return cid
    }()
}
