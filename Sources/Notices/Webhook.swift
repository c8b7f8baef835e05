internal import AsyncHTTPClient
internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Posts notices to addresses that people chose. Nodes stand inside hospitals, so an address that leads to a private
/// network is refused unless the operator allows it, and what was resolved is what is connected to.
public struct Webhook: Sendable {
    private let allowsPrivate: Bool

    /// - Parameter allowsPrivate: whether `http` and addresses of private networks are allowed.
    public init(allowsPrivate: Bool) { self.allowsPrivate = allowsPrivate }

    /// Whether an address may be posted to, as far as its text shows.
    public func accepts(_ address: String) -> Bool {
        guard address.utf8.count <= 512, let url = URL(string: address), let host = url.host(), !host.isEmpty,
            url.user() == nil, url.fragment() == nil
        else { return false }
        return url.scheme == "https" || (allowsPrivate && url.scheme == "http")
    }

    /// Posts `body` with `Medchain-Signature: t=SECONDS,v1=HEX`: HMAC-SHA-256 under `secret` of `SECONDS.BODY`. Throws
    /// `NoticeError` `webhook.*`.
    public func post(_ body: [UInt8], to address: String, secret: [UInt8], seconds: Int64) async throws {
        guard accepts(address), let url = URL(string: address), let host = url.host() else {
            throw NoticeError("webhook.address", permanent: true)
        }
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10), read: .seconds(15)))
        let resolved = try Self.resolve(host)
        if !allowsPrivate {
            guard resolved.allSatisfy(NetworkAddress.isPublic) else {
                throw NoticeError("webhook.private", permanent: true)
            }
            // Connected to what was looked at: a name that resolves otherwise a moment later leads nowhere.
            configuration.dnsOverride = [host: resolved[0]]
        }
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "medchain-signature", value: Self.signature(body, secret, seconds))
        request.body = .bytes(ByteBuffer(bytes: body))
        let status: UInt?
        do {
            status = try await client.execute(request, timeout: .seconds(20)).status.code
        } catch {
            status = nil
        }
        try? await client.shutdown()
        guard let status else { throw NoticeError("webhook.unreachable") }
        guard (200..<300).contains(status) else { throw NoticeError("webhook.refused", permanent: status == 410) }
    }

    static func signature(_ body: [UInt8], _ secret: [UInt8], _ seconds: Int64) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(seconds).".utf8) + body, using: SymmetricKey(data: secret))
        let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "t=\(seconds),v1=\(digits)"
    }

    /// The addresses of a host, as text.
    private static func resolve(_ host: String) throws -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &found) == 0, let first = found else {
            throw NoticeError("webhook.unreachable")
        }
        defer { freeaddrinfo(first) }
        var addresses: [String] = []
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let entry = next {
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
                == 0
            {
                let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                addresses.append(String(decoding: bytes, as: UTF8.self))
            }
            next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw NoticeError("webhook.unreachable") }
        return addresses
    }
}

/// Which addresses are the whole world's (RFC 6890).
enum NetworkAddress {
    static func isPublic(_ text: String) -> Bool {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            return isPublic(four: withUnsafeBytes(of: &four) { Array($0) })
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return false }
        let bytes = withUnsafeBytes(of: &six) { Array($0) }
        // ::ffff:a.b.c.d and 64:ff9b::a.b.c.d stand for an IPv4 address.
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        let isTranslated = Array(bytes.prefix(4)) == [0x00, 0x64, 0xFF, 0x9B]
        if isMapped || isTranslated { return isPublic(four: Array(bytes.suffix(4))) }
        // Global unicast is 2000::/3; documentation and 6to4 are nobody's.
        let isDocumentation = Array(bytes.prefix(4)) == [0x20, 0x01, 0x0D, 0xB8]
        return bytes[0] & 0xE0 == 0x20 && !isDocumentation && Array(bytes.prefix(2)) != [0x20, 0x02]
    }

    private static func isPublic(four bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168), (224..., _): false
        case (100, 64...127), (172, 16...31), (198, 18...19): false
        case (192, 0): bytes[2] != 0 && bytes[2] != 2
        case (198, 51): bytes[2] != 100
        case (203, 0): bytes[2] != 113
        default: true
        }
    }
}
