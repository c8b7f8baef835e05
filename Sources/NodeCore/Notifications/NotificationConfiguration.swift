internal import Notices

extension NodeConfiguration {
    /// How this node tells people who are not looking that something waits for them. Without it the inbox is all.
    ///
    /// ```yaml
    /// notifications:
    ///   address: https://medchain.example.org      # stands in the notices, so that people find their way
    ///   everySeconds: 900                          # at most one notice a person and channel in that time
    ///   email:
    ///     from: medchain@hospital.example
    ///     smtp: {host: mail.example.org, port: 587, security: starttls, credentials: /etc/medchain/smtp}
    ///     # or: sendmail: /usr/sbin/sendmail
    ///   webhooks: {allowPrivate: false}
    /// ```
    public struct Notifications: Sendable, Hashable {
        /// What hands messages over.
        public enum Mailer: Sendable, Hashable {
            /// A relay: `security` is `none`, `starttls` or `tls`; `credentials` a file with user name and password,
            /// one a line, that nobody else may read; `authority` certificates in PEM to trust instead of the system's.
            case smtp(host: String, port: Int, security: String, credentials: String?, authority: String?)
            /// A program that takes messages as sendmail does.
            case sendmail(path: String)
        }

        /// Where people find the application; nil leaves it out of notices.
        public var address: String?
        /// At most one notice a person and channel in so many seconds.
        public var everySeconds = 900
        /// The sender of e-mail; nil without e-mail.
        public var from: String?
        /// What hands e-mail over; nil without e-mail.
        public var mailer: Mailer?
        /// Whether people may have notices posted to an address of theirs.
        public var hasWebhooks = false
        /// Whether such an address may be one of a private network, or without TLS.
        public var allowsPrivateWebhooks = false

        /// The defaults.
        public init() {}

        init(_ yaml: inout StrictYAML) throws {
            address = try yaml.optionalText("address")
            everySeconds = try yaml.integer("everySeconds", in: 1...604_800, default: everySeconds)
            if var email = try yaml.mapping("email") {
                let from = try email.text("from")
                guard MailAddress(from) != nil else { throw email.refuse("from", "is no e-mail address") }
                self.from = from
                mailer = try Self.mailer(&email)
                try email.finish()
            }
            if var webhooks = try yaml.mapping("webhooks") {
                hasWebhooks = true
                allowsPrivateWebhooks = try webhooks.bool("allowPrivate", default: false)
                try webhooks.finish()
            }
        }

        private static func mailer(_ email: inout StrictYAML) throws -> Mailer {
            let sendmail = try email.optionalText("sendmail")
            guard var smtp = try email.mapping("smtp") else {
                guard let sendmail, sendmail.hasPrefix("/") else {
                    throw email.refuse("sendmail", "or smtp must be given; sendmail is an absolute path")
                }
                return .sendmail(path: sendmail)
            }
            guard sendmail == nil else { throw email.refuse("sendmail", "does not go with smtp") }
            let host = try smtp.text("host")
            let port = try smtp.integer("port", in: 1...65_535, default: 587)
            let security = try smtp.choice("security", SMTPRelay.Security.self)
            let credentials = try smtp.optionalText("credentials")
            if security == .none, credentials != nil {
                throw smtp.refuse("credentials", "never travel without TLS: security must be starttls or tls")
            }
            let authority = try smtp.optionalText("authority")
            try smtp.finish()
            return .smtp(
                host: host, port: port, security: security.rawValue, credentials: credentials, authority: authority)
        }
    }
}
