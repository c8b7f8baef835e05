internal import ContentStore
public import LedgerFormat
internal import LedgerStore
internal import RecordContract
internal import Sealing

// What the HTTP API serves, by the sections of docs/spec/node-api-v1.md.

// MARK: Ledger

extension Node {
    /// Submits a transaction (a JWS) and returns what became of it when it is committed.
    public func submit(_ transaction: [UInt8]) async throws(NodeError) -> RecordedTransaction {
        try await pipeline.submit(transaction)
    }

    /// Submits many at once; the answers stand in the same order. One that is refused holds up no other. Their order
    /// on the ledger is not promised: what depends on another is submitted after it.
    public func submitMany(_ transactions: [[UInt8]]) async -> [Result<RecordedTransaction, NodeError>] {
        await withTaskGroup(of: NumberedAnswer.self) { group in
            for (position, transaction) in transactions.enumerated() {
                group.addTask { NumberedAnswer(position: position, answer: await self.answer(to: transaction)) }
            }
            var answers = [Result<RecordedTransaction, NodeError>](
                repeating: .failure(.failed), count: transactions.count)
            for await numbered in group { answers[numbered.position] = numbered.answer }
            return answers
        }
    }

    /// A struct and not a tuple: the optimizer of Swift 6.3 loses the number of a tuple that a child task returns
    /// from within `do throws`, which only a release build shows.
    private struct NumberedAnswer: Sendable {
        let position: Int
        let answer: Result<RecordedTransaction, NodeError>
    }

    private func answer(to transaction: [UInt8]) async -> Result<RecordedTransaction, NodeError> {
        do {
            return .success(try await submit(transaction))
        } catch {
            return .failure(error)
        }
    }

    /// What became of a transaction: for its signer, also one who does not act any more or not yet, and for whom its
    /// events concern. Throws `notFound`, `forbidden`.
    public func transaction(_ hash: TransactionHash, for principal: Principal) async throws -> RecordedTransaction {
        try await translating {
            try await self.ledger.read { reader in
                let visibility = try Visibility(reader, principal)
                let recorded = try reader.transaction(hash).map(RecordedTransaction.init)
                guard try visibility.concerns(recorded), let recorded else { throw NodeError.notFound }
                return recorded
            }
        }
    }

    /// The receipt of a transaction (receipt-v1, canonical JSON), for the same people. Throws `notFound`.
    public func receipt(_ hash: TransactionHash, for principal: Principal) async throws -> [UInt8] {
        _ = try await transaction(hash, for: principal)
        return try await translating {
            guard let receipt = try self.attesting.receipt(hash) else { throw NodeError.notFound }
            return receipt.encoded
        }
    }

    /// The signed checkpoint of the last committed block (C2SP tlog-checkpoint text).
    public func checkpoint() async throws -> String {
        try await translating { try self.attesting.checkpoint().text }
    }

    /// Headers from a height on, ascending, 1 ... 200 at most.
    public func headers(from height: UInt64, limit: Int) async throws -> [BlockHeader] {
        guard (1...200).contains(limit) else { throw NodeError.query("limit") }
        return try await translating {
            try await self.ledger.read { reader in try reader.headers(from: height, limit: limit) }
        }
    }

    /// The events that concern the reader: what stands on the ledger after a cursor (0: everything), then what comes.
    /// Throws
    /// `query` for a negative cursor, `forbidden`.
    public func events(for principal: Principal, after cursor: Int64) async throws -> EventStream {
        guard let position = EventPosition(cursor) else { throw NodeError.query("after") }
        try await requireStanding(principal)
        return EventStream(ledger: ledger, feed: pipeline.feed, principal: principal, after: position)
    }

    /// A cursor behind everything that stands on the ledger now: for a subscriber who wants only what comes.
    public var newestCursor: Int64 { EventPosition(before: ledger.height + 1).number }

