import LedgerFormat
import Testing

@Suite struct RejectionReasonTests {
    @Test(arguments: RejectionCode.allCases)
    func everyCodeHasAReasonInWords(code: RejectionCode) {
        #expect(code.reason != code.rawValue)
        #expect(code.reason.hasSuffix("."))
    }
}
