/// What a chart may say about allergies. "None known" is a statement somebody made; "not recorded" is that nobody did.
public enum AllergyStatus: Sendable, Hashable {
    /// There is no statement among the records at hand.
    case notRecorded
    /// Somebody stated that none are known; the date of the latest statement, if it has one.
    case noneKnown(stated: String?)
    /// Allergies and intolerances that are not ruled out, as titles.
    case known([String])

    /// Reads all AllergyIntolerance resources at hand; others are passed over.
    public init(of resources: [FHIRJSONValue]) {
        var known: [String] = []
        var absences: [String] = []
        var hasAbsence = false
        for resource in resources where resource["resourceType"]?.string == "AllergyIntolerance" {
            let verification = resource["verificationStatus"]?.firstCode
            if verification == "entered-in-error" || verification == "refuted" { continue }
            if ["inactive", "resolved"].contains(resource["clinicalStatus"]?.firstCode ?? "") { continue }
            if Self.statedAbsence(resource) == nil {
                known.append(ClinicalSummary(of: resource).title)
            } else if resource["code"]?.hasCode(system: Self.snomed, ["716186003"]) == true {
                // Only the statement about all allergies speaks for all of them.
                hasAbsence = true
                if let date = EffectiveDate.of(resource) { absences.append(date) }
            }
        }
        if !known.isEmpty {
            self = .known(known)
        } else if hasAbsence {
            self = .noneKnown(stated: absences.max().map(FHIRReading.day))
        } else {
            self = .notRecorded
        }
    }

    /// One line for people.
    public var text: String {
        switch self {
        case .notRecorded: "Allergies: not recorded (this does not mean that there are none)"
        case .noneKnown(let date): "No known allergies" + (date.map { ", as stated on \($0)" } ?? ", as stated")
        case .known(let titles): titles.joined(separator: "; ")
        }
    }

    private static let snomed = "http://snomed.info/sct"

    /// The words for a record that states an absence, by SNOMED CT code.
    static func statedAbsence(_ resource: FHIRJSONValue) -> String? {
        let statements: [(String, String)] = [
            ("716186003", "No known allergies"), ("409137002", "No known drug allergies"),
            ("429625007", "No known food allergies"), ("428607008", "No known environmental allergies"),
            ("428197003", "No known insect allergies"), ("716184000", "No known latex allergies"),
        ]
        return statements.first { resource["code"]?.hasCode(system: snomed, [$0.0]) == true }?.1
    }
}
