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
        default: throw Rejection(.transactionCommand)
        }
    }
}
