import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension DependantCommand {
    /// `medchain dependant attest`
    struct Attest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that you saw the proof that somebody is a child's parent or guardian (staff).",
            discussion: """
                It is good for one registration within 30 days. The ledger learns no date of birth, only the year in \
                which the child comes of age.

                Example:
                  medchain dependant attest --guardian 7K3Q-9XJ2-P4TM-5A --comes-of-age 2044 --as joana
                """)

        @Option(help: ArgumentHelp("The parent's or guardian's id.", valueName: "id"))
        var guardian: String
        @Option(help: ArgumentHelp("The year in which the child comes of age.", valueName: "year"))
        var comesOfAge: Int64
        @OptionGroup var options: PersonOptions

        func run() async throws {
            guard let year = CalendarYear(comesOfAge) else { throw ValidationError("--comes-of-age is a year.") }
            try await options.run { session in
                let guardian = try await session.patient(guardian)
                let (attestation, result) = try await session.person.attest(guardian, comesOfAge: year)
                Receipts.print(
                    result, in: session,
                    words: "Attested: \(attestation.text)\nThe guardian registers the child with: "
                        + "medchain dependant register",
                    ["attestation": .id(attestation)])
            }
        }
    }

    /// `medchain dependant attestations`
    struct Attestations: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What staff attested for you, or you as staff.",
            discussion: "Example:\n  medchain dependant attestations --as anna")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let attestations = try await session.person.attestations()
                if session.json {
                    return Terminal.print(
                        json: .object(["attestations": .array(attestations.map { .object($0.json) })]))
                }
                var table = Table("ATTESTATION", "GUARDIAN", "STAFF", "COMES OF AGE", "USABLE UNTIL", "CHILD")
                for item in attestations {
                    table.add(
                        item.attestation.text, await session.directory.label(item.guardian),
                        await session.directory.label(item.staff), "\(item.year.number)", Words.moment(item.until),
                        item.patient?.readable ?? "")
                }
                table.print(orElse: "Nothing was attested.")
            }
        }
    }

    /// `medchain dependant register`
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a child, once staff have attested that you are the guardian.",
            discussion: """
                Examples:
                  medchain dependant register --as anna
                  medchain dependant register --attestation q83vEjRWeJCrze8SNFZ4kA --as anna
                """)

        @Option(help: ArgumentHelp("Which attestation; by default the only one that is open.", valueName: "id"))
        var attestation: EntityArgument?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let now = LedgerTime.now()
                let open = try await session.person.attestations().filter { $0.patient == nil && $0.until > now }
                let chosen = open.filter { item in attestation.map { $0.id == item.attestation } ?? true }
                guard let one = chosen.first else {
                    throw Failure(RecordClientError.rejected(.attestationUnknown, .zero))
                }
                guard chosen.count == 1 else {
                    throw Failure(
                        "attestation.which", "Several attestations are open.",
                        advice: "Choose one with --attestation: "
                            + chosen.map(\.attestation.text).joined(separator: ", "), status: .usage)
                }
                let (patient, result) = try await session.person.registerDependant(one)
                Receipts.print(
                    result, in: session,
                    words: "The child is registered. Their id is \(patient.readable)\n"
                        + "Act for them with: --on-behalf-of \(patient.readable)",
                    ["patient": .identity(patient), "readableIdentity": .string(patient.readable)])
            }
        }
    }

    /// `medchain dependant list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The children whose guardian you are, or were.",
            discussion: "Example:\n  medchain dependant list --as anna")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let own = try await session.person.representations().filter(\.isGuardian)
                await RepresentationView.print(
                    own, showing: .patient, in: session, orElse: "You are nobody's guardian.")
            }
        }
    }
}
