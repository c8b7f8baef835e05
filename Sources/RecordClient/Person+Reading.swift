public import LedgerFormat
internal import NodeClient
internal import NodeWire
public import RecordContract
public import SealedRecord
internal import Sealing

/// A record that was opened on this device.
public struct OpenedRecord: Sendable {
    /// What the ledger says of it.
    public let document: RecordDocument
    /// What stood beside the content inside the seal.
    public let metadata: PayloadMetadata
    /// The content, byte for byte as its writer had it.
    public let content: [UInt8]
}

/// Receives the content of a large record piece by piece.
public typealias ContentReceiver = ([UInt8]) throws -> Void

extension Person {
    /// Opens records of a patient: signs one `access.read` for all of them (unless they are the person's own),
    /// fetches the released shares, and opens each on this device. The content goes to `receive` piece by piece where
    /// given, else into the result. A record that does not open, because its writer or a disk has spoiled it, goes to
    /// `unreadable` where given and the others are opened all the same. Throws
    /// `RecordClientError`, `NodeClientError`, `SealingError`.
    public func open(
        _ documents: [RecordDocument], purpose: Purpose, grant: EntityID? = nil,
        receive: ((RecordDocument) throws -> ContentReceiver)? = nil,
        unreadable: ((RecordDocument) throws -> Void)? = nil,
        opened: (OpenedRecord) async throws -> Void
    ) async throws {
        guard let patient = documents.first?.patient, documents.allSatisfy({ $0.patient == patient }) else { return }
        if let actor {
            // A representative reads under their own name: each read is logged as theirs.
            return try await actor.person.open(
                documents, purpose: .familyRequest, grant: actor.representation.grant, receive: receive,
                unreadable: unreadable, opened: opened)
        }
        for document in documents { try await requireAuthor(of: document) }
        let opener = try await recordOpener(for: documents, patient: patient, purpose: purpose, grant: grant)
        for document in documents {
            let record: OpenedRecord
            do {
                let halves = try await opener.halves(of: document)
                record = try await openPayload(
                    document, halves: halves, prefetched: opener.prefetched, receive: receive?(document))
            } catch let error where unreadable != nil && UnreadableContent.isWhy(error) {
                try unreadable?(document)
                continue
            }
            try await opened(record)
        }
    }

    func openPayload(
        _ document: RecordDocument, halves: RecordKeyHalves, prefetched: Prefetched?, receive: ContentReceiver?
    ) async throws -> OpenedRecord {
        let binding = try document.binding(in: network.network)
        var opener = PayloadOpener(dataKey: halves.dataKey(for: binding), binding: PayloadBinding(binding))
        var identifier = CIDBuilder()
        var content: [UInt8] = []
        var piece: [UInt8] = []
        let take = { (sealed: [UInt8]) in
            sealed.withUnsafeBytes { identifier.update($0) }
            piece.removeAll(keepingCapacity: true)
            try opener.update(sealed, into: &piece)
            if let receive { try receive(piece) } else { content += piece }
        }
        if try prefetched?.readPayload(of: document.record, receive: take) != true {
            try await client.download(document.path("payload"), receive: take)
        }
        try opener.finish()
        guard identifier.finish() == document.content.payload, let metadata = opener.metadata else {
            throw RecordClientError.contentMismatch
        }
        return OpenedRecord(document: document, metadata: metadata, content: content)
    }

    private func recordOpener(
        for documents: [RecordDocument], patient: IdentityID, purpose: Purpose, grant: EntityID?
    ) async throws -> RecordOpener {
        guard patient != id else { return RecordOpener(person: self, access: .patient) }
        if let grant {
            return try await opener(for: documents, patient: patient, purpose: purpose, grant: self.grant(grant))
        }
        if documents.allSatisfy({ $0.author == id }) {
            let shares = try await releasedShares(documents, patient: patient, purpose: purpose, grant: nil)
            return RecordOpener(person: self, access: .author, shares: shares.shares, read: shares.read)
        }
        let now = clock()
        let usable = try await grantsToMe().first { grant in
            grant.patient == patient && grant.status == .live && grant.awaits == nil
                && grant.terms.rights.contains(.read)
                && grant.terms.purpose == purpose && grant.from <= now && documents.allSatisfy { grant.covers($0) }
        }
        guard let usable else { throw RecordClientError.noGrant }
        return try await opener(for: documents, patient: patient, purpose: purpose, grant: usable)
    }

    private func opener(
        for documents: [RecordDocument], patient: IdentityID, purpose: Purpose, grant: GrantDocument
    ) async throws -> RecordOpener {
        // First what can fail without anybody being told that a record was read: the keys that the grant gives.
        let (envelope, key) = try await openGrant(grant)
        let prefetched = grant.terms.reads == nil ? nil : try await Prefetched(documents, from: client)
        let shares = try await releasedShares(documents, patient: patient, purpose: purpose, grant: grant.grant)
        return RecordOpener(
            person: self, access: .grant(envelope, key, try envelope.openCompartments(with: key)),
            shares: shares.shares, read: shares.read, prefetched: prefetched)
    }

