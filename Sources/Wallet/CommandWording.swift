public import LedgerFormat

/// Says in plain words what a person is about to sign. Every signature is shown this way first; the exact bytes are
/// one step deeper. Unknown commands are never described as something harmless: they have no wording, and clients
/// then show the JSON.
public struct CommandWording {
    /// Turns an identity into what the person knows it by ("Dr. Lind, City Hospital"), or nil when the device does
    /// not know.
    public typealias NameLookup = (IdentityID) -> String?
    private let name: NameLookup
    let date: (LedgerTime) -> String

    /// Wording that knows people by `name` and writes moments with `date`.
    public init(name: @escaping NameLookup, date: @escaping (LedgerTime) -> String) {
        self.name = name
        self.date = date
    }

    /// The words for `command`; nil when there are none.
    public func words(for command: JSONObject) -> String? {
        guard case .string(let type)? = command["type"] else { return nil }
        switch type {
        case "identity.apply":
            return "Register as \(text(command, "role").map(Self.role) ?? "a person") in this network."
        case "identity.verify": return "Confirm that \(who(command, "identity")) is who they say and may act."
        case "identity.reject": return "Reject the registration of \(who(command, "identity"))."
        case "identity.suspend": return "Suspend \(who(command, "identity")): they can do nothing until reinstated."
        case "identity.reinstate": return "Let \(who(command, "identity")) act again."
        case "compartment.open": return "Set up your record: one key for each of the seven categories."
        case "compartment.rekey":
            return
                "Change the key of your \(text(command, "category") ?? "") records, so that old keys open nothing new."
        case "compartment.reseal": return "Seal \(count(command, "records")) under the new key."
        case "record.add":
            return "Add one \(text(command, "category") ?? "") record to the chart of \(who(command, "patient"))."
        case "record.amend":
            return
                "Replace a record of \(who(command, "patient")) by a corrected one. "
                + "The old one stays visible as superseded."
        case "record.retract": return "Take back a record that you wrote for \(who(command, "patient"))."
        case "record.acknowledge": return "Confirm that you know a record you read has changed."
        case "access.request": return request(command)
        case "access.withdraw": return "Withdraw your request."
        case "access.grant": return grant(command)
        case "access.deny": return "Refuse the request. Nobody gets access."
        case "access.revoke":
            return "End this access now. What was already opened cannot be recalled; nothing further can be opened."
        case "access.read":
            return
                "Open \(count(command, "records")) of \(who(command, "patient")) \(purpose(command)). "
                + "The patient will see that you did."
        case "organisation.rotateKey": return "Make a new key for your organisation and give it to its members."
        case "organisation.shareKey": return "Give the organisation's key to \(who(command, "member"))."
        default:
            return careWords(type, command) ?? peopleWords(for: command, type: type)
                ?? representationWords(type, command)
        }
    }

    private func request(_ command: JSONObject) -> String {
        let reads = number(command, "reads").map { ", at most \($0) \($0 == 1 ? "read" : "reads")" } ?? ""
        let days = number(command, "duration").map { ", for \(Self.duration($0))" } ?? ""
        return
            "Ask \(who(command, "patient")) to let you \(rights(command)) \(scope(command)) "
            + "\(purpose(command))\(days)\(reads).\(safety(command))"
    }

    private func grant(_ command: JSONObject) -> String {
        let until = number(command, "until").flatMap { LedgerTime(milliseconds: $0) }.map { " until \(date($0))" } ?? ""
        let from = number(command, "from").flatMap { LedgerTime(milliseconds: $0) }.map { " from \(date($0))" } ?? ""
        let reads = number(command, "reads").map { ", at most \($0) \($0 == 1 ? "read" : "reads")" } ?? ""
        return
            "\(who(command, "grantee")) may \(rights(command)) \(scope(command))\(from)\(until) "
            + "\(purpose(command))\(reads).\(safety(command))"
    }

    /// What the contract adds to every access by category but a right to list alone.
    private func safety(_ command: JSONObject) -> String {
        guard case .object(let scope)? = command["scope"], let categories = texts(scope, "categories"),
            texts(command, "rights") != ["list"], !categories.contains("safety")
        else { return "" }
        return " The safety category (allergies, current medicines) goes along."
    }

    func who(_ command: JSONObject, _ member: String) -> String { command[member].map(who) ?? "somebody" }

    func who(_ value: JSONValue) -> String {
        guard case .string(let canonical) = value, let id = IdentityID(canonical: canonical) else { return "somebody" }
        return name(id).map { "\($0) (\(id.readable))" } ?? id.readable
    }

    func scope(_ command: JSONObject) -> String {
        guard case .object(let scope)? = command["scope"] else { return "records" }
        if case .array(let categories)? = scope["categories"] {
            let names = categories.compactMap { if case .string(let text) = $0 { text } else { nil } }
            return "\(Self.list(names)) records"
        }
        return count(scope, "records")
    }

    func count(_ object: JSONObject, _ member: String) -> String {
        guard case .array(let elements)? = object[member] else { return "records" }
        return elements.count == 1 ? "1 record" : "\(elements.count) records"
    }

    func rights(_ command: JSONObject) -> String {
        guard case .array(let rights)? = command["rights"] else { return "read" }
        let words = rights.compactMap { right -> String? in
            guard case .string(let text) = right else { return nil }
            return switch text {
            case "list": "see the list of"
            case "read": "read"
            case "contribute": "add to"
            case "dispense": "dispense from"
            default: text
            }
        }
        return Self.list(words)
    }

    func purpose(_ command: JSONObject) -> String {
        switch text(command, "purpose") {
        case "TREAT": "for treatment"
        case "HPAYMT": "for payment"
        case "HOPERAT": "for hospital administration"
        case "HRESCH": "for research"
        case "PATRQT": "at the patient's request"
        case "FAMRQT": "at the family's request"
        default: ""
        }
    }

    func text(_ object: JSONObject, _ member: String) -> String? {
        if case .string(let text)? = object[member] { text } else { nil }
    }

    private func texts(_ object: JSONObject, _ member: String) -> [String]? {
        guard case .array(let values)? = object[member] else { return nil }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    func number(_ object: JSONObject, _ member: String) -> Int64? {
        if case .integer(let number)? = object[member] { number } else { nil }
    }

    static func role(_ role: String) -> String {
        switch role {
        case "laboratoryTechnician": "a laboratory technician"
        case "hospitalManager": "a hospital manager"
        case "insurer": "an insurer's officer"
        case "authority": "an officer of the health authority"
        default: "a \(role)"
        }
    }

    static func duration(_ milliseconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute")]
        for (length, unit) in units where milliseconds >= length && milliseconds % length == 0 {
            let count = milliseconds / length
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "\(max(1, milliseconds / 60_000)) minutes"
    }

    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) and \(last)"
    }
}
