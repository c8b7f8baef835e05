public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

/// A critical result that nobody acknowledged in time, as colleagues see it.
public struct EscalatedResult: Sendable {
    /// The order.
    public let order: EntityID
    /// The newest version of the result.
    public let record: EntityID
    /// Who ordered.
    public let physician: IdentityID
    /// By when it was to be acknowledged.
    public let deadline: LedgerTime
    /// Whose it is; for physicians, who may open it.
    public let patient: IdentityID?
    /// What the node answered.
    public let json: JSONObject

    init(_ json: JSONObject) throws {
        var reader = ObjectReader(json)
        order = try reader.id("order")
        record = try reader.id("record")
        physician = try reader.identity("physician")
        deadline = try reader.time("deadline")
        patient = reader.has("patient") ? try reader.identity("patient") : nil
        self.json = json
    }
}

extension Person {
    // MARK: Ordering

    /// Writes what is ordered as a sealed record and places the order: the record's key half is sealed to the
    /// performer's organisation key. Throws as `add`, and `RecordClientError.notSuitable` where the performer has no
    /// key.
    public func placeOrder(
        _ record: NewRecord, in context: WritingContext, to performer: IdentityID, kind: OrderKind,
        priority: OrderPriority
    ) async throws -> TransactionResult {
        let key = try await organisationKey(of: performer)
        let sealed = try sealed(record, in: context, progress: { _ in })
        guard let grant = sealed.add.grant else { throw RecordClientError.noGrant }
        let binding = try RecordBinding(
            network: networkText, patient: context.patient.canonical, record: record.id.text,
            category: record.category.compartment)
        let envelope = try GrantEnvelope(
            network: networkText, patient: context.patient.canonical, grantee: performer.canonical,
            granteeKey: try key.publicKey.sealing, compartments: [], records: [(binding: binding, a: sealed.halves.a)])
        try await submit(sealed.add, storing: sealed.content)
        let content = SealedContent(envelope.encoded())
        return try await submit(
            OrderPlace(
                order: record.id, patient: context.patient, performer: performer, kind: kind, priority: priority,
                grant: grant, envelope: content.cid, keyVersion: key.version), storing: [content])
    }

