public import LedgerFormat
internal import NodeClient
public import NodeWire
internal import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

extension Person {
    /// The organisation's sealing keys that this person was given. Throws `RecordClientError.noOrganisationKey`.
    func organisationKeys() async throws -> [OrganisationKey] {
        let path = "/v1/organisations/\(identity.organisation.canonical)/key/envelope"
        let sealed: [UInt8]
        do { sealed = try await client.getBytes(path) } catch NodeClientError.problem(let problem)
            where problem.code == "notFound"
        {
            throw RecordClientError.noOrganisationKey
        }
        return try OrganisationKeyEnvelope(parsing: sealed).open(
            network: networkText, organisation: identity.organisation.canonical, member: id.canonical,
            memberKey: keys.sealingPrivateKey)
    }

    /// The verified members of this person's organisation who can hold its key. Throws `NodeClientError`.
    public func colleagues() async throws -> [PublicIdentity] {
        try await client.list("/v1/organisations/\(identity.organisation.canonical)/staff").map {
            try PublicIdentity($0)
        }
    }

    /// Makes the organisation's sealing key, or its next version, and gives it to every verified member. Throws
    /// `NodeClientError`, `RecordClientError`, `SealingError`.
    public func rotateOrganisationKey() async throws -> TransactionResult {
        let current = try await organisation(identity.organisation).key?.version ?? 0
        let earlier = current == 0 ? [] : try await organisationKeys()
        let new = try OrganisationKey(version: UInt64(current + 1))
        var members: [OrganisationRotateKey.Member] = []
        var contents: [SealedContent] = []
        for colleague in try await colleagues().sorted(by: { $0.id < $1.id }) {
            let member = try await publicIdentity(colleague.id)
            guard member.organisation == identity.organisation else { throw RecordClientError.notSuitable }
            let envelope = try keyEnvelope(earlier + [new], for: member)
            let content = SealedContent(envelope.encoded())
            members.append(.init(member: member.id, envelope: content.cid))
            contents.append(content)
        }
        let publicKey = try new.privateKey.publicKey.ledger
        return try await submit(
            OrganisationRotateKey(
                version: current + 1, publicKey: publicKey,
                statement: try state(publicKey, of: identity.organisation, category: nil, version: current + 1),
                members: members),
            storing: contents)
    }

    /// Gives the organisation's key to a member who has joined since. Throws `NodeClientError`, `RecordClientError`.
    public func shareOrganisationKey(with member: IdentityID) async throws -> TransactionResult {
        let own = try await organisationKeys()
        let target = try await publicIdentity(member)
        guard target.organisation == identity.organisation else { throw RecordClientError.notSuitable }
        let envelope = try keyEnvelope(own, for: target)
        let version = Int64(own.map(\.version).max() ?? 0)
        let content = SealedContent(envelope.encoded())
        return try await submit(
            OrganisationShareKey(member: member, version: version, envelope: content.cid), storing: [content])
    }

    private func keyEnvelope(_ keys: [OrganisationKey], for member: PublicIdentity) throws -> OrganisationKeyEnvelope {
        try OrganisationKeyEnvelope(
            network: networkText, organisation: identity.organisation.canonical, keys: keys,
            member: member.id.canonical,
            memberKey: member.sealingKey.sealing)
    }
}
