public import LedgerFormat

/// That staff of an organisation saw the proof that somebody is a child's parent or guardian: good for one
/// registration.
public struct AttestationDocument: LedgerDocument {
    /// How long it may be used, in milliseconds: 30 days.
    public static let lifetime: Int64 = 30 * 86_400_000

    /// Its id.
    public let attestation: EntityID
    /// For whom.
    public let guardian: IdentityID
    /// Who saw the proof.
    public let staff: IdentityID
    /// For which organisation.
    public let organisation: IdentityID
    /// The year in which the dependant comes of age.
    public let year: CalendarYear
    /// When.
    public let attestedAt: LedgerTime
    /// Who was registered with it; nil while it is open.
    public internal(set) var patient: IdentityID?

    init(_ command: DependantAttest, by staff: IdentityDocument, at time: LedgerTime) {
        attestation = command.attestation
        guardian = command.guardian
        self.staff = staff.id
        organisation = staff.organisation
        year = command.year
        attestedAt = time
    }

    /// Until when it may be used: no longer at that moment.
    public var until: LedgerTime { attestedAt.advanced(byMilliseconds: Self.lifetime) }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        attestation = try reader.id("attestation")
        guardian = try reader.identity("guardian")
        staff = try reader.identity("staff")
        organisation = try reader.identity("organisation")
        year = try reader.year("comesOfAge")
        attestedAt = try reader.time("attestedAt")
        patient = try reader.optionalIdentity("patient")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .attestation(attestation) }
    /// The document as one of the world state.
    public var document: Document { .attestation(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .attestation(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let rest: (IdentityID) -> IndexTerm = {
            IndexTerm().then($0).then(patient == nil).then(attestedAt).then(attestation)
        }
        return [IndexEntry(.attestationsByGuardian, rest(guardian)), IndexEntry(.attestationsByStaff, rest(staff))]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "attestation": .id(attestation), "guardian": .identity(guardian), "staff": .identity(staff),
            "organisation": .identity(organisation), "comesOfAge": .integer(year.number),
            "attestedAt": .time(attestedAt),
        ]
        json.set("patient", patient.map(JSONValue.identity))
        return json
    }
}

/// A patient who cannot act for themself yet: nobody signs as them until the hand-over.
public struct DependantDocument: LedgerDocument {
    /// The sealing key of a dependant, as a guardian hands it on.
    public struct PassedKey: Hashable, Sendable {
        /// The guardian.
        public let guardian: IdentityID
        /// When.
        public let at: LedgerTime
        /// The thumbprint of the new sealing key to which it is sealed.
        public let sealedTo: KeyThumbprint
        /// Content: the dependant's former sealing key.
        public let envelope: CID
    }

    /// The patient.
    public let patient: IdentityID
    /// The organisation that saw the proof.
    public let organisation: IdentityID
    /// Who registered the dependant.
    public let guardian: IdentityID
    /// The year in which the dependant comes of age.
    public let year: CalendarYear
    /// The `dependant.register`.
    public let transaction: TransactionHash
    /// The sealing key handed on, ascending by guardian.
    public internal(set) var passed: [PassedKey]
    /// The `dependant.handOver`; nil while the patient is a dependant.
    public internal(set) var handOver: TransactionHash?
    /// Who countersigned it.
    public internal(set) var handedOverBy: IdentityID?
    /// When.
    public internal(set) var handedOverAt: LedgerTime?

