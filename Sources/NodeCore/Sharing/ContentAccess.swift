internal import ContentStore
internal import Crypto
public import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Content by what refers to it: a CID alone opens nothing.
public enum ContentReference: Hashable, Sendable {
    /// A record's ciphertext.
    case recordPayload(patient: IdentityID, record: EntityID)
    /// A record's envelope.
    case recordEnvelope(patient: IdentityID, record: EntityID)
    /// The sealed reason of a record's retraction.
    case recordNote(patient: IdentityID, record: EntityID)
    /// The patient's own sealed key of a compartment, by the category's name.
    case compartmentKey(patient: IdentityID, category: String)
    /// The sealed reason of a request.
    case requestNote(EntityID)
    /// The sealed reason of a request's denial.
    case requestAnswer(EntityID)
    /// The sealed keys of a grant.
    case grantEnvelope(EntityID)
    /// The sealed credentials of a person.
    case credentials(IdentityID)
    /// The sealed reason of what was decided about a person.
    case decisionNote(IdentityID)
    /// The reader's own share of an organisation's key.
    case organisationKey(IdentityID)
    /// What belongs to one of the care workflows.
    case care(CareContent)
    /// The sealed text of a message.
    case messageContent(EntityID)
    /// An attachment of a message, sealed; from 1.
    case messageAttachment(EntityID, number: Int)
    /// A patient's details, sealed to the managers of the reader's organisation.
    case sharedDetails(patient: IdentityID)
    /// Why a patient asks for erasure, sealed to who answers.
    case erasureNote(patient: IdentityID, record: EntityID)
    /// Why a record is kept, sealed to the patient.
    case erasureAnswer(patient: IdentityID, record: EntityID)
    /// What is claimed, sealed to the insurer.
    case claimContent(EntityID)
    /// Why an insurer decided as it did, sealed to the patient and who submitted.
    case claimNote(EntityID)
    /// A dependant's sealing key, sealed to the guardian who asks.
    case representationKey(EntityID)
    /// A dependant's former sealing key, as a guardian handed it on.
    case passedKey(patient: IdentityID, guardian: IdentityID)
}

/// Content that may be read.
public struct ReadableContent: Sendable {
    /// Its identifier.
    public let cid: CID
    /// Its whole size, in bytes.
    public let size: Int
    /// The version of the organisation key, where that is what it is.
    public let keyVersion: Int64?
    /// Its bytes, or those of the range that was asked for, verified piece by piece.
    public let bytes: ContentBytes
}

/// Content in pieces of at most 256 KiB, each verified before it is given out.
public struct ContentBytes: AsyncSequence, Sendable {
    /// A piece.
    public typealias Element = [UInt8]
    /// Reading fails with `NodeError`.
    public typealias Failure = any Error

    /// How many bytes will come.
    public let byteCount: Int
    let chunks: ContentChunks

    /// Begins at the first byte.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(iterator: chunks.makeAsyncIterator()) }

    /// Draws one piece after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var iterator: ContentChunks.Iterator

        /// The next piece; nil at the end. Throws `content.altered` where the stored bytes no longer match.
        public mutating func next() async throws -> [UInt8]? {
            do {
                return try await iterator.next()
            } catch let error as ContentError {
                throw NodeError(error)
            }
        }
    }
}

extension NodeError {
    /// What the content store said.
    init(_ error: ContentError) {
        let kind: Kind =
            switch error.kind {
            case .notFound: .notFound
            case .cidMismatch, .rangeInvalid: .refused
            case .tooLarge: .tooLarge
            case .offsetMismatch, .uploadBusy, .uploadNotFound: .conflict
            case .tooManyUploads, .busy, .storageFull: .busy
            case .altered, .databaseAltered, .storageFailed, .folderInUse: .failed
            }
        self.init(kind, error.code, error.reason)
    }
}

