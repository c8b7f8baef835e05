import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

/// `medchain availability`
struct AvailabilityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "availability",
        abstract: "The appointments that you offer as a physician.",
        subcommands: [Publish.self, List.self, Withdraw.self])

    /// `medchain availability publish`
    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Offer a number of slots, one after the other.",
            discussion: """
                Examples:
                  medchain availability publish --from "2026-11-23 09:00" --to "2026-11-23 12:00" --slot 30min
                  medchain availability publish --from +1h --lasting 2h --slot 20min
                """)

        @Option(help: ArgumentHelp("When the first slot begins.", valueName: "moment"))
        var from: MomentArgument
        @Option(name: .customLong("to"), help: ArgumentHelp("When the last slot ends.", valueName: "moment"))
        var until: MomentArgument?
        @Option(help: ArgumentHelp("How long it lasts, instead of --to.", valueName: "period"))
        var lasting: Period?
        @Option(help: ArgumentHelp("How long a slot is.", valueName: "period"))
        var slot: Period
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard (until == nil) != (lasting == nil) else { throw ValidationError("Give either --to or --lasting.") }
        }

        func run() async throws {
            try await options.run { session in
                // Whole minutes: people agree on no others.
                let begin = LedgerTime(milliseconds: from.time.milliseconds / 60_000 * 60_000) ?? from.time
                let end = lasting.map { begin.advanced(byMilliseconds: $0.milliseconds) } ?? until?.time ?? begin
                let (id, result) = try await session.person.publishAvailability(
                    from: begin, until: end, slot: slot.milliseconds)
                Receipts.print(
                    result, in: session,
                    words: "Offered from \(Words.moment(begin)) to \(Words.zonedMoment(end)): \(id.text)",
                    ["availability": .id(id), "from": .time(begin), "until": .time(end)])
            }
        }
    }

    /// `medchain availability list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What you offer, and which times are taken.",
            discussion: "Example:\n  medchain availability list")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let calendar = try await session.person.ownCalendar()
                if session.json { return Terminal.print(json: .object(calendar.json)) }
                var table = Table("FROM", "TO", "WHAT", "ID")
                for window in calendar.open {
                    table.add(
                        Words.moment(window.from), Words.moment(window.until),
                        "offered, \(Words.duration(window.slot)) each", window.availability.text)
                }
                for booking in calendar.booked {
                    table.add(
                        Words.moment(booking.from), Words.moment(booking.until),
                        "taken by \(booking.patient.readable)", booking.appointment.text)
                }
                table.print(orElse: "You offer no appointments.")
            }
        }
    }

    /// `medchain availability withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Offer these slots no longer; what was asked for or confirmed stays.",
            discussion: "Example:\n  medchain availability withdraw ASNFZ4mrze8BI0VniavN7w")

        @Argument(help: "The availability.")
        var availability: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(AvailabilityWithdraw(availability: availability.id))
                Receipts.print(
                    result, in: session, words: "Withdrawn.", ["availability": .id(availability.id)])
            }
        }
    }
}
