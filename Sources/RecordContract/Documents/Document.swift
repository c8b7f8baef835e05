public import LedgerFormat

/// What every kind of document can do. `json` lacks only the member `v`, which `Document` adds and checks.
public protocol LedgerDocument: Hashable, Sendable {
    /// Where the world state keeps it.
    var key: DocumentKey { get }
    /// The members.
    var json: JSONObject { get }
    /// Reads the members. Throws `json.*`.
    init(parsing reader: inout ObjectReader) throws(Rejection)
    /// Where the indexes list it.
    var indexEntries: [IndexEntry] { get }
    /// The document as one of the world state.
    var document: Document { get }
    /// The document of this kind that `document` is; nil when it is of another.
    init?(_ document: Document)
}

extension LedgerDocument {
    /// Most kinds are found by key alone.
    public var indexEntries: [IndexEntry] { [] }
}

/// A document of the world state (docs/spec/contract-v1.md section 3): one case for each kind.
public enum Document: Hashable, Sendable {
    case parameters(Parameters)
    case organisationSet(OrganisationSetDocument)
    case organisation(OrganisationDocument)
    case node(NodeDocument)
    case progress(ProgressDocument)
    case key(KeyDocument)
    case identity(IdentityDocument)
    case quota(QuotaDocument)
    case proposal(ProposalDocument)
    case organisationKey(OrganisationKeyDocument)
    case organisationKeyMember(OrganisationKeyMemberDocument)
    case compartments(CompartmentsDocument)
    case record(RecordDocument)
    case readers(ReadersDocument)
    case acknowledgements(AcknowledgementsDocument)
    case request(RequestDocument)
    case openRequests(OpenRequestsDocument)
    case grant(GrantDocument)
    case grants(GrantsDocument)
    case read(ReadDocument)
    case events(EventsDocument)
    case due(DueDocument)
    case calendar(CalendarDocument)
    case appointment(AppointmentDocument)
    case prescription(PrescriptionDocument)
    case order(OrderDocument)
    case thread(ThreadDocument)
    case message(MessageDocument)
    case details(DetailsDocument)
    case invitation(InvitationDocument)
    case erasure(ErasureDocument)
    case claim(ClaimDocument)
    case attestation(AttestationDocument)
    case dependant(DependantDocument)
    case representation(RepresentationDocument)
    case representations(RepresentationsDocument)

    /// The document itself.
    public var value: any LedgerDocument {
        switch self {
        case .parameters(let value): value
        case .organisationSet(let value): value
        case .organisation(let value): value
        case .node(let value): value
        case .progress(let value): value
        case .key(let value): value
        case .identity(let value): value
        case .quota(let value): value
        case .proposal(let value): value
        case .organisationKey(let value): value
        case .organisationKeyMember(let value): value
        case .compartments(let value): value
        case .record(let value): value
        case .readers(let value): value
        case .acknowledgements(let value): value
        case .request(let value): value
        case .openRequests(let value): value
        case .grant(let value): value
        case .grants(let value): value
        case .read(let value): value
        case .events(let value): value
        case .due(let value): value
        case .calendar(let value): value
        case .appointment(let value): value
        case .prescription(let value): value
        case .order(let value): value
        case .thread(let value): value
        case .message(let value): value
        case .details(let value): value
        case .invitation(let value): value
        case .erasure(let value): value
        case .claim(let value): value
        case .attestation(let value): value
        case .dependant(let value): value
        case .representation(let value): value
        case .representations(let value): value
        }
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { value.key }
    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] { value.indexEntries }

    /// The members, `v` included.
    public var json: JSONObject {
        var json = value.json
        json.set("v", .integer(1))
        return json
    }

    /// The canonical JSON.
    public var encoded: [UInt8] { json.canonicalBytes }

    /// Reads the document that stands under `key`. Throws `json.*`, `format.version`, and `format.malformed` when a
    /// document that says this belongs under another key, or under none.
    public init(parsing bytes: [UInt8], key: DocumentKey) throws(Rejection) {
        var reader = ObjectReader(try StrictJSONParser.parseObject(bytes))
        try reader.version()
        self = try Self.parse(&reader, kind: Self.kind(of: key))
        try reader.finish()
        guard self.key == key else { throw Rejection(.formatMalformed) }
    }

    /// The first part of the key; a member's share of an organisation key is told from the key by its third part.
    private static func kind(of key: DocumentKey) -> String {
        let parts = key.text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let first = String(decoding: parts[0], as: UTF8.self)
        return first == "organisationKey" && parts.count == 3 ? "organisationKeyMember" : first
    }

    private static func parse(_ reader: inout ObjectReader, kind: String) throws(Rejection) -> Document {
        switch kind {
        case "parameters": .parameters(try Parameters(parsing: &reader))
        case "organisationSet": .organisationSet(try OrganisationSetDocument(parsing: &reader))
        case "organisation": .organisation(try OrganisationDocument(parsing: &reader))
        case "node": .node(try NodeDocument(parsing: &reader))
        case "progress": .progress(try ProgressDocument(parsing: &reader))
        case "key": .key(try KeyDocument(parsing: &reader))
        case "identity": .identity(try IdentityDocument(parsing: &reader))
        case "quota": .quota(try QuotaDocument(parsing: &reader))
        case "proposal": .proposal(try ProposalDocument(parsing: &reader))
        case "organisationKey": .organisationKey(try OrganisationKeyDocument(parsing: &reader))
        case "organisationKeyMember": .organisationKeyMember(try OrganisationKeyMemberDocument(parsing: &reader))
        case "compartments": .compartments(try CompartmentsDocument(parsing: &reader))
        case "record": .record(try RecordDocument(parsing: &reader))
        case "readers": .readers(try ReadersDocument(parsing: &reader))
        case "acknowledgements": .acknowledgements(try AcknowledgementsDocument(parsing: &reader))
        case "request": .request(try RequestDocument(parsing: &reader))
        case "openRequests": .openRequests(try OpenRequestsDocument(parsing: &reader))
        case "grant": .grant(try GrantDocument(parsing: &reader))
        case "grants": .grants(try GrantsDocument(parsing: &reader))
        case "read": .read(try ReadDocument(parsing: &reader))
        case "events": .events(try EventsDocument(parsing: &reader))
        case "due": .due(try DueDocument(parsing: &reader))
        case "calendar": .calendar(try CalendarDocument(parsing: &reader))
        case "appointment": .appointment(try AppointmentDocument(parsing: &reader))
        case "prescription": .prescription(try PrescriptionDocument(parsing: &reader))
        case "order": .order(try OrderDocument(parsing: &reader))
        case "thread": .thread(try ThreadDocument(parsing: &reader))
        case "message": .message(try MessageDocument(parsing: &reader))
        case "details": .details(try DetailsDocument(parsing: &reader))
        case "invitation": .invitation(try InvitationDocument(parsing: &reader))
        case "erasure": .erasure(try ErasureDocument(parsing: &reader))
        case "claim": .claim(try ClaimDocument(parsing: &reader))
        case "attestation": .attestation(try AttestationDocument(parsing: &reader))
        case "dependant": .dependant(try DependantDocument(parsing: &reader))
        case "representation": .representation(try RepresentationDocument(parsing: &reader))
        case "representations": .representations(try RepresentationsDocument(parsing: &reader))
        default: throw Rejection(.formatMalformed)
        }
    }
}
