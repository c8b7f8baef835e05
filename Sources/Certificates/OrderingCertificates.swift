public import Crypto
import Foundation
public import LedgerFormat
import SwiftASN1
import X509

/// Issues the certificates of the etcd cluster that orders a network (docs/spec/ordering-etcd-v1.md): one authority,
/// whose certificates members and nodes trust and no others; for each member one that serves clients and other members,
/// and for each user of the cluster one whose common name is the user. These are apart from the certificates that
/// follow from the ledger's facts: an organisation could issue one of those in another's name.
public enum OrderingCertificates {
    /// The common name of every member's certificate. Members take no other for a member.
    public static let memberName = "medchain-etcd-member"
    /// The user who may change users and roles; etcd knows it by this name.
    public static let administratorName = "root"

    /// The authority's own certificate: a CA for leaf certificates only.
    public static func authority(
        of network: NetworkID, key: P256.Signing.PrivateKey, validity: CertificateValidity
    ) throws -> IssuedCertificate {
        let name = try authorityName(network)
        return try issue(
            subject: name, publicKey: P256PublicKey(key.publicKey), issuer: name, issuerKey: key, usages: [],
            names: [], validity)
    }

    /// A member's certificate for both of its doors, under the names and addresses at which it is reached: addresses
    /// have 4 bytes (IPv4) or 16 (IPv6). It is valid on its own machine too.
    public static func member(
        publicKey: P256PublicKey, dnsNames: [String], ipAddresses: [[UInt8]], network: NetworkID,
        authorityKey: P256.Signing.PrivateKey, validity: CertificateValidity
    ) throws -> IssuedCertificate {
        let dns = dnsNames.contains("localhost") ? dnsNames : dnsNames + ["localhost"]
        let loopback: [UInt8] = [127, 0, 0, 1]
        let addresses = ipAddresses.contains(loopback) ? ipAddresses : ipAddresses + [loopback]
        return try issue(
            subject: try DistinguishedName { CommonName(memberName) }, publicKey: publicKey,
            issuer: try authorityName(network), issuerKey: authorityKey, usages: [.serverAuth, .clientAuth],
            names: try dns.map(CertificateIssuer.dnsName) + addresses.map(CertificateIssuer.ipAddress), validity)
    }

    /// The certificate of a user of the cluster: a node under its identifier, or the administrator.
    public static func client(
        named user: String, publicKey: P256PublicKey, network: NetworkID, authorityKey: P256.Signing.PrivateKey,
        validity: CertificateValidity
    ) throws -> IssuedCertificate {
        try issue(
            subject: try DistinguishedName { CommonName(user) }, publicKey: publicKey,
            issuer: try authorityName(network), issuerKey: authorityKey, usages: [.clientAuth], names: [], validity)
    }

    private static func authorityName(_ network: NetworkID) throws -> DistinguishedName {
        try DistinguishedName { CommonName("Ordering authority \(network.base64URL)") }
    }

    private static func issue(
        subject: DistinguishedName, publicKey: P256PublicKey, issuer: DistinguishedName,
        issuerKey: P256.Signing.PrivateKey, usages: [ExtendedKeyUsage.Usage], names: [GeneralName],
        _ validity: CertificateValidity
    ) throws -> IssuedCertificate {
        let isAuthority = usages.isEmpty
        let extensions = try Certificate.Extensions {
            Critical(
                isAuthority ? BasicConstraints.isCertificateAuthority(maxPathLength: 0) : .notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: !isAuthority, keyCertSign: isAuthority, cRLSign: isAuthority))
            if !isAuthority { try ExtendedKeyUsage(usages) }
            SubjectKeyIdentifier(keyIdentifier: CertificateIssuer.keyIdentifier(publicKey)[...])
            AuthorityKeyIdentifier(
                keyIdentifier: CertificateIssuer.keyIdentifier(P256PublicKey(issuerKey.publicKey))[...])
            if !names.isEmpty { SubjectAlternativeNames(names) }
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(try publicKey.verifying),
            notValidBefore: CertificateIssuer.date(validity.notBefore),
            notValidAfter: CertificateIssuer.date(validity.notAfter), issuer: issuer, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(issuerKey))
        let document = try certificate.serializeAsPEM()
        return IssuedCertificate(der: document.derBytes, pem: document.pemString + "\n")
    }
}

/// What an operator wants to know of a certificate that lies in a file.
public struct CertificateSummary: Hashable, Sendable {
    /// The subject's common name; empty where it has none.
    public let commonName: String
    /// The last second of its validity.
    public let notAfter: LedgerTime
    /// The first second of its validity.
    public let notBefore: LedgerTime
    /// The public key, where it is one of P-256.
    public let publicKey: P256PublicKey?

    /// The first certificate in a PEM text. Throws where there is none that can be read.
    public init(pem: String) throws {
        let documents = try PEMDocument.parseMultiple(pemString: pem)
        guard let first = documents.first else { throw CertificateIssuingError.name }
        let certificate = try Certificate(pemDocument: first)
        commonName =
            certificate.subject.lazy.flatMap { $0 }
            .first { $0.type == ASN1ObjectIdentifier.NameAttributes.commonName }
            .map { String(describing: $0.value) } ?? ""
        notBefore = Self.time(certificate.notValidBefore)
        notAfter = Self.time(certificate.notValidAfter)
        publicKey = P256.Signing.PublicKey(certificate.publicKey).map { P256PublicKey($0) }
    }

    private static func time(_ date: Date) -> LedgerTime {
        LedgerTime(milliseconds: Int64(date.timeIntervalSince1970.rounded()) * 1_000) ?? .zero
    }
}
