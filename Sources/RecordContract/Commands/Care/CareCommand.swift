import LedgerFormat

/// A command that people sign and whose execution needs nothing but who they are.
protocol PersonCommand: LedgerCommand {
    /// Checks and does what the command says. Throws `Rejection`.
    func execute(by person: IdentityDocument, _ run: Execution) throws
}

/// A command of the care workflows (docs/spec/contract-care-v1.md).
public struct CareCommand: Sendable {
    let command: any PersonCommand

    /// The command itself.
    public var value: any LedgerCommand { command }

    /// Reads the members of a care command. Throws `transaction.command` for a type that is none, and `json.*`.
    init(parsing reader: inout ObjectReader, _ type: CommandType) throws(Rejection) {
        switch type {
        case .availabilityPublish: command = try AvailabilityPublish(parsing: &reader)
        case .availabilityWithdraw: command = try AvailabilityWithdraw(parsing: &reader)
        case .appointmentRequest: command = try AppointmentRequest(parsing: &reader)
        case .appointmentBook: command = try AppointmentBook(parsing: &reader)
        case .appointmentMove: command = try AppointmentMove(parsing: &reader)
        case .appointmentConfirm: command = try AppointmentConfirm(parsing: &reader)
        case .appointmentDecline: command = try AppointmentDecline(parsing: &reader)
        case .appointmentCancel: command = try AppointmentCancel(parsing: &reader)
        case .appointmentComplete: command = try AppointmentComplete(parsing: &reader)
        case .prescriptionIssue: command = try PrescriptionIssue(parsing: &reader)
        case .prescriptionCancel: command = try PrescriptionCancel(parsing: &reader)
        case .prescriptionRequestRefill: command = try PrescriptionRequestRefill(parsing: &reader)
        case .prescriptionAnswerRefill: command = try PrescriptionAnswerRefill(parsing: &reader)
        case .prescriptionDispense: command = try PrescriptionDispense(parsing: &reader)
        case .orderPlace: command = try OrderPlace(parsing: &reader)
        case .orderAccept: command = try OrderAccept(parsing: &reader)
        case .orderReject: command = try OrderReject(parsing: &reader)
        case .orderCancel: command = try OrderCancel(parsing: &reader)
        case .orderFulfil: command = try OrderFulfil(parsing: &reader)
        case .resultFlagCritical: command = try ResultFlagCritical(parsing: &reader)
        case .resultAcknowledge: command = try ResultAcknowledge(parsing: &reader)
        default: throw Rejection(.transactionCommand)
        }
    }
}
