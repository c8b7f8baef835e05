import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access log`
    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Who read which of your records, when and why.",
            discussion: """
                Examples:
                  medchain access log
                  medchain access log --record q83vEjRWeJCrze8SNFZ4kA
                  medchain access log --fhir > reads.json
                """)

        @Option(help: ArgumentHelp("Only reads of this record.", valueName: "record"))
        var record: EntityArgument?
        @Option(help: "At most so many reads.")
        var limit = 100
        @Flag(help: "As a FHIR Bundle of AuditEvents, in the shape of IHE's Basic Audit Log Patterns.")
        var fhir = false
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
        }

        func run() async throws {
            try await options.run { session in
                guard session.person.identity.role == .patient else {
                    throw Failure(
                        "access.notPatient", "The log of reads belongs to the patient.",
                        advice: "Each patient sees your reads in theirs; your accesses: medchain access list",
                        status: .refused)
                }
                let wanted = min(limit, .max - 1) + 1
                let log = try await session.person.accessLog(limit: record == nil ? wanted : .max)
                let found = log.filter { read in record.map { read.records.contains($0.id) } ?? true }
                let reads = found.prefix(limit)
                let hasMore = found.count > reads.count
                if fhir { return try await LedgerExport(session: session).print(Array(reads)) }
                if session.json {
                    var items: [JSONValue] = []
                    for read in reads {
                        var object = read.json
                        object.set("readerName", .string(await session.directory.label(read.reader)))
                        object.set(
                            "organisationName", .string(await session.directory.organisation(read.organisation)))
                        items.append(.object(object))
                    }
                    return Terminal.print(json: .object(["reads": .array(items), "more": .bool(hasMore)]))
                }
                var table = Table("WHEN", "WHO", "ROLE", "WHY", "UNDER", "RECORDS")
                for read in reads {
                    let records = read.records.count == 1 ? read.records[0].text : "\(read.records.count) records"
                    table.add(
                        Words.moment(read.at), await session.directory.label(read.reader), Words.role(read.role),
                        Words.purpose(read.purpose), read.grant.map { "grant \($0.text)" } ?? "own entry", records)
                }
                table.print(orElse: "Nobody has read your records.")
                if hasMore { Terminal.note("Only the newest \(reads.count); more with --limit.") }
            }
        }
    }
}
