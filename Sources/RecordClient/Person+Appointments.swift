public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Wallet

/// A free slot of a physician.
public struct AppointmentSlot: Sendable {
    /// The window that it is part of.
    public let availability: EntityID
    /// When it begins.
    public let from: LedgerTime
    /// When it ends.
    public let until: LedgerTime
}

/// An appointment with what its two sides wrote, opened on this device.
public struct OpenedAppointment: Sendable {
    /// What the ledger says of it.
    public let document: AppointmentDocument
    /// The patient's reason; nil where there is none.
    public let note: String?
    /// The physician's answer; nil where there is none.
    public let answer: String?
}

extension Person {
    // MARK: The physician's offer

    /// Offers slots of `slot` milliseconds. Throws `NodeClientError`, `RecordClientError`.
    public func publishAvailability(
        from: LedgerTime, until: LedgerTime, slot: Int64
    ) async throws -> (availability: EntityID, result: TransactionResult) {
        let id = newID()
        return (id, try await submit(AvailabilityPublish(availability: id, from: from, until: until, slot: slot)))
    }

    /// The person's own calendar, as a physician. Throws `NodeClientError`.
    public func ownCalendar() async throws -> CalendarDocument {
        let answer: Positioned = try await client.get("/v1/me/calendar")
        return try answer.value.ledgerDocument(.calendar(id))
    }

    /// A physician's free slots. Throws `NodeClientError`.
    public func slots(
        of physician: IdentityID, from: LedgerTime? = nil, until: LedgerTime? = nil
    ) async throws -> [AppointmentSlot] {
        let query = Self.query([("from", from), ("until", until)])
        let answer: Positioned = try await client.get("/v1/staff/\(physician.canonical)/slots\(query)")
        guard case .array(let items)? = answer.value["slots"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/staff/slots")
        }
        return try items.map { item in
            var reader = try ObjectReader(item, field: "slots")
            return AppointmentSlot(
                availability: try reader.id("availability"), from: try reader.time("from"),
                until: try reader.time("until"))
        }
    }

    // MARK: Appointments

