package import NIOCore
package import NIOSSL

/// The key with which a node shows who it is, and the certificate that carries its public half through TLS.
public struct PeerCredentials: Sendable {
    let certificate: NIOSSLCertificate
    let privateKey: NIOSSLPrivateKey

    /// From DER (X.509) and PEM (PKCS #8). Throws `NIOSSLError` for what is neither.
    public init(certificate: [UInt8], privateKeyPEM: String) throws {
        self.certificate = try NIOSSLCertificate(bytes: certificate, format: .der)
        privateKey = try NIOSSLPrivateKey(bytes: Array(privateKeyPEM.utf8), format: .pem)
    }
}

/// Mutual TLS between nodes (docs/spec/peers-v1.md section 1): TLS 1.3, and of the other side's certificate nothing
/// counts but its public key, as the DER of its SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
public enum PeerTLS {
    /// Whether a key is one to speak with.
    public typealias KeyCheck = @Sendable (_ publicKey: [UInt8]) -> Bool

    /// Settings for a listener: a certificate is asked for, and a client without one ends at the handshake.
    package static func serverContext(_ credentials: PeerCredentials) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(credentials.certificate)],
            privateKey: .privateKey(credentials.privateKey))
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .noHostnameVerification
        configuration.shutdownTimeout = .seconds(1)
        return try NIOSSLContext(configuration: configuration)
    }

    static func clientContext(_ credentials: PeerCredentials) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        // The key says who it is, not the name under which it is reached.
        configuration.certificateVerification = .noHostnameVerification
        configuration.shutdownTimeout = .seconds(1)
        configuration.certificateChain = [.certificate(credentials.certificate)]
        configuration.privateKey = .privateKey(credentials.privateKey)
        return try NIOSSLContext(configuration: configuration)
    }

    /// The listener's side of the handshake, which ends for every key that `isAllowed` does not know.
    package static func serverHandler(_ context: NIOSSLContext, isAllowed: @escaping KeyCheck) -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context, customVerificationCallback: callback(isAllowed), configuration: .init())
    }

    static func clientHandler(_ context: NIOSSLContext, isAllowed: @escaping KeyCheck) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(
            context: context, serverHostname: nil, customVerificationCallback: callback(isAllowed))
    }

    private static func callback(
        _ isAllowed: @escaping KeyCheck
    ) -> @Sendable ([NIOSSLCertificate], EventLoopPromise<NIOSSLVerificationResult>) -> Void {
        { certificates, promise in
            let isKnown = certificates.first.flatMap(publicKey).map(isAllowed) ?? false
            promise.succeed(isKnown ? .certificateVerified : .failed)
        }
    }

    /// The public key of who is at the other end of a connection whose handshake is done; nil when there is none.
    package static func publicKey(of channel: any Channel) async throws -> [UInt8]? {
        try await channel.nioSSL_peerCertificate().get().flatMap(publicKey)
    }

    private static func publicKey(_ certificate: NIOSSLCertificate) -> [UInt8]? {
        try? certificate.extractPublicKey().toSPKIBytes()
    }
}
