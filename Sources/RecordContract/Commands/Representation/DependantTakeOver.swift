public import LedgerFormat

/// `dependant.takeOver`: a young adult says which keys are theirs from now on; it stands only inside
/// `dependant.handOver`.
///
/// - Signed by: the young adult, with the new signing key that it names.
/// - Checks: alone: `transaction.mustBeNested`.
/// - Effects: none of its own.
/// - Event: none.
public struct DependantTakeOver: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.dependantTakeOver

    /// Who comes of age.
    public let patient: IdentityID
    /// Signs from now on.
    public let signingKey: P256PublicKey
    /// Is sealed to from now on.
    public let sealingKey: P256PublicKey

    /// The command with these members.
    public init(patient: IdentityID, signingKey: P256PublicKey, sealingKey: P256PublicKey) {
        self.patient = patient
        self.signingKey = signingKey
        self.sealingKey = sealingKey
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        signingKey = try reader.key("signingKey")
        sealingKey = try reader.key("sealingKey")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "patient": .identity(patient), "signingKey": signingKey.json,
            "sealingKey": sealingKey.json,
        ]
    }
}

extension DependantTakeOver {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        throw Rejection(.transactionMustBeNested)
    }
}
