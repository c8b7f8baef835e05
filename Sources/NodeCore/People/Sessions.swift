internal import Crypto
public import LedgerFormat
internal import LedgerStore
internal import RecordContract
internal import Synchronization

/// A signed challenge, as the API has parsed it.
public struct SessionClaim: Sendable {
    /// Thumbprint of the key that signed.
    public let signer: KeyThumbprint
    /// The network it names.
    public let network: NetworkID
    /// The node it names.
    public let node: IdentityID
    /// The challenge.
    public let challenge: Hash256
    /// The expiry it repeats.
    public let expiresAt: LedgerTime
    /// Whether the signature is that of a key.
    public let isSigned: @Sendable (_ by: P256PublicKey) -> Bool

    /// A claim of these parts.
    public init(
        signer: KeyThumbprint, network: NetworkID, node: IdentityID, challenge: Hash256, expiresAt: LedgerTime,
        isSigned: @escaping @Sendable (_ by: P256PublicKey) -> Bool
    ) {
        self.signer = signer
        self.network = network
        self.node = node
        self.challenge = challenge
        self.expiresAt = expiresAt
        self.isSigned = isSigned
    }
}

/// A session that was just opened.
public struct OpenedSession: Sendable {
    /// The bearer token: 43 characters, a secret.
    public let token: String
    /// Who is signed in.
    public let principal: Principal
    /// When the session ends at the latest.
    public let expiresAt: LedgerTime
}

/// Somebody who is signed in. Only `Sessions` makes one: a value of this type is the proof of a live session.
public struct Principal: Hashable, Sendable {
    /// The person.
    public let identity: IdentityID
    /// The key with which they signed in.
    public let key: KeyThumbprint
    /// Under which representation they ask for somebody else; nil for themself.
    public let representation: EntityID?

    init(identity: IdentityID, key: KeyThumbprint, representation: EntityID? = nil) {
        self.identity = identity
        self.key = key
        self.representation = representation
    }

    /// The same person, who asks as a patient would whom they represent. Whether they do is found when they ask.
    public func asking(under representation: EntityID) -> Principal {
        Principal(identity: identity, key: key, representation: representation)
    }
}

/// Sessions by signed challenge. They live in memory: after a restart everybody signs in again.
final class Sessions: Sendable {
    /// How long and how many.
    struct Limits: Sendable {
        var challenge: Int64 = 120_000
        var idle: Int64
        var absolute: Int64
        var sessions: Int
        var challenges = 100_000
    }

    private struct PendingChallenge {
        let key: KeyThumbprint
        let expiresAt: LedgerTime
    }

    private struct Session {
        let principal: Principal
        let expiresAt: LedgerTime
        var lastUsed: LedgerTime
    }

    private struct State {
        var challenges: [Hash256: PendingChallenge] = [:]
        /// By SHA-256 of the token: a look at the memory gives no session away.
        var sessions: [Hash256: Session] = [:]
    }

    private let ledger: Ledger
    private let node: IdentityID
    private let clock: NodeClock
    private let limits: Limits
    private let state = Mutex(State())

    init(ledger: Ledger, node: IdentityID, clock: NodeClock, limits: Limits) {
        self.ledger = ledger
        self.node = node
        self.clock = clock
        self.limits = limits
    }

    /// A challenge for the holder of a key, good for one proof. It is given for unknown keys too. Throws
    /// `tooManyRequests`.
    func challenge(for key: KeyThumbprint) throws(NodeError) -> (challenge: Hash256, expiresAt: LedgerTime) {
        let now = clock.now()
        let challenge = Self.random()
        let expiresAt = now.advanced(byMilliseconds: limits.challenge)
        let isFull = state.withLock { state in
            if state.challenges.count >= limits.challenges {
                state.challenges = state.challenges.filter { $0.value.expiresAt > now }
            }
            if state.challenges.count >= limits.challenges { return true }
            state.challenges[challenge] = PendingChallenge(key: key, expiresAt: expiresAt)
            return false
        }
        if isFull { throw NodeError.tooMany(retryAfter: Int(limits.challenge / 1_000)) }
        return (challenge, expiresAt)
    }

    /// Opens a session. The challenge is used up, whatever comes of it. Throws `session.proof`, `tooManyRequests`.
    func open(_ claim: SessionClaim) throws -> OpenedSession {
        let now = clock.now()
        let refused = NodeError(.unauthenticated, "session.proof", "The signed challenge is not valid here and now.")
        let pending = state.withLock { $0.challenges.removeValue(forKey: claim.challenge) }
        guard let pending, pending.expiresAt > now, pending.expiresAt == claim.expiresAt, pending.key == claim.signer,
            claim.network == ledger.network, claim.node == node
        else { throw refused }
        let document = try ledger.read { reader in try reader.document(.key(claim.signer)) }
        guard case .key(let key)? = document, key.kind == .person, key.status == .current,
            claim.isSigned(key.publicKey)
        else { throw refused }
        let token = Self.random()
        let principal = Principal(identity: key.holder, key: claim.signer)
        let expiresAt = now.advanced(byMilliseconds: limits.absolute)
        let isFull = state.withLock { state in
            if state.sessions.count >= limits.sessions {
                state.sessions = state.sessions.filter { isLive($0.value, now) }
            }
            if state.sessions.count >= limits.sessions { return true }
            state.sessions[Self.name(token.base64URL)] = Session(
                principal: principal, expiresAt: expiresAt, lastUsed: now)
            return false
        }
        if isFull { throw NodeError.tooMany(retryAfter: 60) }
        return OpenedSession(token: token.base64URL, principal: principal, expiresAt: expiresAt)
    }

    /// Who holds a token. Throws `session.expired` for one that has ended, or never was.
    func authenticate(_ token: String) throws(NodeError) -> Principal {
        let now = clock.now()
        let name = Self.name(token)
        let principal = state.withLock { state -> Principal? in
            guard let session = state.sessions[name] else { return nil }
            guard isLive(session, now) else {
                state.sessions[name] = nil
                return nil
            }
            state.sessions[name]?.lastUsed = now
            return session.principal
        }
        guard let principal else {
            throw NodeError(.unauthenticated, "session.expired", "The session has ended; sign in again.")
        }
        return principal
    }

    /// Ends a session; without effect for one that has ended.
    func close(_ token: String) { state.withLock { _ = $0.sessions.removeValue(forKey: Self.name(token)) } }

    private func isLive(_ session: Session, _ now: LedgerTime) -> Bool {
        session.expiresAt > now && session.lastUsed.advanced(byMilliseconds: limits.idle) > now
    }

    private static func name(_ token: String) -> Hash256 { Hash256(hashing: Array(token.utf8)) }

    private static func random() -> Hash256 {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        return Hash256(bytes: bytes) ?? .zero
    }
}
