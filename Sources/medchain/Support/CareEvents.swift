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
        default: return nil
        }
    }
}
