public import LedgerFormat

/// The indexes that the store keeps over documents (docs/spec/contract-v1.md section 6). The raw values never change.
public enum DocumentIndex: UInt8, Sendable, CaseIterable {
    /// patient, addedAt, record
    case recordsByPatient = 1
    /// patient, category, addedAt, record
    case recordsByPatientCategory = 2
    /// author, addedAt, record
    case recordsByAuthor = 3
    /// patient, open (1) or answered (0), requestedAt, request
    case requestsByPatient = 4
    /// requester, open (1) or answered (0), requestedAt, request
    case requestsByRequester = 5
    /// patient, live (1) or ended (0), grantedAt, grant
    case grantsByPatient = 6
    /// grantee, live (1) or ended (0), grantedAt, grant
    case grantsByGrantee = 7
    /// patient, at, transaction
    case readsByPatient = 8
    /// reader, at, transaction
    case readsByReader = 9
    /// status, registeredAt, id; staff only
    case identitiesByStatus = 10
    /// organisation, role (ASCII), 0, id; staff only
    case identitiesByOrganisation = 11
    /// name in lower case (UTF-8), 0, id; verified staff only
    case staffByName = 12
    /// reader, record
    case acknowledgementsByReader = 13
    /// id
    case organisations = 14
    // 15 ... 27: care workflows (docs/spec/contract-care-v1.md section 8).
    /// patient, from, appointment
    case appointmentsByPatient = 15
    /// physician, from, appointment
    case appointmentsByPhysician = 16
    /// member of staff or organisation, patient, what connects them: while it does
    case connections = 17
    /// patient, issuedAt, prescription
    case prescriptionsByPatient = 18
    /// prescriber, issuedAt, prescription
    case prescriptionsByPrescriber = 19
    /// prescriber, refillRequestedAt, prescription: while the request waits
    case refillsByPrescriber = 20
    /// patient, placedAt, order
    case ordersByPatient = 21
    /// physician, placedAt, order
    case ordersByPhysician = 22
    /// performer, waiting (1) or not (0), priority (0 first), placedAt, order
    case ordersByPerformer = 23
    /// physician, critical (0) or not (1), deadline or time of the result, order: while it waits to be acknowledged
    case resultsByPhysician = 24
    /// organisation of the physician, deadline, order: while it waits after its deadline
    case escalationsByOrganisation = 25
    /// author, record: while somebody who read it has to acknowledge its change
    case acknowledgementsByAuthor = 26
    /// organisation of the physician, from, appointment
    case appointmentsByOrganisation = 27
    /// participant, lastAt, thread
    case threadsByParticipant = 64
    /// participant, patient, lastAt, thread
    case threadsByParticipantPatient = 65
    /// thread, number
    case messagesByThread = 66
    /// recipient, sentAt, message: until it is read
    case unreadMessages = 67
    /// recipient, sharedAt, patient
    case detailsByRecipient = 68
    /// patient, sharedAt, organisation
    case detailsByPatient = 69
    /// organisation, open (1) or ended (0), invitedAt, invitation
    case invitationsByOrganisation = 70
    /// endedAt, patient, record
    case erasedRecords = 71
    /// patient, open (1) or answered (0), requestedAt, patient, record
    case erasuresByPatient = 72
    /// organisation, open (1) or answered (0), requestedAt, patient, record
    case erasuresByOrganisation = 73
    /// patient, open (1) or ended (0), submittedAt, claim
    case claimsByPatient = 74
    /// insurer, open (1) or ended (0), submittedAt, claim
    case claimsByInsurer = 75
    /// who submitted, if not the patient; open (1) or ended (0), submittedAt, claim
    case claimsBySubmitter = 76
    /// patient, live (1) or ended (0), appointedAt, representation
    case representationsByPatient = 77
    /// representative, live (1) or ended (0), appointedAt, representation
    case representationsByRepresentative = 78
    /// guardian, open (1) or used (0), attestedAt, attestation
    case attestationsByGuardian = 79
    /// staff, open (1) or used (0), attestedAt, attestation
    case attestationsByStaff = 80
}

/// Under which term of an index a document is found. Terms order by bytes.
public struct IndexEntry: Hashable, Sendable {
    /// The index.
    public let index: DocumentIndex
    /// The term.
    public let term: [UInt8]

    /// An entry of `index`.
    public init(_ index: DocumentIndex, _ term: IndexTerm) {
        self.index = index
        self.term = term.bytes
    }
}

/// Builds a term: fixed-width parts one after another, so that prefixes are meaningful and order is by part.
public struct IndexTerm: Sendable {
    /// The bytes so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty term: the prefix of every term.
    public init() {}

    /// Appends the 14 symbols of an identity.
    public func then(_ identity: IdentityID) -> IndexTerm { appending(Array(identity.canonical.utf8)) }
    /// Appends a time: 8 bytes, most significant first.
    public func then(_ time: LedgerTime) -> IndexTerm {
        var writer = ByteWriter()
        writer.integer(time.milliseconds)
        return appending(writer.bytes)
    }
    /// Appends the 16 bytes of an identifier.
    public func then(_ id: EntityID) -> IndexTerm { appending(id.bytes) }
    /// Appends the 32 bytes of a hash.
    public func then(_ hash: Hash256) -> IndexTerm { appending(hash.bytes) }
    /// Appends a number from 0: 8 bytes, most significant first.
    public func then(number: Int64) -> IndexTerm {
        var writer = ByteWriter()
        writer.integer(number)
        return appending(writer.bytes)
    }
    /// Appends one byte.
    public func then(_ byte: UInt8) -> IndexTerm { appending([byte]) }
    /// Appends 1 for true, 0 for false.
    public func then(_ flag: Bool) -> IndexTerm { appending([flag ? 1 : 0]) }
    /// Appends text and the byte 0 that ends it.
    public func then(text: String) -> IndexTerm { appending(Array(text.utf8) + [0]) }

    private func appending(_ more: [UInt8]) -> IndexTerm {
        var term = self
        term.bytes += more
        return term
    }
}
