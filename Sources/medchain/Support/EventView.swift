import LedgerFormat
import NodeWire
import RecordContract

/// How events are shown: one line each.
enum EventView {
    static func json(_ event: DeliveredEvent) -> JSONValue { .object(event.json) }

    static func line(_ delivered: DeliveredEvent, _ directory: Directory) async -> String {
        guard let event = try? Event(parsing: delivered.event) else { return "\(Words.moment(delivered.time))  ?" }
        var actor = "The network"
        if let id = event.actor { actor = await directory.label(id) }
        if let id = event.representative { actor = "\(await directory.label(id)) (for \(actor))" }
        let whose = event.patient.map { " (patient \($0.readable))" } ?? ""
        let words = Self.words(event)
        return Terminal.safe("\(Words.moment(delivered.time))  \(actor): \(words)\(whose)")
    }

    /// What happened, in words.
    private static func words(_ event: Event) -> String {
        let details = event.details
        let subject = event.subject.map { " \($0)" } ?? ""
        switch event.kind {
        case .accessRequested: return "asks for access to \(scope(details)), request\(subject)"
        case .accessWithdrawn: return "withdrew request\(subject)"
        case .accessGranted: return "gave access to \(scope(details)), grant\(subject)"
        case .accessDenied: return "refused request\(subject)"
        case .accessRevoked: return "ended grant\(subject)"
        case .accessExpired: return "grant\(subject) expired"
        case .accessBegan: return "grant\(subject) began"
        case .accessRead:
            let count = details.records?.count ?? 1
            let purpose = details.purpose.map { " for \(Words.purpose($0))" } ?? ""
            return "opened \(count == 1 ? "1 record" : "\(count) records")\(purpose)"
        case .recordAdded: return "added \(details.category?.rawValue ?? "a") record\(subject)"
        case .recordAmended: return "replaced a record by\(subject)"
        case .recordRetracted: return "took back record\(subject)"
        case .recordAcknowledged: return "acknowledged the change of record\(subject)"
        case .identityRegistered: return "registered"
        case .identityVerified: return "verified\(subject)"
        case .identityRejected: return "rejected\(subject)"
        case .identitySuspended: return "suspended\(subject)"
        case .identityReinstated: return "reinstated\(subject)"
        case .compartmentOpened: return "set up the record"
        case .compartmentRekeyed: return "changed the key of \(details.category?.rawValue ?? "a category")"
        case .compartmentResealed: return "re-sealed \(details.category?.rawValue ?? "") records"
        case .organisationKeyRotated: return "made a new key for the organisation"
        case .organisationKeyShared: return "shared the organisation's key"
        case .messageSent: return "sent a message, thread \(details.thread?.text ?? "")"
        case .detailsShared: return "shared your details with the management\(subject)"
        case .detailsWithdrawn: return "ended that the management\(subject) has your details"
        case .staffInvited: return "invited \(details.role.map(Words.role) ?? "somebody"), invitation\(subject)"
        case .staffWithdrawn: return "took back invitation\(subject)"
        case .staffLeft: return "left the organisation"
        case .recordRestricted: return "moved record\(subject) to \(details.category?.rawValue ?? "another category")"
        case .recordErased:
            return "erased \(details.records.map { $0.map(\.text).joined(separator: ", ") } ?? "records")"
        case .recordErasureRequested: return "asked for the erasure of record\(subject)"
        case .recordErasureRefused:
            let until = details.until.map { " and keeps it until \(Words.moment($0))" } ?? ""
            return "refused to erase record\(subject)\(until)"
        case .claimSubmitted: return "submitted claim\(subject)"
        case .claimAnswered: return "answered claim\(subject)"
        case .claimWithdrawn: return "withdrew claim\(subject)"
        case .messageRead: return "read messages of thread\(subject)"
        case .dependantAttested: return "saw a guardian's proof, attestation\(subject)"
        case .dependantRegistered: return "registered a dependant"
        case .dependantKeyPassed: return "handed the dependant's key on"
        case .dependantHandedOver: return "confirmed that the patient acts for themself from now on"
        case .representativeAppointed:
            return "let \(details.grantee?.readable ?? "somebody") act for the patient, representation\(subject)"
        case .representativeEnded: return "ended representation\(subject)"
        case .representativeExpired: return "representation\(subject) expired"
        default: return CareEvents.words(event) ?? "\(event.kind.rawValue)\(subject)"
        }
    }

    private static func scope(_ details: Event.Details) -> String { details.scope.map(Words.scope) ?? "records" }
}
