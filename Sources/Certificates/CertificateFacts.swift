public import LedgerFormat

/// An organisation as the ledger knows it.
public struct OrganisationFacts: Hashable, Sendable {
    /// The network.
    public let network: NetworkID
    /// The organisation's id.
    public let id: IdentityID
    /// Its public name.
    public let name: String
    /// Its signing key, which its certificate certifies and its leaf certificates are signed with.
    public let signingKey: P256PublicKey

    /// The facts of an organisation.
    public init(network: NetworkID, id: IdentityID, name: String, signingKey: P256PublicKey) {
        self.network = network
        self.id = id
        self.name = name
        self.signingKey = signingKey
    }
}

/// A node as the ledger knows it, with the names under which it is reached.
public struct NodeFacts: Hashable, Sendable {
    /// The node's id.
    public let id: IdentityID
    /// The key it proves itself with in TLS: its signing key, or one that it made for this.
    public let publicKey: P256PublicKey
    /// Host names, such as `node.example.org`.
    public let dnsNames: [String]
    /// Addresses: 4 bytes (IPv4) or 16 (IPv6) each.
    public let ipAddresses: [[UInt8]]

    /// The facts of a node.
    public init(id: IdentityID, publicKey: P256PublicKey, dnsNames: [String] = [], ipAddresses: [[UInt8]] = []) {
        self.id = id
        self.publicKey = publicKey
        self.dnsNames = dnsNames
        self.ipAddresses = ipAddresses
    }
}

/// A person as the ledger knows them. There is no name: the id is the subject, for patients and staff alike.
public struct PersonFacts: Hashable, Sendable {
    /// The person's id.
    public let id: IdentityID
    /// The role, as the contract spells it.
    public let role: String
    /// The person's signing key.
    public let signingKey: P256PublicKey

    /// The facts of a person.
    public init(id: IdentityID, role: String, signingKey: P256PublicKey) {
        self.id = id
        self.role = role
        self.signingKey = signingKey
    }
}

/// From when until when a certificate is valid; X.509 keeps whole seconds, so both are rounded down.
public struct CertificateValidity: Hashable, Sendable {
    /// The first moment.
    public let notBefore: LedgerTime
    /// The last moment.
    public let notAfter: LedgerTime

    /// A validity. Throws `CertificateIssuingError.validity` unless it ends after it begins.
    public init(notBefore: LedgerTime, notAfter: LedgerTime) throws(CertificateIssuingError) {
        guard notBefore.second < notAfter.second else { throw .validity }
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}

/// Why no certificate was issued.
public enum CertificateIssuingError: String, Error, Sendable, CustomStringConvertible {
    /// The validity is empty.
    case validity = "certificate.validity"
    /// The private key is not the one that the issuer's facts name.
    case issuerKey = "certificate.issuerKey"
    /// A host name, address, role or organisation name cannot stand in a certificate.
    case name = "certificate.name"

    /// The code and a plain reason.
    public var description: String {
        switch self {
        case .validity: "\(rawValue): The certificate would end before it begins."
        case .issuerKey: "\(rawValue): The private key is not the issuer's."
        case .name: "\(rawValue): A host name, address, role or organisation name cannot stand in a certificate."
        }
    }
}

/// A certificate as it is stored and sent.
public struct IssuedCertificate: Hashable, Sendable {
    /// The DER encoding (X.690).
    public let der: [UInt8]
    /// The PEM encoding (RFC 7468).
    public let pem: String
}
