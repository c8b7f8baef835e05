import LedgerFormat

/// The words for commands between people.
extension CommandWording {
    func peopleWords(for command: JSONObject, type: String) -> String? {
        switch type {
        case "message.send": return message(command)
        case "message.read": return "Let the senders know that you have read \(messages(command))."
        default: return nil
        }
    }

    private func message(_ command: JSONObject) -> String {
        var attachments = ""
        if case .array(let list)? = command["attachments"], !list.isEmpty {
            attachments = list.count == 1 ? ", with 1 attachment" : ", with \(list.count) attachments"
        }
        return
            "Send a sealed message about \(who(command, "patient")) to \(everybody(command, "recipients"))"
            + "\(attachments). The patient sees that you wrote, and to whom."
    }

    private func messages(_ command: JSONObject) -> String {
        guard case .array(let list)? = command["messages"], list.count != 1 else { return "1 message" }
        return "\(list.count) messages"
    }

    /// All people of a list.
    func everybody(_ command: JSONObject, _ member: String) -> String {
        guard case .array(let list)? = command[member] else { return "somebody" }
        return Self.list(list.map(who))
    }
}
