public import LedgerFormat

extension Contract {
    /// The documents that a genesis document makes: block 0. Throws `ContractFailure.stateInconsistent` only for a
    /// genesis that LedgerFormat would not have made.
    public static func genesis(_ genesis: Genesis) throws -> BlockExecution {
        var documents: [Document] = [
            .parameters(
                Parameters(
                    patientsPerDay: genesis.parameters.patientsPerDay,
                    maximumGrantDuration: genesis.parameters.maximumGrantDuration,
                    stateRootInterval: genesis.parameters.stateRootInterval, replicas: genesis.parameters.replicas,
                    contractVersion: version)),
            .organisationSet(OrganisationSetDocument(genesis.organisationSet)),
        ]
        for index in genesis.organisations.indices { documents += organisation(index, of: genesis) }
        for index in genesis.officials.indices { documents += try official(index, of: genesis) }
        let changes = documents.map { StateChange(key: $0.key, document: $0) }.sorted { $0.key < $1.key }
        return BlockExecution(
            time: genesis.createdAt, outcomes: [], dueEvents: [], changes: changes, usedIDs: [],
            organisationSet: genesis.organisationSet, contractVersion: UInt16(clamping: version))
    }

    private static func organisation(_ index: Int, of genesis: Genesis) -> [Document] {
        let (id, founder) = (genesis.organisationIDs[index], genesis.organisations[index])
        var documents: [Document] = [
            .organisation(
                OrganisationDocument(
                    id: id, kind: founder.kind, name: founder.name, signingKey: founder.signingKey,
                    registrar: genesis.nodeIDs[founder.registrar], node: genesis.nodeIDs[index])),
            .key(KeyDocument(holder: id, kind: .organisation, publicKey: founder.signingKey)),
        ]
        if let node = founder.node, let nodeID = genesis.nodeIDs[index] {
            documents += [
                .node(
                    NodeDocument(
                        id: nodeID, organisation: id, signingKey: node.signingKey,
                        attestationKey: node.attestationKey, releaseKey: node.releaseKey)),
                .key(KeyDocument(holder: nodeID, kind: .node, publicKey: node.signingKey)),
                .progress(
                    ProgressDocument(node: nodeID, epoch: 0, sequence: 0, batch: .zero, time: genesis.createdAt)),
            ]
        }
        return documents
    }

    private static func official(_ index: Int, of genesis: Genesis) throws -> [Document] {
        let (id, official) = (genesis.officialIDs[index], genesis.officials[index])
        guard let registrar = genesis.nodeIDs[genesis.organisations[official.organisation].registrar] else {
            throw ContractFailure.stateInconsistent("genesis")
        }
        let application = IdentityDocument.Application(
            role: .authority, organisation: genesis.organisationIDs[official.organisation],
            signingKey: official.signingKey, sealingKey: official.sealingKey, profile: Profile(name: official.name),
            credentials: nil)
        return [
            .identity(
                IdentityDocument(
                    id: id, application: application, status: .verified, registrar: registrar,
                    registeredAt: genesis.createdAt)),
            .key(KeyDocument(holder: id, kind: .person, publicKey: official.signingKey)),
        ]
    }
}
