import Crypto
public import Sealing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The key of one payload.
public struct DataKey: Sendable, Equatable {
    let secret: SecretBytes

    /// Takes over 32 bytes that `RecordKeyHalves` derived.
    package init(secret: SecretBytes) {
        self.secret = secret
    }

    /// HKDF-SHA256 without salt, for one purpose.
    init(ikm: SecretBytes, context: SealingContext) {
        secret = SecretBytes(
            HKDF<SHA256>.deriveKey(inputKeyMaterial: ikm.symmetricKey, info: context.bytes, outputByteCount: 32))
    }
}

/// The two halves of a record's key: consent gives `a`, the organisations release `b` against a logged read.
public struct RecordKeyHalves: Sendable, Equatable {
    /// Length of each half.
    public static let byteCount = 32

    /// The half that the compartment's key opens.
    public let a: SecretBytes
    /// The half that the organisations share.
    public let b: SecretBytes

    /// Fresh random halves; never use them for two records.
    public static func random() -> RecordKeyHalves {
        RecordKeyHalves(checkedA: .random(count: byteCount), b: .random(count: byteCount))
    }

    /// - Throws: `format.valueInvalid` unless both are 32 bytes.
    public init(a: SecretBytes, b: SecretBytes) throws {
        guard a.count == Self.byteCount, b.count == Self.byteCount else {
            throw SealingError(.formatValueInvalid, "a key half is \(Self.byteCount) bytes")
        }
        self.init(checkedA: a, b: b)
    }

    private init(checkedA: SecretBytes, b: SecretBytes) {
        a = checkedA
        self.b = b
    }

    /// DK = HKDF(a || b), bound to network, patient and record.
    public func dataKey(for record: RecordBinding) -> DataKey {
        DataKey(
            ikm: a + b,
            context: SealingContext(
                "data-key", .text(record.network), .text(record.patient), .text(record.record)))
    }
}
