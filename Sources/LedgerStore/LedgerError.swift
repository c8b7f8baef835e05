/// Why the ledger store could not do what was asked. It never carries a person's data.
public enum LedgerError: Error, Equatable, CustomStringConvertible {
    /// There is no ledger in that file.
    case noLedger
    /// A ledger stands in that file already.
    case alreadyExists
    /// The ledger is of another network.
    case wrongNetwork
    /// The ledger was written by a newer program.
    case newerSchema
    /// What stands in the database cannot be what this program wrote; `place` names table and column.
    case corrupted(place: String)
    /// The blocks to commit do not follow the last committed one.
    case notNext(expectedHeight: UInt64)
    /// The position, height or count is beyond what the database can hold or the ledger has.
    case outOfRange

    /// A stable code.
    public var code: String {
        switch self {
        case .noLedger: "ledger.none"
        case .alreadyExists: "ledger.exists"
        case .wrongNetwork: "ledger.network"
        case .newerSchema: "ledger.newerSchema"
        case .corrupted: "ledger.corrupted"
        case .notNext: "ledger.notNext"
        case .outOfRange: "ledger.outOfRange"
        }
    }

    /// Code and reason in plain words.
    public var description: String {
        switch self {
        case .noLedger: "\(code): there is no ledger in this file"
        case .alreadyExists: "\(code): the file holds a ledger already"
        case .wrongNetwork: "\(code): the ledger belongs to another network"
        case .newerSchema: "\(code): a newer version of the program wrote this ledger; use that version"
        case .corrupted(let place): "\(code): \(place) is damaged; run `medchain verify`"
        case .notNext(let height): "\(code): the next block to commit is \(height)"
        case .outOfRange: "\(code): beyond what the ledger holds"
        }
    }
}
