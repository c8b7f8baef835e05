import Crypto
import Foundation
import LedgerFormat
import Testing
import Wallet

/// Vaults, keys and cards of docs/spec/wallet-v1.md, against Tests/Vectors/wallet.json as well.
@Suite struct VaultTests {
    private let network = Hash256(hashing: Array("a network".utf8))

    private func sealed() throws -> (Vault, AccountKeys, PassphraseStretching, VaultContents) {
        let name = try UserName("alice")
        let secret = AccountSecret.random()
        let stretching = PassphraseStretching.fresh()
        let keys = try AccountKeys(
            passphrase: "correct horse battery", secret: secret, stretching: stretching, network: network,
            userName: name)
        let contents = VaultContents(network: network, userName: name, keys: WalletKeys(), displayName: "Alice")
        return (try Vault(sealing: contents, with: keys, stretching: stretching), keys, stretching, contents)
    }

    @Test func opensWhatWasSealed() throws {
        let (vault, keys, stretching, contents) = try sealed()
        let opened = try vault.open(with: keys, stretching: stretching, network: network, userName: contents.userName)
        #expect(opened.keys.thumbprint == contents.keys.thumbprint)
        #expect(opened.keys.sealingPublicKey == contents.keys.sealingPublicKey)
        #expect(opened.displayName == "Alice")
    }

    @Test func anyAlteredByteKeepsItLocked() throws {
        let (vault, keys, stretching, contents) = try sealed()
        for index in stride(from: 8, to: vault.sealed.count, by: 37) {
            var bytes = vault.sealed
            bytes[index] ^= 1
            let altered = try Vault(sealed: bytes)
            #expect(throws: WalletError.locked) {
                try altered.open(with: keys, stretching: stretching, network: network, userName: contents.userName)
            }
        }
    }

    @Test func anotherNetworkNameOrRoundsKeepItLocked() throws {
        let (vault, keys, stretching, contents) = try sealed()
        let more = try PassphraseStretching(iterations: stretching.iterations + 1, salt: stretching.salt)
        #expect(throws: WalletError.locked) {
            try vault.open(with: keys, stretching: more, network: network, userName: contents.userName)
        }
        #expect(throws: WalletError.locked) {
            try vault.open(with: keys, stretching: stretching, network: .zero, userName: contents.userName)
        }
        let bob = try UserName("bob")
        #expect(throws: WalletError.locked) {
            try vault.open(with: keys, stretching: stretching, network: network, userName: bob)
        }
    }

    @Test func theVaultShowsNothingOfItsContents() throws {
        let (vault, _, _, contents) = try sealed()
        #expect(vault.sealed.firstRange(of: Array("Alice".utf8)) == nil)
        #expect(vault.sealed.firstRange(of: Array(contents.keys.signing.rawRepresentation)) == nil)
        #expect("\(contents.keys)" == "<wallet keys>")
    }

    @Test func weakStretchingIsRefused() {
        let salt = [UInt8](repeating: 1, count: 16)
        #expect(throws: WalletError.kdfRefused) { try PassphraseStretching(iterations: 599_999, salt: salt) }
        #expect(throws: WalletError.kdfRefused) { try PassphraseStretching(iterations: 10_000_001, salt: salt) }
        #expect(throws: WalletError.kdfRefused) { try PassphraseStretching(iterations: 600_000, salt: [1]) }
    }

    @Test(arguments: [
        ("short", WalletError.passphraseTooShort), (String(repeating: "x", count: 257), .passphraseTooLong),
    ])
    func passphrasesHaveBounds(passphrase: String, expected: WalletError) throws {
        let name = try UserName("alice")
        #expect(throws: expected) {
            try AccountKeys(
                passphrase: passphrase, secret: .random(), stretching: .fresh(), network: network, userName: name)
        }
    }

    @Test func damagedVaultsAreNamed() {
        #expect(throws: WalletError.malformed) { try Vault(sealed: []) }
        #expect(throws: WalletError.malformed) { try Vault(sealed: [UInt8](repeating: 0x4D, count: 100)) }
    }

    @Test func goldenVectors() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = try Data(contentsOf: root.appending(path: "Vectors/wallet.json"))
        let vectors = try StrictJSONParser.parseObject(Array(file))
        var reader = ObjectReader(try #require(vectors["vault"]).object())
        let network = try reader.hash("network")
        let name = try UserName(try reader.token("userName"))
        let secret = try #require(AccountSecret(bytes: try reader.bytes("accountSecret", maximum: 16)))
        let stretching = try PassphraseStretching(
            iterations: Int(try reader.integer("iterations", in: 0...10_000_000)),
            salt: try reader.bytes("salt", maximum: 64))
        let keys = try AccountKeys(
            passphrase: try reader.text("passphrase", maximumBytes: 256), secret: secret, stretching: stretching,
            network: network, userName: name)
        #expect(keys.authenticationKey == (try reader.bytes("authenticationKey", maximum: 32)))
        let vault = try Vault(sealed: try reader.bytes("sealed", maximum: 65_536))
        let contents = try vault.open(with: keys, stretching: stretching, network: network, userName: name)
        #expect(contents.keys.thumbprint == (try reader.hash("thumbprint")))
        let card = try SignInCard(parsing: try reader.token("card", maximumBytes: 512))
        #expect(card.secret.bytes == secret.bytes)
        #expect(SignInCard(network: network, userName: name, secret: secret).text == card.text)
        let id = try contents.keys.importedRecordID(
            patient: try reader.identity("importPatient"), fullURL: try reader.text("importFullUrl", maximumBytes: 200),
            resource: Array(try reader.text("importResource", maximumBytes: 1000).utf8))
        #expect(id == (try reader.id("importRecord")))
        try reader.finish()
    }
}

extension JSONValue {
    fileprivate func object() throws -> JSONObject {
        if case .object(let object) = self { return object }
        throw Rejection(.jsonWrongType)
    }
}