    /// A page of the events that concern the reader, oldest first after a cursor, or newest first before one.
    public func eventPage(
        for principal: Principal, after cursor: Int64?, limit: Int, descending: Bool
    ) async throws -> (events: [DeliveredLedgerEvent], next: Int64?) {
        guard (1...200).contains(limit) else { throw NodeError.query("limit") }
        let position = try cursor.map { cursor throws(NodeError) -> EventPosition in
            guard let position = EventPosition(cursor) else { throw NodeError.query("after") }
            return position
        }
        return try await translating {
            try await self.ledger.read { reader in
                try Visibility(reader, principal).requireStanding()
                let page = try reader.events(
                    for: principal.identity, after: position, limit: limit, descending: descending)
                return (page.events.map(DeliveredLedgerEvent.init), page.next?.number)
            }
        }
    }

    private func requireStanding(_ principal: Principal) async throws {
        try await translating {
            try await self.ledger.read { reader in try Visibility(reader, principal).requireStanding() }
        }
    }
}

// MARK: People

extension Node {
    /// Counter-signs an application and submits it. An application that stands on the ledger already gets its first
    /// result. `address` is where the request came from; nil where that is not limited. Throws `tooManyRequests`,
    /// `identity.quota`, `content.notUploaded` for credentials that are not here.
    public func register(
        _ application: [UInt8], address: String?
    ) async throws -> (RecordedTransaction, identity: IdentityID) {
        try await translating {
            let (transaction, applicant, role) = try self.registrations.counterSign(application)
            let inner = try Transaction(parsing: application).hash
            let earlier = try await self.ledger.read { reader in
                try reader.transaction(inner).map(RecordedTransaction.init)
            }
            if let earlier { return (earlier, applicant) }
            try self.registrationLimits.take(role, address: address)
            return (try await self.pipeline.submit(transaction), applicant)
        }
    }

    /// Makes an account. `address` is where the request came from. Throws `account.userName`, `account.exists`,
    /// `request`, `tooLarge`,
    /// `tooManyRequests`.
    public func createAccount(
        userName: String, derivation: KeyDerivation, authenticationKey: [UInt8], vault: [UInt8], address: String
    ) async throws {
        try await translating {
            try await self.accounts.create(
                userName: userName, derivation: derivation, authenticationKey: authenticationKey, vault: vault,
                address: address)
        }
    }

    /// How the device of that user derives its authentication key; for unknown names plausible values that never
    /// change.
    public func keyDerivation(userName: String) async throws -> KeyDerivation {
        try await translating { try await self.accounts.keyDerivation(userName: userName) }
    }

    /// The sealed vault of an account. Throws `account.credentials`, `tooManyRequests`.
    public func vault(userName: String, authenticationKey: [UInt8], address: String) async throws -> [UInt8] {
        try await translating {
            try await self.accounts.vault(userName: userName, authenticationKey: authenticationKey, address: address)
        }
    }

    /// Replaces an account's vault and key. Throws as `vault` and `createAccount` do.
    public func replaceVault(
        userName: String, authenticationKey: [UInt8], derivation: KeyDerivation, newAuthenticationKey: [UInt8],
        vault: [UInt8], address: String
    ) async throws {
        try await translating {
            try await self.accounts.replace(
                userName: userName, authenticationKey: authenticationKey, derivation: derivation,
                newAuthenticationKey: newAuthenticationKey, vault: vault, address: address)
        }
    }

    /// A challenge for the holder of a key. Throws `tooManyRequests`.
    public func challenge(for key: KeyThumbprint) throws(NodeError) -> (challenge: Hash256, expiresAt: LedgerTime) {
        try sessions.challenge(for: key)
    }

    /// Opens a session for a signed challenge. Throws `session.proof`.
    public func openSession(_ claim: SessionClaim) async throws -> OpenedSession {
        try await translating { try self.sessions.open(claim) }
    }

    /// Who holds a session's token. Throws `session.expired`.
    public func authenticate(_ token: String) throws(NodeError) -> Principal { try sessions.authenticate(token) }

    /// Ends a session.
    public func closeSession(_ token: String) { sessions.close(token) }
}

// MARK: Certificates and queries

extension Node {
    /// A person's certificate chain as PEM: leaf, organisation, root. Throws `notFound`.
    public func certificateChain(of identity: IdentityID, for principal: Principal) async throws -> String {
        try await translating { try self.certificates.pem(of: identity, for: principal) }
    }
}

