public import Crypto
import Foundation
public import LedgerFormat
import SwiftASN1
import X509

/// Issues X.509 certificates (RFC 5280) from the ledger's facts: the authority's root certifies organisations, each
/// organisation its nodes and people. The ledger decides who is who; certificates only say it to TLS stacks and offline
/// verifiers, so they are issued anew whenever the facts change. Pure: everything comes in, the encodings go out.
/// Subjects, extensions and serial numbers follow from the facts alone; the ECDSA signature differs from run to run.
public enum CertificateIssuer {
    /// The root: the authority's signing key, certified by itself. CA, one level of CAs below.
    public static func root(
        of authority: OrganisationFacts, key: P256.Signing.PrivateKey, validity: CertificateValidity
    ) throws -> IssuedCertificate {
        let name = try rootName(authority)
        return try issue(
            Draft(
                kind: "root", network: authority.network, subjectID: authority.id, subject: name,
                publicKey: authority.signingKey, constraints: .isCertificateAuthority(maxPathLength: 1)),
            by: Issuer(name: name, facts: authority, key: key), validity)
    }

    /// An organisation's certificate, issued by the root: a CA for leaf certificates only. The authority gets one as
    /// well.
    public static func organisation(
        _ organisation: OrganisationFacts, issuedBy authority: OrganisationFacts, key: P256.Signing.PrivateKey,
        validity: CertificateValidity
    ) throws -> IssuedCertificate {
        try issue(
            Draft(
                kind: "organisation", network: organisation.network, subjectID: organisation.id,
                subject: try organisationName(organisation), publicKey: organisation.signingKey,
                constraints: .isCertificateAuthority(maxPathLength: 0)),
            by: Issuer(name: try rootName(authority), facts: authority, key: key), validity)
    }

    /// A node's certificate, issued by its organisation: for both ends of mutual TLS.
    public static func node(
        _ node: NodeFacts, issuedBy organisation: OrganisationFacts, key: P256.Signing.PrivateKey,
        validity: CertificateValidity
    ) throws -> IssuedCertificate {
        let names = try node.dnsNames.map(dnsName) + node.ipAddresses.map(ipAddress)
        return try issue(
            Draft(
                kind: "node", network: organisation.network, subjectID: node.id,
                subject: try leafName(id: node.id, unit: "node", organisation: organisation), publicKey: node.publicKey,
                constraints: .notCertificateAuthority, usages: [.serverAuth, .clientAuth], names: names),
            by: Issuer(name: try organisationName(organisation), facts: organisation, key: key), validity)
    }

    /// What carries a node's ledger key through TLS to other nodes (docs/spec/peers-v1.md section 1): certified by
    /// itself, because the ledger says whose key it is, and nothing else counts.
    public static func peer(
        _ node: NodeFacts, network: NetworkID, key: P256.Signing.PrivateKey, validity: CertificateValidity
    ) throws -> IssuedCertificate {
        let itself = OrganisationFacts(
            network: network, id: node.id, name: "MedChain node", signingKey: node.publicKey)
        let name = try leafName(id: node.id, unit: "node", organisation: itself)
        return try issue(
            Draft(
                kind: "peer", network: network, subjectID: node.id, subject: name, publicKey: node.publicKey,
                constraints: .notCertificateAuthority, usages: [.serverAuth, .clientAuth]),
            by: Issuer(name: name, facts: itself, key: key), validity)
    }

    /// A person's certificate, issued by their organisation: to prove themself as a client.
    public static func person(
        _ person: PersonFacts, issuedBy organisation: OrganisationFacts, key: P256.Signing.PrivateKey,
        validity: CertificateValidity
    ) throws -> IssuedCertificate {
        try issue(
            Draft(
                kind: "person", network: organisation.network, subjectID: person.id,
                subject: try leafName(id: person.id, unit: person.role, organisation: organisation),
                publicKey: person.signingKey, constraints: .notCertificateAuthority, usages: [.clientAuth]),
            by: Issuer(name: try organisationName(organisation), facts: organisation, key: key), validity)
    }

