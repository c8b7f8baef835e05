import LedgerFormat
import RecordContract

/// Turns the words of a scenario about people into a command.
enum ScenarioPeopleCommands {
    static func json(_ type: CommandType, _ arguments: ScenarioArguments, _ world: World) throws -> JSONObject {
        switch type {
        case .messageRead:
            return MessageRead(
                thread: World.entity(try arguments.required("answers")),
                messages: ScenarioArguments.ids(try arguments.first)
            ).json
        case .detailsShare:
            return DetailsShare(
                patient: try world.id(try arguments.required("of")),
                grant: World.entity(try arguments.required("under")),
                recipients: try ids(try arguments.required("to"), world), content: .sample
            ).json
        case .detailsWithdraw:
            return DetailsWithdraw(
                patient: try world.id(try arguments.required("of")),
                organisation: try world.id(try arguments.required("at"))
            ).json
        case .staffInvite:
            let name = try arguments.first
            return StaffInvite(
                invitation: World.entity(name), role: Role(rawValue: try arguments.required("as")) ?? .physician,
                tokenHash: Hash256(hashing: World.token(name)),
                until: try world.at(try ScenarioScript.duration(arguments["lasting"] ?? "7d"))
            ).json
        case .claimSubmit:
            return ClaimSubmit(
                claim: World.entity(try arguments.first), patient: try world.id(try arguments.required("of")),
                insurer: try world.id(try arguments.required("to")),
                grant: World.entity(try arguments.required("under")), content: .sample,
                keyVersion: Int64(try arguments.required("version")) ?? 0
            ).json
        case .claimAnswer:
            return ClaimAnswer(
                claim: World.entity(try arguments.first),
                decision: ClaimDocument.Decision(rawValue: try arguments.required("as")) ?? .refused
            ).json
        case .claimWithdraw: return ClaimWithdraw(claim: World.entity(try arguments.first)).json
        case .recordRestrict:
            return RecordRestrict(
                record: World.entity(try arguments.first), restricted: arguments["as"] != "open",
                envelope: try World.cid("moved"), compartmentVersion: Int64(arguments["version"] ?? "1") ?? 0
            ).json
        case .recordErase: return RecordErase(records: ScenarioArguments.ids(try arguments.first)).json
        case .recordRequestErasure: return RecordRequestErasure(record: World.entity(try arguments.first)).json
        case .recordAnswerErasure:
            let refusal = try arguments["lasting"].map {
                RecordAnswerErasure.Refusal(note: .sample, retainUntil: try world.at(try ScenarioScript.duration($0)))
            }
            return RecordAnswerErasure(
                patient: try world.id(try arguments.required("of")), record: World.entity(try arguments.first),
                refusal: refusal
            ).json
        case .staffWithdraw: return StaffWithdraw(invitation: World.entity(try arguments.first)).json
        case .staffLeave: return StaffLeave().json
        default:
            return MessageSend(
                message: World.entity(try arguments.first), patient: try world.id(try arguments.required("of")),
                thread: arguments["answers"].map(World.entity), record: arguments["with"].map(World.entity),
                recipients: try ids(try arguments.required("to"), world), content: .sample
            ).json
        }
    }

    /// Names as identities, ascending.
    private static func ids(_ text: String, _ world: World) throws -> [IdentityID] {
        try text.split(separator: ",").map { try world.id(String($0)) }.sorted()
    }
}
