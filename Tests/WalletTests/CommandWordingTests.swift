import LedgerFormat
import Testing
import Wallet

@Suite struct CommandWordingTests {
    private let doctor = IdentityID(network: .zero, firstKey: .zero)

    @Test func aGrantSaysWhoWhatUntilWhenAndWhy() throws {
        let wording = CommandWording(name: { _ in "Dr. Lind, City Hospital" }, date: { "day \($0.milliseconds)" })
        let command: JSONObject = [
            "type": .string("access.grant"), "grantee": .identity(doctor),
            "scope": .object(["categories": .array([.string("clinical"), .string("medication")])]),
            "rights": .array([.string("read"), .string("contribute")]), "purpose": .string("TREAT"),
            "from": .integer(1), "until": .integer(2), "reads": .integer(1),
        ]
        let words = try #require(wording.words(for: command))
        #expect(
            words == "Dr. Lind, City Hospital (\(doctor.readable)) may read and add to clinical and medication records "
                + "from day 1 until day 2 for treatment, at most 1 read. "
                + "The safety category (allergies, current medicines) goes along.")
    }

    @Test func safetyIsNotMentionedWhereItDoesNotGoAlong() throws {
        let wording = CommandWording(name: { _ in nil }, date: { _ in "" })
        func words(_ categories: [JSONValue], _ rights: [JSONValue]) throws -> String {
            try #require(
                wording.words(for: [
                    "type": .string("access.grant"), "grantee": .identity(doctor), "rights": .array(rights),
                    "scope": .object(["categories": .array(categories)]), "purpose": .string("TREAT"),
                ]))
        }
        #expect(try !words([.string("clinical")], [.string("list")]).contains("goes along"))
        #expect(try !words([.string("safety"), .string("clinical")], [.string("read")]).contains("goes along"))
        #expect(try words([.string("clinical")], [.string("contribute")]).contains("goes along"))
    }

    @Test func unknownCommandsHaveNoHarmlessWords() {
        let wording = CommandWording(name: { _ in nil }, date: { _ in "" })
        #expect(wording.words(for: ["type": .string("record.destroyEverything")]) == nil)
        #expect(wording.words(for: [:]) == nil)
    }
}
