internal import Crypto
internal import Foundation
public import LedgerFormat
internal import LedgerStore
public import RecordContract

/// Votes of the organisation that runs a node, signed with the key in its data directory, beside the node that runs.
///
/// A proposal's identifier is that of the transaction that brought it: whoever knows the one finds the other, and
/// with it what is proposed, on any node's ledger.
public struct OrganisationVoting: Sendable {
    /// A proposal as the ledger has it.
    public struct Proposal: Sendable {
        /// Its identifier.
        public let id: EntityID
        /// What is proposed; nil where it was not proposed in this way.
        public let command: JSONObject?
        /// Who has voted for it, ascending.
        public let votes: [IdentityID]
        /// Who may vote on it, ascending.
        public let voters: [IdentityID]
        /// Whether it has been carried out.
        public let isExecuted: Bool

        /// How many votes carry it: more than two thirds.
        public var needed: Int { voters.count * 2 / 3 + 1 }
    }

    /// An organisation of the network.
    public struct Organisation: Sendable {
        /// Its identifier.
        public let id: IdentityID
        /// Its public name.
        public let name: String
        /// Whether it is admitted; else it is suspended.
        public let isAdmitted: Bool
        /// Its node, where it runs one.
        public let node: IdentityID?
    }

    /// The organisation that votes.
    public let organisation: IdentityID
    /// The address of the node that runs here.
    public let address: (host: String, port: Int)
    private let ledger: Ledger
    private let key: P256.Signing.PrivateKey
    private let clock: NodeClock

    /// Reads a node's data directory. Throws `SetupError`, and what opening the ledger throws.
    public init(_ directory: DataDirectory, clock: NodeClock = .system) throws {
        let bytes = try DataDirectory.read(directory.configuration, maximum: 1 << 20)
        let configuration = try NodeConfiguration(parsing: String(decoding: bytes, as: UTF8.self))
        let keys = try NodeKeys(reading: directory.keys)
        ledger = try Ledger(opening: directory.ledgerDatabase)
        organisation = try Node.identify(configuration, keys, ledger).organisation
        guard let key = keys.organisations[organisation] else {
            throw SetupError(.missing, "the organisation's key is not in \(directory.keys)")
        }
        self.key = key
        self.clock = clock
        address = (configuration.host, configuration.port)
    }

    /// Closes the ledger.
    public func close() throws { try ledger.close() }

    // MARK: Looking

    /// Every organisation, by identifier. Throws `LedgerError`.
    public func organisations() throws -> [Organisation] {
        try documents("organisation/").compactMap { document in
            guard case .organisation(let found) = document else { return nil }
            return Organisation(
                id: found.id, name: found.name, isAdmitted: found.status == .admitted, node: found.node)
        }
    }

    /// Every proposal that is open, and with `all` every one there was. Throws `LedgerError`.
    public func proposals(all: Bool) throws -> [Proposal] {
        let found = try documents("proposal/").compactMap { document -> ProposalDocument? in
            guard case .proposal(let proposal) = document, all || !proposal.executed else { return nil }
            return proposal
        }
        return try ledger.read { reader in
            let set = try Self.voters(reader)
            return try found.map { document in
                let command = try Self.command(document, reader)
                var voters = set
                if set.count >= 3, case .string(OrganisationSuspend.type.rawValue)? = command?["type"],
                    case .string(let subject)? = command?["organisation"]
                {
                    voters.removeAll { $0.canonical == subject }
                }
                return Proposal(
                    id: document.proposal, command: command, votes: document.votes, voters: voters,
                    isExecuted: document.executed)
            }
        }
    }

    private static func voters(_ reader: LedgerReader) throws -> [IdentityID] {
        guard case .organisationSet(let value)? = try reader.document(.organisationSet) else { return [] }
        return value.set.members.map(\.organisation)
    }

    private static func command(_ document: ProposalDocument, _ reader: LedgerReader) throws -> JSONObject? {
        guard let hash = try reader.transactionHash(ofID: document.proposal),
            let stored = try reader.transaction(hash), let transaction = try? Transaction(parsing: stored.encoded),
            Hash256(hashing: transaction.command.canonicalBytes) == document.command
        else { return nil }
        return transaction.command
    }

    /// The documents whose keys begin with `prefix`.
    private func documents(_ prefix: String) throws -> [Document] {
        try ledger.read { reader in
            var found: [Document] = []
            var last = DocumentKey(text: prefix)
            while true {
                var bytes: [UInt8] = []
                guard let key = try reader.forEachDocument(after: last, limit: 1, { _, found in bytes = found }),
                    key.text.hasPrefix(prefix)
                else { return found }
                found.append(try Document(parsing: bytes, key: key))
                last = key
            }
        }
    }

    // MARK: Voting

    /// The transaction that proposes what `command` says, and is the first vote for it. Throws what signing throws.
    public func proposing(_ command: (_ proposal: EntityID) -> some LedgerCommand) throws -> Transaction {
        var generator = SystemRandomNumberGenerator()
        let id = EntityID.random(using: &generator)
        return try signed(command(id).json, id: id)
    }

    /// The transaction that votes for a proposal. Throws `proposal.unknown`.
    public func vote(for proposal: EntityID) throws -> Transaction {
        guard let command = try proposals(all: true).first(where: { $0.id == proposal })?.command else {
            throw NodeError(.notFound, "proposal.unknown", "This node's ledger knows no such proposal yet.")
        }
        var generator = SystemRandomNumberGenerator()
        return try signed(command, id: .random(using: &generator))
    }

    private func signed(_ command: JSONObject, id: EntityID) throws -> Transaction {
        let now = clock.now()
        let input = Transaction.signingInput(
            signer: P256PublicKey(key.publicKey).thumbprint, network: ledger.network, id: id, issuedAt: now,
            expiresAt: now.advanced(byMilliseconds: 3_600_000), command: command)
        let signature = try ES256Signature(normalizing: Array(try key.signature(for: input).rawRepresentation))
        return try Transaction.assemble(signingInput: input, signature: signature)
    }
}
