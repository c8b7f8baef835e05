public import LedgerFormat

/// `representative.act`: a representative signs, with their own key, a command that is carried out as the patient's.
///
/// - Signed by: the representative.
/// - Checks: `representation.unknown` (none, of another patient, or another's), `representation.ended`, the patient's
///   standing, `representation.right` (a command that representatives do not sign, or a right that this one lacks);
///   then the inner command's own.
/// - Effects, events: the inner command's; every event whose actor is the patient names the representative.
public struct RepresentativeAct: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.representativeAct

    /// Under which representation.
    public let representation: EntityID
    /// For whom.
    public let patient: IdentityID
    /// What is done, as it would stand in the patient's own transaction.
    public let command: JSONObject

    /// The command with these members.
    public init(representation: EntityID, patient: IdentityID, command: JSONObject) {
        self.representation = representation
        self.patient = patient
        self.command = command
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        representation = try reader.id("representation")
        patient = try reader.identity("patient")
        command = try reader.object("command")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "representation": .id(representation), "patient": .identity(patient),
            "command": .object(command),
        ]
    }

    /// Two are equal that say the same.
    public static func == (left: Self, right: Self) -> Bool { left.json.canonicalBytes == right.json.canonicalBytes }
    /// Hashes what it says.
    public func hash(into hasher: inout Hasher) { hasher.combine(json.canonicalBytes) }

    /// The inner command. Throws `transaction.command`, `json.*`.
    public var inner: Command {
        get throws(Rejection) { try Command(parsing: command) }
    }
}

extension RepresentativeAct {
    func execute(by representative: IdentityDocument, _ run: Execution) throws {
        guard let document: RepresentationDocument = try run.read(.representation(representation)),
            document.patient == patient, document.representative == representative.id
        else { throw Rejection(.representationUnknown) }
        guard document.holds(at: run.time) else { throw Rejection(.representationEnded) }
        let person: IdentityDocument = try run.require(.identity(patient))
        let organisation: OrganisationDocument = try run.require(.organisation(person.organisation))
        if let code = StandingPolicy.refusal(of: person, organisation: organisation) { throw Rejection(code) }
        let inner = try inner
        guard RepresentationPolicy.allows(inner, document) else { throw Rejection(.representationRight) }
        run.act(Execution.Acting(representation: document, representative: representative, patient: patient))
        try Contract.execute(inner, by: .person(person), run)
    }
}