extension Node {
    /// An object that the reader may see. Throws `notFound`, `forbidden`.
    public func object(_ object: NodeObject, for principal: Principal) async throws -> QueryObject {
        try await translating { try await self.queries.object(object, for: principal) }
    }

    /// A page of a list. Throws `notFound`, `forbidden`, `query`.
    public func list(_ list: NodeList, _ page: PageRequest, for principal: Principal) async throws -> QueryPage {
        try await translating { try await self.queries.list(list, page, for: principal) }
    }

    /// The network, as `GET /v1/network` shows it; for everybody.
    public func networkView() async throws -> QueryObject {
        try await translating { try await self.directory.network() }
    }

    /// An organisation; for everybody. Throws `notFound`.
    public func organisation(_ id: IdentityID) async throws -> QueryObject {
        try await translating { try await self.directory.organisation(id) }
    }

    /// The organisations; for everybody.
    public func organisations(_ page: PageRequest) async throws -> QueryPage {
        try await translating { try await self.directory.organisations(page) }
    }
}

// MARK: Content

extension Node {
    /// The shares of the records of the reader's own executed read: this organisation's and, where that is not enough,
    /// others', but of those in `except`. Throws `notFound`, `release.*`, `content.*`.
    public func release(
        read: TransactionHash, records: [EntityID]?, except: Set<IdentityID> = [], for principal: Principal
    ) async throws -> [ReleasedRecordShare] {
        try await translating {
            try await self.releaseGathering.release(read: read, records: records, except: except, to: principal)
        }
    }

    /// Content by what refers to it. Throws `notFound`, `content.*`.
    public func content(
        _ reference: ContentReference, range: Range<Int>? = nil, for principal: Principal
    ) async throws -> ReadableContent {
        try await translating { try await self.contentAccess.read(reference, range: range, for: principal) }
    }

    /// Takes bytes of an object of `size` bytes in all, at `offset`. Throws `content.*`, `tooLarge`, `tooManyRequests`,
    /// `forbidden`.
    public func upload<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, as cid: CID, offset: Int, size: Int, for principal: Principal
    ) async throws -> UploadState where Pieces.Element == [UInt8] {
        try await requireStanding(principal)
        return try await translating {
            try await self.contentAccess.upload(
                pieces, of: cid, offset: offset, size: size, owner: .identity(principal.identity))
        }
    }

    /// Takes the credentials of somebody who is about to apply: at most 10 MiB, counted against the address.
    public func uploadForRegistration<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces, as cid: CID, offset: Int, size: Int, address: String
    ) async throws -> UploadState where Pieces.Element == [UInt8] {
        try await translating {
            try await self.contentAccess.upload(
                pieces, of: cid, offset: offset, size: size, owner: .applicant(address: address))
        }
    }

    /// Where the reader's upload of an object stands.
    public func uploadState(of cid: CID, for principal: Principal) async throws -> UploadState {
        try await requireStanding(principal)
        return try await translating {
            try await self.contentAccess.uploadState(of: cid, owner: .identity(principal.identity))
        }
    }

    /// Where the upload of somebody who is about to apply stands.
    public func registrationUploadState(of cid: CID, address: String) async throws -> UploadState {
        try await translating {
            try await self.contentAccess.uploadState(of: cid, owner: .applicant(address: address))
        }
    }
}

// MARK: Errors

extension Node {
    /// Turns whatever the node's parts throw into a `NodeError`. What nobody expects is logged by its kind and
    /// answered as
    /// `internal`, without what it says.
    func translating<T>(_ body: () async throws -> T) async throws(NodeError) -> T {
        do {
            return try await body()
        } catch let error as NodeError {
            throw error
        } catch let error as Rejection {
            throw NodeError(error)
        } catch let error as ContentError {
            throw NodeError(error)
        } catch let error as SealingError {
            // What the writer uploaded is not what the ledger says: nobody can open it.
            throw NodeError(.failed, error.code.rawValue, "The sealed content does not match the ledger.")
        } catch {
            logUnexpected(error)
            throw NodeError.failed
        }
    }
}
