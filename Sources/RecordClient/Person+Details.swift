internal import Foundation
public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

/// Who a patient is, as far as a hospital's management needs to know.
public struct PatientDetails: Sendable, Equatable {
    /// The names of the members, in their order.
    public static let names = ["name", "birthDate", "sex", "address", "phone", "bloodGroup"]

    /// The members that are known, by name.
    public var members: [String: String]

    /// Details; others than `names` are left out, and what is empty.
    public init(_ members: [String: String]) {
        self.members = members.filter { Self.names.contains($0.key) && !$0.value.isEmpty }
    }

    var json: JSONObject {
        var json: JSONObject = ["v": .integer(1)]
        for name in Self.names { json.set(name, members[name].map { .string($0) }) }
        return json
    }

    init(parsing bytes: [UInt8]) throws(Rejection) {
        let json = try StrictJSONParser.parseObject(bytes)
        guard case .integer(1)? = json["v"] else { throw Rejection(.formatVersion) }
        var members: [String: String] = [:]
        for name in Self.names {
            if case .string(let text)? = json[name] { members[name] = text }
        }
        self.members = members
    }
}

extension Person {
    /// Shares a patient's details with the managers of the physician's own organisation: all of them, or those named.
    /// Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func shareDetails(
        _ details: PatientDetails, of patient: IdentityID, with managers: [IdentityID]? = nil
    ) async throws -> TransactionResult {
        let now = clock()
        let grant = try await grantsToMe().first { grant in
            grant.patient == patient && grant.status == .live && grant.from <= now && grant.until > now
                && grant.terms.rights.contains(.read) && grant.covers(.demographics)
        }
        guard let grant else { throw RecordClientError.noGrant }
        let all = try await staff(named: nil, role: .hospitalManager, organisation: identity.organisation)
        let chosen = managers.map { ids in all.filter { ids.contains($0.id) } } ?? all
        guard !chosen.isEmpty, managers == nil || chosen.count == managers?.count else {
            throw RecordClientError.notSuitable
        }
        var readers: [(id: String, key: SealingPublicKey)] = [
            (id.canonical, try sealingPublicKey.sealing),
            (patient.canonical, try await publicIdentity(patient).sealingKey.sealing),
        ]
        let recipients = chosen.prefix(DetailsShare.recipientCount.upperBound).sorted { $0.id < $1.id }
        for manager in recipients { readers.append((manager.id.canonical, try manager.sealingKey.sealing)) }
        let note = try SealedNote(
            details.json.canonicalBytes, metadata: PayloadMetadata(mediaType: "application/json"), kind: .details,
            network: networkText, sender: id.canonical, recipients: readers)
        let content = SealedContent(note.encoded())
        return try await submit(
            DetailsShare(
                patient: patient, grant: grant.grant, recipients: recipients.map(\.id), content: content.cid),
            storing: [content])
    }

    /// Patients whose details were shared with this manager, the latest first. Throws `NodeClientError`.
    public func sharedPatients(limit: Int = .max) async throws -> [DetailsDocument] {
        try await client.list("/v1/me/shared-patients", limit: limit).map(Self.shared)
    }

    /// One of them. Throws `NodeClientError`: `notFound` whoever that is who was not shared.
    public func sharedPatient(_ patient: IdentityID) async throws -> DetailsDocument {
        let answer: Positioned = try await client.get("/v1/me/shared-patients/\(patient.canonical)")
        return try Self.shared(answer.value)
    }

    /// With whom the person's own details are shared, as a patient. Throws `NodeClientError`.
    public func sharedDetails() async throws -> [DetailsDocument] {
        try await client.list("/v1/patients/\(id.canonical)/details").map(Self.shared)
    }

    private static func shared(_ json: JSONObject) throws -> DetailsDocument {
        var reader = ObjectReader(json)
        let (patient, organisation) = (try reader.identity("patient"), try reader.identity("organisation"))
        return try json.ledgerDocument(.details(organisation, patient: patient))
    }

    /// Opens shared details, as one of the managers. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func open(_ shared: DetailsDocument) async throws -> PatientDetails {
        let sealed = try await client.getBytes("/v1/me/shared-patients/\(shared.patient.canonical)/details")
        guard CIDBuilder.cid(of: sealed) == shared.content else { throw RecordClientError.contentMismatch }
        let opened = try SealedNote(parsing: sealed).open(
            recipient: id.canonical, key: keys.sealingPrivateKey, network: networkText,
            sender: shared.sharedBy.canonical, kind: .details)
        return try PatientDetails(parsing: opened.content)
    }
}
