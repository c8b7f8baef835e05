internal import Foundation
internal import Hummingbird
internal import NIOCore

/// What travels with a request through the router.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection: to close it on a client that goes on sending what was refused.
    let channel: any Channel
    /// The network that the client's address lies in.
    var client: ClientAddress

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        client = ClientAddress(source.channel.remoteAddress)
    }
}

/// Where a request comes from, as far as limits are concerned: an IPv4 address, or the /64 network of an IPv6
/// address, which is what one customer gets. It is held in memory only and never logged.
struct ClientAddress: Hashable, Sendable {
    private let bytes: [UInt8]

    init(_ address: SocketAddress?) {
        self.init(text: address?.ipAddress ?? "")
    }

    /// The network of an address in text form; one and the same for what is none.
    init(text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            bytes = withUnsafeBytes(of: v4) { Array($0) }
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            let all = withUnsafeBytes(of: v6) { Array($0) }
            // An IPv4 client of a socket that listens on both (RFC 4291 section 2.5.5.2).
            bytes = all.starts(with: Self.mappedPrefix) ? Array(all.suffix(4)) : Array(all.prefix(8))
        } else {
            bytes = []
        }
    }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    /// Whether there is an address at all.
    var isKnown: Bool { !bytes.isEmpty }

    /// Whether it is this machine, or no network is between.
    var isLocal: Bool {
        // ::1 lies in the /64 network of zeros.
        bytes.isEmpty || bytes.count == 4 && bytes[0] == 127 || bytes == [UInt8](repeating: 0, count: 8)
    }

    /// A name for it, by which the node counts.
    var name: String { bytes.map { String($0, radix: 16) }.joined(separator: ".") }
}
