import Crypto
import Foundation
import LedgerFormat
import RecordContract
import Testing

@testable import NodeCore

@Suite struct AccountTests {
    private let derivation = KeyDerivation(iterations: 600_000, salt: Array(repeating: 5, count: 16))
    private let key = [UInt8](repeating: 1, count: 32)
    private let wrong = [UInt8](repeating: 2, count: 32)

    private func accounts(_ folder: TemporaryFolder, _ clock: ManualClock, secret: SymmetricKey) throws -> Accounts {
        try Accounts(path: folder.path + "/accounts.sqlite", secret: secret, clock: clock.clock)
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? NodeError)?.code
        }
    }

    @Test func aVaultComesBackForTheRightKeyOnly() async throws {
        let (folder, clock, secret) = (try TemporaryFolder(), ManualClock(), SymmetricKey(size: .bits256))
        let accounts = try accounts(folder, clock, secret: secret)
        try await accounts.create(
            userName: "ada.l", derivation: derivation, authenticationKey: key, vault: [1, 2, 3], address: "a")
        #expect(try await accounts.vault(userName: "ada.l", authenticationKey: key, address: "a") == [1, 2, 3])
        #expect(
            await code { _ = try await accounts.vault(userName: "ada.l", authenticationKey: wrong, address: "a") }
                == "account.credentials")
        #expect(
            await code { _ = try await accounts.vault(userName: "nobody", authenticationKey: key, address: "a") }
                == "account.credentials")
        #expect(
            await code {
                try await accounts.create(
                    userName: "ada.l", derivation: derivation, authenticationKey: wrong, vault: [], address: "a")
            } == "account.exists")
        try await accounts.replace(
            userName: "ada.l", authenticationKey: key, derivation: derivation, newAuthenticationKey: wrong,
            vault: [4], address: "a")
        #expect(try await accounts.vault(userName: "ada.l", authenticationKey: wrong, address: "a") == [4])
        try accounts.close()
        // The verifier is not the key, and the file is nobody else's.
        let file = folder.path + "/accounts.sqlite"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(bytes.range(of: Data(wrong)) == nil)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    }

    @Test func unknownNamesLookLikeKnownOnes() async throws {
        let (folder, clock, secret) = (try TemporaryFolder(), ManualClock(), SymmetricKey(size: .bits256))
        let accounts = try accounts(folder, clock, secret: secret)
        let first = try await accounts.keyDerivation(userName: "ghost")
        #expect(try await accounts.keyDerivation(userName: "ghost") == first)
        #expect(try await accounts.keyDerivation(userName: "other") != first)
        #expect(first.iterations == 600_000 && first.salt.count == 16)
        // They are slowed down alike, too.
        for name in ["ada.l", "ghost"] {
            if name == "ada.l" {
                try await accounts.create(
                    userName: name, derivation: derivation, authenticationKey: key, vault: [], address: "c")
            }
            var codes: [String?] = []
            for _ in 0..<7 {
                codes.append(
                    await code { _ = try await accounts.vault(userName: name, authenticationKey: wrong, address: name) }
                )
            }
            #expect(
                codes == Array(repeating: "account.credentials", count: 5) + ["tooManyRequests", "tooManyRequests"])
        }
    }

    @Test func nobodyIsLockedOutByAnothersWrongKeys() async throws {
        let (folder, clock, secret) = (try TemporaryFolder(), ManualClock(), SymmetricKey(size: .bits256))
        let accounts = try accounts(folder, clock, secret: secret)
        try await accounts.create(
            userName: "ada.l", derivation: derivation, authenticationKey: key, vault: [1], address: "home")
        func attempt(_ name: String, _ key: [UInt8], _ address: String) async -> String? {
            await code { _ = try await accounts.vault(userName: name, authenticationKey: key, address: address) }
        }
        for _ in 0..<5 { #expect(await attempt("ada.l", wrong, "bot") == "account.credentials") }
        #expect(await attempt("ada.l", wrong, "bot") == "tooManyRequests")
        // The right key is let in at once: from home, and from behind the same address as the guesses.
        #expect(await attempt("ada.l", key, "home") == nil)
        #expect(await attempt("ada.l", key, "bot") == nil)
        // A name and an address are slowed down together, not each for all others.
        for _ in 0..<6 { _ = await attempt("ada.l", wrong, "bot") }
        #expect(await attempt("ada.l", wrong, "bot") == "tooManyRequests")
        #expect(await attempt("ada.l", wrong, "elsewhere") == "account.credentials")
        #expect(await attempt("someone", wrong, "bot") == "account.credentials")
        clock.advance(milliseconds: 60_000)
        #expect(await attempt("ada.l", wrong, "bot") == "account.credentials")
    }

    @Test func valuesOutsideTheirRangesAreRefused() async throws {
        let (folder, clock, secret) = (try TemporaryFolder(), ManualClock(), SymmetricKey(size: .bits256))
        let accounts = try accounts(folder, clock, secret: secret)
        for name in ["ab", "Ada", "ada lovelace", ".ada", "ada\u{301}", String(repeating: "a", count: 65)] {
            #expect(!Accounts.isUserName(name))
        }
        func create(_ derivation: KeyDerivation, _ key: [UInt8], _ vault: [UInt8]) async -> String? {
            await code {
                try await accounts.create(
                    userName: "ada", derivation: derivation, authenticationKey: key, vault: vault, address: "a")
            }
        }
        #expect(await create(KeyDerivation(iterations: 599_999, salt: derivation.salt), key, []) == "request")
        #expect(await create(KeyDerivation(iterations: 600_000, salt: [1]), key, []) == "request")
        #expect(await create(derivation, Array(key.dropLast()), []) == "request")
        #expect(await create(derivation, key, Array(repeating: 0, count: 65_537)) == "tooLarge")
    }
}

