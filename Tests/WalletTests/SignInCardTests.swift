import LedgerFormat
import TestSupport
import Testing
import Wallet

@Suite struct SignInCardTests {
    private let network = Hash256(hashing: Array("a network".utf8))

    private func card() throws -> SignInCard {
        SignInCard(network: network, userName: try UserName("alice.b"), secret: .random())
    }

    @Test func comesBack() throws {
        let card = try card()
        let read = try SignInCard(parsing: card.text)
        #expect(read.secret.bytes == card.secret.bytes)
        #expect(read.network == network)
        #expect(read.userName == card.userName)
    }

    @Test func aPersonMayTypeItTheirWay() throws {
        let card = try card()
        let typed = card.readableSecret.lowercased().replacing("0", with: "o").replacing("1", with: "l")
        let secret = try SignInCard.secret(typed: typed, network: network, userName: card.userName)
        #expect(secret.bytes == card.secret.bytes)
    }

    @Test func aWrongSymbolIsFound() throws {
        let card = try card()
        let text = Array(card.readableSecret.replacing("-", with: ""))
        var found = 0
        for index in text.indices {
            var altered = text
            altered[index] = text[index] == "7" ? "8" : "7"
            do {
                _ = try SignInCard.secret(typed: String(altered), network: network, userName: card.userName)
            } catch { found += 1 }
        }
        // 20 bits of check: one altered symbol in a million passes.
        #expect(found == text.count)
    }

    @Test(arguments: [
        "", "medchain-card:2?network=a&user=b&secret=c", "medchain-card:1?",
        "medchain-card:1?network=x&user=alice&secret=00",
        "medchain-card:1?network=x&network=x&user=alice&secret=00",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(throws: WalletError.self) { try SignInCard(parsing: text) }
    }

    @Test func randomTextsNeverPass() throws {
        var generator = SeededGenerator(seed: 7)
        let text = Array(try card().text.utf8)
        for _ in 0..<2_000 {
            var altered = text
            altered[Int.random(in: 0..<text.count, using: &generator)] = UInt8.random(
                in: 0x20...0x7E, using: &generator)
            let string = String(decoding: altered, as: UTF8.self)
            if let read = try? SignInCard(parsing: string) {
                #expect(read.text == String(decoding: text, as: UTF8.self))
            }
        }
    }

    @Test(arguments: ["al", "Alice", ".alice", "alice bob", "ålice", String(repeating: "a", count: 65)])
    func userNamesHaveAForm(text: String) {
        #expect(throws: WalletError.userName) { try UserName(text) }
    }
}
