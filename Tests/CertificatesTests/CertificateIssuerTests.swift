import Certificates
import Crypto
import Foundation
import LedgerFormat
import Testing

@Suite("Certificates from the ledger's facts")
struct CertificateIssuerTests {
    private struct Organisation {
        let key = P256.Signing.PrivateKey()
        let facts: OrganisationFacts

        init(_ name: String) {
            let publicKey = P256PublicKey(key.publicKey)
            let network = Hash256(hashing: [7])
            facts = OrganisationFacts(
                network: network, id: IdentityID(network: network, firstKey: publicKey.thumbprint), name: name,
                signingKey: publicKey)
        }

        func person(_ role: String) -> PersonFacts {
            let key = P256PublicKey(P256.Signing.PrivateKey().publicKey)
            return PersonFacts(
                id: IdentityID(network: facts.network, firstKey: key.thumbprint), role: role, signingKey: key)
        }
    }

    private let authority = Organisation("Health Authority")
    private let hospital = Organisation("Hôpital Saint-Luc, \u{1F3E5} \"Nord\" + Süd = groß")
    private let validity: CertificateValidity
    private let start: Int64 = 1_767_225_600
    private let openssl: OpenSSL

    init() throws {
        let begin = try #require(LedgerTime(milliseconds: start * 1_000))
        validity = try CertificateValidity(notBefore: begin, notAfter: begin.advanced(byMilliseconds: 365 * 86_400_000))
        openssl = try OpenSSL()
    }

    private func root() throws -> IssuedCertificate {
        try CertificateIssuer.root(of: authority.facts, key: authority.key, validity: validity)
    }

    private func certificate(of organisation: Organisation) throws -> IssuedCertificate {
        try CertificateIssuer.organisation(
            organisation.facts, issuedBy: authority.facts, key: authority.key, validity: validity)
    }

    private func node(_ facts: NodeFacts, of organisation: Organisation) throws -> IssuedCertificate {
        try CertificateIssuer.node(facts, issuedBy: organisation.facts, key: organisation.key, validity: validity)
    }

