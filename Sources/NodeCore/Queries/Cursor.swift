internal import Crypto
internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Opaque cursors: where a page ended, bound by a MAC under the node's secret to the list and the reader, so that
/// nobody learns from one what stands beyond what they may see, or makes one up.
struct CursorCodec: Sendable {
    let secret: SymmetricKey

    private static let macBytes = 16

    /// The cursor of a position in a list.
    func encode(_ position: IndexPosition, list: String, reader: IdentityID?) -> String {
        var writer = ByteWriter()
        writer.lengthPrefixed(position.term)
        writer.lengthPrefixed(Array(position.key.text.utf8))
        return Base64URL.string(writer.bytes + mac(writer.bytes, list, reader))
    }

    /// The position of a cursor. Throws `query` for one of another list or reader, or none at all.
    func decode(_ text: String, list: String, reader: IdentityID?) throws(NodeError) -> IndexPosition {
        guard text.utf8.count <= 1_024, let bytes = Base64URL.decode(text.utf8), bytes.count > Self.macBytes else {
            throw NodeError.query("after")
        }
        let body = Array(bytes.dropLast(Self.macBytes))
        let expected = mac(body, list, reader)
        let difference = zip(expected, bytes.suffix(Self.macBytes)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { throw NodeError.query("after") }
        do throws(Rejection) {
            var reader = ByteReader(body)
            let term = Array(try reader.lengthPrefixed(maximum: 512))
            let key = String(decoding: try reader.lengthPrefixed(maximum: 128), as: UTF8.self)
            try reader.finish()
            guard let key = DocumentKey(text: key) else { throw Rejection(.formatMalformed) }
            return IndexPosition(term: term, key: key)
        } catch {
            throw NodeError.query("after")
        }
    }

    private func mac(_ body: [UInt8], _ list: String, _ reader: IdentityID?) -> [UInt8] {
        var writer = ByteWriter()
        writer.lengthPrefixed(Array("medchain/v1/cursor".utf8))
        writer.lengthPrefixed(Array(list.utf8))
        writer.lengthPrefixed(Array((reader?.canonical ?? "").utf8))
        writer.raw(body)
        return Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: secret).prefix(Self.macBytes))
    }
}
