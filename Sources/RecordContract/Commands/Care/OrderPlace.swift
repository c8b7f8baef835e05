public import LedgerFormat

/// `order.place`: orders a test or an image from an organisation. The order opens to it the record that says what is
/// ordered, and the right to contribute the result, and nothing else.
///
/// - Signed by: the physician who wrote the record (FHIR ServiceRequest), with a grant to contribute.
/// - Checks: `identity.wrongRole`, `record.unknown`, `record.notAuthor`, `record.superseded`, `record.retracted`,
///   `record.wrongCategory` (not clinical, laboratory or imaging), `order.exists`, the grant check for contribute,
///   `order.performer` (not an admitted organisation of a kind that does it), `organisationKey.missing`,
///   `organisationKey.version`.
/// - Effects: the order, under the record's id, on the performer's worklist.
/// - Event: `order.placed`, to the patient and the physician.
public struct OrderPlace: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.orderPlace
    static let categories: [Category] = [.clinical, .laboratory, .imaging]

    /// The record that says what is ordered; its id is the order's.
    public let order: EntityID
    /// About whom.
    public let patient: IdentityID
    /// The organisation that is to do it.
    public let performer: IdentityID
    /// What it asks for.
    public let kind: OrderKind
    /// How soon.
    public let priority: OrderPriority
    /// The grant under which the physician acts.
    public let grant: EntityID
    /// Content: the record's key half, sealed to the performer's organisation key.
    public let envelope: CID
    /// The version of that key.
    public let keyVersion: Int64

    /// The command with these members.
    public init(
        order: EntityID, patient: IdentityID, performer: IdentityID, kind: OrderKind, priority: OrderPriority,
        grant: EntityID, envelope: CID, keyVersion: Int64
    ) {
        self.order = order
        self.patient = patient
        self.performer = performer
        self.kind = kind
        self.priority = priority
        self.grant = grant
        self.envelope = envelope
        self.keyVersion = keyVersion
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        order = try reader.id("order")
        patient = try reader.identity("patient")
        performer = try reader.identity("performer")
        kind = try reader.choice("kind")
        priority = try reader.choice("priority")
        grant = try reader.id("grant")
        envelope = try reader.cid("envelope")
        keyVersion = try reader.versionNumber("keyVersion")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "order": .id(order), "patient": .identity(patient),
            "performer": .identity(performer), "kind": .word(kind), "priority": .word(priority), "grant": .id(grant),
            "envelope": .cid(envelope), "keyVersion": .integer(keyVersion),
        ]
    }
}

extension OrderPlace {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        guard physician.role == .physician else { throw Rejection(.identityWrongRole) }
        let record = try AuthorshipPolicy.current(order, of: patient, by: physician, run)
        guard Self.categories.contains(record.category) else { throw Rejection(.recordWrongCategory) }
        guard try !run.has(.order(order)) else { throw Rejection(.orderExists) }
        _ = try GrantPolicy.check(
            try run.read(.grant(grant)), of: patient, for: physician, [.contribute], purpose: nil, at: run.time)
        guard let organisation: OrganisationDocument = try run.read(.organisation(performer)),
            organisation.status == .admitted, kind.performers.contains(organisation.kind)
        else { throw Rejection(.orderPerformer) }
        guard let key: OrganisationKeyDocument = try run.read(.organisationKey(performer)) else {
            throw Rejection(.organisationKeyMissing)
        }
        guard key.version == keyVersion else { throw Rejection(.organisationKeyVersion) }
        let document = OrderDocument(self, physician: physician, at: run.time)
        run.write(document)
        try run.emit(document.event(.orderPlaced, by: physician.id))
    }
}