    /// The URI that names an identity of a network in a certificate: `urn:medchain:<network>:<id>`.
    public static func uri(network: NetworkID, id: IdentityID) -> String {
        "urn:medchain:\(network.base64URL):\(id.canonical)"
    }

    private struct Draft {
        let kind: String
        let network: NetworkID
        let subjectID: IdentityID
        let subject: DistinguishedName
        let publicKey: P256PublicKey
        let constraints: BasicConstraints
        var usages: [ExtendedKeyUsage.Usage] = []
        var names: [GeneralName] = []

        var isAuthority: Bool { usages.isEmpty }
    }

    private struct Issuer {
        let name: DistinguishedName
        let facts: OrganisationFacts
        let key: P256.Signing.PrivateKey
    }

    private static func issue(_ draft: Draft, by issuer: Issuer, _ validity: CertificateValidity) throws
        -> IssuedCertificate
    {
        guard P256PublicKey(issuer.key.publicKey) == issuer.facts.signingKey, draft.network == issuer.facts.network
        else {
            throw CertificateIssuingError.issuerKey
        }
        let uri = GeneralName.uniformResourceIdentifier(uri(network: draft.network, id: draft.subjectID))
        let extensions = try Certificate.Extensions {
            Critical(draft.constraints)
            // A CA's key here also signs the organisation's transactions.
            Critical(KeyUsage(digitalSignature: true, keyCertSign: draft.isAuthority, cRLSign: draft.isAuthority))
            if !draft.isAuthority { try ExtendedKeyUsage(draft.usages) }
            SubjectKeyIdentifier(keyIdentifier: keyIdentifier(draft.publicKey)[...])
            AuthorityKeyIdentifier(keyIdentifier: keyIdentifier(issuer.facts.signingKey)[...])
            SubjectAlternativeNames([uri] + draft.names)
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: try serialNumber(draft, issuer, validity),
            publicKey: Certificate.PublicKey(try draft.publicKey.verifying), notValidBefore: date(validity.notBefore),
            notValidAfter: date(validity.notAfter), issuer: issuer.name, subject: draft.subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(issuer.key))
        let document = try certificate.serializeAsPEM()
        return IssuedCertificate(der: document.derBytes, pem: document.pemString + "\n")
    }

    /// Twenty bytes of the hash of everything that the certificate says: other facts, another number (RFC 5280 section
    /// 4.1.2.2).
    private static func serialNumber(
        _ draft: Draft, _ issuer: Issuer, _ validity: CertificateValidity
    ) throws -> Certificate.SerialNumber {
        var names = DER.Serializer()
        try names.serialize(draft.subject)
        try names.serialize(issuer.name)
        let alternativeNames = try Certificate.Extension(SubjectAlternativeNames(draft.names), critical: false).value
        let facts: JSONObject = [
            "kind": .string(draft.kind), "network": .hash(draft.network), "subject": .identity(draft.subjectID),
            "key": .hash(draft.publicKey.thumbprint), "issuer": .identity(issuer.facts.id),
            "issuerKey": .hash(issuer.facts.signingKey.thumbprint), "notBefore": .integer(validity.notBefore.second),
            "notAfter": .integer(validity.notAfter.second), "names": .bytes(names.serializedBytes),
            "alternativeNames": .bytes(Array(alternativeNames)),
        ]
        var bytes = Array(
            Hash256(hashing: Array("medchain/v1/certificate".utf8) + facts.canonicalBytes).bytes.prefix(20))
        bytes[0] = bytes[0] & 0x7F | 0x40  // positive, and always of the full length
        return Certificate.SerialNumber(bytes: bytes)
    }

    /// RFC 7093 section 2, method 1: the first 160 bits of the SHA-256 of the subject public key's bit string.
    static func keyIdentifier(_ key: P256PublicKey) -> [UInt8] {
        Array(Hash256(hashing: [0x04] + key.coordinates).bytes.prefix(20))
    }

    static func date(_ time: LedgerTime) -> Date { Date(timeIntervalSince1970: TimeInterval(time.second)) }
}