    /// Asks for a slot. `access` is what the physician may do from the confirmation on until `after` milliseconds
    /// after the visit. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func requestAppointment(
        with physician: IdentityID, from: LedgerTime, until: LedgerTime, reason: String? = nil,
        access: AccessTerms? = nil, after: Int64 = 86_400_000
    ) async throws -> (appointment: EntityID, result: TransactionResult) {
        let key = try await publicIdentity(physician).sealingKey
        var content: [SealedContent] = []
        var grant: AppointmentGrant?
        if let access {
            let envelope = try await grantEnvelope(
                scope: access.scope, rights: access.rights, grantee: physician, key: try key.sealing)
            content.append(SealedContent(envelope.encoded()))
            grant = AppointmentGrant(grant: newID(), terms: access, after: after, envelope: content[0].cid)
        }
        let note = try reason.map { try sealedNote($0, to: physician, key: key, kind: .details) }
        if let note { content.append(note) }
        let id = newID()
        let command = AppointmentRequest(
            appointment: id, physician: physician, from: from, until: until, grant: grant, note: note?.cid)
        return (id, try await submit(command, storing: content))
    }

    /// Gives a patient an appointment, as a physician. Throws `RecordClientError.noGrant` where no grant connects them,
    /// and as `requestAppointment`.
    public func bookAppointment(
        for patient: IdentityID, from: LedgerTime, until: LedgerTime, reason: String? = nil
    ) async throws -> (appointment: EntityID, result: TransactionResult) {
        let now = clock()
        let grant = try await grantsToMe().first { grant in
            grant.patient == patient && grant.status == .live && grant.awaits == nil && grant.from <= now
                && grant.until > now
        }
        guard let grant else { throw RecordClientError.noGrant }
        let note = try await reason.asyncMap { try await self.sealedDetails($0, to: patient) }
        let id = newID()
        let command = AppointmentBook(
            appointment: id, patient: patient, from: from, until: until, grant: grant.grant, note: note?.cid)
        return (id, try await submit(command, storing: note.map { [$0] } ?? []))
    }

    /// Asks for another slot instead. Throws as `requestAppointment`.
    public func moveAppointment(
        _ id: EntityID, from: LedgerTime, until: LedgerTime, reason: String? = nil
    ) async throws -> TransactionResult {
        let appointment = try await appointment(id)
        let note = try await reason.asyncMap { try await self.sealedDetails($0, to: appointment.physician) }
        return try await submit(
            AppointmentMove(appointment: id, from: from, until: until, note: note?.cid),
            storing: note.map { [$0] } ?? [])
    }

    /// Confirms a request, as the physician. Throws as `requestAppointment`.
    public func confirmAppointment(_ id: EntityID, note: String? = nil) async throws -> TransactionResult {
        let note = try await answer(note, to: id)
        return try await submit(
            AppointmentConfirm(appointment: id, note: note?.cid), storing: note.map { [$0] } ?? [])
    }

    /// Refuses a request, as the physician. Throws as `requestAppointment`.
    public func declineAppointment(_ id: EntityID, note: String? = nil) async throws -> TransactionResult {
        let note = try await answer(note, to: id)
        return try await submit(
            AppointmentDecline(appointment: id, note: note?.cid), storing: note.map { [$0] } ?? [])
    }

    /// Calls an appointment off. Throws as `requestAppointment`.
    public func cancelAppointment(_ id: EntityID, note: String? = nil) async throws -> TransactionResult {
        let note = try await answer(note, to: id)
        return try await submit(
            AppointmentCancel(appointment: id, note: note?.cid), storing: note.map { [$0] } ?? [])
    }

    // MARK: Reading

    /// The person's appointments by their time; of a status where given. Throws `NodeClientError`.
    public func appointments(
        from: LedgerTime? = nil, until: LedgerTime? = nil, status: AppointmentDocument.Status? = nil,
        newestFirst: Bool = false, limit: Int = .max
    ) async throws -> [AppointmentDocument] {
        var query = Self.query([("from", from), ("until", until)])
        query += (query.isEmpty ? "?" : "&") + "order=\(newestFirst ? "newest" : "oldest")"
        if let status { query += "&status=\(status.rawValue)" }
        return try await client.list("/v1/me/appointments\(query)", limit: limit).map { json in
            try json.ledgerDocument(.appointment(try Self.identifier("appointment", of: json)))
        }
    }

    /// One appointment. Throws `NodeClientError`.
    public func appointment(_ id: EntityID) async throws -> AppointmentDocument {
        let answer: Positioned = try await client.get("/v1/appointments/\(id.text)")
        return try answer.value.ledgerDocument(.appointment(id))
    }

    /// One appointment with what was written in it, opened on this device. Throws `NodeClientError`, `SealingError`,
    /// `RecordClientError.contentMismatch`.
    public func openAppointment(_ id: EntityID) async throws -> OpenedAppointment {
        let document = try await appointment(id)
        let path = "/v1/appointments/\(id.text)"
        return OpenedAppointment(
            document: document,
            note: try await details(document.note, at: path + "/note", from: document.patient),
            answer: try await details(document.answer, at: path + "/answer", from: document.physician))
    }

    // MARK: Sealed details

    /// What the other side of an appointment is told.
    private func answer(_ text: String?, to id: EntityID) async throws -> SealedContent? {
        guard let text else { return nil }
        let appointment = try await appointment(id)
        let other = appointment.patient == self.id ? appointment.physician : appointment.patient
        return try await sealedDetails(text, to: other)
    }

    /// Text sealed to another person and to its writer. Throws `NodeClientError`, `SealingError`.
    func sealedDetails(_ text: String, to other: IdentityID) async throws -> SealedContent {
        try sealedNote(text, to: other, key: try await publicIdentity(other).sealingKey, kind: .details)
    }

    /// Opens text that `sender` sealed; nil where the ledger names none.
    func details(_ cid: CID?, at path: String, from sender: IdentityID) async throws -> String? {
        guard let cid else { return nil }
        let sealed = try await client.getBytes(path)
        guard CIDBuilder.cid(of: sealed) == cid else { throw RecordClientError.contentMismatch }
        let opened = try SealedNote(parsing: sealed).open(
            recipient: id.canonical, key: keys.sealingPrivateKey, network: networkText, sender: sender.canonical,
            kind: .details)
        return String(decoding: opened.content, as: UTF8.self)
    }

    static func query(_ moments: [(String, LedgerTime?)]) -> String {
        let parts = moments.compactMap { name, time in time.map { "\(name)=\($0.milliseconds)" } }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    static func identifier(_ member: String, of json: JSONObject) throws -> EntityID {
        guard case .string(let text)? = json[member], let id = EntityID(text: text) else {
            throw NodeClientError.unexpectedAnswer(route: member)
        }
        return id
    }
}

extension Optional where Wrapped: Sendable {
    func asyncMap<T>(_ transform: (Wrapped) async throws -> T) async throws -> T? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
