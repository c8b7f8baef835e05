import LedgerFormat

/// A command about dependants and representatives (docs/spec/contract-people-v1.md section 6).
public struct RepresentationCommand: Sendable {
    let command: any PersonCommand

    /// The command itself.
    public var value: any LedgerCommand { command }

    /// The types of such commands.
    static let types: Set<CommandType> = [
        .dependantAttest, .dependantRegister, .dependantPassKey, .dependantTakeOver, .dependantHandOver,
        .representativeAppoint, .representativeEnd, .representativeAct,
    ]

    /// Reads the members. Throws `transaction.command` for a type that is none, and `json.*`.
    init(parsing reader: inout ObjectReader, _ type: CommandType) throws(Rejection) {
        switch type {
        case .dependantAttest: command = try DependantAttest(parsing: &reader)
        case .dependantRegister: command = try DependantRegister(parsing: &reader)
        case .dependantPassKey: command = try DependantPassKey(parsing: &reader)
        case .dependantTakeOver: command = try DependantTakeOver(parsing: &reader)
        case .dependantHandOver: command = try DependantHandOver(parsing: &reader)
        case .representativeAppoint: command = try RepresentativeAppoint(parsing: &reader)
        case .representativeEnd: command = try RepresentativeEnd(parsing: &reader)
        case .representativeAct: command = try RepresentativeAct(parsing: &reader)
        default: throw Rejection(.transactionCommand)
        }
    }
}
