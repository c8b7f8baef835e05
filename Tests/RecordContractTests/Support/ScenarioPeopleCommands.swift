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
