import Crypto

/// A parsed transaction: one command, signed by one identity, in JWS compact serialization (RFC 7515 section 3.1).
/// Parsing checks everything that needs no key and no state; nothing here says that the signature holds
/// (`VerifiedTransaction` does). Format: docs/spec/transaction-v1.md.
public struct Transaction: Sendable {
    /// The JWS exactly as it was submitted: ASCII.
    public let encoded: [UInt8]
    /// SHA-256 of the signing input: the transaction's name on the ledger.
    public let hash: TransactionHash
    /// Thumbprint of the key that signed.
    public let signer: KeyThumbprint
    /// The network it is meant for.
    public let network: NetworkID
    /// The client's random identifier.
    public let id: EntityID
    /// When the client made it, by its own clock.
    public let issuedAt: LedgerTime
    /// From when on it must not be executed.
    public let expiresAt: LedgerTime
    /// The command's `type`.
    public let commandType: String
    /// The whole command, `type` included.
    public let command: JSONObject
    /// The signature over the signing input.
    public let signature: ES256Signature

    private let signingInputLength: Int

    /// The bytes that are signed: header and payload in base64url with the dot between them.
    public var signingInput: [UInt8] { Array(encoded[..<signingInputLength]) }

    /// Parses a JWS. Throws `transaction.*` or `json.*`.
    public init(parsing encoded: [UInt8]) throws(Rejection) {
        guard encoded.count <= Limits.transactionBytes else { throw Rejection(.transactionTooLarge) }
        let parts = encoded.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw Rejection(.transactionSyntax) }
        signer = try Self.signer(inHeader: header)
        self.signature = try ES256Signature(bytes: signature)
        signingInputLength = parts[2].startIndex - 1
        self.encoded = encoded
        hash = Hash256(SHA256.hash(data: encoded[..<signingInputLength]))

        var reader = ObjectReader(try StrictJSONParser.parseObject(payload))
        guard try reader.integer("v", in: 0...Int64(Int32.max)) == 1 else { throw Rejection(.formatVersion) }
        network = try reader.hash("network")
        id = try reader.id("id")
        issuedAt = try reader.time("issuedAt")
        expiresAt = try reader.time("expiresAt")
        command = try reader.object("command")
        try reader.finish()
        guard let type = command["type"] else { throw Rejection(.jsonMissingField, field: "type") }
        commandType = try ObjectReader.token(type, field: "type", maximumBytes: 64)
        let lifetime = expiresAt.milliseconds - issuedAt.milliseconds
        guard (1...Limits.transactionLifetime).contains(lifetime) else { throw Rejection(.transactionLifetime) }
    }

    private static func signer(inHeader header: [UInt8]) throws(Rejection) -> KeyThumbprint {
        var reader = ObjectReader(try StrictJSONParser.parseObject(header))
        guard try reader.token("alg") == "ES256", try reader.token("typ") == "medchain-tx" else {
            throw Rejection(.transactionHeader)
        }
        let signer = try reader.hash("kid")
        do { try reader.finish() } catch { throw Rejection(.transactionHeader) }
        return signer
    }

    /// The signing input of a new transaction. A wallet shows `command` to its owner, signs these bytes with ES256 and
    /// hands the signature to `assemble`.
    public static func signingInput(
        signer: KeyThumbprint, network: NetworkID, id: EntityID, issuedAt: LedgerTime, expiresAt: LedgerTime,
        command: JSONObject
    ) -> [UInt8] {
        let header: JSONObject = [
            "alg": .string("ES256"), "typ": .string("medchain-tx"), "kid": .hash(signer),
        ]
        let payload: JSONObject = [
            "v": .integer(1), "network": .hash(network), "id": .id(id), "issuedAt": .time(issuedAt),
            "expiresAt": .time(expiresAt), "command": .object(command),
        ]
        return Base64URL.encode(header.canonicalBytes) + [UInt8(ascii: ".")] + Base64URL.encode(payload.canonicalBytes)
    }

    /// Joins signing input and signature. Throws what parsing throws, so that nothing leaves a device that nodes
    /// refuse.
    public static func assemble(signingInput: [UInt8], signature: ES256Signature) throws(Rejection) -> Transaction {
        try Transaction(parsing: signingInput + [UInt8(ascii: ".")] + Base64URL.encode(signature.bytes))
    }
}
