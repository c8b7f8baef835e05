import LedgerFormat
import Testing

@Suite("Rejection codes")
struct RejectionCodeTests {
    @Test("codes are for ever: none is removed or renamed, and a new one is listed in rejection-codes.json")
    func stable() throws {
        let listed = try Vector.file("rejection-codes")("codes").list.map { try $0.text }
        let known = RejectionCode.allCases.map(\.rawValue)
        for code in listed { #expect(known.contains(code), "removed or renamed: \(code)") }
        for code in known { #expect(listed.contains(code), "add to Tests/Vectors/rejection-codes.json: \(code)") }
        #expect(Set(listed).count == listed.count)
    }

    @Test("every code is a token of the form area.what and has a reason of its own")
    func reasons() {
        let reasons = RejectionCode.allCases.map(\.reason)
        #expect(Set(reasons).count == reasons.count)
        for code in RejectionCode.allCases {
            let parts = code.rawValue.split(separator: ".", omittingEmptySubsequences: false)
            #expect(parts.count == 2)
            #expect(code.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2E })
            #expect(code.reason.hasSuffix("."))
        }
    }

    @Test("a rejection names a field of a format and carries no value")
    func description() {
        #expect(
            Rejection(.jsonMissingField, field: "id").description
                == "json.missingField: A required member is missing. (id)")
        #expect(Rejection(.accessDenied).description == "access.denied: There is no consent for this.")
    }
}
