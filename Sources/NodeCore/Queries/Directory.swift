internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// What everybody may ask without signing in: the network and its organisations.
struct Directory: Sendable {
    let ledger: Ledger
    let node: IdentityID
    let organisation: IdentityID
    let cursors: CursorCodec

    /// The network as clients need it (node-api-v1 `GET /v1/network`), without `at`.
    func network() async throws -> QueryObject {
        try await ledger.read { reader in
            guard case .parameters(let parameters)? = try reader.document(.parameters),
                case .organisationSet(let set)? = try reader.document(.organisationSet),
                let header = try reader.header(try reader.height())
            else { throw NodeError.failed }
            let releaseKeys = try set.set.members.compactMap { member -> JSONValue? in
                guard case .node(let node)? = try reader.document(.node(member.node)) else { return nil }
                return .object([
                    "organisation": .identity(member.organisation), "node": .identity(member.node),
                    "key": node.releaseKey.json,
                ])
            }
            let value: JSONObject = [
                "network": .hash(ledger.network), "name": .string(ledger.genesis.name), "node": .identity(node),
                "organisation": .identity(organisation), "height": .integer(Int64(header.height)),
                "time": .time(header.time), "contractVersion": .integer(Int64(header.contractVersion)),
                "parameters": .object(Document.parameters(parameters).json), "organisationSet": set.set.json,
                "releaseKeys": .array(releaseKeys), "authorities": .array(try authorities(reader)),
            ]
            return QueryObject(value: value, at: try NodeQueries.position(reader))
        }
    }

    /// Verified persons of the authority, to seal credentials to.
    private func authorities(_ reader: LedgerReader) throws -> [JSONValue] {
        let organisations = try reader.documents(in: .organisations, prefix: [], limit: Limits.jsonMembers).documents
        var found: [JSONValue] = []
        for case .organisation(let organisation) in organisations where organisation.kind == .authority {
            let prefix = IndexTerm().then(organisation.id).then(text: Role.authority.rawValue).bytes
            let people = try reader.documents(in: .identitiesByOrganisation, prefix: prefix, limit: Limits.jsonMembers)
            for case .identity(let person) in people.documents where person.status == .verified {
                let proofs = IdentityProofs(ledger: reader, genesis: ledger.genesis)
                guard let proof = try proofs.people(provingFrom: person.id) else { continue }
                found.append(
                    .object([
                        "id": .identity(person.id), "sealingKey": person.application.sealingKey.json,
                        "proof": .array(proof),
                    ]))
            }
        }
        return found
    }

    /// An organisation. Throws `notFound`.
    func organisation(_ id: IdentityID) async throws -> QueryObject {
        try await ledger.read { reader in
            guard case .organisation(let organisation)? = try reader.document(.organisation(id)) else {
                throw NodeError.notFound
            }
            return QueryObject(
                value: try PublicViews.organisation(organisation, reader), at: try NodeQueries.position(reader))
        }
    }

    /// All organisations, by id.
    func organisations(_ page: PageRequest) async throws -> QueryPage {
        try await ledger.read { reader in
            let after = try page.after.map { try cursors.decode($0, list: "organisations", reader: nil) }
            let found = try reader.documents(in: .organisations, prefix: [], after: after, limit: page.limit)
            let items = try found.documents.compactMap { document -> JSONObject? in
                guard case .organisation(let organisation) = document else { return nil }
                return try PublicViews.organisation(organisation, reader)
            }
            let next = found.next.map { cursors.encode($0, list: "organisations", reader: nil) }
            return QueryPage(items: items, next: next, at: try NodeQueries.position(reader))
        }
    }
}
