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
        case .orderPlace, .orderAccept, .orderReject, .orderCancel, .orderFulfil, .resultFlagCritical,
            .resultAcknowledge:
            return try order(type, subject, arguments, world)
        case .prescriptionIssue, .prescriptionCancel, .prescriptionRequestRefill, .prescriptionAnswerRefill,
            .prescriptionDispense:
            return try prescription(type, subject, arguments, world)
        default:
            return AppointmentComplete(
                appointment: subject, attended: !arguments.has("missed"),
                encounter: arguments["encounter"].map(World.entity),
                records: ScenarioArguments.ids(arguments["holding"] ?? "")
            ).json
        }
    }

    private static func prescription(
        _ type: CommandType, _ subject: EntityID, _ arguments: ScenarioArguments, _ world: World
    ) throws -> JSONObject {
        switch type {
        case .prescriptionIssue:
            return PrescriptionIssue(
                prescription: subject, patient: try world.id(try arguments.required("of")),
                quantity: Int64(try arguments.required("quantity")) ?? 0,
                repeats: Int64(arguments["repeats"] ?? "0") ?? 0,
                until: try world.at(try ScenarioScript.duration(arguments["lasting"] ?? "30d"))
            ).json
        case .prescriptionCancel: return PrescriptionCancel(prescription: subject).json
        case .prescriptionRequestRefill: return PrescriptionRequestRefill(prescription: subject).json
        case .prescriptionAnswerRefill:
            return PrescriptionAnswerRefill(prescription: subject, approve: arguments.has("yes")).json
        default:
            return PrescriptionDispense(
                prescription: subject, quantity: Int64(try arguments.required("quantity")) ?? 0,
                grant: World.entity(arguments["under"] ?? "none"), substituted: arguments.has("substituted"),
                record: arguments["dispensing"].map(World.entity)
            ).json
        }
    }

    private static func order(
        _ type: CommandType, _ subject: EntityID, _ arguments: ScenarioArguments, _ world: World
    ) throws -> JSONObject {
        switch type {
        case .orderPlace:
            return OrderPlace(
                order: subject, patient: try world.id(try arguments.required("of")),
                performer: try world.id(try arguments.required("to")),
                kind: OrderKind(rawValue: try arguments.required("about")) ?? .laboratory,
                priority: OrderPriority(rawValue: arguments["priority"] ?? "routine") ?? .routine,
                grant: World.entity(arguments["under"] ?? "none"), envelope: .sample,
                keyVersion: Int64(arguments["version"] ?? "1") ?? 1
            ).json
        case .orderAccept: return OrderAccept(order: subject).json
        case .orderReject: return OrderReject(order: subject).json
        case .orderCancel: return OrderCancel(order: subject).json
        case .orderFulfil:
            let name = try arguments.required("holding")
            let category = Category(rawValue: arguments["about"] ?? "laboratory") ?? .laboratory
            return OrderFulfil(
                order: subject, record: World.entity(name), supersedes: arguments["replaces"].map(World.entity),
                content: try world.content(category, of: try arguments.required("of"), tag: name),
                stage: ResultStage(rawValue: try arguments.required("stage")) ?? .final,
                criticalWithin: try arguments["within"].map(ScenarioScript.duration), physicianEnvelope: .sample,
                colleagues: arguments["version"].flatMap { Int64($0) }.map { .init(envelope: .sample, keyVersion: $0) }
            ).json
        case .resultFlagCritical:
            return ResultFlagCritical(
                order: subject, within: try ScenarioScript.duration(try arguments.required("within"))
            ).json
        default:
            return ResultAcknowledge(order: subject, record: World.entity(try arguments.required("holding"))).json
        }
    }

    private static func period(
        _ arguments: ScenarioArguments, _ world: World
    ) throws -> (from: LedgerTime, until: LedgerTime) {
        let from = try world.at(try ScenarioScript.duration(try arguments.required("from")))
        return (from, from.advanced(byMilliseconds: try ScenarioScript.duration(try arguments.required("lasting"))))
    }
}
