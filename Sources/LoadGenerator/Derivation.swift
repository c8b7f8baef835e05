internal import Crypto
internal import Foundation
internal import LedgerFormat
internal import RecordContract
internal import SealedRecord
internal import Sealing

/// Derives what a population consists of: HKDF-SHA256 of the seed with a label for each thing.
struct Derivation: Sendable {
    let population: Population
    let network: NetworkID
    let organisation: IdentityID
    private let seed: SymmetricKey

    /// Throws `bench.population` for texts that are none of the ledger's.
    init(_ population: Population) throws(LoadError) {
        guard let network = Hash256(base64URL: population.network),
            let organisation = IdentityID(canonical: population.organisation),
            let seed = Hash256(base64URL: population.seed)
        else { throw LoadError("bench.population", "The population file is damaged.") }
        self.population = population
        self.network = network
        self.organisation = organisation
        self.seed = SymmetricKey(data: seed.bytes)
    }

    private static func bytes(_ label: String, of seed: SymmetricKey, count: Int = 32) -> [UInt8] {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: seed, info: Data("medchain/bench/\(label)".utf8), outputByteCount: count)
        return key.withUnsafeBytes { Array($0) }
    }

    /// A private key: the first of a row of candidates that is a scalar of P-256, which all but one in 2^32 are.
    static func scalar(_ label: String, of seed: SymmetricKey) -> [UInt8] {
        var attempt = 0
        while true {
            let candidate = bytes("\(label)/\(attempt)", of: seed)
            if (try? P256.Signing.PrivateKey(rawRepresentation: candidate)) != nil { return candidate }
            attempt += 1
        }
    }

    func patient(_ index: Int) throws -> LoadPerson { try LoadPerson("patient/\(index)", of: seed, in: network) }
    func reader(_ index: Int) throws -> LoadPerson { try LoadPerson("reader/\(index)", of: seed, in: network) }

    func compartment(_ category: RecordContract.Category, ofPatient index: Int) throws -> CompartmentKey {
        guard let name = CompartmentCategory(name: category.rawValue) else { throw Rejection(.formatMalformed) }
        let scalar = Self.scalar("compartment/\(index)/\(category.rawValue)", of: seed)
        return try CompartmentKey(
            category: name, version: 1, privateKey: SealingPrivateKey(scalar: SecretBytes(scalar)))
    }

    private func id(_ label: String) throws -> EntityID {
        guard let id = EntityID(bytes: Self.bytes(label, of: seed, count: EntityID.byteCount)) else {
            throw Rejection(.formatMalformed)
        }
        return id
    }

    // MARK: Grants: slot `patient * grantsPerPatient + n` is the patient's n-th.

    var slots: Int { population.patients * population.grantsPerPatient }
    func patient(ofSlot slot: Int) -> Int { slot / population.grantsPerPatient }
    func reader(ofSlot slot: Int) -> Int { slot % population.readers }
    func grant(slot: Int) throws -> EntityID { try id("grant/\(slot)") }

    /// The slots of a reader.
    func slots(ofReader reader: Int) -> [Int] { Array(stride(from: reader, to: slots, by: population.readers)) }

    // MARK: Records

    func patient(ofRecord record: Int) -> Int { record % population.patients }
    func slot(ofRecord record: Int) -> Int {
        patient(ofRecord: record) * population.grantsPerPatient
            + record / population.patients % population.grantsPerPatient
    }
    func record(_ index: Int) throws -> EntityID { try id("record/\(index)") }

    /// The first record of a patient and how many there are: every `patients`-th from `patient` on.
    func recordCount(ofPatient patient: Int) -> Int {
        let (whole, rest) = population.records.quotientAndRemainder(dividingBy: population.patients)
        return whole + (patient < rest ? 1 : 0)
    }
}

/// Somebody of a population, with private keys.
struct LoadPerson: Sendable {
    let signing: P256.Signing.PrivateKey
    let sealing: SealingPrivateKey
    let signingKey: P256PublicKey
    let thumbprint: KeyThumbprint
    /// The network and the identity in it; the officer of a network has its keys before there is a network.
    let network: NetworkID
    let id: IdentityID

    init(_ label: String, of seed: SymmetricKey, in network: NetworkID) throws {
        signing = try P256.Signing.PrivateKey(rawRepresentation: Derivation.scalar("\(label)/signing", of: seed))
        sealing = try SealingPrivateKey(scalar: SecretBytes(Derivation.scalar("\(label)/sealing", of: seed)))
        self.network = network
        signingKey = P256PublicKey(signing.publicKey)
        thumbprint = signingKey.thumbprint
        id = IdentityID(network: network, firstKey: thumbprint)
    }

    /// The officer of a network that is about to be founded.
    init(officerOf seed: [UInt8]) throws {
        try self.init("officer", of: SymmetricKey(data: seed), in: .zero)
    }

    var sealingKey: P256PublicKey {
        get throws {
            let key = sealing.publicKey
            return try P256PublicKey(coordinates: key.x + key.y)
        }
    }

    func sign(_ message: [UInt8]) throws -> ES256Signature {
        try ES256Signature(normalizing: Array(signing.signature(for: message).rawRepresentation))
    }

    /// A fresh transaction: the JWS.
    func transaction(_ command: JSONObject, network: NetworkID? = nil, at now: LedgerTime) throws -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var input = Transaction.signingInput(
            signer: thumbprint, network: network ?? self.network, id: .random(using: &generator), issuedAt: now,
            expiresAt: now.advanced(byMilliseconds: Self.lifetime), command: command)
        let signature = try sign(input)
        input.append(UInt8(ascii: "."))
        input += Base64URL.encode(signature.bytes)
        return input
    }

    private static let lifetime: Int64 = 3_600_000
}
