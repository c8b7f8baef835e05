/// A valid resource with what the wallet needs to file it.
public struct ClinicalRecord: Sendable {
    /// The FHIR resource type.
    public let resourceType: String
    /// The resource exactly as it stood in its source.
    public let bytes: [UInt8]
    /// Where it belongs.
    public let category: ClinicalCategory
    /// When what it describes took place (a FHIR date, dateTime or instant as written), if it says so.
    public let effectiveDate: String?
    /// One line for people, safe to print on a terminal.
    public let title: String
}

/// A resource that was refused, and every reason.
public struct ClinicalRefusal: Error, Sendable, CustomStringConvertible {
    /// What is wrong; never empty.
    public let issues: [FHIRIssue]

    /// All issues, a line each.
    public var description: String { issues.map(\.description).joined(separator: "\n") }
}

extension FHIRValidator {
    /// Reads one resource for filing.
    ///
    /// - Throws: `FHIRError` (`fhir.json.*`) when it is no JSON, `ClinicalRefusal` when it is not valid.
    public func record(_ source: [UInt8]) throws -> ClinicalRecord {
        let document = try FHIRJSONDocument(source)
        let issues = validate(document.root)
        guard issues.isEmpty else { throw ClinicalRefusal(issues: issues) }
        return ClinicalRecord(valid: document.root, bytes: document.bytes(of: document.root))
    }
}

extension ClinicalRecord {
    init(valid resource: FHIRJSONValue, bytes: [UInt8]) {
        resourceType = resource["resourceType"]?.string ?? ""
        self.bytes = bytes
        category = ClinicalCategory(of: resource)
        effectiveDate = EffectiveDate.of(resource)
        title = ClinicalSummary(of: resource).title
    }
}

/// The byte string over which the importer's wallet computes the HMAC that becomes the record id of an imported
/// resource,
/// so that importing twice adds nothing and no hash of plaintext leaves the device.
///
/// Layout: for each of the label `medchain.import.v1`, the patient's id, the fullUrl and the resource's bytes: its
/// length
/// as 8 bytes, big endian, then the bytes. No two different inputs give the same string.
public func importIdentifierInput(patient: String, fullUrl: String, bytes: [UInt8]) -> [UInt8] {
    var input: [UInt8] = []
    input.reserveCapacity(bytes.count + fullUrl.utf8.count + patient.utf8.count + 64)
    for part in [Array("medchain.import.v1".utf8), Array(patient.utf8), Array(fullUrl.utf8), bytes] {
        withUnsafeBytes(of: UInt64(part.count).bigEndian) { input.append(contentsOf: $0) }
        input.append(contentsOf: part)
    }
    return input
}

/// When what a resource describes took place.
enum EffectiveDate {
    /// In this order; the first that is there counts.
    private static let elements = [
        "effectiveDateTime", "effectivePeriod", "effectiveInstant", "performedDateTime", "performedPeriod",
        "occurrenceDateTime", "occurrencePeriod", "onsetDateTime", "onsetPeriod", "started", "whenHandedOver",
        "whenPrepared", "authoredOn", "billablePeriod", "servicedDate", "servicedPeriod", "startDate", "detected",
        "identifiedDateTime", "identifiedPeriod", "period", "start", "date", "recordedDate", "recorded", "dateAsserted",
        "created", "authored", "sent", "issued", "lastOccurrence",
    ]

    static func of(_ resource: FHIRJSONValue) -> String? {
        for name in elements {
            guard let value = resource[name] else { continue }
            let text = value.string ?? value["start"]?.string ?? value["end"]?.string
            if let text, FHIRDateTime(text) != nil { return text }
        }
        return nil
    }
}
