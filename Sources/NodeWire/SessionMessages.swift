public import LedgerFormat

/// Asks for a challenge to sign.
public struct ChallengeRequest: WireObject {
    /// Thumbprint of the key that will sign.
    public let key: KeyThumbprint

    /// A request for the holder of this key.
    public init(key: KeyThumbprint) { self.key = key }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        key = try reader.hash("key")
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["key": .hash(key)] }
}

/// A challenge: good for one session proof.
public struct Challenge: WireObject {
    /// 32 random bytes.
    public let challenge: Hash256
    /// Until when it can be answered.
    public let expiresAt: LedgerTime

    /// A challenge.
    public init(challenge: Hash256, expiresAt: LedgerTime) {
        self.challenge = challenge
        self.expiresAt = expiresAt
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        challenge = try reader.hash("challenge")
        expiresAt = try reader.time("expiresAt")
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["challenge": .hash(challenge), "expiresAt": .time(expiresAt)] }
}

/// A signed challenge: a JWS of its own type, so that it can never be taken for a transaction nor a transaction for it.
public struct SessionProof: Sendable {
    /// The JWS.
    public let encoded: [UInt8]
    /// Thumbprint of the signing key.
    public let signer: KeyThumbprint
    /// The network.
    public let network: NetworkID
    /// The node that made the challenge: a proof for one node is worth nothing at another.
    public let node: IdentityID
    /// The challenge.
    public let challenge: Hash256
    /// Until when the proof can be used.
    public let expiresAt: LedgerTime
    private let signature: ES256Signature
    private let signingInputLength: Int

    /// The largest proof, in bytes.
    public static let maximumBytes = 1_024

    /// Parses a proof. Throws `transaction.*` or `json.*`.
    public init(parsing encoded: [UInt8]) throws(Rejection) {
        guard encoded.count <= Self.maximumBytes else { throw Rejection(.formatTooLarge) }
        let parts = encoded.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw Rejection(.transactionSyntax) }
        var headerReader = ObjectReader(try StrictJSONParser.parseObject(header))
        guard try headerReader.token("alg") == "ES256", try headerReader.token("typ") == "medchain-session" else {
            throw Rejection(.transactionHeader)
        }
        signer = try headerReader.hash("kid")
        try headerReader.finish()
        var reader = ObjectReader(try StrictJSONParser.parseObject(payload))
        guard try reader.integer("v", in: 0...Int64(Int32.max)) == 1 else { throw Rejection(.formatVersion) }
        network = try reader.hash("network")
        node = try reader.identity("node")
        challenge = try reader.hash("challenge")
        expiresAt = try reader.time("expiresAt")
        try reader.finish()
        self.signature = try ES256Signature(bytes: signature)
        self.encoded = encoded
        signingInputLength = parts[2].startIndex - 1
    }

    /// The bytes that a wallet signs.
    public static func signingInput(
        signer: KeyThumbprint, network: NetworkID, node: IdentityID, challenge: Challenge
    ) -> [UInt8] {
        let header: JSONObject = [
            "alg": .string("ES256"), "typ": .string("medchain-session"), "kid": .hash(signer),
        ]
        let payload: JSONObject = [
            "v": .integer(1), "network": .hash(network), "node": .identity(node),
            "challenge": .hash(challenge.challenge), "expiresAt": .time(challenge.expiresAt),
        ]
        return Base64URL.encode(header.canonicalBytes) + [UInt8(ascii: ".")] + Base64URL.encode(payload.canonicalBytes)
    }

    /// Joins signing input and signature. Throws what parsing throws.
    public static func assemble(signingInput: [UInt8], signature: ES256Signature) throws(Rejection) -> SessionProof {
        try SessionProof(parsing: signingInput + [UInt8(ascii: ".")] + Base64URL.encode(signature.bytes))
    }

    /// Whether `key` is the key that the header names and the signature is its own.
    public func verifies(with key: P256PublicKey) -> Bool {
        guard key.thumbprint == signer, let verifying = try? key.verifying else { return false }
        return signature.verifies(Array(encoded[..<signingInputLength]), with: verifying)
    }
}

/// Carries a `SessionProof`.
public struct SessionRequest: WireObject {
    /// The JWS.
    public let proof: [UInt8]

    /// A request with this proof.
    public init(proof: [UInt8]) { self.proof = proof }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        proof = Array(try reader.token("proof", maximumBytes: SessionProof.maximumBytes).utf8)
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject { ["proof": .string(String(decoding: proof, as: UTF8.self))] }
}

/// A session: the bearer token for the requests that follow.
public struct SessionAnswer: WireObject {
    /// The token; a secret.
    public let session: String
    /// Who is signed in.
    public let identity: IdentityID
    /// When it ends at the latest.
    public let expiresAt: LedgerTime

    /// A session of these parts.
    public init(session: String, identity: IdentityID, expiresAt: LedgerTime) {
        self.session = session
        self.identity = identity
        self.expiresAt = expiresAt
    }

    /// See `WireObject`.
    public init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        session = try reader.token("session")
        identity = try reader.identity("identity")
        expiresAt = try reader.time("expiresAt")
        try reader.finish()
    }

    /// See `WireObject`.
    public var json: JSONObject {
        ["session": .string(session), "identity": .identity(identity), "expiresAt": .time(expiresAt)]
    }
}
