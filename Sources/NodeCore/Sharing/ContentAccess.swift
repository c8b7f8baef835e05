internal import ContentStore
internal import Foundation
public import LedgerFormat
internal import LedgerStore
internal import RecordContract
internal import Synchronization

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
    /// The sealed keys of a grant.
    case grantEnvelope(EntityID)
    /// The sealed credentials of a person.
    case credentials(IdentityID)
    /// The reader's own share of an organisation's key.
    case organisationKey(IdentityID)
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

/// Who may bring content, and who may fetch it.
actor ContentAccess {
    private struct Upload {
        let id: UploadID
        let owner: String
        let size: Int
    }

    private nonisolated let ledger: Ledger
    private nonisolated let store: any ContentStore
    private let clock: NodeClock
    private nonisolated let quota: UploadQuota
    private let objectBytes: Int
    /// Uploads under way by who brings what: one identity cannot touch another's.
    private var uploads: [String: Upload] = [:]

    static let registrationBytes = 10 << 20

    init(ledger: Ledger, store: any ContentStore, clock: NodeClock, limits: NodeConfiguration.Limits) {
        self.ledger = ledger
        self.store = store
        self.clock = clock
        quota = UploadQuota(limit: limits.uploadBytesPerIdentity)
        objectBytes = limits.uploadObjectBytes
    }

    // MARK: Uploads

    /// Takes bytes of an object whose whole size is `size` at `offset`. `owner` names who brings it: an identity, or
    /// the address of somebody who registers. Throws `content.*`, `tooLarge`, `tooManyRequests`.
    func upload<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, of cid: CID, offset: Int, size: Int, owner: String, limit: Int?
    ) async throws -> UploadState where Pieces.Element == [UInt8] {
        guard size > 0, size <= min(objectBytes, limit ?? objectBytes) else {
            throw NodeError(.tooLarge, "tooLarge", "The content is larger than this node takes.")
        }
        if try await store.exists(cid) { return .complete }
        let key = owner + "/" + cid.text
        let upload = try await begin(key, cid, size: size, owner: owner)
        var reached = offset
        for try await piece in pieces {
            guard reached + piece.count <= upload.size else { throw ContentError(.tooLarge) }
            reached = try await store.append(piece, to: upload.id, at: reached)
        }
        guard reached == upload.size else { return .incomplete(offset: reached) }
        uploads[key] = nil
        _ = try await store.commit(upload.id)
        return .complete
    }

    private func begin(_ key: String, _ cid: CID, size: Int, owner: String) async throws -> Upload {
        if let upload = uploads[key], upload.size == size, (try? await store.status(of: upload.id)) != nil {
            return upload
        }
        try quota.reserve(size, of: cid, for: owner, at: clock.now())
        if uploads.count > 10_000 { try await forgetEndedUploads() }
        let status = try await store.beginUpload(of: cid, sizeLimit: size, now: clock.date)
        let upload = Upload(id: status.id, owner: owner, size: size)
        uploads[key] = upload
        return upload
    }

    private func forgetEndedUploads() async throws {
        _ = try await store.expireUploads(now: clock.date)
        for (key, upload) in uploads where (try? await store.status(of: upload.id)) == nil { uploads[key] = nil }
    }

    /// Where an upload of this owner stands: 0 when there is none.
    func uploadState(of cid: CID, owner: String) async throws -> UploadState {
        if try await store.exists(cid) { return .complete }
        guard let upload = uploads[owner + "/" + cid.text], let status = try? await store.status(of: upload.id) else {
            return .incomplete(offset: 0)
        }
        return .incomplete(offset: status.offset)
    }

    /// Tells what the ledger refers to from now on: it counts against nobody any more.
    nonisolated func settle(_ blocks: [ExecutedBlock]) {
        for block in blocks {
            for change in block.changes {
                guard let document = change.document else { continue }
                quota.settle(Self.references(in: document))
            }
        }
    }

    private static func references(in document: Document) -> [CID] {
        switch document {
        case .record(let record): [record.content.payload, record.content.envelope] + [record.note].compactMap { $0 }
        case .grant(let grant): [grant.envelope]
        case .request(let request): [request.note].compactMap { $0 }
        case .compartments(let document): document.compartments.map(\.keyEnvelope)
        case .identity(let person): [person.application.credentials, person.note].compactMap { $0 }
        case .organisationKeyMember(let member): [member.envelope]
        default: []
        }
    }

    // MARK: Reading

    /// The content that a reference names, if the reader may see what refers to it. Throws `notFound` for everything
    /// else, and
    /// `content.*`.
    nonisolated func read(
        _ reference: ContentReference, range: Range<Int>?, for principal: Principal
    ) async throws -> ReadableContent {
        let (cid, keyVersion) = try resolve(reference, principal)
        guard let info = try await store.stat(cid) else { throw NodeError.notFound }
        let chunks = try await store.read(cid, range: range)
        return ReadableContent(
            cid: cid, size: info.size, keyVersion: keyVersion,
            bytes: ContentBytes(byteCount: chunks.byteCount, chunks: chunks))
    }

    private nonisolated func resolve(
        _ reference: ContentReference, _ principal: Principal
    ) throws -> (cid: CID, keyVersion: Int64?) {
        let found: (CID?, Int64?) = try ledger.read { reader in
            let visibility = try Visibility(reader, principal)
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
            case .grantEnvelope(let id): return (try visibility.grant(id)?.envelope, nil)
            case .credentials(let id): return (try visibility.credentials(of: id), nil)
            case .organisationKey(let id):
                let member = try visibility.ownOrganisationKey(id)
                return (member?.envelope, member?.version)
            }
        }
        guard let cid = found.0 else { throw NodeError.notFound }
        return (cid, found.1)
    }
}
