/// What a sealed box, a derived key or a commitment is bound to: a label and its fields, each with its length before
/// it, so that no two contexts have the same bytes. It is the HPKE `info` (RFC 9180 section 8.1) and the HKDF `info`.
public struct SealingContext: Sendable, Equatable {
    /// The encoded context.
    package let bytes: [UInt8]

    /// One field of a context.
    package enum Field {
        /// ASCII text.
        case text(String)
        /// A number, as eight bytes, big-endian.
        case number(UInt64)
        /// Bytes as they are.
        case bytes([UInt8])
    }

    /// Context(label, fields) of the specification, section 1.
    package init(_ label: String, _ fields: Field...) {
        var bytes: [UInt8] = []
        Self.append(Array("medchain/v1/\(label)".utf8), to: &bytes)
        for field in fields {
            switch field {
            case .text(let text): Self.append(Array(text.utf8), to: &bytes)
            case .number(let number): Self.append(bigEndianBytes(number), to: &bytes)
            case .bytes(let value): Self.append(value, to: &bytes)
            }
        }
        self.bytes = bytes
    }

    /// Takes bytes that are a context already, for test vectors.
    package init(encoded bytes: [UInt8]) {
        self.bytes = bytes
    }

    private static func append(_ field: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: bigEndianBytes(UInt32(field.count)))
        bytes.append(contentsOf: field)
    }
}

/// The bytes of a number, most significant first.
package func bigEndianBytes(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

/// What a record's keys are bound to. The compartment's version is not part of it, so re-keying leaves the payload as
/// it is.
public struct RecordBinding: Sendable, Equatable {
    /// The network's identifier.
    public let network: String
    /// The patient's pseudonymous identifier.
    public let patient: String
    /// The record's identifier.
    public let record: String
    /// The compartment's category.
    public let category: CompartmentCategory

    /// Checks the identifiers.
    /// - Throws: `identifier.invalid`.
    public init(network: String, patient: String, record: String, category: CompartmentCategory) throws {
        self.network = try Identifier.check(network)
        self.patient = try Identifier.check(patient)
        self.record = try Identifier.check(record)
        self.category = category
    }
}

/// The contexts that both halves need; the rest stand with the formats of SealedRecord.
extension SealingContext {
    /// A share of `b`, sealed to an organisation's release key.
    package static func recordShare(_ record: RecordBinding, organisation: String, x: UInt8) -> SealingContext {
        SealingContext(
            "record/share", .text(record.network), .text(record.patient), .text(record.record), .text(organisation),
            .number(UInt64(x)))
    }

    /// A share of `b`, re-sealed to the reader of one `access.read`.
    package static func releasedShare(
        network: String, patient: String, record: String, organisation: String, x: UInt8, read: [UInt8]
    ) -> SealingContext {
        SealingContext(
            "release/share", .text(network), .text(patient), .text(record), .text(organisation), .number(UInt64(x)),
            .bytes(read))
    }
}
