/// Why sealed matter was refused: a stable code and a plain reason that never contains a person's data or key material.
public struct SealingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The stable code, as docs/spec/sealed-record-v1.md lists it. Codes are never reused or renamed.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's text, such as `hpke.openFailed`.
        public let rawValue: String

        /// Makes a code of its text; targets above this one add their own as static members.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// The stable code.
    public let code: Code
    /// A plain sentence for the person or the log; names fields and limits, never values.
    public let reason: String

    /// Makes an error of a code and a reason.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Code and reason.
    public var description: String { "\(code.rawValue): \(reason)" }
}

extension SealingError.Code {
    /// An identifier is empty, too long or holds a character outside the alphabet.
    public static let identifierInvalid = Self(rawValue: "identifier.invalid")

    /// Text is not canonical unpadded base64url.
    public static let formatBase64URL = Self(rawValue: "format.base64url")
    /// Not JSON, not UTF-8, or a type outside the restricted JSON.
    public static let formatInvalid = Self(rawValue: "format.invalid")
    /// An object has one key twice.
    public static let formatDuplicateField = Self(rawValue: "format.duplicateField")
    /// An object has a key that the format does not know.
    public static let formatUnknownField = Self(rawValue: "format.unknownField")
    /// An object lacks a key.
    public static let formatMissingField = Self(rawValue: "format.missingField")
    /// A value has the wrong type or size.
    public static let formatValueInvalid = Self(rawValue: "format.valueInvalid")
    /// Nesting beyond the limit.
    public static let formatTooDeep = Self(rawValue: "format.tooDeep")
    /// More bytes than the object may have.
    public static let formatTooLarge = Self(rawValue: "format.tooLarge")
    /// The bytes are not the canonical form of what they say.
    public static let formatNotCanonical = Self(rawValue: "format.notCanonical")
    /// An object of another type.
    public static let formatTypeMismatch = Self(rawValue: "format.typeMismatch")
    /// A version of the format that this program does not know.
    public static let formatVersionUnknown = Self(rawValue: "format.versionUnknown")

    /// An HPKE suite number that this program does not know.
    public static let hpkeSuiteUnknown = Self(rawValue: "hpke.suiteUnknown")
    /// The encapsulated key is not a point of the curve.
    public static let hpkeEncapsulatedKeyInvalid = Self(rawValue: "hpke.encapsulatedKeyInvalid")
    /// The box does not open: other key, other context, or altered.
    public static let hpkeOpenFailed = Self(rawValue: "hpke.openFailed")
    /// A public or private key is not one of P-256.
    public static let keyInvalid = Self(rawValue: "key.invalid")
    /// A private key does not belong to the public key beside it.
    public static let keyMismatch = Self(rawValue: "key.mismatch")

    /// k and n outside 1 <= k <= n <= 255.
    public static let shamirThresholdInvalid = Self(rawValue: "shamir.thresholdInvalid")
    /// Fewer shares than the threshold.
    public static let shamirTooFewShares = Self(rawValue: "shamir.tooFewShares")
    /// Two shares have one x.
    public static let shamirDuplicateShare = Self(rawValue: "shamir.duplicateShare")
    /// A share has x = 0.
    public static let shamirIndexInvalid = Self(rawValue: "shamir.indexInvalid")
    /// A share's y is not 32 bytes.
    public static let shamirLengthInvalid = Self(rawValue: "shamir.lengthInvalid")
    /// More shares than the threshold that do not lie on one polynomial.
    public static let shamirInconsistent = Self(rawValue: "shamir.inconsistent")

    /// A share does not match its commitment on the ledger.
    public static let releaseCommitmentMismatch = Self(rawValue: "release.commitmentMismatch")
    /// A released share is for another network, patient, record or read.
    public static let releaseContextMismatch = Self(rawValue: "release.contextMismatch")
    /// An organisation that holds no share of the record.
    public static let releaseUnknownOrganisation = Self(rawValue: "release.unknownOrganisation")

    /// Shares that are not x = 1 ... n of organisations in ascending order.
    public static let envelopeSharesInvalid = Self(rawValue: "envelope.sharesInvalid")
    /// The envelope is of another network.
    public static let envelopeWrongNetwork = Self(rawValue: "envelope.wrongNetwork")
    /// The envelope is of another patient.
    public static let envelopeWrongPatient = Self(rawValue: "envelope.wrongPatient")
    /// The envelope is of another record.
    public static let envelopeWrongRecord = Self(rawValue: "envelope.wrongRecord")
    /// The envelope is of another category.
    public static let envelopeWrongCategory = Self(rawValue: "envelope.wrongCategory")
}
