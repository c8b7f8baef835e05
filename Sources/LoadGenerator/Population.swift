internal import Crypto
internal import Foundation
internal import LedgerFormat

/// Made-up people of a network for measurements. Everything about them follows from a seed: keys, identities, grants
/// and records, so that a file of a few hundred bytes stands for a million records, and whoever holds it can act for
/// everybody in it. It is a secret of the measurement and of nothing else.
///
/// Patient `p` gives each of `grantsPerPatient` readers (physicians) one grant to list, read and contribute in
/// `clinical`; record `n` belongs to patient `n % patients`, and its author is one of that patient's readers.
public struct Population: Codable, Sendable {
    /// An organisation that holds shares of records.
    public struct Member: Codable, Sendable {
        let organisation: String
        /// Affine coordinates in base64url.
        let releaseKey: String
    }

    /// What a population file is.
    static let currentFormat = "medchain-load-population"

    let format: String
    let version: Int
    /// 32 bytes in base64url.
    let seed: String
    let network: String
    /// The organisation of everybody.
    let organisation: String
    let members: [Member]
    /// How many patients.
    public let patients: Int
    /// How many readers.
    public let readers: Int
    /// How many grants each patient gave.
    public let grantsPerPatient: Int
    /// How many records there were in the beginning.
    public internal(set) var records: Int
    /// Until when the grants hold.
    let grantsUntil: Int64

    /// A population of these sizes with a new seed.
    init(
        network: NetworkID, organisation: IdentityID, members: [(organisation: IdentityID, releaseKey: P256PublicKey)],
        patients: Int, readers: Int, grantsPerPatient: Int, now: LedgerTime, seed: [UInt8]
    ) {
        format = Self.currentFormat
        version = 1
        self.seed = Base64URL.string(seed)
        self.network = network.base64URL
        self.organisation = organisation.canonical
        self.members = members.map {
            Member(
                organisation: $0.organisation.canonical, releaseKey: Base64URL.string($0.releaseKey.coordinates))
        }
        self.patients = patients
        self.readers = readers
        self.grantsPerPatient = grantsPerPatient
        records = 0
        grantsUntil = now.milliseconds + Self.grantDuration
    }

    /// Grants hold for a year.
    private static let grantDuration: Int64 = 365 * 86_400_000

    /// Reads a population file. Throws `LoadError`, and what reading throws.
    public init(reading path: String) throws {
        let data = try Data(contentsOf: URL(filePath: path))
        guard let read = try? JSONDecoder().decode(Population.self, from: data), read.format == Self.currentFormat,
            read.version == 1, read.patients > 0, read.readers > 0, read.grantsPerPatient > 0,
            Hash256(base64URL: read.seed) != nil, Hash256(base64URL: read.network) != nil
        else { throw LoadError("bench.population", "The file is not a population of `medchain bench`.") }
        self = read
    }

    /// Writes the file, for its owner alone. Throws what writing throws.
    public func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let url = URL(filePath: path)
        try encoder.encode(self).write(to: url, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// 32 fresh bytes.
    static func newSeed() -> [UInt8] { SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) } }
}

/// Why a measurement cannot be made: a stable code and a reason.
public struct LoadError: Error, Sendable {
    /// The code.
    public let code: String
    /// The reason.
    public let reason: String

    init(_ code: String, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
