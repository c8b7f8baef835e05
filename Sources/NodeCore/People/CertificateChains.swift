internal import Certificates
internal import Crypto
internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Certificates of people from the ledger's facts, issued anew whenever somebody asks: leaf, organisation, root. The
/// keys of the organisation and of the authority must lie on this node; in a network where they lie elsewhere, the
/// chain comes from there.
struct CertificateChains: Sendable {
    let ledger: Ledger
    let keys: [IdentityID: P256.Signing.PrivateKey]
    let clock: NodeClock

    private static let day: Int64 = 86_400_000
    /// Certificates begin a little early, for verifiers whose clocks run behind.
    private static let early: Int64 = 300_000

    /// The chain as PEM, leaf first. Throws `notFound` for people that the reader may not see or who do not act, and
    /// where a key is not held here.
    func pem(of id: IdentityID, for principal: Principal) throws -> String {
        let (person, organisation, authority) = try facts(id, principal)
        guard let organisationKey = keys[organisation.id], let authorityKey = keys[authority.id] else {
            throw NodeError.notFound
        }
        let now = clock.now()
        let start = now.advanced(byMilliseconds: -Self.early)
        let leaf = try CertificateIssuer.person(
            person, issuedBy: organisation, key: organisationKey,
            validity: try CertificateValidity(notBefore: start, notAfter: now.advanced(byMilliseconds: 90 * Self.day)))
        let intermediate = try CertificateIssuer.organisation(
            organisation, issuedBy: authority, key: authorityKey,
            validity: try CertificateValidity(notBefore: start, notAfter: now.advanced(byMilliseconds: 365 * Self.day)))
        // The root is the same for everybody and always: it dates from the network's foundation.
        let founded = ledger.genesis.createdAt
        let root = try CertificateIssuer.root(
            of: authority, key: authorityKey,
            validity: try CertificateValidity(
                notBefore: founded, notAfter: founded.advanced(byMilliseconds: 7_300 * Self.day)))
        return [leaf.pem, intermediate.pem, root.pem].map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
    }

    private func facts(
        _ id: IdentityID, _ principal: Principal
    ) throws -> (PersonFacts, OrganisationFacts, OrganisationFacts) {
        try ledger.read { reader in
            let visibility = try Visibility(reader, principal)
            guard let person = try visibility.person(id), person.status == .verified,
                case .organisation(let organisation)? = try reader.document(.organisation(person.organisation)),
                case .organisation(let authority)? =
                    try reader.document(.organisation(ledger.genesis.organisationIDs[ledger.genesis.authority]))
            else { throw NodeError.notFound }
            return (
                PersonFacts(id: person.id, role: person.role.rawValue, signingKey: person.application.signingKey),
                facts(organisation), facts(authority)
            )
        }
    }

    private func facts(_ organisation: OrganisationDocument) -> OrganisationFacts {
        OrganisationFacts(
            network: ledger.network, id: organisation.id, name: organisation.name, signingKey: organisation.signingKey)
    }
}
