public import LedgerFormat

/// `access.read`: reads records: what release shares are given out against.
///
/// - Signed by: any person but the patient, who holds both halves.
/// - Checks: `json.valueRange` (a grant and an order); with a grant: the grant check for read and purpose, then each
///   record (`access.wrongCategory`, for unknown ones too), then `access.usedUp`; with an order: `access.denied` (no
///   such order of that patient, or it lets the signer read nothing), `access.wrongPurpose` (not treatment),
///   `access.wrongCategory` (another record); without either the signer is author of all, else `access.denied`.
/// - Effects: the read, the readers; a grant whose reads are used up ends.
/// - Event: `access.read`, to the patient.
public struct AccessRead: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessRead

    /// Whose records.
    public let patient: IdentityID
    /// Why.
    public let purpose: Purpose
    /// Which, ascending, 1 ... 100.
    public let records: [EntityID]
    /// Under which grant; absent for what the signer wrote.
    public let grant: EntityID?
    /// Under which order instead: the performer reads the order, the physician its result, once it has escalated a
    /// colleague too.
    public let order: EntityID?

    /// The command with these members.
    public init(
        patient: IdentityID, purpose: Purpose, records: [EntityID], grant: EntityID? = nil, order: EntityID? = nil
    ) {
        self.order = order
        self.patient = patient
        self.purpose = purpose
        self.records = records
        self.grant = grant
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        purpose = try reader.choice("purpose")
        records = try reader.ids("records", count: 1...Limits.recordsPerRead)
        grant = try reader.optionalID("grant")
        order = try reader.optionalID("order")
        guard grant == nil || order == nil else { throw Rejection(.jsonValueRange, field: "order") }
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "patient": .identity(patient), "purpose": .word(purpose),
            "records": .ids(records),
        ]
        json.set("grant", grant.map(JSONValue.id))
        json.set("order", order.map(JSONValue.id))
        return json
    }
}

extension AccessRead {
    func execute(by reader: IdentityDocument, _ run: Execution) throws {
        guard reader.id != patient else { throw Rejection(.identityWrongRole) }
        let found: [RecordDocument]
        if let grant {
            found = try readUnderGrant(grant, reader, run)
        } else if let order {
            found = try readUnderOrder(order, reader, run)
        } else {
            found = try readOwn(reader, run)
        }
        for record in found where record.author != reader.id {
            var readers =
                try run.read(.readers(patient, record.record))
                ?? ReadersDocument(patient: patient, record: record.record)
            if readers.insert(reader.id) { run.write(readers) }
        }
        run.write(
            ReadDocument(
                self, transaction: run.transaction, reader: reader, at: run.time,
                height: Int64(clamping: run.block.height)))
        var details = Event.Details()
        details.organisation = reader.organisation
        details.purpose = purpose
        details.grant = grant
        details.order = order
        details.records = records
        try run.emit(
            Event(
                .accessRead, actor: reader.id, patient: patient, subject: run.transaction.base64URL,
                audience: [patient], details: details))
    }

    /// What the reader wrote. One code for everything else, so that nobody learns what exists.
    private func readOwn(_ reader: IdentityDocument, _ run: Execution) throws -> [RecordDocument] {
        try records.map { id in
            guard let record: RecordDocument = try run.read(.record(patient, id)), record.author == reader.id,
                record.status != .erased
            else { throw Rejection(.accessDenied) }
            return record
        }
    }

    private func readUnderOrder(
        _ id: EntityID, _ reader: IdentityDocument, _ run: Execution
    ) throws -> [RecordDocument] {
        guard let order: OrderDocument = try run.read(.order(id)), order.patient == patient, order.status.isOpen,
            OrderPolicy.performs(order, reader) || order.physician == reader.id
                || OrderPolicy.standsIn(order, reader)
        else { throw Rejection(.accessDenied) }
        guard purpose == .treatment else { throw Rejection(.accessWrongPurpose) }
        return try records.map { record in
            guard OrderPolicy.mayRead(order, record: record, reader),
                let document: RecordDocument = try run.read(.record(patient, record))
            else { throw Rejection(.accessWrongCategory) }
            return document
        }
    }

    private func readUnderGrant(
        _ id: EntityID, _ reader: IdentityDocument, _ run: Execution
    ) throws -> [RecordDocument] {
        var document = try GrantPolicy.check(
            try run.read(.grant(id)), of: patient, for: reader, [.read], purpose: purpose, at: run.time)
        let found = try records.map { id in
            guard let record: RecordDocument = try run.read(.record(patient, id)), record.status != .erased,
                document.terms.allow(.read, record: id, in: record.category)
            else { throw Rejection(.accessWrongCategory) }
            return record
        }
        document.readsUsed += Int64(records.count)
        guard let allowed = document.terms.reads else {
            run.write(document)
            return found
        }
        guard document.readsUsed <= allowed else { throw Rejection(.accessUsedUp) }
        if document.readsUsed == allowed {
            try GrantEnding.end(document, as: .usedUp, run)
        } else {
            run.write(document)
        }
        return found
    }
}
