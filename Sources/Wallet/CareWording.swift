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
        case "prescription.issue":
            let repeats = number(command, "repeats") ?? 0
            let more = repeats == 0 ? "" : ", and \(repeats) \(repeats == 1 ? "time" : "times") more without asking"
            return
                "Prescribe for \(who(command, "patient")): \(number(command, "quantity") ?? 0) units may be dispensed"
                + "\(more)\(until(command)). What and how stands in the sealed record."
        case "prescription.cancel": return "Cancel the prescription. Nothing more may be dispensed."
        case "prescription.requestRefill": return "Ask the prescriber to allow the prescription once more."
        case "prescription.answerRefill":
            if case .bool(true)? = command["approve"] { return "Allow the prescription to be dispensed once more." }
            return "Refuse the refill."
        case "prescription.dispense":
            var other = ""
            if case .bool(true)? = command["substituted"] { other = ", as another product than the one prescribed" }
            return "Note that you dispensed \(number(command, "quantity") ?? 0) units\(other)."
        case "order.place":
            return
                "Order \(text(command, "kind") == "imaging" ? "imaging" : "a laboratory test") "
                + "(\(text(command, "priority") ?? "routine")) for \(who(command, "patient")) from "
                + "\(who(command, "performer")). They may open this order and add its result, and nothing else."
        case "order.accept": return "Take the order on."
        case "order.reject": return "Reject the order."
        case "order.cancel": return "Cancel the order. Nobody opens or adds anything under it any more."
        case "order.fulfil":
            let critical =
                number(command, "criticalWithin")
                .map { " It is critical, to be acknowledged within \(Self.duration($0))." } ?? ""
            return "Add the \(text(command, "stage") ?? "") result of the order.\(critical)"
        case "result.flagCritical":
            let within = number(command, "within").map(Self.duration) ?? ""
            return "Flag the result as critical, to be acknowledged within \(within)."
        case "result.acknowledge": return "Confirm that you have seen the result."
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

    func until(_ command: JSONObject) -> String {
        number(command, "until").flatMap { LedgerTime(milliseconds: $0) }.map { " until \(date($0))" } ?? ""
    }

    func period(_ command: JSONObject) -> String {
        let from = number(command, "from").flatMap { LedgerTime(milliseconds: $0) }.map { "from \(date($0))" } ?? ""
        let until = number(command, "until").flatMap { LedgerTime(milliseconds: $0) }.map { " to \(date($0))" } ?? ""
        return from + until
    }
}
