import ArgumentParser
import Foundation
import LedgerFormat

/// A moment in the local time zone: `2026-11-23`, `2026-11-23 14:00`, `2026-11-23T14:00:30`, or `+2h` from now; with
/// `Z` or `+01:00` behind the time it is of that zone.
struct MomentArgument: ExpressibleByArgument {
    let time: LedgerTime
    /// Whether only a day was given.
    let isDay: Bool

    init?(argument: String) {
        if argument.hasPrefix("+"), let period = Period(argument: String(argument.dropFirst())) {
            time = LedgerTime.now().advanced(byMilliseconds: period.milliseconds)
            isDay = false
            return
        }
        var parts = argument.split { $0 == "T" || $0 == " " }.map(String.init)
        guard (1...2).contains(parts.count) else { return nil }
        var offset: Int64?
        if parts.count == 2, let zone = parts[1].firstIndex(where: { "Z+-".contains($0) }) {
            guard let seconds = Self.offset(String(parts[1][zone...])) else { return nil }
            offset = seconds
            parts[1] = String(parts[1][..<zone])
        }
        let date = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        var clock = parts.count == 2 ? parts[1].split(separator: ":", omittingEmptySubsequences: false) : ["0", "0"]
        if clock.count == 2 { clock.append("0") }
        let numbers = (date + clock.map(String.init)).compactMap { Int32($0) }
        guard date.count == 3, clock.count == 3, numbers.count == 6, (1970...9999).contains(numbers[0]),
            (1...12).contains(numbers[1]), (1...31).contains(numbers[2]), (0...23).contains(numbers[3]),
            (0...59).contains(numbers[4]), (0...59).contains(numbers[5])
        else { return nil }
        var calendar = tm()
        calendar.tm_year = numbers[0] - 1900
        calendar.tm_mon = numbers[1] - 1
        calendar.tm_mday = numbers[2]
        calendar.tm_hour = numbers[3]
        calendar.tm_min = numbers[4]
        calendar.tm_sec = numbers[5]
        calendar.tm_isdst = -1
        let seconds = offset.map { Int64(timegm(&calendar)) - $0 } ?? Int64(mktime(&calendar))
        // The thirtieth of February is no day.
        guard seconds >= 0, calendar.tm_mday == numbers[2], let time = LedgerTime(milliseconds: seconds * 1_000)
        else { return nil }
        self.time = time
        isDay = parts.count == 1
    }

    /// A zone's seconds east of UTC: `Z`, `+01:00`, `-0530`.
    private static func offset(_ zone: String) -> Int64? {
        guard zone != "Z" else { return 0 }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard digits.count == 4, let number = Int64(digits), number >= 0, number % 100 < 60, number <= 1_400 else {
            return nil
        }
        let seconds = (number / 100 * 60 + number % 100) * 60
        return zone.hasPrefix("-") ? -seconds : seconds
    }

    /// The end of the day, or the moment itself.
    var end: LedgerTime { isDay ? time.advanced(byMilliseconds: 86_400_000) : time }
}
