import Sealing

/// What stands inside the seal beside the content.
public struct PayloadMetadata: Sendable, Equatable {
    /// The most bytes of encoded metadata.
    public static let largestByteCount = 16_384
    /// The most bytes of one value.
    public static let largestValueCount = 4_096

    /// The content's media type (RFC 6838), such as `application/fhir+json` or `application/pdf`.
    public var mediaType: String
    /// The file's name, for documents.
    public var fileName: String?
    /// The FHIR resource type.
    public var fhirType: String?
    /// The resource's `fullUrl` in the Bundle that it came from.
    public var fullURL: String?
    /// A short title for lists.
    public var title: String?
    /// When it clinically applies, a FHIR dateTime.
    public var effective: String?
    /// When it was written, a FHIR instant.
    public var authored: String?
    /// Fields that this program does not know; they are kept.
    public var others: [String: String]

    /// Metadata of a content.
    public init(
        mediaType: String, fileName: String? = nil, fhirType: String? = nil, fullURL: String? = nil,
        title: String? = nil, effective: String? = nil, authored: String? = nil, others: [String: String] = [:]
    ) {
        self.mediaType = mediaType
        self.fileName = fileName
        self.fhirType = fhirType
        self.fullURL = fullURL
        self.title = title
        self.effective = effective
        self.authored = authored
        self.others = others
    }

    /// The canonical JSON.
    /// - Throws: `payload.metadataInvalid`.
    func encoded() throws -> [UInt8] {
        var fields = others
        fields["mediaType"] = mediaType
        fields["fileName"] = fileName
        fields["fhirType"] = fhirType
        fields["fullUrl"] = fullURL
        fields["title"] = title
        fields["effective"] = effective
        fields["authored"] = authored
        for (name, value) in fields { try Self.check(name, value) }
        let bytes = CanonicalJSON.encode(.object(fields.mapValues { .string($0) }))
        guard bytes.count <= Self.largestByteCount else { throw Self.invalid("metadata is too long") }
        return bytes
    }

    /// - Throws: `payload.metadataInvalid`, whatever is wrong with it.
    init(parsing bytes: [UInt8]) throws {
        guard case .object(let object)? = try? CanonicalJSON.parse(bytes, limit: Self.largestByteCount) else {
            throw Self.invalid("metadata is not a canonical JSON object")
        }
        var fields: [String: String] = [:]
        for (name, value) in object {
            guard case .string(let text) = value else { throw Self.invalid("a metadata value is not text") }
            try Self.check(name, text)
            fields[name] = text
        }
        guard let mediaType = fields.removeValue(forKey: "mediaType") else {
            throw Self.invalid("metadata without media type")
        }
        self.mediaType = mediaType
        fileName = fields.removeValue(forKey: "fileName")
        fhirType = fields.removeValue(forKey: "fhirType")
        fullURL = fields.removeValue(forKey: "fullUrl")
        title = fields.removeValue(forKey: "title")
        effective = fields.removeValue(forKey: "effective")
        authored = fields.removeValue(forKey: "authored")
        others = fields
    }

    private static func check(_ name: String, _ value: String) throws {
        let characters = Array(name.utf8)
        let isName =
            (1...64).contains(characters.count) && (characters[0] | 0x20) >= 0x61
            && characters.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            }
        guard isName, value.utf8.count <= largestValueCount else {
            throw invalid("a metadata field's name or length is not allowed")
        }
    }

    private static func invalid(_ reason: String) -> SealingError {
        SealingError(.payloadMetadataInvalid, reason)
    }
}
