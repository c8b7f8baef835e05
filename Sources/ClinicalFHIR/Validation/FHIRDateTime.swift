/// A FHIR date, dateTime or instant with the precision it was written in
/// (https://hl7.org/fhir/R4/datatypes.html#dateTime). Comparing what was written to different precision has no answer.
public struct FHIRDateTime: Sendable, Hashable {
    /// Four digits, 0001 to 9999.
    public let year: Int
    /// 1 to 12, when written.
    public let month: Int?
    /// 1 to 31, when written.
    public let day: Int?
    /// Seconds since midnight (60 in a leap second's minute counts on), when written.
    public let secondOfDay: Int?
    /// The digits after the seconds' point, as written without trailing zeros.
    public let fraction: String
    /// Minutes east of UTC; always there with a time.
    public let offsetMinutes: Int?

    /// Parses a FHIR date, dateTime or instant; nil when it is none, or names a day that its month does not have.
    public init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), year > 0 else { return nil }
        self.year = year
        guard !scanner.isAtEnd else {
            (month, day, secondOfDay, fraction, offsetMinutes) = (nil, nil, nil, "", nil)
            return
        }
        guard scanner.take("-"), let month = scanner.digits(2), (1...12).contains(month) else { return nil }
        self.month = month
        guard !scanner.isAtEnd else {
            (day, secondOfDay, fraction, offsetMinutes) = (nil, nil, "", nil)
            return
        }
        guard scanner.take("-"), let day = scanner.digits(2), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        self.day = day
        guard !scanner.isAtEnd else {
            (secondOfDay, fraction, offsetMinutes) = (nil, "", nil)
            return
        }
        guard scanner.take("T"), let time = Self.time(&scanner), let offset = Self.offset(&scanner), scanner.isAtEnd
        else { return nil }
        (secondOfDay, fraction, offsetMinutes) = (time.second, time.fraction, offset)
    }

    /// Whether a text is a FHIR time: hh:mm:ss with an optional fraction.
    static func isTime(_ text: String) -> Bool {
        var scanner = DigitScanner(text)
        return time(&scanner) != nil && scanner.isAtEnd
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    private static func time(_ scanner: inout DigitScanner) -> (second: Int, fraction: String)? {
        guard let hour = scanner.digits(2), hour < 24, scanner.take(":"), let minute = scanner.digits(2), minute < 60,
            scanner.take(":"), let second = scanner.digits(2), second <= 60
        else { return nil }
        var fraction = ""
        if scanner.take(".") {
            fraction = scanner.digitRun()
            if fraction.isEmpty { return nil }
            while fraction.hasSuffix("0") { fraction.removeLast() }
        }
        return (hour * 3600 + minute * 60 + second, fraction)
    }

    private static func offset(_ scanner: inout DigitScanner) -> Int? {
        if scanner.take("Z") { return 0 }
        let sign: Int
        if scanner.take("+") { sign = 1 } else if scanner.take("-") { sign = -1 } else { return nil }
        guard let hour = scanner.digits(2), scanner.take(":"), let minute = scanner.digits(2), minute < 60,
            hour < 14 || (hour == 14 && minute == 0)
        else { return nil }
        return sign * (hour * 60 + minute)
    }

    /// Days since 1970-01-01 of a day in the proleptic Gregorian calendar.
    static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The calendar date of a day number.
    static func date(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex + (monthIndex < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    /// The earliest second since 1970-01-01T00:00:00Z that this may mean: for sorting a timeline, a date counts as its
    /// first moment in UTC.
    public var sortSecond: Int {
        Self.dayNumber(year, month ?? 1, day ?? 1) * 86_400 + (secondOfDay ?? 0) - (offsetMinutes ?? 0) * 60
    }

    /// -1, 0 or 1 as FHIRPath compares, nil when the precision does not tell.
    func compared(to other: FHIRDateTime) -> Int? {
        if secondOfDay != nil, other.secondOfDay != nil {
            if sortSecond != other.sortSecond { return sortSecond < other.sortSecond ? -1 : 1 }
            // Equal length makes lexicographic order numeric.
            let length = max(fraction.count, other.fraction.count)
            let left = fraction + String(repeating: "0", count: length - fraction.count)
            let right = other.fraction + String(repeating: "0", count: length - other.fraction.count)
            return left == right ? 0 : (left < right ? -1 : 1)
        }
        let pairs = [(year, other.year), (month, other.month), (day, other.day)] as [(Int?, Int?)]
        for case let (left, right) in pairs {
            switch (left, right) {
            case (let left?, let right?): if left != right { return left < right ? -1 : 1 }
            case (nil, nil): return 0
            default: return nil
            }
        }
        return secondOfDay == nil && other.secondOfDay == nil ? 0 : nil
    }
}

/// Reads digits and single characters from ASCII text.
struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }

    mutating func digitRun() -> String {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
