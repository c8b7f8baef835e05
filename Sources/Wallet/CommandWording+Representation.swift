internal import LedgerFormat

/// The words for commands about dependants and representatives.
extension CommandWording {
    /// Nil when there are none.
    func representationWords(_ type: String, _ command: JSONObject) -> String? {
        switch type {
        case "dependant.attest":
            return
                "Confirm that you saw the proof that \(who(command, "guardian")) is the parent or guardian of a child "
                + "who comes of age in \(number(command, "comesOfAge") ?? 0). They can register one child with it."
        case "dependant.register":
            return
                "Register a child as your dependant. You decide for the child, in your own name, until they come of "
                + "age; staff of the organisation have confirmed that you are the guardian."
        case "dependant.passKey":
            return
                "Hand the key of \(who(command, "patient"))'s records on to the keys that they have made, so that they "
                + "can open what was written before."
        case "dependant.takeOver":
            return "Say that these new keys are \(who(command, "patient"))'s from now on."
        case "dependant.handOver":
            return
                "Confirm that you saw the proof that a dependant has come of age and holds these new keys. Nobody acts "
                + "for them any more."
        case "representative.appoint": return appointment(command)
        case "representative.end":
            return "End this representation now. What was already opened cannot be recalled; nothing further can be."
        case "representative.act":
            guard case .object(let inner)? = command["command"], let words = words(for: inner) else { return nil }
            return "For \(who(command, "patient")), whom you represent: \(words)"
        default: return nil
        }
    }

    private func appointment(_ command: JSONObject) -> String {
        guard command["keyEnvelope"] == nil else {
            return
                "Make \(who(command, "representative")) a guardian too: they may do for the child what you may, until "
                + "the child comes of age, and you cannot remove them."
        }
        guard case .array(let rights)? = command["rights"] else { return "Let somebody act for the patient." }
        let words = rights.compactMap { right -> String? in
            guard case .string(let text) = right else { return nil }
            return switch text {
            case "read": "open all records"
            case "contribute": "add records"
            case "consent": "give and end access"
            case "arrange": "arrange appointments, refills and messages"
            default: text
            }
        }
        return
            "Let \(who(command, "representative")) act for the patient: they may \(Self.list(words))\(until(command)). "
            + "Whatever they do is shown as done by them."
    }
}
