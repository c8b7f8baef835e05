public import Foundation

/// An e-mail address that a notice may be sent to: the plain form `local@domain` in ASCII (RFC 5321 section 4.1.2,
/// without quoted forms), so that nothing in it can become a command of SMTP or an argument of a program.
public struct MailAddress: Hashable, Sendable {
    /// The address as text.
    public let text: String

    /// Reads an address; nil for what is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...190).contains(parts[1].utf8.count) else {
            return nil
        }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        let marks = Set("!#$%&'*+/=?^_`{|}~.-".utf8)
        guard parts[0].utf8.allSatisfy({ isAlphanumeric($0) || marks.contains($0) }),
            parts[0].utf8.first.map(isAlphanumeric) == true
        else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let isHost = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
                && label.utf8.first != 0x2D && label.utf8.last != 0x2D
        }
        guard isHost else { return nil }
        self.text = text
    }
}

/// A short plain-text message (RFC 5322).
public struct MailMessage: Sendable {
    /// From whom.
    public let from: MailAddress
    /// To whom.
    public let to: MailAddress
    /// The subject: ASCII, one line.
    public let subject: String
    /// The text; lines end with `\n`.
    public let body: String
    /// When it was written.
    public let date: Date

    /// Makes a message. Whatever is no printable ASCII in the subject becomes a space.
    public init(from: MailAddress, to: MailAddress, subject: String, body: String, date: Date) {
        self.from = from
        self.to = to
        self.subject = String(
            subject.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : " " }.prefix(78))
        self.body = body
        self.date = date
    }

    /// The message as it travels: lines end with CRLF.
    public var text: String {
        let identifier = UUID().uuidString.lowercased()
        let domain = from.text.split(separator: "@").last ?? "localhost"
        let head = [
            "From: \(from.text)", "To: \(to.text)", "Subject: \(subject)", "Date: \(Self.stamp(date))",
            "Message-ID: <\(identifier)@\(domain)>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
        ]
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return (head + [""] + lines).joined(separator: "\r\n") + "\r\n"
    }

    /// RFC 5322 section 3.3, in UTC.
    private static func stamp(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[Int(parts.tm_wday)]), \(parts.tm_mday) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
    }
}

/// Why a notice did not go out: a stable code and whether trying again makes sense. Never an address or what a server
/// said.
public struct NoticeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable code.
    public let code: String
    /// Whether trying again cannot help.
    public let isPermanent: Bool

    /// Makes an error.
    public init(_ code: String, permanent: Bool = false) {
        self.code = code
        isPermanent = permanent
    }

    /// The code.
    public var description: String { code }
}
