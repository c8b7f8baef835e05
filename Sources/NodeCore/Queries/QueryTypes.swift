public import LedgerFormat

/// The checkpoint at which an answer was read.
public struct QueryPosition: Hashable, Sendable {
    /// The height of the last block.
    public let height: UInt64
    /// The root of the log of headers with that block's.
    public let headersRoot: Hash256
}

/// One object.
public struct QueryObject: Sendable {
    /// The object.
    public let value: JSONObject
    /// Where it was read.
    public let at: QueryPosition
}

/// A page of a list.
public struct QueryPage: Sendable {
    /// The items.
    public let items: [JSONObject]
    /// Where the next page begins; nil at the end.
    public let next: String?
    /// Where it was read.
    public let at: QueryPosition
}

/// Which part of a list.
public struct PageRequest: Hashable, Sendable {
    /// How many items at most: 1 ... 200.
    public let limit: Int
    /// The cursor of the page before.
    public let after: String?
    /// Newest first.
    public let descending: Bool

    /// Throws `query` for a limit outside 1 ... 200.
    public init(limit: Int = 50, after: String? = nil, descending: Bool = true) throws(NodeError) {
        guard (1...200).contains(limit) else { throw NodeError.query("limit") }
        self.limit = limit
        self.after = after
        self.descending = descending
    }
}

/// The lists that a signed-in person can ask for.
public enum NodeList: Hashable, Sendable {
    /// Requests that the reader made.
    case ownRequests
    /// Grants to the reader; or to their organisation, if they act for it.
    case ownGrants(viaOrganisation: Bool)
    /// Reads that the reader made.
    case ownReads
    /// Records that the reader wrote.
    case ownRecords
    /// Changed records that the reader has read and not acknowledged.
    case ownAcknowledgements
    /// A patient's records, of a category's name or all: what the reader may see of them.
    case patientRecords(IdentityID, category: String?)
    /// Requests to a patient, for the patient.
    case patientRequests(IdentityID)
    /// Grants of a patient, for the patient.
    case patientGrants(IdentityID)
    /// Reads of a patient's records, for the patient.
    case patientReads(IdentityID)
    /// Staff of a status, for the authority, or of the own organisation, for its managers.
    case identities(status: String)
    /// Verified staff of an organisation.
    case staff(organisation: IdentityID)
    /// Who has a share of an organisation's sealing key, for its staff.
    case keyMembers(organisation: IdentityID)
    /// Verified staff whose name begins with a text; in a role, in an organisation.
    case staffNamed(String, role: String?, organisation: IdentityID?)
    /// One of the care workflows.
    case care(CareList)
    /// Threads that the reader takes part in, about a patient or all.
    case ownThreads(patient: IdentityID?)
    /// The messages of a thread that the reader wrote or was sent.
    case threadMessages(EntityID)
    /// Messages to the reader that they have not said to have read.
    case unreadMessages
    /// Patients whose details were shared with the reader.
    case sharedPatients
    /// With whom a patient's details are shared, for the patient.
    case patientDetails(IdentityID)
    /// Invitations of the reader's organisation, for who invites.
    case invitations
    /// Requests to erase records, for the patient.
    case patientErasures(IdentityID)
    /// Requests to erase records that the reader's organisation answers, for its managers.
    case organisationErasures
    /// Claims: a patient's own, those to the reader's insurer, those that a manager submitted.
    case ownClaims
    /// Whom the reader represents.
    case ownRepresentations
    /// Who represents a patient, for the patient.
    case patientRepresentations(IdentityID)
    /// Attestations that the reader may use as a guardian, or made.
    case ownAttestations
}

/// The objects that a signed-in person can ask for.
public enum NodeObject: Hashable, Sendable {
    /// The reader: own identity document, organisation, and how much waits for them.
    case own
    /// A person.
    case identity(IdentityID)
    /// A patient's sealing key.
    case sealingKey(patient: IdentityID)
    /// The signed transactions that prove a person's keys.
    case identityProof(IdentityID)
    /// How an organisation's sealing key stands, for its staff.
    case organisationKey(IdentityID)
    /// The signed transaction by which a record came.
    case recordProof(patient: IdentityID, record: EntityID)
    /// The signed transaction by which a grant came.
    case grantProof(EntityID)
    /// A patient's compartments, as far as the reader's grants cover them.
    case patient(IdentityID)
    /// A record.
    case record(patient: IdentityID, record: EntityID)
    /// A request.
    case request(EntityID)
    /// A grant.
    case grant(EntityID)
    /// What the patient's wallet has to do.
    case duties(IdentityID)
    /// One of the care workflows.
    case care(CareObject)
    /// A thread that the reader takes part in.
    case thread(EntityID)
    /// A message that the reader wrote or was sent.
    case message(EntityID)
    /// Details of a patient that were shared with the reader.
    case sharedPatient(IdentityID)
    /// An invitation of the reader's organisation.
    case invitation(EntityID)
    /// A request to erase a record.
    case erasure(patient: IdentityID, record: EntityID)
    /// A claim.
    case claim(EntityID)
    /// A representation, for patient and representative.
    case representation(EntityID)
    /// That a patient is or was a dependant, for the patient and their guardians.
    case dependant(IdentityID)
    /// An attestation, for the guardian and who made it.
    case attestation(EntityID)
}
