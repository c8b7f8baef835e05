import LedgerFormat

/// The words for commands between people.
extension CommandWording {
    func peopleWords(for command: JSONObject, type: String) -> String? {
        switch type {
        case "message.send": return message(command)
        case "message.read": return "Let the senders know that you have read \(messages(command))."
        case "details.share":
            return
                "Tell \(everybody(command, "recipients")) who \(who(command, "patient")) is. The patient sees that you "
                + "did, and can end it."
        case "details.withdraw": return "End that the management of \(who(command, "organisation")) has these details."
        case "staff.invite":
            let until = moment(command, "until").map { " until \($0)" } ?? ""
            return "Invite somebody to your organisation as \(text(command, "role").map(Self.role) ?? "staff")\(until)."
        case "staff.withdraw": return "Take the invitation back: its link works no more."
        case "staff.leave": return "Leave your organisation for good. You can do nothing with these keys any more."
        case "claim.submit":
            return
                "Submit a claim for \(who(command, "patient")) to \(who(command, "insurer")). It may read the records "
                + "of the grant that the claim names, and nothing else."
        case "claim.answer":
            switch text(command, "decision") {
            case "accepted": return "Accept the claim: all of it is paid."
            case "partial": return "Accept part of the claim."
            default: return "Refuse the claim."
            }
        case "claim.withdraw": return "Take the claim back."
        case "record.restrict":
            if case .bool(false)? = command["restricted"] {
                return "Move the record back to its category: who may read that category sees it again."
            }
            return "Move the record to your restricted records: who may read its category no longer sees it."
        case "record.erase":
            return
                "Erase \(count(command, "records")) that you wrote, for good. Nobody can open it again, you neither; "
                + "there is no way back."
        case "record.requestErasure": return "Ask the author's organisation to erase the record."
        case "record.answerErasure": return erasure(command)
        default: return nil
        }
    }

    private func erasure(_ command: JSONObject) -> String {
        if case .bool(true)? = command["erased"] {
            return "Erase the record of \(who(command, "patient")) for good, as they asked. There is no way back."
        }
        let until = moment(command, "retainUntil") ?? "later"
        return "Refuse to erase the record of \(who(command, "patient")): it is kept until \(until)."
    }

    private func moment(_ command: JSONObject, _ member: String) -> String? {
        number(command, member).flatMap { LedgerTime(milliseconds: $0) }.map(date)
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
