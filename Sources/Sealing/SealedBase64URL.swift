internal import LedgerFormat

/// The ledger's canonical base64url, with the sealed formats' code for what it refuses.
package enum SealedBase64URL {
    /// The text of `bytes`.
    package static func encode(_ bytes: [UInt8]) -> String { Base64URL.string(bytes) }

    /// The bytes of `text`.
    /// - Throws: `format.base64url` for another alphabet, padding, an impossible length or unused bits that are not
    /// zero.
    package static func decode(_ text: String) throws -> [UInt8] {
        guard let bytes = Base64URL.decode(text.utf8) else {
            throw SealingError(.formatBase64URL, "not canonical base64url without padding")
        }
        return bytes
    }
}
