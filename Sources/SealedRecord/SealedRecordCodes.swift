public import Sealing

/// The codes of the device half, beside those of Sealing; docs/spec/sealed-record-v1.md lists both.
extension SealingError.Code {
    /// Not a payload: magic, reserved byte or length.
    public static let payloadHeaderInvalid = Self(rawValue: "payload.headerInvalid")
    /// A payload of a version that this program does not know.
    public static let payloadVersionUnknown = Self(rawValue: "payload.versionUnknown")
    /// A payload of a cipher suite that this program does not know.
    public static let payloadSuiteUnknown = Self(rawValue: "payload.suiteUnknown")
    /// A payload of another category or kind of note.
    public static let payloadWrongCategory = Self(rawValue: "payload.wrongCategory")
    /// A payload of another network.
    public static let payloadWrongNetwork = Self(rawValue: "payload.wrongNetwork")
    /// A payload of another patient (or sender of a note).
    public static let payloadWrongPatient = Self(rawValue: "payload.wrongPatient")
    /// A payload of another record (or note).
    public static let payloadWrongRecord = Self(rawValue: "payload.wrongRecord")
    /// The data key is not the one that sealed the payload.
    public static let payloadWrongKey = Self(rawValue: "payload.wrongKey")
    /// A segment was altered, reordered or exchanged, or the header was.
    public static let payloadSegmentNotAuthentic = Self(rawValue: "payload.segmentNotAuthentic")
    /// The payload ends too early.
    public static let payloadTruncated = Self(rawValue: "payload.truncated")
    /// Bytes follow the last segment.
    public static let payloadTrailingBytes = Self(rawValue: "payload.trailingBytes")
    /// The padding is not what the rule says.
    public static let payloadPaddingInvalid = Self(rawValue: "payload.paddingInvalid")
    /// The metadata inside the seal is not what the format says.
    public static let payloadMetadataInvalid = Self(rawValue: "payload.metadataInvalid")
    /// The writer gave another number of bytes than it had announced, or more than the format holds.
    public static let payloadLengthMismatch = Self(rawValue: "payload.lengthMismatch")

    /// The envelope is sealed to another version of the compartment's key.
    public static let envelopeWrongCompartmentVersion = Self(rawValue: "envelope.wrongCompartmentVersion")
    /// Nothing in the envelope is sealed to this reader.
    public static let envelopeNotSealedToReader = Self(rawValue: "envelope.notSealedToReader")
    /// Entries out of order, twice, none or too many.
    public static let envelopeEntriesInvalid = Self(rawValue: "envelope.entriesInvalid")
    /// A reason that is too long or wrongly padded.
    public static let envelopeReasonInvalid = Self(rawValue: "envelope.reasonInvalid")

    /// Not a sealed note.
    public static let noteHeaderInvalid = Self(rawValue: "note.headerInvalid")
    /// A sealed note of a version that this program does not know.
    public static let noteVersionUnknown = Self(rawValue: "note.versionUnknown")
    /// A note that is not sealed to this reader.
    public static let noteNotSealedToReader = Self(rawValue: "note.notSealedToReader")
    /// A note of another sender than the ledger names.
    public static let noteWrongSender = Self(rawValue: "note.wrongSender")
    /// A note of another kind.
    public static let noteWrongKind = Self(rawValue: "note.wrongKind")
}
