public import LedgerFormat

/// `dependant.passKey`: a guardian hands the dependant's sealing key on to the keys that will replace it, so that the
/// young adult can open what was written before.
///
/// - Signed by: a guardian, also after the hand-over or the end of their time.
/// - Checks: `dependant.unknown` (no dependant of whom the signer is or was guardian; who was removed is none).
/// - Effects: the sealed key, in place of an earlier one of the same guardian.
/// - Event: `dependant.keyPassed`, to the patient.
public struct DependantPassKey: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.dependantPassKey

    /// The dependant.
    public let patient: IdentityID
    /// Under which the signer is or was guardian.
    public let representation: EntityID
    /// The thumbprint of the sealing key to which it is sealed.
    public let sealedTo: KeyThumbprint
    /// Content: the dependant's sealing key.
    public let envelope: CID

    /// The command with these members.
    public init(patient: IdentityID, representation: EntityID, sealedTo: KeyThumbprint, envelope: CID) {
        self.patient = patient
        self.representation = representation
        self.sealedTo = sealedTo
        self.envelope = envelope
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        representation = try reader.id("representation")
        sealedTo = try reader.hash("sealedTo")
        envelope = try reader.cid("envelope")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "patient": .identity(patient), "representation": .id(representation),
            "sealedTo": .hash(sealedTo), "envelope": .cid(envelope),
        ]
    }
}

extension DependantPassKey {
    func execute(by guardian: IdentityDocument, _ run: Execution) throws {
        guard var dependant: DependantDocument = try run.read(.dependant(patient)),
            let own: RepresentationDocument = try run.read(.representation(representation)), own.patient == patient,
            own.representative == guardian.id, own.isGuardian, own.status != .ended
        else { throw Rejection(.dependantUnknown) }
        let key = DependantDocument.PassedKey(
            guardian: guardian.id, at: run.time, sealedTo: sealedTo, envelope: envelope)
        dependant.passed.removeAll { $0.guardian == guardian.id }
        let index = dependant.passed.firstIndex { $0.guardian > guardian.id } ?? dependant.passed.endIndex
        guard dependant.passed.count < RepresentationsDocument.maximum else { throw Rejection(.representationLimit) }
        dependant.passed.insert(key, at: index)
        run.write(dependant)
        try run.emit(
            Event(
                .dependantKeyPassed, actor: guardian.id, patient: patient, subject: patient.canonical,
                audience: [patient]))
    }
}
