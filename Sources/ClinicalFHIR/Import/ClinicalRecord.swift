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
