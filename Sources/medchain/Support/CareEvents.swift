import RecordContract

/// Events of the care workflows in words.
enum CareEvents {
    /// What happened; nil for events of other kinds.
    static func words(_ event: Event) -> String? {
        let subject = event.subject.map { " \($0)" } ?? ""
        let at = event.details.from.map { " at \(Words.moment($0))" } ?? ""
        switch event.kind {
        case .availabilityPublished: return "offers appointments\(at), availability\(subject)"
        case .availabilityWithdrawn: return "withdrew availability\(subject)"
        case .appointmentRequested: return "asks for an appointment\(at), appointment\(subject)"
        case .appointmentBooked: return "booked an appointment\(at), appointment\(subject)"
        case .appointmentMoved: return "asks to move appointment\(subject) to\(at)"
        case .appointmentConfirmed: return "confirmed the appointment\(at), appointment\(subject)"
        case .appointmentDeclined: return "declined appointment\(subject)"
        case .appointmentCancelled: return "cancelled appointment\(subject)"
        case .appointmentLapsed: return "nobody answered, appointment\(subject) lapsed"
        case .appointmentCompleted: return "completed the visit, appointment\(subject)"
        case .appointmentMissed: return "noted that the patient did not come, appointment\(subject)"
        case .prescriptionIssued: return "prescribed, prescription\(subject)"
        case .prescriptionCancelled: return "cancelled prescription\(subject)"
        case .prescriptionExpired: return "prescription\(subject) expired"
        case .prescriptionRefillRequested: return "asks for a refill, prescription\(subject)"
        case .prescriptionRefillApproved: return "allowed the refill, prescription\(subject)"
        case .prescriptionRefillRefused: return "refused the refill, prescription\(subject)"
        case .prescriptionDispensed:
            return "dispensed \(event.details.quantity ?? 0) units, prescription\(subject)"
        case .orderPlaced: return "ordered \(kind(event)), order\(subject)"
        case .orderAccepted: return "took on order\(subject)"
        case .orderRejected: return "rejected order\(subject)"
        case .orderCancelled: return "cancelled order\(subject)"
        case .orderClosed: return "ended what order\(subject) opened"
        case .orderResulted: return "added a result of order\(subject)"
        case .resultFlaggedCritical: return "flagged the result of order\(subject) as critical"
        case .resultEscalated: return "nobody acknowledged the critical result of order\(subject) in time"
        case .resultAcknowledged: return "acknowledged the result of order\(subject)"
        default: return nil
        }
    }

    private static func kind(_ event: Event) -> String {
        event.details.category == .imaging ? "imaging" : "a laboratory test"
    }
}