    func openGrant(_ grant: GrantDocument) async throws -> (GrantEnvelope, SealingPrivateKey) {
        let envelope = try GrantEnvelope(
            parsing: try await client.getBytes("/v1/grants/\(grant.grant.text)/envelope"))
        try envelope.check(
            network: networkText, patient: grant.patient.canonical, grantee: grant.grantee.canonical)
        guard grant.granteeKind == .organisation else { return (envelope, try keys.sealingPrivateKey) }
        let version = UInt64(grant.keyVersion ?? 0)
        guard let key = try await organisationKeys().first(where: { $0.version == version }) else {
            throw RecordClientError.noOrganisationKey
        }
        return (envelope, key.privateKey)
    }

    func releasedShares(
        _ documents: [RecordDocument], patient: IdentityID, purpose: Purpose, grant: EntityID?,
        order: EntityID? = nil
    ) async throws -> (shares: [EntityID: [ReleasedShare]], read: TransactionHash) {
        let result = try await submit(
            AccessRead(
                patient: patient, purpose: purpose, records: documents.map(\.record).sorted(), grant: grant,
                order: order))
        let shares = try await sharesFromNode(read: result.hash, records: nil, except: [])
        return (shares, result.hash)
    }

    /// The shares that the node brings, by record; what has not the form of a share counts for nothing.
    func sharesFromNode(
        read: TransactionHash, records: [EntityID]?, except: [IdentityID]
    ) async throws -> [EntityID: [ReleasedShare]] {
        let answer: ReleaseAnswer = try await client.post(
            "/v1/releases", ReleaseRequest(transaction: read, records: records, except: except))
        var shares: [EntityID: [ReleasedShare]] = [:]
        for item in answer.items {
            guard let share = try? ReleasedShare(parsing: Array(item.share.utf8)) else { continue }
            shares[item.record, default: []].append(share)
        }
        return shares
    }
}

/// Finds the two halves of a record's key in the way that the reader's right allows.
struct RecordOpener {
    enum Access {
        case patient
        case author
        case grant(GrantEnvelope, SealingPrivateKey, [CompartmentKey])
    }

    let person: Person
    let access: Access
    var shares: [EntityID: [ReleasedShare]] = [:]
    var read: TransactionHash = .zero
    var prefetched: Prefetched?

    func halves(of document: RecordDocument) async throws -> RecordKeyHalves {
        let sealed: [UInt8]
        if let fetched = prefetched?.envelope(of: document.record) {
            sealed = fetched
        } else {
            sealed = try await person.client.getBytes(document.path("envelope"))
        }
        guard CIDBuilder.cid(of: sealed) == document.content.envelope else { throw RecordClientError.contentMismatch }
        let envelope = try RecordEnvelope(parsing: sealed)
        let binding = try document.binding(in: person.network.network)
        try envelope.check(binding)
        let own = try person.keys.sealingPrivateKey
        let a: SecretBytes
        switch access {
        case .patient: return try person.withOwnKeys { try envelope.openHalves(patientKey: $0) }
        case .author: a = try envelope.openA(author: person.id.canonical, key: own)
        case .grant(let grant, let key, let compartments):
            a =
                grant.recordIDs.contains(document.record.text)
                ? try grant.openA(of: binding, with: key)
                : try envelope.openA(compartmentKeys: compartments, of: document.category.compartment)
        }
        return try RecordKeyHalves(a: a, b: try await secondHalf(of: document, binding, own))
    }

    /// The second half, from as many right shares as it takes. A wrong share counts for nothing: the node is asked once
    /// more for those of the other organisations.
    private func secondHalf(
        of document: RecordDocument, _ binding: RecordBinding, _ own: SealingPrivateKey
    ) async throws -> SecretBytes {
        let commitments = try document.commitments
        let threshold = Int(document.content.threshold)
        var right: [UInt8: SecretShare] = [:]
        var wrong: (organisations: Set<String>, error: (any Error)?) = ([], nil)
        func take(_ shares: [ReleasedShare]) {
            for share in shares where right[share.x] == nil {
                do {
                    right[share.x] = try share.open(
                        binding, read: read.bytes, commitments: commitments, readerKey: own)
                } catch {
                    wrong.organisations.insert(share.organisation)
                    wrong.error = wrong.error ?? error
                }
            }
        }
        take(shares[document.record] ?? [])
        if right.count < threshold, !wrong.organisations.isEmpty, commitments.entries.count > threshold {
            let except = wrong.organisations.compactMap(IdentityID.init(canonical:)).sorted()
            let others = try await person.sharesFromNode(read: read, records: [document.record], except: except)
            take(others[document.record] ?? [])
        }
        guard right.count >= threshold else { throw wrong.error ?? RecordClientError.tooFewShares }
        return try ShamirSharing.combine(right.sorted { $0.key < $1.key }.map(\.value), threshold: threshold)
    }
}

/// The answer to a release request.
struct ReleaseAnswer: WireObject {
    let items: [ReleasedShareMessage]

    init(json: JSONObject) throws(Rejection) {
        var items: [ReleasedShareMessage] = []
        var reader = ObjectReader(json)
        for value in try reader.array("items", count: 0...Limits.jsonMembers) {
            guard case .object(let item) = value else { throw Rejection(.jsonWrongType, field: "items") }
            items.append(try ReleasedShareMessage(json: item))
        }
        self.items = items
    }

    var json: JSONObject { ["items": .array(items.map { .object($0.json) })] }
}
