import Crypto
import Foundation
import TestSupport
import Testing

@testable import Sealing

private struct OfficialVectors: Decodable {
    struct Vector: Decodable {
        struct Encryption: Decodable { let aad, ct, nonce, pt: String }
        struct Export: Decodable {
            let exporter_context: String
            let L: Int
            let exported_value: String
        }
        let aead_id: Int
        let info, skRm, pkRm, enc: String
        let encryptions: [Encryption]
        let exports: [Export]
    }
    let vectors: [Vector]
}

@Suite struct HPKETests {
    @Test func `opens and exports every RFC 9180 vector of P-256 with SHA-256`() throws {
        let official = try JSONDecoder().decode(OfficialVectors.self, from: try vectors("hpke-rfc9180"))
        #expect(official.vectors.map(\.aead_id) == [1, 2])
        for vector in official.vectors {
            let suite = HPKE.Ciphersuite(
                kem: .P256_HKDF_SHA256, kdf: .HKDF_SHA256, aead: vector.aead_id == 1 ? .AES_GCM_128 : .AES_GCM_256)
            let key = try SealingPrivateKey(scalar: SecretBytes(hexadecimal(vector.skRm)))
            #expect(key.publicKey.x963 == hexadecimal(vector.pkRm))
            var recipient = try HPKE.Recipient(
                privateKey: key.key, ciphersuite: suite, info: Data(hexadecimal(vector.info)),
                encapsulatedKey: Data(hexadecimal(vector.enc)))
            for export in vector.exports {
                let value = try recipient.exportSecret(
                    context: hexadecimal(export.exporter_context), outputByteCount: export.L)
                #expect(value == SymmetricKey(data: hexadecimal(export.exported_value)))
            }
            #expect(vector.encryptions.count == 257)
            for encryption in vector.encryptions {
                let opened = try recipient.open(
                    hexadecimal(encryption.ct), authenticating: hexadecimal(encryption.aad))
                #expect(Array(opened) == hexadecimal(encryption.pt))
            }
        }
        #expect(SealingSuite.allCases.map(\.rawValue) == [1])
    }

    @Test func `a box opens with its key and context only`() throws {
        let key = SealingPrivateKey()
        let secret = SecretBytes.random()
        let context = SealingContext("record/share", .text("a"), .number(1))
        let box = try HPKESealedBox.seal(secret, to: key.publicKey, context: context)
        #expect(try box.open(with: key, context: context) == secret)
        let again = try HPKESealedBox(parsing: box.encoded(), plaintextCount: 32)
        #expect(again == box)
        expectCode(.hpkeOpenFailed) { _ = try box.open(with: SealingPrivateKey(), context: context) }
        for other in [
            SealingContext("record/share", .text("a"), .number(2)), SealingContext("record/share", .text("a")),
            SealingContext("release/share", .text("a"), .number(1)),
        ] {
            expectCode(.hpkeOpenFailed) { _ = try box.open(with: key, context: other) }
        }
    }

    @Test func `every altered byte of a box is refused`() throws {
        let key = SealingPrivateKey()
        let context = SealingContext("x")
        let box = try HPKESealedBox.seal(.random(), to: key.publicKey, context: context)
        for index in box.ciphertext.indices {
            var altered = box.ciphertext
            altered[index] ^= 1
            let other = try HPKESealedBox(
                suite: box.suite, encapsulatedKey: box.encapsulatedKey, ciphertext: altered)
            expectCode(.hpkeOpenFailed) { _ = try other.open(with: key, context: context) }
        }
        for index in box.encapsulatedKey.indices {
            var altered = box.encapsulatedKey
            altered[index] ^= 1
            let other = try HPKESealedBox(suite: box.suite, encapsulatedKey: altered, ciphertext: box.ciphertext)
            expectCode(.hpkeEncapsulatedKeyInvalid) { _ = try other.open(with: key, context: context) }
        }
    }

    @Test func `contexts are injective`() {
        #expect(SealingContext("a", .text("bc")).bytes != SealingContext("a", .text("b"), .text("c")).bytes)
        #expect(SealingContext("a", .text("")).bytes != SealingContext("a").bytes)
        #expect(
            SealingContext("ab", .number(258)).bytes
                == [0, 0, 0, 14] + Array("medchain/v1/ab".utf8) + [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 2])
    }

    @Test func `keys outside the curve are refused and secrets do not print`() throws {
        expectCode(.keyInvalid) { _ = try SealingPublicKey(x963: [4] + [UInt8](repeating: 1, count: 64)) }
        expectCode(.keyInvalid) { _ = try SealingPublicKey(x963: []) }
        expectCode(.keyInvalid) { _ = try SealingPrivateKey(scalar: SecretBytes([UInt8](repeating: 0, count: 32))) }
        expectCode(.keyInvalid) { _ = try SealingPrivateKey(scalar: SecretBytes([1, 2, 3])) }
        let key = SealingPrivateKey()
        #expect(try SealingPublicKey(x: key.publicKey.x, y: key.publicKey.y) == key.publicKey)
        let secret = SecretBytes([0xab, 0xcd])
        var shown = "\(secret) \(key)"
        dump(secret, to: &shown)
        dump(key, to: &shown)
        debugPrint([secret], key, to: &shown)
        #expect(shown.contains("<secret>") && !shown.contains("171") && !shown.lowercased().contains("abcd"))
    }
}
