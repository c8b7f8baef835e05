import ArgumentParser
import LedgerFormat
import RecordContract

/// What an access covers, as it is asked for or granted.
struct TermsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "demographics, safety, clinical, medication, laboratory, imaging, restricted; separated by commas, or all.",
            valueName: "list"))
    var categories: CategoriesArgument?
    @Option(
        name: .customLong("record"),
        help: ArgumentHelp("A single record instead; may be repeated.", valueName: "record"))
    var records: [EntityArgument] = []
    @Option(help: ArgumentHelp("list, read, contribute, dispense; separated by commas.", valueName: "list"))
    var rights: RightsArgument?
    @Option(
        help: ArgumentHelp(
            "What for: \(PurposeArgument.allValueStrings.joined(separator: ", ")).", valueName: "purpose"))
    var purpose: PurposeArgument?
    @Option(help: ArgumentHelp("At most so many records opened; 1 is a one-time view.", valueName: "number"))
    var reads: Int64?
    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 45min, 12h, 30d, 2w, 1y.", valueName: "period"))
    var period: Period?

    func validate() throws {
        if categories != nil, !records.isEmpty {
            throw ValidationError("Give categories or single records, not both.")
        }
        if let reads, !(1...1_000_000).contains(reads) { throw ValidationError("--reads is 1 to 1000000.") }
        if records.count > Limits.recordsPerGrant {
            throw ValidationError("At most \(Limits.recordsPerGrant) single records.")
        }
    }

    /// The scope that was given; nil for none.
    var scope: Scope? {
        if let categories { return .categories(categories.categories) }
        return records.isEmpty ? nil : .records(Set(records.map(\.id)).sorted())
    }

    /// The terms, with what was not given taken from `asked`, else read, treatment. Throws `access.scope`.
    func terms(asked: AccessTerms? = nil) throws -> AccessTerms {
        guard let scope = scope ?? asked?.scope else {
            throw Failure(
                "access.scope", "Access to what? Give --categories or --record.", status: .usage)
        }
        return AccessTerms(
            scope: scope, rights: rights?.rights ?? asked?.rights ?? [.read],
            purpose: purpose?.purpose ?? asked?.purpose ?? .treatment, reads: reads ?? asked?.reads)
    }

    /// How long, in milliseconds.
    func duration(asked: Int64? = nil) -> Int64 { period?.milliseconds ?? asked ?? 30 * 86_400_000 }
}
