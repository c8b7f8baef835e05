internal import Foundation
internal import LedgerFormat
internal import Notices

/// What hands notices over, made from the configuration.
struct NoticeChannels: Sendable {
    private enum Mailer: Sendable {
        case smtp(SMTPRelay)
        case sendmail(SendmailCommand)
    }

    private let from: MailAddress?
    private let mailer: Mailer?
    private let webhook: Webhook?
    private let address: String?

    /// Reads what the configuration names. Throws `setup.*`.
    init(_ configuration: NodeConfiguration.Notifications) throws {
        from = configuration.from.flatMap(MailAddress.init)
        address = configuration.address
        webhook = configuration.hasWebhooks ? Webhook(allowsPrivate: configuration.allowsPrivateWebhooks) : nil
        switch configuration.mailer {
        case nil: mailer = nil
        case .sendmail(let path)?: mailer = .sendmail(SendmailCommand(path: path))
        case .smtp(let host, let port, let security, let credentials, let authority)?:
            guard let security = SMTPRelay.Security(rawValue: security) else {
                throw SetupError(.malformed, "notifications: security is none, starttls or tls")
            }
            mailer = .smtp(
                SMTPRelay(
                    host: host, port: port, security: security, credentials: try credentials.map(Self.credentials),
                    authorityFile: authority))
        }
    }

    private static func credentials(_ path: String) throws -> SMTPRelay.Credentials {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            throw SetupError(.missing, "cannot read \(path)")
        }
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw SetupError(.readableByOthers, "\(path) can be read by others; run: chmod 600 \(path)")
        }
        let text = String(decoding: try DataDirectory.read(path, maximum: 4_096), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        guard lines.count == 2 else {
            throw SetupError(.malformed, "\(path) has a user name and a password, one a line")
        }
        return SMTPRelay.Credentials(user: lines[0], password: lines[1])
    }

    var hasMail: Bool { mailer != nil }
    var hasWebhooks: Bool { webhook != nil }

    /// Whether mail may go to an address.
    func accepts(email text: String) -> Bool { MailAddress(text) != nil }
    /// Whether a webhook may go to an address.
    func accepts(webhook text: String) -> Bool { webhook?.accepts(text) ?? false }

    /// Sends a notice by e-mail. It says that there is something, and nothing else. Throws `NoticeError`.
    func mailNotice(to recipient: String, at time: LedgerTime) async throws {
        let place = address.map { " at \($0)" } ?? ""
        try await mail(
            to: recipient, subject: "Something new in MedChain",
            body: "There is something new for you in MedChain. Sign in\(place) to see it.\n\n"
                + "For your privacy this message says nothing more. You asked for these messages in your\n"
                + "preferences, where you can end them at any time.", at: time)
    }

    /// Sends the code that proves that an address is its owner's wish. Throws `NoticeError`.
    func mailCode(_ code: String, to recipient: String, at time: LedgerTime) async throws {
        try await mail(
            to: recipient, subject: "Confirm your address",
            body: "Somebody wants notices from MedChain sent to this address. If that is you, enter this code in\n"
                + "your preferences within an hour:\n\n    \(code)\n\n"
                + "Otherwise ignore this message; nothing more will come.", at: time)
    }

    private func mail(to recipient: String, subject: String, body: String, at time: LedgerTime) async throws {
        guard let from, let mailer, let to = MailAddress(recipient) else {
            throw NoticeError("email.unavailable", permanent: true)
        }
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000)
        let message = MailMessage(from: from, to: to, subject: subject, body: body, date: date)
        switch mailer {
        case .smtp(let relay): try await relay.send(message)
        case .sendmail(let command): try await command.send(message)
        }
    }

    /// Posts a notice: that there is something, for whoever knows whose address it is. Throws `NoticeError`.
    func postNotice(to address: String, secret: [UInt8], at time: LedgerTime) async throws {
        guard let webhook else { throw NoticeError("webhook.unavailable", permanent: true) }
        let body: JSONObject = ["v": .integer(1), "type": .string("notice"), "at": .time(time)]
        try await webhook.post(
            body.canonicalBytes, to: address, secret: secret, seconds: time.milliseconds / 1_000)
    }
}
