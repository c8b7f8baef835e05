import LedgerFormat
import SwiftASN1
import X509

// The names in certificates.
extension CertificateIssuer {
    /// X.520's upper bound for organisation, unit and common names, in characters.
    private static let nameCharacters = 64

    static func rootName(_ authority: OrganisationFacts) throws -> DistinguishedName {
        let organisation = try organisationText(authority)
        return try DistinguishedName {
            OrganizationName(organisation)
            CommonName("MedChain root \(authority.id.canonical)")
        }
    }

    static func organisationName(_ facts: OrganisationFacts) throws -> DistinguishedName {
        let organisation = try organisationText(facts)
        return try DistinguishedName {
            OrganizationName(organisation)
            CommonName(facts.id.canonical)
        }
    }

    static func leafName(id: IdentityID, unit: String, organisation: OrganisationFacts) throws -> DistinguishedName {
        guard (1...nameCharacters).contains(unit.utf8.count), unit.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CertificateIssuingError.name
        }
        let organisation = try organisationText(organisation)
        return try DistinguishedName {
            OrganizationName(organisation)
            OrganizationalUnitName(unit)
            CommonName(id.canonical)
        }
    }

    /// The organisation's name, cut to what X.520 allows; its id, not its name, tells organisations apart.
    private static func organisationText(_ facts: OrganisationFacts) throws -> String {
        let scalars = String.UnicodeScalarView(facts.name.unicodeScalars.prefix(nameCharacters))
        guard !scalars.isEmpty, scalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }) else {
            throw CertificateIssuingError.name
        }
        return String(scalars)
    }

    static func dnsName(_ name: String) throws -> GeneralName {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isHostName = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                }
        }
        guard isHostName, name.utf8.count <= 253 else { throw CertificateIssuingError.name }
        return .dnsName(name)
    }

    static func ipAddress(_ bytes: [UInt8]) throws -> GeneralName {
        guard bytes.count == 4 || bytes.count == 16 else { throw CertificateIssuingError.name }
        return .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
    }
}
