public import LedgerFormat
public import NodeClient
public import NodeWire
public import RecordContract
public import Wallet

/// A person who is signed in on this device: keys, a node, and the operations that need both. Everything that is
/// sealed or opened is sealed or opened here, on the device.
public struct Person: Sendable {
    /// Shows a command to its signer before it is signed. It throws to reject: then nothing is signed or sent.
    public typealias Approval = @Sendable (JSONObject) async throws -> Void

    /// The node that the person talks to.
    public let client: NodeClient
    /// The person's keys.
    public let keys: WalletKeys
    /// The network, as the node showed it at sign-in.
    public let network: NetworkInformation
    /// What the ledger knows of the person.
    public let identity: IdentityDocument
    /// What this device has proved of other people's keys.
    let trusted: TrustedKeys
    /// Who acts, when this is a patient whom somebody represents; nil for people who act for themselves.
    let actor: Actor?
    /// Sealing keys of the time before the hand-over, of who was a dependant.
    let formerKeys: [FormerSealingKey]
    let clock: @Sendable () -> LedgerTime
    let approve: Approval

    /// The person's identifier.
    public var id: IdentityID { identity.id }

    /// The key that seals to this person.
    var sealingPublicKey: P256PublicKey { identity.application.sealingKey }

    /// Signs in to the node. Throws `NodeClientError`, or `RecordClientError.otherNetwork` when the node serves
    /// another network than the wallet's.
    public static func signIn(
        client: NodeClient, contents: VaultContents, clock: @escaping @Sendable () -> LedgerTime,
        approve: @escaping Approval
    ) async throws -> Person {
        let network = try await client.network()
        guard network.network == contents.network else { throw RecordClientError.otherNetwork }
        let trusted = try await TrustedKeys.begin(contents.network, at: client)
        try await client.signIn(key: contents.keys.thumbprint, network: network, sign: contents.keys.sign)
        let me: Positioned = try await client.get("/v1/me")
        guard case .object(let document)? = me.value["identity"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/me")
        }
        let (identity, isFirstKey) = try Self.own(document, contents.keys, in: network.network)
        let person = Person(
            client: client, keys: contents.keys, network: network, identity: identity, trusted: trusted, actor: nil,
            formerKeys: [], clock: clock, approve: approve)
        return isFirstKey ? person : try await person.withFormerKeys()
    }

    /// The same person with another way to approve: for bulk work that was approved once as a whole.
    public func approving(_ approve: @escaping Approval) -> Person {
        Person(
            client: client, keys: keys, network: network, identity: identity, trusted: trusted, actor: actor,
            formerKeys: formerKeys, clock: clock, approve: approve)
    }

    /// The person's own document: its keys are those of the wallet. An id follows from the first signing key; only who
    /// was a dependant has other keys. Throws `RecordClientError.keyNotProven`.
    private static func own(
        _ json: JSONObject, _ keys: WalletKeys, in network: NetworkID
    ) throws -> (IdentityDocument, isFirstKey: Bool) {
        guard case .string(let text)? = json["id"], let id = IdentityID(canonical: text) else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/me")
        }
        let identity: IdentityDocument = try json.ledgerDocument(.identity(id))
        guard identity.application.signingKey == keys.signingPublicKey,
            identity.application.sealingKey == keys.sealingPublicKey
        else { throw RecordClientError.keyNotProven }
        return (identity, id == keys.identity(in: network))
    }

    /// Has the person approve a command, signs it, submits it and waits for its commit. Throws what `approve` throws,
    /// `NodeClientError`, or `RecordClientError.rejected`.
    @discardableResult
    public func submit(_ command: some LedgerCommand) async throws -> TransactionResult {
        try await submit(command, storing: [])
    }

    /// The same for a command that refers to sealed content: that is uploaded once the person has approved, not before.
    @discardableResult
    func submit(_ command: some LedgerCommand, storing content: [SealedContent]) async throws -> TransactionResult {
        let command = signed(command)
        try await approve(command)
        for object in content { try await object.upload(to: client) }
        let transaction = try keys.transaction(command, network: network.network, issuedAt: clock())
        let result = try await client.submit(transaction)
        if let code = result.rejection { throw RecordClientError.rejected(code, result.hash) }
        return result
    }

    func newID() -> EntityID {
        var generator = SystemRandomNumberGenerator()
        return EntityID.random(using: &generator)
    }

    var networkText: String { network.network.base64URL }
}

/// Why an operation on the device failed, beside what the node or the sealing says.
public enum RecordClientError: Error, Sendable {
    /// The node serves another network than the wallet is for.
    case otherNetwork
    /// The contract rejected the transaction; it stands on the ledger under this hash.
    case rejected(RejectionCode, TransactionHash)
    /// No grant in force gives the right that this needs.
    case noGrant
    /// What the node delivered is not what the ledger refers to.
    case contentMismatch
    /// A key came without its owner's signature, or with another's: nothing was sealed to it.
    case keyNotProven
    /// The node said something that whoever it names has not signed: nothing was signed, sealed or opened for it.
    case factNotProven
    /// Fewer organisations than needed released their share.
    case tooFewShares
    /// The organisation has no key, or it was not given to this person yet.
    case noOrganisationKey
    /// The person asked for is not one who can be dealt with in this way.
    case notSuitable
    /// Only the patient or their guardian has the key that this needs.
    case guardianOnly
    /// The person represents no such patient.
    case notRepresentative

    /// The stable code.
    public var code: String {
        switch self {
        case .otherNetwork: "client.otherNetwork"
        case .rejected(let code, _): code.rawValue
        case .noGrant: "client.noGrant"
        case .contentMismatch: "client.contentMismatch"
        case .keyNotProven: "client.keyNotProven"
        case .factNotProven: "client.factNotProven"
        case .tooFewShares: "client.tooFewShares"
        case .noOrganisationKey: "client.noOrganisationKey"
        case .notSuitable: "client.notSuitable"
        case .guardianOnly: "client.guardianOnly"
        case .notRepresentative: "client.notRepresentative"
        }
    }

    /// The reason in plain words, with what to do.
    public var reason: String {
        switch self {
        case .otherNetwork: "This wallet belongs to another network than the node serves. Check the node's address."
        case .rejected(let code, _): code.reason
        case .noGrant: "You have no access for this at the moment. Ask the patient with: medchain access request"
        case .contentMismatch: "The node delivered something else than the ledger names. Nothing was opened."
        case .keyNotProven:
            "The node delivered a key that its owner has not signed. Nothing was sealed. Tell the node's operator."
        case .factNotProven:
            "The node shows a record or an access that nobody has signed. Nothing was done with it. Tell its operator."
        case .tooFewShares: "Too few organisations released their share of the key. Try again in a moment."
        case .noOrganisationKey: "The organisation has no key yet, or it was not given to you."
        case .notSuitable: "That person or organisation cannot be chosen for this."
        case .guardianOnly: "This is sealed to the patient: only they, or their guardian, can open it."
        case .notRepresentative: "You do not represent that patient. See whom you do: medchain representative list"
        }
    }
}

extension JSONObject {
    func ledgerDocument<T: LedgerDocument>(_ key: DocumentKey, as type: T.Type = T.self) throws -> T {
        guard let document = T(try Document(parsing: canonicalBytes, key: key)) else {
            throw Rejection(.formatMalformed)
        }
        return document
    }
}
