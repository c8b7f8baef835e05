import ArgumentParser
import Foundation
import LedgerFormat
import RecordClient
import RecordContract

/// `medchain representative`
struct RepresentativeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "representative",
        abstract: "Who may act for a patient, each in their own name: appoint, list, end.",
        subcommands: [Appoint.self, List.self, End.self])
}

extension RepresentativeCommand {
    /// `medchain representative appoint`
    struct Appoint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let another patient of the network act for you, or for your child.",
            discussion: """
                Rights: read (all records; each read is in your log), contribute (add records), consent (give and end \
                access; needs read), arrange (appointments, refills, messages). A guardian may do everything for the \
                child until they come of age, and guardians cannot remove each other.

                Examples:
                  medchain representative appoint 7K3Q-9XJ2-P4TM-5A --rights read,arrange --for 90d
                  medchain representative appoint ID --guardian --on-behalf-of CHILD
                """)

        /// 90 days, in milliseconds.
        private static let usual: Int64 = 90 * 86_400_000

        @Argument(help: ArgumentHelp("Their id.", valueName: "person"))
        var person: String
        @Option(help: ArgumentHelp("What they may do.", valueName: "rights"))
        var rights: RepresentativeRightsArgument?
        @Option(
            name: .customLong("for"), help: ArgumentHelp("For how long; by default 90d.", valueName: "time"))
        var period: Period?
        @Flag(help: "As a guardian of your child.")
        var guardian = false
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if guardian {
                guard rights == nil, period == nil else {
                    throw ValidationError("A guardian has all rights until the child comes of age.")
                }
                guard options.onBehalfOf != nil else {
                    throw ValidationError("Whose guardian? Name the child with --on-behalf-of.")
                }
            } else {
                guard let rights else { throw ValidationError("What may they do? Add --rights or --guardian.") }
                guard !rights.rights.contains(.consent) || rights.rights.contains(.read) else {
                    throw ValidationError("Who gives access must be able to read: add read to --rights.")
                }
            }
        }

        func run() async throws {
            try await options.run { session in
                let person = try await session.directory.find(person, among: [.patient])
                let until = LedgerTime.now().advanced(byMilliseconds: period?.milliseconds ?? Self.usual)
                let appointment: RecordClient.Appointment =
                    guardian ? .guardian : .representative(rights?.rights ?? [], until: until)
                let (representation, result) = try await session.person.appoint(person, as: appointment)
                Receipts.print(
                    result, in: session,
                    words: "\(person.readable) may act from now on; end it with: medchain representative end "
                        + representation.text,
                    ["representation": .id(representation)])
            }
        }
    }

    /// `medchain representative list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whom you represent; with --mine, or --on-behalf-of, who represents you or your child.",
            discussion: """
                Examples:
                  medchain representative list
                  medchain representative list --mine
                  medchain representative list --on-behalf-of CHILD
                """)

        @Flag(help: "Who represents you.")
        var mine = false
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                guard mine || session.person.isRepresented else {
                    return await RepresentationView.print(
                        try await session.person.representations(), showing: .patient, in: session,
                        orElse: "You represent nobody.")
                }
                await RepresentationView.print(
                    try await session.person.representatives(), showing: .representative, in: session,
                    orElse: "Nobody represents you.")
            }
        }
    }

    /// `medchain representative end`
    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a representation at once: yours, one of your child's, or, as the authority, a guardian's.",
            discussion: """
                What they have opened cannot be recalled. What they could open gets new keys.

                Examples:
                  medchain representative end q83vEjRWeJCrze8SNFZ4kA
                  medchain representative end q83vEjRWeJCrze8SNFZ4kA --on-behalf-of CHILD
                """)

        @Argument(help: "The representation.")
        var representation: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.endRepresentation(representation.id)
                Receipts.print(
                    result, in: session, words: "Ended.", ["representation": .id(representation.id)])
            }
        }
    }
}

/// Several rights of a representative, separated by commas; `all` for all.
struct RepresentativeRightsArgument: ExpressibleByArgument {
    let rights: [RepresentativeRight]

    init?(argument: String) {
        if argument == "all" {
            rights = RepresentativeRight.allCases
            return
        }
        let words = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let known = words.compactMap { RepresentativeRight(rawValue: $0) }
        guard !known.isEmpty, known.count == words.count else { return nil }
        rights = Set(known).sorted()
    }

    static var allValueStrings: [String] { RepresentativeRight.allCases.map(\.rawValue) + ["all"] }
}

/// How representations are shown.
enum RepresentationView {
    /// Whom a list names.
    enum Side { case patient, representative }

    static func print(
        _ list: [RepresentationDocument], showing side: Side, in session: Session, orElse nothing: String
    ) async {
        if session.json {
            return Terminal.print(json: .object(["representations": .array(list.map { .object($0.json) })]))
        }
        var table = Table("REPRESENTATION", side == .patient ? "PATIENT" : "WHO", "MAY", "UNTIL", "STATUS")
        for item in list {
            let isOver = item.status == .live && item.until <= .now()
            table.add(
                item.representation.text,
                await session.directory.label(side == .patient ? item.patient : item.representative),
                item.isGuardian ? "everything (guardian)" : item.rights.map(\.rawValue).joined(separator: ", "),
                Words.moment(item.until), isOver ? "expired" : status(item.status))
        }
        table.print(orElse: nothing)
    }

    private static func status(_ status: RepresentationDocument.Status) -> String {
        status == .handedOver ? "handed over" : status.rawValue
    }
}