/// How far an upload has come.
public enum UploadState: Hashable, Sendable {
    /// Everything is there and matches the identifier.
    case complete
    /// More is expected at this offset.
    case incomplete(offset: Int)
}

/// Who may bring content, and who may fetch it. Where an upload stands is what the store holds, so that a restart of
/// the node interrupts nothing for good; places and quotas are counted in memory.
struct ContentAccess: Sendable {
    private let ledger: Ledger
    private let store: any ContentStore
    private let register: UploadRegister
    private let clock: NodeClock
    private let secret: SymmetricKey
    private let quota: UploadQuota
    private let places = UploadPlaces(limits: UploadPlaces.Limits())
    /// Brings here what other nodes hold; nil where there are none.
    private let pulling: ContentPulling?
    private let objectBytes: Int
    private let looks: GroupedWork<[Claim], [HeldContent?]>
    private let notes: GroupedWork<UploadID, Void>

    /// Content that somebody is about to refer to, with the name under which whoever brought it is remembered.
    private struct Claim: Sendable {
        let name: UploadID
        let content: ContentClaim
    }

    static let registrationBytes = 10 << 20

    init(
        ledger: Ledger, store: any ContentStore, register: UploadRegister, clock: NodeClock, secret: SymmetricKey,
        limits: NodeConfiguration.Limits, pulling: ContentPulling? = nil
    ) {
        self.pulling = pulling
        self.ledger = ledger
        self.store = store
        self.register = register
        self.clock = clock
        self.secret = secret
        quota = UploadQuota(limit: limits.uploadBytesPerIdentity)
        objectBytes = limits.uploadObjectBytes
        looks = GroupedWork { claims in try await Self.look(claims, register, store) }
        notes = GroupedWork { names in
            try await register.note(names, at: clock.now())
            return names.map { _ in }
        }
    }

    /// One look at each of both databases for all who ask at the same time.
    private static func look(
        _ claims: [[Claim]], _ register: UploadRegister, _ store: any ContentStore
    ) async throws -> [[HeldContent?]] {
        let all = claims.flatMap(\.self)
        let known = try await register.knows(all.map(\.name))
        let kept = try await store.keep(zip(all, known).filter(\.1).map(\.0.content))
        var found = kept.makeIterator()
        var isKnown = known.makeIterator()
        return claims.map { claims in
            claims.map { _ in isKnown.next() == true ? found.next() ?? nil : nil }
        }
    }

    // MARK: Uploads

