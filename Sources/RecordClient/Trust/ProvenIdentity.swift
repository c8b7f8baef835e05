public import LedgerFormat
internal import NodeClient
internal import NodeWire
public import RecordContract

/// A person whose keys, role and name this device has seen signed: by the person, and for staff by the authority, whose
/// officials stand in the genesis document that the network's id names. A node can withhold such a proof; it cannot
/// make one for keys of its own. Its only initializer verifies, so a value of this type is the proof.
public struct ProvenIdentity: Sendable {
    /// Who: derived from the first signing key.
    public let id: IdentityID
    /// The role applied for.
    public let role: Role
    /// The organisation applied to.
    public let organisation: IdentityID
    /// The public profile; nil for patients.
    public let profile: Profile?
    /// Verifies what they sign.
    public let signingKey: P256PublicKey
    /// Seals to them.
    public let sealingKey: P256PublicKey
    /// Whether the authority's verification was proved; patients need none.
    public let isVerified: Bool
    /// For who was registered as a dependant: the guardian whom the application names.
    let guardian: IdentityID?

    /// Verifies the answer of `GET /v1/identities/{id}/proof`: `people` from the person to an official of the genesis
    /// document. Throws `RecordClientError.keyNotProven`.
    init(proving id: IdentityID, by people: [JSONValue], genesis: Genesis) throws(RecordClientError) {
        var proven: ProvenIdentity?
        do {
            for entry in people.reversed() {
                let entry = try Entry(entry)
                proven =
                    if let index = genesis.officialIDs.firstIndex(of: entry.id) {
                        Self(official: index, of: genesis)
                    } else {
                        try Self(entry, verifiedBy: proven, in: genesis.network)
                    }
            }
        } catch { throw .keyNotProven }
        guard let proven, proven.id == id else { throw .keyNotProven }
        self = proven
    }

    private init(official index: Int, of genesis: Genesis) {
        let official = genesis.officials[index]
        id = genesis.officialIDs[index]
        role = .authority
        organisation = genesis.organisationIDs[official.organisation]
        profile = Profile(name: official.name)
        signingKey = official.signingKey
        sealingKey = official.sealingKey
        isVerified = true
        guardian = nil
    }

    private init(_ entry: Entry, verifiedBy decider: ProvenIdentity?, in network: NetworkID) throws {
        guard let encoded = entry.application else { throw RecordClientError.keyNotProven }
        let transaction = try Transaction(parsing: Array(encoded.utf8))
        guard transaction.network == network,
            case .identityApply(let apply) = try Command(parsing: transaction.command)
        else { throw RecordClientError.keyNotProven }
        let application = apply.application
        _ = try VerifiedTransaction(verifying: transaction, with: application.signingKey)
        guard IdentityID(network: network, firstKey: application.signingKey.thumbprint) == entry.id else {
            throw RecordClientError.keyNotProven
        }
        id = entry.id
        role = application.role
        organisation = application.organisation
        profile = application.profile
        guardian = apply.guardian
        let newer = try Self.newerKeys(entry, of: apply, countersignedBy: decider, in: network)
        signingKey = newer?.signingKey ?? application.signingKey
        sealingKey = newer?.sealingKey ?? application.sealingKey
        isVerified = try application.role == .patient || Self.isVerified(entry, by: decider, in: network)
    }

    /// The keys of who was a dependant and came of age: theirs by their own signature, which proven staff of the
    /// organisation that registered them, or an official, countersigned.
    private static func newerKeys(
        _ entry: Entry, of apply: IdentityApply, countersignedBy decider: ProvenIdentity?, in network: NetworkID
    ) throws -> DependantTakeOver? {
        guard let encoded = entry.handOver else { return nil }
        let transaction = try Transaction(parsing: Array(encoded.utf8))
        guard let decider, decider.isVerified, apply.guardian != nil, transaction.network == network,
            decider.role == .authority
                || decider.role.isStaff && decider.organisation == apply.application.organisation,
            case .representation(let outer) = try Command(parsing: transaction.command),
            let handOver = outer.value as? DependantHandOver
        else { throw RecordClientError.keyNotProven }
        _ = try VerifiedTransaction(verifying: transaction, with: decider.signingKey)
        let nested = try Transaction(parsing: Array(handOver.takeOver.utf8))
        guard nested.network == network, case .representation(let inner) = try Command(parsing: nested.command),
            let keys = inner.value as? DependantTakeOver, keys.patient == entry.id
        else { throw RecordClientError.keyNotProven }
        _ = try VerifiedTransaction(verifying: nested, with: keys.signingKey)
        return keys
    }

    /// Whether `decider`, a proven official, signed the verification. One that is there and does not hold is an error.
    private static func isVerified(
        _ entry: Entry, by decider: ProvenIdentity?, in network: NetworkID
    ) throws -> Bool {
        guard let encoded = entry.verification else { return false }
        let transaction = try Transaction(parsing: Array(encoded.utf8))
        guard let decider, decider.role == .authority, decider.isVerified, transaction.network == network,
            case .identityVerify(let verify) = try Command(parsing: transaction.command), verify.identity == entry.id
        else { throw RecordClientError.keyNotProven }
        _ = try VerifiedTransaction(verifying: transaction, with: decider.signingKey)
        return true
    }

    private struct Entry {
        let id: IdentityID
        let application: String?
        let verification: String?
        let handOver: String?

        init(_ json: JSONValue) throws(Rejection) {
            var reader = try ObjectReader(json, field: "people")
            id = try reader.identity("id")
            application =
                reader.has("application")
                ? try reader.token("application", maximumBytes: Limits.transactionBytes) : nil
            verification =
                reader.has("verification")
                ? try reader.token("verification", maximumBytes: Limits.transactionBytes) : nil
            handOver =
                reader.has("handOver") ? try reader.token("handOver", maximumBytes: Limits.transactionBytes) : nil
        }
    }
}

extension ProvenIdentity {
    /// Throws `RecordClientError.keyNotProven` unless this person signed the `KeyStatement` about a sealing key.
    func requireStatement(
        _ signature: ES256Signature, holder: IdentityID, category: RecordContract.Category?, version: Int64,
        publicKey: P256PublicKey, network: NetworkID
    ) throws(RecordClientError) {
        let message = KeyStatement.message(
            network: network, holder: holder, category: category, version: version, publicKey: publicKey)
        guard let key = try? signingKey.verifying, signature.verifies(message, with: key) else {
            throw .keyNotProven
        }
    }
}
