internal import LedgerFormat

extension CommandWording {
    /// The words for a command of the care workflows; nil when there are none.
    func careWords(_ type: String, _ command: JSONObject) -> String? {
        switch type {
        case "availability.publish":
            let slot = number(command, "slot").map { " in slots of \(Self.duration($0))" } ?? ""
            return "Offer appointments \(period(command))\(slot)."
        case "availability.withdraw":
            return "Offer these appointments no longer. What patients have asked for or you confirmed stays."
        case "appointment.request":
            return "Ask \(who(command, "physician")) for an appointment \(period(command)).\(appointmentGrant(command))"
        case "appointment.book": return "Give \(who(command, "patient")) an appointment \(period(command))."
        case "appointment.move":
            return
                "Ask for another time instead: \(period(command)). The physician has to confirm it again, and access "
                + "that goes with it waits until then."
        case "appointment.confirm": return "Confirm the appointment. An access that goes with it begins."
        case "appointment.decline": return "Decline the appointment. An access that goes with it ends."
        case "appointment.cancel": return "Cancel the appointment. An access that goes with it ends."
        case "appointment.complete":
            if case .bool(false)? = command["attended"] { return "Note that the patient did not come." }
            return "Note that the visit took place, with \(count(command, "records")) written in it."
        default: return nil
        }
    }

    private func appointmentGrant(_ command: JSONObject) -> String {
        guard case .object(let grant)? = command["grant"] else { return "" }
        let reads = number(grant, "reads").map { ", at most \($0) \($0 == 1 ? "read" : "reads")" } ?? ""
        let after = number(grant, "after") ?? 0
        let end = after == 0 ? "the end of the visit" : "\(Self.duration(after)) after the visit"
        return
            " From the confirmation until \(end) they may \(rights(grant)) \(scope(grant)) \(purpose(grant))\(reads)."
    }

    func period(_ command: JSONObject) -> String {
        let from = number(command, "from").flatMap { LedgerTime(milliseconds: $0) }.map { "from \(date($0))" } ?? ""
        let until = number(command, "until").flatMap { LedgerTime(milliseconds: $0) }.map { " to \(date($0))" } ?? ""
        return from + until
    }
}