    /// Rejects an order, as who performs it. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func rejectOrder(_ id: EntityID, note: String? = nil) async throws -> TransactionResult {
        let physician = try await order(id).physician
        let note = try await note.asyncMap { try await self.sealedDetails($0, to: physician) }
        return try await submit(OrderReject(order: id, note: note?.cid), storing: note.map { [$0] } ?? [])
    }

    /// Calls an order off, as its physician or its patient. Throws as `rejectOrder`.
    public func cancelOrder(_ id: EntityID, note: String? = nil) async throws -> TransactionResult {
        let order = try await order(id)
        let other = order.patient == self.id ? order.physician : order.patient
        let note = try await note.asyncMap { try await self.sealedDetails($0, to: other) }
        return try await submit(OrderCancel(order: id, note: note?.cid), storing: note.map { [$0] } ?? [])
    }

    // MARK: Results

    /// Contributes the result, or its next version, as who performs the order; its key half is sealed to the physician
    /// who ordered, and to their organisation's key where it has one, for a colleague in case it escalates. Throws as
    /// `add`.
    public func fulfilOrder(
        _ id: EntityID, with record: NewRecord, stage: ResultStage, criticalWithin: Int64? = nil
    ) async throws -> TransactionResult {
        let order = try await order(id)
        var record = record
        if record.category != order.kind.category {
            record = NewRecord(
                id: record.id, category: order.kind.category, metadata: record.metadata, source: record.source)
        }
        var context = try await writingContext(for: order.patient)
        context.isForOrder = true
        let sealed = try sealed(record, in: context, progress: { _ in })
        let binding = try RecordBinding(
            network: networkText, patient: order.patient.canonical, record: record.id.text,
            category: record.category.compartment)
        let physician = try await publicIdentity(order.physician)
        let envelope = try GrantEnvelope(
            network: networkText, patient: order.patient.canonical, grantee: physician.id.canonical,
            granteeKey: try physician.sealingKey.sealing, compartments: [],
            records: [(binding: binding, a: sealed.halves.a)])
        let content = SealedContent(envelope.encoded())
        let colleagues = try await colleaguesSeal(of: order, binding, sealed.halves.a)
        let supersedes = try await newestResult(of: order)
        return try await submit(
            OrderFulfil(
                order: id, record: record.id, supersedes: supersedes, content: sealed.add.content, stage: stage,
                criticalWithin: criticalWithin, physicianEnvelope: content.cid,
                colleagues: colleagues.map { .init(envelope: $0.content.cid, keyVersion: $0.keyVersion) }),
            storing: sealed.content + [content] + (colleagues.map { [$0.content] } ?? []))
    }

    /// The key half of a result for the physician's organisation; nil where that has no key.
    private func colleaguesSeal(
        of order: OrderDocument, _ binding: RecordBinding, _ a: SecretBytes
    ) async throws -> (content: SealedContent, keyVersion: Int64)? {
        guard try await organisation(order.organisation).key != nil else { return nil }
        let key = try await organisationKey(of: order.organisation)
        let envelope = try GrantEnvelope(
            network: networkText, patient: order.patient.canonical, grantee: order.organisation.canonical,
            granteeKey: try key.publicKey.sealing, compartments: [], records: [(binding: binding, a: a)])
        return (SealedContent(envelope.encoded()), key.version)
    }

    /// The version that a new one replaces: the newest, unless its author has taken it back.
    private func newestResult(of order: OrderDocument) async throws -> EntityID? {
        guard let newest = order.results.last?.record else { return nil }
        return try await record(newest, of: order.patient).status == .current ? newest : nil
    }

    // MARK: Reading

    /// One order. Throws `NodeClientError`.
    public func order(_ id: EntityID) async throws -> OrderDocument {
        let answer: Positioned = try await client.get("/v1/orders/\(id.text)")
        return try answer.value.ledgerDocument(.order(id))
    }

    /// Why an order was rejected or called off; nil where nobody said. Throws `NodeClientError`, `SealingError`.
    public func orderNote(_ order: OrderDocument) async throws -> String? {
        guard let sender = order.endedBy else { return nil }
        return try await details(order.note, at: "/v1/orders/\(order.order.text)/note", from: sender)
    }

    /// Opens what is ordered, as who performs it, or a version of the result, as the physician who ordered or, where it
    /// has escalated, a colleague: a signed read that stands in the patient's log. Throws as `open`.
    public func openUnderOrder(_ id: EntityID, record: EntityID) async throws -> OpenedRecord {
        let order = try await order(id)
        let document = try await self.record(record, of: order.patient)
        if document.author == self.id || order.patient == self.id {
            var opened: OpenedRecord?
            try await open([document], purpose: .treatment) { opened = $0 }
            guard let opened else { throw RecordClientError.contentMismatch }
            return opened
        }
        let (path, key, grantee) = try await half(of: order, record: record)
        // First what can fail without anybody being told that a record was read.
        let envelope = try GrantEnvelope(parsing: try await client.getBytes(path))
        try envelope.check(network: networkText, patient: order.patient.canonical, grantee: grantee.canonical)
        let shares = try await releasedShares(
            [document], patient: order.patient, purpose: .treatment, grant: nil, order: id)
        let opener = RecordOpener(
            person: self, access: .grant(envelope, key, []), shares: shares.shares, read: shares.read)
        return try await openPayload(
            document, halves: try await opener.halves(of: document), prefetched: nil, receive: nil)
    }

    /// Where the key half lies that an order gives the person, what opens it, and to whom it was sealed.
    private func half(
        of order: OrderDocument, record: EntityID
    ) async throws -> (path: String, key: SealingPrivateKey, grantee: IdentityID) {
        let result = "/v1/orders/\(order.order.text)/results/\(record.text)/envelope"
        if order.physician == id { return (result, try keys.sealingPrivateKey, id) }
        // Who performs it has what is ordered; a colleague of the physician the result that has escalated.
        let isColleague = identity.organisation == order.organisation && identity.role == .physician
        let sealed = order.results.first { $0.record == record }?.colleagues
        let wanted = isColleague ? sealed?.keyVersion : order.keyVersion
        guard let wanted, let key = try await organisationKeys().first(where: { $0.version == UInt64(wanted) }) else {
            throw RecordClientError.noOrganisationKey
        }
        return isColleague
            ? (result, key.privateKey, order.organisation)
            : ("/v1/orders/\(order.order.text)/envelope", key.privateKey, order.performer)
    }

    /// The person's orders, as patient or physician, newest first. Throws `NodeClientError`.
    public func orders() async throws -> [OrderDocument] { try await orders(at: "/v1/me/orders") }

    /// What the person's organisation performs: what waits, the most urgent first, or the rest. Throws
    /// `NodeClientError`.
    public func worklist(done: Bool = false) async throws -> [OrderDocument] {
        try await orders(at: "/v1/me/worklist" + (done ? "?state=done" : ""))
    }

    /// Orders whose newest result waits for the person, critical ones first. Throws `NodeClientError`.
    public func waitingResults() async throws -> [OrderDocument] { try await orders(at: "/v1/me/results") }

    /// Critical results of the person's organisation that nobody acknowledged in time. Throws `NodeClientError`.
    public func escalatedResults() async throws -> [EscalatedResult] {
        try await client.list("/v1/me/escalations").map { try EscalatedResult($0) }
    }

    /// Changes of the person's own records that some who read them have yet to acknowledge. Throws `NodeClientError`.
    public func recalls() async throws -> [JSONObject] { try await client.list("/v1/me/recalls") }

    private func orders(at path: String) async throws -> [OrderDocument] {
        try await client.list(path).map { json in
            try json.ledgerDocument(.order(try Self.identifier("order", of: json)))
        }
    }
}
