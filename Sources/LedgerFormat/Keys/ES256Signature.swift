public import Crypto

/// An ECDSA signature over P-256 and SHA-256 (RFC 7518 section 3.4): r and s, 32 bytes each, with s in the lower half
/// of the group order so that nobody can turn one valid signature into another.
public struct ES256Signature: Hashable, Sendable {
    /// r || s, 64 bytes.
    public let bytes: [UInt8]

    /// The group order n, most significant byte first.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]
    /// (n - 1) / 2.
    private static let halfOrder: [UInt8] = [
        0x7F, 0xFF, 0xFF, 0xFF, 0x80, 0x00, 0x00, 0x00, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xDE, 0x73, 0x7D, 0x56, 0xD3, 0x8B, 0xCF, 0x42, 0x79, 0xDC, 0xE5, 0x61, 0x7E, 0x31, 0x92, 0xA8,
    ]

    /// Takes 64 bytes. Throws `transaction.syntax` for another count and `transaction.highS` unless s is low.
    public init(bytes: [UInt8]) throws(Rejection) {
        guard bytes.count == 64 else { throw Rejection(.transactionSyntax) }
        guard !Self.halfOrder.lexicographicallyPrecedes(bytes[32...]) else { throw Rejection(.transactionHighS) }
        self.bytes = bytes
    }

    /// Takes over r || s as a signer made it and brings s into the lower half, which is as valid.
    public init(normalizing raw: [UInt8]) throws(Rejection) {
        guard raw.count == 64 else { throw Rejection(.transactionSyntax) }
        var bytes = raw
        if Self.halfOrder.lexicographicallyPrecedes(raw[32...]) {
            var borrow = 0
            for index in stride(from: 31, through: 0, by: -1) {
                let difference = Int(Self.order[index]) - Int(raw[32 + index]) - borrow
                borrow = difference < 0 ? 1 : 0
                bytes[32 + index] = UInt8(truncatingIfNeeded: difference)
            }
        }
        self.bytes = bytes
    }

    /// Whether the signature is `key`'s over `message`.
    public func verifies(_ message: [UInt8], with key: P256.Signing.PublicKey) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