    init(_ attestation: AttestationDocument, patient: IdentityID, transaction: TransactionHash) {
        self.patient = patient
        organisation = attestation.organisation
        guardian = attestation.guardian
        year = attestation.year
        self.transaction = transaction
        passed = []
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        organisation = try reader.identity("organisation")
        guardian = try reader.identity("guardian")
        year = try reader.year("comesOfAge")
        transaction = try reader.hash("transaction")
        var passed: [PassedKey] = []
        for var inner in try reader.objects("passed", count: 0...RepresentationsDocument.maximum) {
            passed.append(
                PassedKey(
                    guardian: try inner.identity("guardian"), at: try inner.time("at"),
                    sealedTo: try inner.hash("sealedTo"), envelope: try inner.cid("envelope")))
            try inner.finish()
        }
        _ = try ObjectReader.ascending(passed.map(\.guardian), field: "passed")
        self.passed = passed
        handOver = reader.has("handOver") ? try reader.hash("handOver") : nil
        handedOverBy = try reader.optionalIdentity("handedOverBy")
        handedOverAt = try reader.optionalTime("handedOverAt")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .dependant(patient) }
    /// The document as one of the world state.
    public var document: Document { .dependant(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .dependant(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        let passed = passed.map { key -> JSONValue in
            .object([
                "guardian": .identity(key.guardian), "at": .time(key.at), "sealedTo": .hash(key.sealedTo),
                "envelope": .cid(key.envelope),
            ])
        }
        var json: JSONObject = [
            "patient": .identity(patient), "organisation": .identity(organisation), "guardian": .identity(guardian),
            "comesOfAge": .integer(year.number), "transaction": .hash(transaction), "passed": .array(passed),
        ]
        json.set("handOver", handOver.map(JSONValue.hash))
        json.set("handedOverBy", handedOverBy.map(JSONValue.identity))
        json.set("handedOverAt", handedOverAt.map(JSONValue.time))
        return json
    }
}

/// That somebody acts for a patient, with their own key.
public struct RepresentationDocument: LedgerDocument {
    /// What has become of it. One whose `until` has come has expired, whatever this says.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It holds.
        case live
        /// Somebody who may has ended it.
        case ended
        /// Its time is over.
        case expired
        /// The dependant has come of age.
        case handedOver
    }

    /// Its id.
    public let representation: EntityID
    /// For whom.
    public let patient: IdentityID
    /// Who acts.
    public let representative: IdentityID
    /// Whether the representative is the dependant's guardian: a guardian may do everything that the patient could.
    public let isGuardian: Bool
    /// What may be done, ascending; all of it for a guardian.
    public let rights: [RepresentativeRight]
    /// The grant under which the representative reads.
    public let grant: EntityID?
    /// Content: the dependant's sealing key, sealed to the guardian.
    public let keyEnvelope: CID?
    /// Who appointed: the patient, a guardian; who registered the dependant is appointed by themself.
    public let appointedBy: IdentityID
    /// Under which representation the guardian did so; nil for the patient and for who registered the dependant.
    public let appointedUnder: EntityID?
    /// When.
    public let appointedAt: LedgerTime
    /// The transaction that did it.
    public let transaction: TransactionHash
    /// Until when: no longer at that moment.
    public let until: LedgerTime
    /// What has become of it.
    public internal(set) var status: Status
    /// When it ended.
    public internal(set) var endedAt: LedgerTime?
    /// Who ended it; nil for what ended by itself.
    public internal(set) var endedBy: IdentityID?

    init(
        _ appointment: RepresentativeAppoint.Appointment, of patient: IdentityID, by appointer: IdentityID,
        under representation: EntityID?, until: LedgerTime, at time: LedgerTime, transaction: TransactionHash
    ) {
        self.representation = appointment.representation
        self.patient = patient
        representative = appointment.representative
        isGuardian = appointment.keyEnvelope != nil
        rights = appointment.rights
        grant = appointment.grant?.grant
        keyEnvelope = appointment.keyEnvelope
        appointedBy = appointer
        appointedUnder = representation
        appointedAt = time
        self.transaction = transaction
        self.until = until
        status = .live
    }

    /// Whether it holds at that moment.
    public func holds(at time: LedgerTime) -> Bool { status == .live && until > time }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        representation = try reader.id("representation")
        patient = try reader.identity("patient")
        representative = try reader.identity("representative")
        isGuardian = try reader.bool("guardian")
        rights = try reader.choices("rights", count: 1...RepresentativeRight.allCases.count)
        grant = try reader.optionalID("grant")
        keyEnvelope = try reader.optionalCID("keyEnvelope")
        appointedBy = try reader.identity("appointedBy")
        appointedUnder = try reader.optionalID("appointedUnder")
        appointedAt = try reader.time("appointedAt")
        transaction = try reader.hash("transaction")
        until = try reader.time("until")
        status = try reader.choice("status")
        endedAt = try reader.optionalTime("endedAt")
        endedBy = try reader.optionalIdentity("endedBy")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .representation(representation) }
    /// The document as one of the world state.
    public var document: Document { .representation(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .representation(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let rest: (IdentityID) -> IndexTerm = {
            IndexTerm().then($0).then(status == .live).then(appointedAt).then(representation)
        }
        return [
            IndexEntry(.representationsByPatient, rest(patient)),
            IndexEntry(.representationsByRepresentative, rest(representative)),
        ]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "representation": .id(representation), "patient": .identity(patient),
            "representative": .identity(representative), "guardian": .bool(isGuardian), "rights": .choices(rights),
            "appointedBy": .identity(appointedBy), "appointedAt": .time(appointedAt),
            "transaction": .hash(transaction), "until": .time(until), "status": .word(status),
        ]
        json.set("grant", grant.map(JSONValue.id))
        json.set("keyEnvelope", keyEnvelope.map(JSONValue.cid))
        json.set("appointedUnder", appointedUnder.map(JSONValue.id))
        json.set("endedAt", endedAt.map(JSONValue.time))
        json.set("endedBy", endedBy.map(JSONValue.identity))
        return json
    }
}

/// The live representations of a patient.
public struct RepresentationsDocument: LedgerDocument {
    /// The most live representations of a patient.
    static let maximum = 16
    /// The most guardians among them.
    static let maximumGuardians = 4

    /// The patient.
    public let patient: IdentityID
    /// The ids, ascending.
    public internal(set) var live: [EntityID]

    init(patient: IdentityID) {
        self.patient = patient
        live = []
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        live = try reader.ids("live", count: 0...Self.maximum)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .representations(patient) }
    /// The document as one of the world state.
    public var document: Document { .representations(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .representations(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject { ["patient": .identity(patient), "live": .ids(live)] }
}

extension ObjectReader {
    /// A year.
    mutating func year(_ name: String) throws(Rejection) -> CalendarYear {
        guard let year = CalendarYear(try integer(name, in: CalendarYear.range)) else {
            throw Rejection(.jsonValueRange, field: name)
        }
        return year
    }
}
