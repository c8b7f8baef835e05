public import LedgerFormat

/// `representative.end`: ends a representation at once.
///
/// - Signed by: the patient; for a dependant a guardian (inside `representative.act`), but not another guardian's; the
///   representative, their own; the authority, a guardian's in a dispute.
/// - Checks: `representation.unknown` (none, or not the signer's to end: one code), `representation.ended`,
///   `representation.guardian` (a guardian ends another's), `representation.last` (nobody else would be guardian).
/// - Effects: ended; the grant under which the representative read is revoked, so that all compartments are stale.
/// - Event: `representative.ended`, to patient and representative.
public struct RepresentativeEnd: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.representativeEnd

    /// Which.
    public let representation: EntityID

    /// The command with this member.
    public init(representation: EntityID) { self.representation = representation }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        representation = try reader.id("representation")
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "representation": .id(representation)] }
}

extension RepresentativeEnd {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        guard let document: RepresentationDocument = try run.read(.representation(representation)),
            document.patient == person.id || document.representative == person.id
                || (person.role == .authority && document.isGuardian)
        else { throw Rejection(.representationUnknown) }
        guard document.holds(at: run.time) else { throw Rejection(.representationEnded) }
        if let acting = run.acting, document.isGuardian, document.representative != acting.representative.id {
            throw Rejection(.representationGuardian)
        }
        if document.isGuardian {
            let guardians = try RepresentationPolicy.live(of: document.patient, run).filter(\.isGuardian)
            guard guardians.count > 1 else { throw Rejection(.representationLast) }
        }
        try RepresentationPolicy.end(document, as: .ended, by: run.acting?.representative.id ?? person.id, run)
        try run.emit(document.event(.representativeEnded, by: person.id))
    }
}
