import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension RecordCommand {
    /// `medchain record restrict`
    struct Restrict: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hide a record of yours at once from everybody who may read its category.",
            discussion: """
                It moves to your restricted records. Its author still sees what they wrote; a grant that names \
                this very record, or your restricted records, still gives it. --open moves it back.

                Examples:
                  medchain record restrict q83vEjRWeJCrze8SNFZ4kA
                  medchain record restrict q83vEjRWeJCrze8SNFZ4kA --open
                """)

        @Argument(help: "The record.")
        var record: EntityArgument
        @Flag(help: "Move it back to its category.")
        var open = false
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.restrict(record.id, !open)
                Receipts.print(
                    result, in: session, words: open ? "It is back in its category." : "Restricted.",
                    ["record": .id(record.id), "restricted": .bool(!open)])
                guard !open else { return }
                for grant in try await session.person.myGrants() where grant.status == .live {
                    guard case .records(let named) = grant.terms.scope, named.contains(record.id) else { continue }
                    let grantee = await session.directory.label(grant.grantee)
                    session.note("note: grant \(grant.grant.text) names this record: \(grantee) still has it.")
                }
            }
        }
    }
}
