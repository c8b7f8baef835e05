public import LedgerFormat

/// What the owner of a public sealing key signs about it, so that whoever seals to it need not believe the node that
/// delivers it. Format: docs/spec/contract-v1.md section 4, "Key statement".
public enum KeyStatement {
    /// What is signed: `medchain/v1/key`, a zero byte, and the canonical JSON
    /// `{"category":...,"holder":...,"network":...,"publicKey":...,"version":...}`; an organisation's has no category.
    public static func message(
        network: NetworkID, holder: IdentityID, category: Category?, version: Int64, publicKey: P256PublicKey
    ) -> [UInt8] {
        var json: JSONObject = [
            "network": .hash(network), "holder": .identity(holder), "version": .integer(version),
            "publicKey": publicKey.json,
        ]
        json.set("category", category.map(JSONValue.word))
        return Array("medchain/v1/key".utf8) + [0] + json.canonicalBytes
    }

    /// Reads the member `statement`: the signature, 64 bytes. Throws `json.*`, `transaction.highS`.
    static func signature(parsing reader: inout ObjectReader) throws(Rejection) -> ES256Signature {
        try ES256Signature(bytes: try reader.bytes("statement", maximum: 64))
    }

    /// Throws `key.statement` unless `signer` signed that, or who acts for them does so.
    static func require(
        _ signature: ES256Signature, of signer: IdentityDocument, holder: IdentityID, category: Category?,
        version: Int64, publicKey: P256PublicKey, _ run: Execution
    ) throws {
        let acting = run.acting.flatMap { $0.representation == nil ? nil : $0.representative }
        let signer = acting ?? signer
        let message = message(
            network: run.block.network, holder: holder, category: category, version: version, publicKey: publicKey)
        guard signature.verifies(message, with: try signer.application.signingKey.verifying) else {
            throw Rejection(.keyStatement)
        }
    }
}