    /// Takes bytes of an object whose whole size is `size` at `offset`. Throws `content.*`, `tooLarge`,
    /// `tooManyRequests`.
    func upload<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, of cid: CID, offset: Int, size: Int, owner: UploadOwner
    ) async throws -> UploadState where Pieces.Element == [UInt8] {
        let limit = owner.isAnonymous ? min(objectBytes, Self.registrationBytes) : objectBytes
        guard size > 0, size <= limit else {
            throw NodeError(.tooLarge, "tooLarge", "The content is larger than this node takes.")
        }
        if size < ContentLimits.smallObject, offset == 0 {
            return try await uploadSmall(pieces, of: cid, size: size, owner: owner)
        }
        // Only who brought all of it before need not bring it again: that it is here is no proof of having it.
        if try await holds(cid, broughtBy: owner.provenance) { return .complete }
        let upload = name(cid, owner.name)
        var iterator = pieces.makeAsyncIterator()
        // Nothing is opened, and nothing counted, for who sends nothing.
        guard let first = try await iterator.next() else { return try await openState(of: upload) }
        return try await continueUpload(first, iterator, of: cid, offset: offset, size: size, owner: owner)
    }

    /// Takes a small object. One that comes whole goes straight to its place, together with others that come at the
    /// same time; part of one is kept as that of a large one is.
    private func uploadSmall<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, of cid: CID, size: Int, owner: UploadOwner
    ) async throws -> UploadState where Pieces.Element == [UInt8] {
        var iterator = pieces.makeAsyncIterator()
        guard let first = try await iterator.next() else { return try await uploadState(of: cid, owner: owner) }
        guard first.count == size else {
            // See above: who brought it before need not bring it again.
            if try await holds(cid, broughtBy: owner.provenance) { return .complete }
            return try await continueUpload(first, iterator, of: cid, offset: 0, size: size, owner: owner)
        }
        guard try await iterator.next() == nil else { throw ContentError(.tooLarge) }
        try quota.reserve(size, of: cid, for: owner.name, at: clock.now())
        try await store.put(first, as: cid)
        let upload = name(cid, owner.name)
        places.end(upload)
        // What came of it before, and was interrupted, is not needed any more.
        try? await store.abandon(upload)
        try await notes.answer(name(cid, owner.provenance))
        return .complete
    }

    private func continueUpload<Pieces: AsyncIteratorProtocol>(
        _ first: [UInt8], _ pieces: Pieces, of cid: CID, offset: Int, size: Int, owner: UploadOwner
    ) async throws -> UploadState where Pieces.Element == [UInt8] {
        let upload = name(cid, owner.name)
        // Counted for each owner and object by the size last declared, however often it is taken up again.
        try quota.reserve(size, of: cid, for: owner.name, at: clock.now())
        for evicted in try places.take(upload, for: owner, at: clock.now()) { try? await store.abandon(evicted) }
        var isOver = false
        defer { places.leave(upload, isOver: isOver, at: clock.now()) }
        _ = try await store.beginUpload(upload, of: cid, sizeLimit: size, now: clock.date)
        var iterator = pieces
        var piece = first
        var reached = offset
        while true {
            guard reached + piece.count <= size else { throw ContentError(.tooLarge) }
            reached = try await store.append(piece, to: upload, at: reached)
            guard let next = try await iterator.next() else { break }
            piece = next
        }
        guard reached == size else { return .incomplete(offset: reached) }
        do { _ = try await store.commit(upload) } catch let error as ContentError {
            isOver = error.kind == .cidMismatch
            throw error
        }
        isOver = true
        try await notes.answer(name(cid, owner.provenance))
        return .complete
    }

    /// The name of the upload of an object by its owner. It is derived, so that it needs to be kept nowhere, under the
    /// node's secret, so that neither owner nor object can be told from it: one identity cannot touch another's.
    private func name(_ cid: CID, _ owner: String) -> UploadID {
        let input = "medchain-upload-v1/" + cid.text + "/" + owner
        let code = HMAC<SHA256>.authenticationCode(for: Array(input.utf8), using: secret)
        return UploadID(bytes: Array(code).prefix(16))
    }

    /// Where an upload of this owner stands: 0 when there is none.
    func uploadState(of cid: CID, owner: UploadOwner) async throws -> UploadState {
        if try await holds(cid, broughtBy: owner.provenance) { return .complete }
        return try await openState(of: name(cid, owner.name))
    }

    private func openState(of upload: UploadID) async throws -> UploadState {
        do {
            return .incomplete(offset: try await store.status(of: upload).offset)
        } catch let error as ContentError where error.kind == .uploadNotFound {
            return .incomplete(offset: 0)
        }
    }

    /// Whether this node holds an object that `provenance` brought; then it is kept from being collected, because a
    /// transaction is about to refer to it. Throws what the store throws.
    func holds(_ cid: CID, broughtBy provenance: String) async throws -> Bool {
        try await keep([ContentClaim(cid)], broughtBy: provenance)[0] != nil
    }

    /// The objects among these that this node holds and that `provenance` brought, each at its place; nil for the
    /// others. What is held is kept from being collected, because a transaction is about to refer to it. Throws what
    /// the store throws.
    func keep(_ claims: [ContentClaim], broughtBy provenance: String) async throws -> [HeldContent?] {
        try await looks.answer(claims.map { Claim(name: name($0.cid, provenance), content: $0) })
    }

    /// Tells what the ledger refers to from now on: it counts against nobody any more.
    func settle(_ blocks: [ExecutedBlock]) {
        for block in blocks {
            for change in block.changes {
                guard let encoded = change.encoded else { continue }
                var cids: [CID] = []
                ContentReferences.forEach(in: encoded) { cids.append($0) }
                quota.settle(cids)
            }
        }
    }

    // MARK: Reading

    /// The content that a reference names, if the reader may see what refers to it; pulled from another node where it
    /// lies only there. Throws `notFound` for everything else, and `content.*`.
    func read(
        _ reference: ContentReference, range: Range<Int>?, for principal: Principal
    ) async throws -> ReadableContent {
        let (cid, keyVersion) = try resolve(reference, principal)
        if let pulling, try await store.stat(cid) == nil {
            _ = try await pulling.pull(cid) {
                do { return try self.resolve(reference, principal).cid == cid } catch is NodeError { return false }
            }
        }
        guard let info = try await store.stat(cid) else { throw NodeError.notFound }
        let chunks = try await store.read(cid, range: range)
        return ReadableContent(
            cid: cid, size: info.size, keyVersion: keyVersion,
            bytes: ContentBytes(byteCount: chunks.byteCount, chunks: chunks))
    }

    private func resolve(
        _ reference: ContentReference, _ principal: Principal
    ) throws -> (cid: CID, keyVersion: Int64?) {
        let found: (CID?, Int64?) = try ledger.read { reader in
            let visibility = try Visibility(reader, principal)
            try visibility.requireRepresented(reference.need)
            switch reference {
            case .recordPayload(let patient, let record):
                return (try visibility.record(record, of: patient, .read)?.content.payload, nil)
            case .recordEnvelope(let patient, let record):
                return (try visibility.record(record, of: patient, .read)?.content.envelope, nil)
            case .recordNote(let patient, let record):
                return (try visibility.record(record, of: patient, .list)?.note, nil)
            case .compartmentKey(let patient, let category):
                return (try visibility.ownCompartment(category, of: patient)?.keyEnvelope, nil)
            case .requestNote(let id): return (try visibility.request(id)?.note, nil)
            case .requestAnswer(let id): return (try visibility.request(id)?.answer, nil)
            case .grantEnvelope(let id):
                let grant = try visibility.grant(id)
                // Keys that await a confirmation are nobody's yet.
                return (grant?.awaits == nil || grant?.patient == visibility.me.id ? grant?.envelope : nil, nil)
            case .credentials(let id): return (try visibility.credentials(of: id), nil)
            case .decisionNote(let id): return (try visibility.decisionNote(about: id), nil)
            case .organisationKey(let id):
                let member = try visibility.ownOrganisationKey(id)
                return (member?.envelope, member?.version)
            case .care(let content): return (try visibility.content(content), nil)
            case .sharedDetails(let patient):
                return (try visibility.details(of: patient, at: visibility.me.organisation)?.content, nil)
            case .erasureNote(let patient, let record):
                return (try visibility.erasure(record, of: patient)?.note, nil)
            case .erasureAnswer(let patient, let record):
                return (try visibility.erasure(record, of: patient)?.answer, nil)
            case .claimContent(let id): return (try visibility.claim(id)?.content, nil)
            case .claimNote(let id): return (try visibility.claim(id)?.note, nil)
            case .representationKey(let id): return (try visibility.guardiansKey(id), nil)
            case .passedKey(let patient, let guardian):
                return (try visibility.passedKey(of: patient, by: guardian), nil)
            case .messageContent(let id): return (try visibility.message(id)?.content, nil)
            case .messageAttachment(let id, let number):
                let attachments = try visibility.message(id)?.attachments ?? []
                return (attachments.indices.contains(number - 1) ? attachments[number - 1] : nil, nil)
            }
        }
        guard let cid = found.0 else { throw NodeError.notFound }
        return (cid, found.1)
    }
}
