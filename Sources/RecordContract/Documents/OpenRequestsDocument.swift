public import LedgerFormat

/// The open requests of one person to one patient: there are few at a time, and whether there is any is found at once,
/// however many others ask.
public struct OpenRequestsDocument: LedgerDocument {
    /// The most open requests of one person to one patient.
    public static let maximum = 16

    /// The patient.
    public let patient: IdentityID
    /// Who asks.
    public let requester: IdentityID
    /// The ids, ascending, never none.
    public internal(set) var open: [EntityID]

    init(patient: IdentityID, requester: IdentityID) {
        self.patient = patient
        self.requester = requester
        open = []
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        requester = try reader.identity("requester")
        open = try reader.ids("open", count: 1...Self.maximum)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .openRequests(patient, requester) }
    /// The document as one of the world state.
    public var document: Document { .openRequests(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .openRequests(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        ["patient": .identity(patient), "requester": .identity(requester), "open": .ids(open)]
    }
}
