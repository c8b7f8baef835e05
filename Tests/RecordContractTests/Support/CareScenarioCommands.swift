import LedgerFormat
import RecordContract

/// Turns the words of a scenario into a command of the care workflows.
enum CareScenarioCommands {
    static func json(_ type: CommandType, _ arguments: ScenarioArguments, _ world: World) throws -> JSONObject {
        let subject = World.entity(try arguments.first)
        switch type {
        case .availabilityPublish:
            let (from, until) = try period(arguments, world)
            return AvailabilityPublish(
                availability: subject, from: from, until: until,
                slot: try ScenarioScript.duration(try arguments.required("slot"))
            ).json
        case .availabilityWithdraw: return AvailabilityWithdraw(availability: subject).json
        case .appointmentRequest:
            let (from, until) = try period(arguments, world)
            let grant = try arguments["granting"].map { name in
                AppointmentGrant(
                    grant: World.entity(name), terms: try arguments.terms(), after: World.day, envelope: .sample)
            }
            return AppointmentRequest(
                appointment: subject, physician: try world.id(try arguments.required("to")), from: from, until: until,
                grant: grant
            ).json
        case .appointmentBook:
            let (from, until) = try period(arguments, world)
            return AppointmentBook(
                appointment: subject, patient: try world.id(try arguments.required("of")), from: from, until: until,
                grant: World.entity(arguments["under"] ?? "none")
            ).json
        case .appointmentMove:
            let (from, until) = try period(arguments, world)
            return AppointmentMove(appointment: subject, from: from, until: until).json
        case .appointmentConfirm: return AppointmentConfirm(appointment: subject).json
        case .appointmentDecline: return AppointmentDecline(appointment: subject).json
        case .appointmentCancel: return AppointmentCancel(appointment: subject).json
        default:
            return AppointmentComplete(
                appointment: subject, attended: !arguments.has("missed"),
                encounter: arguments["encounter"].map(World.entity),
                records: ScenarioArguments.ids(arguments["holding"] ?? "")
            ).json
        }
    }

    private static func period(
        _ arguments: ScenarioArguments, _ world: World
    ) throws -> (from: LedgerTime, until: LedgerTime) {
        let from = try world.at(try ScenarioScript.duration(try arguments.required("from")))
        return (from, from.advanced(byMilliseconds: try ScenarioScript.duration(try arguments.required("lasting"))))
    }
}
