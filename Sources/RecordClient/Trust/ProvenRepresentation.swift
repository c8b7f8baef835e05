internal import LedgerFormat
internal import NodeClient
internal import NodeWire
internal import RecordContract

/// That somebody acts for a patient, as this device has seen it signed, from the dependant's own application or the
/// patient's appointment on (docs/spec/node-api-v1.md section 3). A node can show one that has ended; it cannot make
/// one. Its only initializer verifies.
struct ProvenRepresentation {
    /// Its id.
    let representation: EntityID
    /// Who acts.
    let representative: ProvenIdentity
    /// Whether they are the dependant's guardian.
    let isGuardian: Bool
    /// What they may do.
    let rights: [RepresentativeRight]

    /// Verifies the steps to a representation of `patient`. Throws `RecordClientError.factNotProven`.
    init(of patient: ProvenIdentity, proving steps: [JSONValue], genesis: Genesis) throws(RecordClientError) {
        var proven: ProvenRepresentation?
        do {
            for step in steps { proven = try Self(step, of: patient, after: proven, genesis: genesis) }
        } catch { throw .factNotProven }
        guard let proven else { throw .factNotProven }
        self = proven
    }

    private init(
        _ step: JSONValue, of patient: ProvenIdentity, after previous: ProvenRepresentation?, genesis: Genesis
    ) throws {
        var reader = try ObjectReader(step, field: "representation")
        representation = try reader.id("representation")
        representative = try ProvenIdentity(
            proving: try reader.identity("representative"),
            by: try reader.array("people", count: 1...Limits.jsonMembers), genesis: genesis)
        let encoded = try reader.token("transaction", maximumBytes: Limits.transactionBytes)
        let transaction = try Transaction(parsing: Array(encoded.utf8))
        guard transaction.network == genesis.network,
            case .representation(let command) = try Command(parsing: transaction.command)
        else { throw RecordClientError.factNotProven }
        let appointment: RepresentativeAppoint.Appointment
        switch command.value {
        case let register as DependantRegister:
            // The child's own key, from which the id derives, names the guardian.
            let (nested, apply) = try register.nestedApplication()
            guard patient.guardian == representative.id, apply.guardian == representative.id,
                IdentityID(network: genesis.network, firstKey: apply.application.signingKey.thumbprint) == patient.id
            else { throw RecordClientError.factNotProven }
            _ = try VerifiedTransaction(verifying: nested, with: apply.application.signingKey)
            _ = try VerifiedTransaction(verifying: transaction, with: representative.signingKey)
            appointment = RepresentativeAppoint.Appointment(
                representation: register.representation, representative: representative.id,
                rights: RepresentativeRight.allCases, grant: register.grant, keyEnvelope: register.keyEnvelope)
        case let appoint as RepresentativeAppoint:
            _ = try VerifiedTransaction(verifying: transaction, with: patient.signingKey)
            guard appoint.appointment.keyEnvelope == nil else { throw RecordClientError.factNotProven }
            appointment = appoint.appointment
        case let act as RepresentativeAct:
            guard let previous, previous.isGuardian, act.representation == previous.representation,
                act.patient == patient.id, case .representation(let inner) = try act.inner,
                let appoint = inner.value as? RepresentativeAppoint
            else { throw RecordClientError.factNotProven }
            _ = try VerifiedTransaction(verifying: transaction, with: previous.representative.signingKey)
            appointment = appoint.appointment
        default: throw RecordClientError.factNotProven
        }
        guard appointment.representation == representation, appointment.representative == representative.id else {
            throw RecordClientError.factNotProven
        }
        isGuardian = appointment.keyEnvelope != nil
        rights = appointment.rights
    }
}

/// A signed transaction that a node shows for a fact, with what proves that its signer acted for a patient.
struct SignedFact {
    private let transaction: Transaction
    private let steps: [JSONValue]?
    private let genesis: Genesis

    /// Reads the answer of a route that ends in `/proof`. Throws `json.*`, and what parsing a transaction throws.
    init(_ json: JSONObject, genesis: Genesis) throws(Rejection) {
        var reader = ObjectReader(json)
        let encoded = try reader.token("transaction", maximumBytes: Limits.transactionBytes)
        transaction = try Transaction(parsing: Array(encoded.utf8))
        steps =
            reader.has("representation") ? try reader.array("representation", count: 1...Limits.jsonMembers) : nil
        self.genesis = genesis
    }

    /// What that person signed, or who acts for them. Throws `RecordClientError.factNotProven`, `transaction.*`.
    func command(of person: ProvenIdentity) throws -> Command {
        guard transaction.network == genesis.network else { throw RecordClientError.factNotProven }
        let command = try Command(parsing: transaction.command)
        guard let steps else {
            _ = try VerifiedTransaction(verifying: transaction, with: person.signingKey)
            return command
        }
        let proven = try ProvenRepresentation(of: person, proving: steps, genesis: genesis)
        _ = try VerifiedTransaction(verifying: transaction, with: proven.representative.signingKey)
        guard case .representation(let outer) = command else { throw RecordClientError.factNotProven }
        // Registering the dependant is what the chain itself has verified.
        guard let act = outer.value as? RepresentativeAct else {
            guard let register = outer.value as? DependantRegister, register.representation == proven.representation
            else { throw RecordClientError.factNotProven }
            return command
        }
        let inner = try act.inner
        guard act.patient == person.id, act.representation == proven.representation,
            RepresentationPolicy.allows(inner, rights: proven.rights, isGuardian: proven.isGuardian)
        else { throw RecordClientError.factNotProven }
        return inner
    }
}

extension DependantRegister {
    /// The child's application, as its first key signed it; the signature is not verified here. Throws what parsing a
    /// transaction throws, `RecordClientError.factNotProven` when it applies for nothing.
    func nestedApplication() throws -> (transaction: Transaction, apply: IdentityApply) {
        let nested = try Transaction(parsing: Array(application.utf8))
        guard case .identityApply(let apply) = try Command(parsing: nested.command) else {
            throw RecordClientError.factNotProven
        }
        return (nested, apply)
    }
}

extension Command {
    /// Whether the command gives that grant with these terms.
    func gives(_ grant: GrantDocument) -> Bool {
        switch self {
        case .accessGrant(let signed):
            return signed.grant == grant.grant && signed.grantee == grant.grantee && signed.terms == grant.terms
                && signed.from == grant.from && signed.until == grant.until
        case .care(let care):
            // A grant that goes with an appointment begins and ends with it.
            guard let request = care.value as? AppointmentRequest else { return false }
            return request.grant?.grant == grant.grant && request.physician == grant.grantee
                && request.grant?.terms == grant.terms
        case .representation(let command):
            // A representative reads as long as they are one.
            guard grant.terms == RepresentativeAppoint.ReadingGrant.terms else { return false }
            switch command.value {
            case let register as DependantRegister:
                return register.grant.grant == grant.grant && register.representation == grant.representation
                    && (try? register.nestedApplication().apply.guardian) == grant.grantee
            case let appoint as RepresentativeAppoint:
                return appoint.appointment.grant?.grant == grant.grant
                    && appoint.appointment.representative == grant.grantee
                    && appoint.until.map { $0 == grant.until } ?? true
            default: return false
            }
        default: return false
        }
    }
}
