internal import AsyncHTTPClient
internal import Foundation
internal import GRPCCore
public import LedgerFormat
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
public import Ordering
internal import SwiftProtobuf

/// What a look at the cluster shows an operator. Nothing is written.
public struct EtcdExamination: Sendable {
    /// One member as it answered.
    public struct Member: Sendable {
        /// Where it was asked.
        public let endpoint: EtcdSettings.Endpoint
        /// Why it did not answer; nil when it did.
        public internal(set) var failure: String?
        /// The cluster it belongs to.
        public internal(set) var cluster: UInt64?
        /// Whether it knows a leader.
        public internal(set) var hasLeader = false
        /// What it has stored, in bytes.
        public internal(set) var bytesInUse = 0
        /// Its `--quota-backend-bytes`; nil where it does not say.
        public internal(set) var quotaBytes: Int?
        /// How far its clock is ahead of this machine's, in milliseconds; exact to a second. Nil where it does not say.
        public internal(set) var clockAhead: Int64?
        /// Alarms and errors that it reports.
        public internal(set) var errors: [String] = []
    }

    /// The members, in the settings' order.
    public private(set) var members: [Member] = []
    /// Whether etcd's authentication is on: whether it refuses what this node may not read. Nil: nobody answered.
    public private(set) var isAuthenticationOn: Bool?
    /// Whether this node may read the network's keys. Nil: nobody answered.
    public private(set) var mayRead: Bool?
    /// The clock of each node when it made its newest batch.
    public private(set) var batchTimes: [IdentityID: LedgerTime] = [:]

    /// Looks at the cluster. `now` is this machine's clock. Throws `ordering.certificate` where the certificate's files
    /// cannot be used.
    public init(_ settings: EtcdSettings, now: @escaping @Sendable () -> LedgerTime) async throws(OrderingError) {
        let members: [EtcdMember]
        let pages: StatusPages
        do {
            members = try settings.endpoints.map { try EtcdMember($0, settings) }
            pages = try StatusPages(settings.certificate)
        } catch { throw .certificate }
        for member in members {
            var found = await Self.status(of: member)
            if found.failure == nil, let page = await pages.page(of: member.endpoint, now: now) {
                found.quotaBytes = page.quotaBytes
                found.clockAhead = page.clockAhead
            }
            self.members.append(found)
        }
        for member in members where mayRead == nil { await examineRights(at: member, settings) }
        for member in members { await member.close() }
        await pages.close()
    }

    private static func status(of member: EtcdMember) async -> Member {
        var found = Member(endpoint: member.endpoint)
        do {
            // A connection that is being made for the first time is waited for.
            var options = member.once
            options.waitForReady = true
            let answer = try await member.maintenance.status(.init(), options: options)
            found.cluster = answer.header.clusterID
            found.hasLeader = answer.leader != 0
            found.bytesInUse = Int(answer.dbSizeInUse)
            found.errors = answer.errors
        } catch {
            found.failure = words(error)
        }
        return found
    }

    private static func words(_ error: any Error) -> String {
        guard let error = error as? RPCError else { return "no connection" }
        switch error.code {
        case .deadlineExceeded, .unavailable: return "no answer in time, or no TLS connection"
        case .permissionDenied, .unauthenticated: return "it refuses the node's certificate"
        default: return "it answered with gRPC status \(error.code)"
        }
    }

    private mutating func examineRights(at member: EtcdMember, _ settings: EtcdSettings) async {
        let prefix = settings.batches
        do {
            let answer = try await member.keyValues.range(
                .with {
                    $0.key = Data(prefix.utf8)
                    $0.rangeEnd = Data(EtcdOrderingLog.end(ofPrefix: prefix))
                }, options: member.once)
            mayRead = true
            for pair in answer.kvs {
                guard let batch = try? Batch(parsing: Array(pair.value)) else { continue }
                batchTimes[batch.heading.node] = batch.heading.time
            }
        } catch {
            guard let code = (error as? RPCError)?.code, code == .permissionDenied || code == .unauthenticated else {
                return
            }
            mayRead = false
        }
        do {
            // No node's role covers this key: only a cluster without authentication answers.
            _ = try await member.keyValues.range(
                .with { $0.key = Data("medchain-authentication".utf8) }, options: member.once)
            isAuthenticationOn = false
        } catch {
            let code = (error as? RPCError)?.code
            if code == .permissionDenied || code == .unauthenticated { isAuthenticationOn = true }
        }
    }
}

/// What members say over HTTP alone: their settings, and the time.
private struct StatusPages {
    struct Page {
        var quotaBytes: Int?
        var clockAhead: Int64?
    }

    private let http: HTTPClient
    private static let largest = 4 << 20

    init(_ certificate: EtcdSettings.ClientCertificate) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate.chain).map { .certificate($0) }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: certificate.privateKey, format: .pem))
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(certificate.trustRoots))
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout.connect = .seconds(3)
        configuration.redirectConfiguration = .disallow
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async { try? await http.shutdown() }

    func page(of endpoint: EtcdSettings.Endpoint, now: @Sendable () -> LedgerTime) async -> Page? {
        let request = HTTPClientRequest(url: "https://\(endpoint)/metrics")
        guard let response = try? await http.execute(request, timeout: .seconds(5)), response.status == .ok,
            let body = try? await response.body.collect(upTo: Self.largest)
        else { return nil }
        var page = Page()
        if let text = response.headers.first(name: "date"), let date = Self.date(text) {
            // The header has whole seconds: their middle is meant.
            page.clockAhead = Int64(date.timeIntervalSince1970 * 1_000) + 500 - now().milliseconds
        }
        let name = "etcd_server_quota_backend_bytes "
        let lines = String(buffer: body).split(separator: "\n")
        if let line = lines.first(where: { $0.hasPrefix(name) }), let value = Double(line.dropFirst(name.count)) {
            page.quotaBytes = Int(exactly: value.rounded())
        }
        return page
    }

    /// An HTTP date (RFC 9110 section 5.6.7).
    private static func date(_ text: String) -> Date? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text)
    }
}