    private func nodeFacts() throws -> NodeFacts {
        let key = P256PublicKey(P256.Signing.PrivateKey().publicKey)
        return NodeFacts(
            id: IdentityID(network: hospital.facts.network, firstKey: key.thumbprint), publicKey: key,
            dnsNames: ["node.hospital.example", "localhost"],
            ipAddresses: [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]])
    }

    @Test(
        "openssl accepts people of every role, as TLS clients and not as servers",
        arguments: [
            "patient", "physician", "nurse", "radiologist", "laboratoryTechnician", "pharmacist", "hospitalManager",
            "insurer", "authority",
        ])
    func roles(role: String) throws {
        defer { openssl.remove() }
        // The authority's own people are certified by the authority's organisation certificate.
        let organisation = role == "authority" ? authority : hospital
        let (root, intermediate) = (try root(), try certificate(of: organisation))
        let person = organisation.person(role)
        let leaf = try CertificateIssuer.person(
            person, issuedBy: organisation.facts, key: organisation.key, validity: validity)
        let accepted = try openssl.verify(
            root: root, organisation: intermediate, leaf: leaf.pem, at: start + 5, ["-purpose", "sslclient"])
        #expect(accepted.status == 0, "\(accepted.output)")
        let asServer = try openssl.verify(
            root: root, organisation: intermediate, leaf: leaf.pem, at: start + 5, ["-purpose", "sslserver"])
        #expect(asServer.status != 0)
        let path = try openssl.write(leaf.pem, "shown.pem")
        let shown = try openssl.run([
            "x509", "-in", path, "-noout", "-subject", "-ext", "subjectAltName", "-nameopt", "RFC2253,utf8",
        ])
        #expect(shown.output.contains("CN=\(person.id.canonical)"))
        #expect(shown.output.contains("OU=\(role)"))
        #expect(shown.output.contains("URI:urn:medchain:\(hospital.facts.network.base64URL):\(person.id.canonical)"))
    }

    @Test("openssl accepts a node as server and client, under its names only")
    func node() throws {
        defer { openssl.remove() }
        let (root, intermediate) = (try root(), try certificate(of: hospital))
        let leaf = try node(try nodeFacts(), of: hospital).pem
        for (options, isAccepted) in [
            (["-purpose", "sslserver", "-verify_hostname", "node.hospital.example"], true),
            (["-purpose", "sslclient", "-verify_ip", "127.0.0.1"], true), (["-verify_ip", "::1"], true),
            (["-verify_hostname", "other.example"], false), (["-verify_ip", "127.0.0.2"], false),
        ] {
            let result = try openssl.verify(
                root: root, organisation: intermediate, leaf: leaf, at: start + 5, options)
            #expect((result.status == 0) == isAccepted, "\(options) \(result.output)")
        }
    }

    @Test("openssl refuses one that has expired or not begun")
    func expired() throws {
        defer { openssl.remove() }
        let (root, intermediate) = (try root(), try certificate(of: hospital))
        let leaf = try node(try nodeFacts(), of: hospital).pem
        for (second, isAccepted) in [
            (start - 1, false), (start, true), (start + 365 * 86_400 - 1, true), (start + 365 * 86_400 + 1, false),
        ] {
            let result = try openssl.verify(root: root, organisation: intermediate, leaf: leaf, at: second)
            #expect((result.status == 0) == isAccepted, "\(second - start) \(result.output)")
        }
    }

    @Test("openssl refuses a wrong issuer, a missing intermediate, and another root")
    func wrongIssuer() throws {
        defer { openssl.remove() }
        let other = Organisation("Other Hospital")
        let root = try root()
        let leaf = try node(try nodeFacts(), of: hospital).pem
        let byOther = try openssl.verify(
            root: root, organisation: try certificate(of: other), leaf: leaf, at: start + 5)
        #expect(byOther.status != 0)
        let otherRoot = try CertificateIssuer.root(of: other.facts, key: other.key, validity: validity)
        let underOther = try openssl.verify(
            root: otherRoot, organisation: try certificate(of: hospital), leaf: leaf, at: start + 5)
        #expect(underOther.status != 0)
        // An organisation that poses as another: same facts but the key.
        let impostor = OrganisationFacts(
            network: hospital.facts.network, id: hospital.facts.id, name: hospital.facts.name,
            signingKey: other.facts.signingKey)
        let forged = try CertificateIssuer.node(try nodeFacts(), issuedBy: impostor, key: other.key, validity: validity)
        let posing = try openssl.verify(
            root: root, organisation: try certificate(of: hospital), leaf: forged.pem, at: start + 5)
        #expect(posing.status != 0)
    }

    @Test("openssl refuses every altered one: a changed byte anywhere")
    func altered() throws {
        defer { openssl.remove() }
        let (root, intermediate) = (try root(), try certificate(of: hospital))
        let leaf = try node(try nodeFacts(), of: hospital)
        for position in stride(from: 3, to: leaf.der.count, by: leaf.der.count / 40) {
            var der = leaf.der
            der[position] ^= 0x01
            let base64 = Data(der).base64EncodedString(options: .lineLength64Characters)
            let pem = "-----BEGIN CERTIFICATE-----\n\(base64)\n-----END CERTIFICATE-----\n"
            let result = try openssl.verify(root: root, organisation: intermediate, leaf: pem, at: start + 5)
            #expect(result.status != 0, "byte \(position)")
        }
    }

    @Test("an organisation's certificate issues no further authorities")
    func pathLength() throws {
        defer { openssl.remove() }
        let (root, intermediate) = (try root(), try certificate(of: hospital))
        let path = try openssl.write(intermediate.pem, "shown.pem")
        let shown = try openssl.run(["x509", "-in", path, "-noout", "-ext", "basicConstraints,keyUsage"])
        #expect(shown.output.contains("CA:TRUE, pathlen:0"))
        let rootPath = try openssl.write(root.pem, "shown.pem")
        #expect(
            try openssl.run(["x509", "-in", rootPath, "-noout", "-ext", "basicConstraints"]).output.contains(
                "pathlen:1"))
    }

    @Test("the same facts give the same serial number, other facts another")
    func serialNumbers() throws {
        defer { openssl.remove() }
        func serial(_ facts: NodeFacts) throws -> String {
            let path = try openssl.write(try node(facts, of: hospital).pem, "shown.pem")
            return try openssl.run(["x509", "-in", path, "-noout", "-serial"]).output
        }
        let facts = try nodeFacts()
        let first = try serial(facts)
        #expect(first.hasPrefix("serial="))
        #expect(first.count == "serial=".count + 40 + 1)
        #expect(try serial(facts) == first)
        let renamed = NodeFacts(id: facts.id, publicKey: facts.publicKey, dnsNames: ["other.example"])
        #expect(try serial(renamed) != first)
    }

    @Test("what cannot stand in a certificate is refused")
    func refused() throws {
        defer { openssl.remove() }
        #expect(throws: CertificateIssuingError.issuerKey) {
            _ = try CertificateIssuer.root(of: authority.facts, key: hospital.key, validity: validity)
        }
        #expect(throws: CertificateIssuingError.validity) {
            _ = try CertificateValidity(notBefore: validity.notAfter, notAfter: validity.notBefore)
        }
        let key = P256PublicKey(hospital.key.publicKey)
        for name in ["", "a..b", "-a.b", "a b", "a_b", "é.example", "*.example", String(repeating: "a", count: 64)] {
            #expect(throws: CertificateIssuingError.name, "\(name)") {
                _ = try node(NodeFacts(id: hospital.facts.id, publicKey: key, dnsNames: [name]), of: hospital)
            }
        }
        #expect(throws: CertificateIssuingError.name) {
            _ = try node(NodeFacts(id: hospital.facts.id, publicKey: key, ipAddresses: [[1, 2, 3]]), of: hospital)
        }
        #expect(throws: CertificateIssuingError.name) {
            let person = PersonFacts(id: hospital.facts.id, role: "two words", signingKey: key)
            _ = try CertificateIssuer.person(person, issuedBy: hospital.facts, key: hospital.key, validity: validity)
        }
    }

    @Test("a long organisation name is cut to X.520's bound and still verifies")
    func longName() throws {
        defer { openssl.remove() }
        let long = Organisation(String(repeating: "é", count: 100))
        let leaf = try node(try nodeFacts(), of: long).pem
        let result = try openssl.verify(
            root: try root(), organisation: try certificate(of: long), leaf: leaf, at: start + 5)
        #expect(result.status == 0, "\(result.output)")
    }
}
