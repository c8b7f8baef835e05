internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Hands messages to one mail relay (RFC 5321), with STARTTLS (RFC 3207) or TLS from the first byte (RFC 8314), and
/// AUTH PLAIN (RFC 4954) over TLS alone. It queues nothing: a relay does that, and whoever calls tries again.
public struct SMTPRelay: Sendable {
    /// How the connection is protected.
    public enum Security: String, Sendable, CaseIterable {
        /// Not at all: for a relay on this machine or a network that protects it.
        case none
        /// By STARTTLS, which must be offered.
        case startTLS = "starttls"
        /// By TLS from the first byte.
        case tls
    }

    /// A user name and password.
    public struct Credentials: Sendable {
        let user: String
        let password: String

        /// Makes credentials.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    private let host: String
    private let port: Int
    private let security: Security
    private let credentials: Credentials?
    private let authorityFile: String?
    private static let patience: Duration = .seconds(30)
    private static let longestReply = 8_192

    /// A relay.
    ///
    /// - Parameter authorityFile: certificates in PEM to trust instead of the system's.
    public init(host: String, port: Int, security: Security, credentials: Credentials?, authorityFile: String?) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.authorityFile = authorityFile
    }

    /// Hands over one message; returns when the relay has taken it. Throws `NoticeError` `smtp.*`.
    public func send(_ message: MailMessage) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.converse(message) }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                throw NoticeError("smtp.timeout")
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func converse(_ message: MailMessage) async throws {
        let connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        let context = try security == .none ? nil : tlsContext()
        do {
            connection = try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .connectTimeout(.seconds(10))
                .connect(host: host, port: port) { [self] channel in
                    channel.eventLoop.makeCompletedFuture {
                        if security == .tls, let context {
                            try channel.pipeline.syncOperations.addHandler(tlsHandler(context))
                        }
                        return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw NoticeError("smtp.unreachable")
        }
        do {
            try await connection.executeThenClose { inbound, outbound in
                var dialog = Dialog(replies: inbound.makeAsyncIterator(), outbound: outbound)
                try await dialog.expect([220])
                var offers = try await dialog.hello()
                if security == .startTLS, let context {
                    guard offers.contains("STARTTLS") else { throw NoticeError("smtp.noTLS", permanent: true) }
                    try await dialog.command("STARTTLS", [220])
                    // What came before the handshake must not count after it (RFC 3207 section 4.2).
                    guard dialog.isDrained else { throw NoticeError("smtp.protocol") }
                    let channel = connection.channel
                    try await channel.eventLoop.submit {
                        try channel.pipeline.syncOperations.addHandler(self.tlsHandler(context), position: .first)
                    }.get()
                    offers = try await dialog.hello()
                }
                try await authenticate(&dialog, offers)
                try await dialog.deliver(message)
            }
        } catch let error as NoticeError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch is NIOSSLError {
            throw NoticeError("smtp.tls")
        } catch is NIOSSLExtraError {
            throw NoticeError("smtp.tls")
        } catch {
            throw NoticeError("smtp.connection")
        }
    }

    private func authenticate(_ dialog: inout Dialog, _ offers: [String]) async throws {
        guard let credentials else { return }
        // A password never travels in the clear.
        guard security != .none else { throw NoticeError("smtp.noTLS", permanent: true) }
        guard offers.contains(where: { $0.hasPrefix("AUTH ") && $0.split(separator: " ").contains("PLAIN") }) else {
            throw NoticeError("smtp.noAuthentication", permanent: true)
        }
        let plain = Data("\0\(credentials.user)\0\(credentials.password)".utf8).base64EncodedString()
        try await dialog.command("AUTH PLAIN \(plain)", [235])
    }

    private func tlsContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let authorityFile { configuration.trustRoots = .file(authorityFile) }
        do { return try NIOSSLContext(configuration: configuration) } catch { throw NoticeError("smtp.tls") }
    }

    private func tlsHandler(_ context: NIOSSLContext) throws -> NIOSSLClientHandler {
        // A name is indicated and checked; an address is checked against the certificate's addresses.
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    /// Commands and replies, one after the other.
    private struct Dialog {
        var replies: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var received: [UInt8] = []

        init(
            replies: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.replies = replies
            self.outbound = outbound
        }

        /// Whether nothing has been received that was not read.
        var isDrained: Bool { received.isEmpty }

        mutating func hello() async throws -> [String] {
            let lines = try await command("EHLO \(Self.name)", [250])
            return lines.dropFirst().map { $0.uppercased() }
        }

        mutating func deliver(_ message: MailMessage) async throws {
            try await command("MAIL FROM:<\(message.from.text)>", [250])
            try await command("RCPT TO:<\(message.to.text)>", [250, 251])
            try await command("DATA", [354])
            // A line that begins with a dot gets another (RFC 5321 section 4.5.2).
            let stuffed = message.text.split(separator: "\r\n", omittingEmptySubsequences: false)
                .map { $0.hasPrefix(".") ? ".\($0)" : String($0) }.joined(separator: "\r\n")
            try await command(stuffed + ".", [250])
            _ = try? await command("QUIT", [221])
        }

        @discardableResult
        mutating func command(_ text: String, _ expected: [Int]) async throws -> [String] {
            try await outbound.write(ByteBuffer(string: text + "\r\n"))
            return try await expect(expected)
        }

        @discardableResult
        mutating func expect(_ codes: [Int]) async throws -> [String] {
            var lines: [String] = []
            while true {
                let line = try await line()
                guard line.utf8.count >= 3, let code = Int(line.prefix(3)) else { throw NoticeError("smtp.protocol") }
                lines.append(String(line.dropFirst(4)))
                if line.dropFirst(3).first == "-" { continue }
                guard codes.contains(code) else { throw NoticeError("smtp.refused", permanent: code >= 500) }
                return lines
            }
        }

        private mutating func line() async throws -> String {
            while true {
                if let end = received.firstIndex(of: 0x0A) {
                    let line = received[..<end].filter { $0 != 0x0D }
                    received.removeSubrange(...end)
                    return String(decoding: line, as: UTF8.self)
                }
                guard received.count < SMTPRelay.longestReply else { throw NoticeError("smtp.protocol") }
                guard let more = try await replies.next() else { throw NoticeError("smtp.connection") }
                received += more.readableBytesView
            }
        }

        private static var name: String {
            let name = ProcessInfo.processInfo.hostName
            let isPlain = name.utf8.allSatisfy { $0 < 0x7F && $0 > 0x20 }
            return name.isEmpty || !isPlain ? "localhost" : name
        }
    }
}
