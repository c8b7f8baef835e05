public import Crypto

/// A P-256 public key as a JSON Web Key (RFC 7517, RFC 7518 section 6.2): `{"kty":"EC","crv":"P-256","x":...,"y":...}`.
/// People's signing and sealing keys, organisations' and nodes' transaction and release keys have this form.
public struct P256PublicKey: Hashable, Sendable {
    /// Affine coordinates, 32 bytes each: x, then y. Known to lie on the curve.
    public let coordinates: [UInt8]

    /// Takes 64 bytes of affine coordinates. Throws `key.malformed` unless they are a point on P-256.
    public init(coordinates: [UInt8]) throws(Rejection) {
        guard coordinates.count == 64, (try? P256.Signing.PublicKey(rawRepresentation: coordinates)) != nil else {
            throw Rejection(.keyMalformed)
        }
        self.coordinates = coordinates
    }

    /// Takes over a key that Crypto has checked.
    public init(_ key: P256.Signing.PublicKey) { coordinates = Array(key.rawRepresentation) }
    /// Takes over a key that Crypto has checked.
    public init(_ key: P256.KeyAgreement.PublicKey) { coordinates = Array(key.rawRepresentation) }

    /// Reads the strict JWK form. Throws `json.*` or `key.malformed`.
    public init(_ value: JSONValue, field: String) throws(Rejection) {
        var reader = try ObjectReader(value, field: field)
        guard try reader.token("kty") == "EC", try reader.token("crv") == "P-256" else {
            throw Rejection(.keyMalformed, field: field)
        }
        let x = try reader.bytes("x", maximum: 32)
        let y = try reader.bytes("y", maximum: 32)
        try reader.finish()
        guard x.count == 32, y.count == 32 else { throw Rejection(.keyMalformed, field: field) }
        try self.init(coordinates: x + y)
    }

    /// The JWK.
    public var json: JSONValue {
        .object([
            "kty": .string("EC"), "crv": .string("P-256"), "x": .bytes(Array(coordinates[0..<32])),
            "y": .bytes(Array(coordinates[32..<64])),
        ])
    }

    /// The RFC 7638 thumbprint: SHA-256 of the canonical JWK.
    public var thumbprint: KeyThumbprint {
        // Spelled out instead of `json.canonicalBytes`: every verified transaction needs it once.
        var text = Array("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"".utf8)
        text.append(contentsOf: Base64URL.encode(coordinates[0..<32]))
        text.append(contentsOf: "\",\"y\":\"".utf8)
        text.append(contentsOf: Base64URL.encode(coordinates[32..<64]))
        text.append(contentsOf: "\"}".utf8)
        return Hash256(hashing: text)
    }

    /// The key for verifying ES256.
    public var verifying: P256.Signing.PublicKey {
        get throws(Rejection) {
            do { return try P256.Signing.PublicKey(rawRepresentation: coordinates) } catch {
                throw Rejection(.keyMalformed)
            }
        }
    }

    /// The key for HPKE.
    public var keyAgreement: P256.KeyAgreement.PublicKey {
        get throws(Rejection) {
            do { return try P256.KeyAgreement.PublicKey(rawRepresentation: coordinates) } catch {
                throw Rejection(.keyMalformed)
            }
        }
    }
}