@Suite struct SessionTests {
    private func claim(
        _ person: TestPerson, _ challenge: (challenge: Hash256, expiresAt: LedgerTime), _ node: Node,
        signedBy key: TestPerson? = nil, network: NetworkID? = nil
    ) -> SessionClaim {
        let signer = (key ?? person).key
        return SessionClaim(
            signer: person.key.thumbprint, network: network ?? node.network, node: node.id,
            challenge: challenge.challenge, expiresAt: challenge.expiresAt, isSigned: { $0 == signer })
    }

    @Test func aChallengeIsGoodForOneSession() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let other = try await network.register(.patient, node)
            let challenge = try node.challenge(for: patient.key.thumbprint)
            let session = try await node.openSession(claim(patient, challenge, node))
            #expect(session.principal == patient.principal)
            #expect(try node.authenticate(session.token) == patient.principal)
            await #expect(throws: NodeError.self) { _ = try await node.openSession(claim(patient, challenge, node)) }

            func refused(_ change: (TestPerson, (challenge: Hash256, expiresAt: LedgerTime)) -> SessionClaim)
                async throws
            {
                let challenge = try node.challenge(for: patient.key.thumbprint)
                do {
                    _ = try await node.openSession(change(patient, challenge))
                    Issue.record("a session was opened")
                } catch {
                    #expect((error as? NodeError)?.code == "session.proof")
                }
            }
            try await refused { claim($0, $1, node, signedBy: other) }
            try await refused { claim($0, $1, node, network: .zero) }
            try await refused { claim(other, $1, node) }
            try await refused { claim($0, ($1.challenge, $1.expiresAt.advanced(byMilliseconds: 1)), node) }
            try await refused { person, challenge in
                network.time.advance(milliseconds: 120_000)
                return claim(person, challenge, node)
            }
            node.closeSession(session.token)
            #expect(throws: NodeError.self) { try node.authenticate(session.token) }
        }
    }

    @Test func sessionsEndWhenUnusedAndInAnyCase() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let idle = try await node.openSession(claim(patient, try node.challenge(for: patient.key.thumbprint), node))
            let used = try await node.openSession(claim(patient, try node.challenge(for: patient.key.thumbprint), node))
            for _ in 0..<3 {
                network.time.advance(milliseconds: 1_000_000)
                #expect(try node.authenticate(used.token) == patient.principal)
            }
            #expect(throws: NodeError.self) { try node.authenticate(idle.token) }
            for _ in 0..<41 {
                network.time.advance(milliseconds: 1_000_000)
                _ = try? node.authenticate(used.token)
            }
            #expect(throws: NodeError.self) { try node.authenticate(used.token) }
        }
    }
}
