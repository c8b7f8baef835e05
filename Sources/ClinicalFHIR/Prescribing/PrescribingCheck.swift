/// Something to think about before a prescription is signed.
public struct PrescribingFinding: Sendable, Hashable {
    /// What kind of concern.
    public enum Kind: String, Sendable, Hashable {
        /// A recorded allergy or intolerance.
        case allergy
        /// The same ingredient, or one of the same class, is being taken.
        case duplicate
        /// A known interaction with a medicine that is being taken.
        case interaction
    }

    /// How grave; the gravest is the smallest.
    public enum Severity: Int, Sendable, Hashable, Comparable {
        /// Not to be given.
        case contraindicated
        /// Only with a good reason and with precautions.
        case serious
        /// To be known.
        case caution

        /// The word for it, in the table and for people.
        public var word: String {
            switch self {
            case .contraindicated: "contraindicated"
            case .serious: "serious"
            case .caution: "caution"
            }
        }

        init?(word: String) {
            guard let severity = [Self.contraindicated, .serious, .caution].first(where: { $0.word == word }) else {
                return nil
            }
            self = severity
        }

        /// Graver first.
        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }

    /// What kind of concern.
    public let kind: Kind
    /// How grave.
    public let severity: Severity
    /// One line for people, safe to print.
    public let message: String
    /// Where this is known from: the patient's record, or a publication.
    public let source: String
}

/// What the check at prescribing found, and what it cannot know.
public struct PrescribingReport: Sendable {
    /// The gravest first.
    public let findings: [PrescribingFinding]
    /// What the patient's records say about allergies: "none known" is not "not recorded".
    public let allergies: AllergyStatus
    /// What was not, or could not be, looked at; to be shown with the findings, also when there are none.
    public let limits: [String]
}

/// The check at prescribing: a draft against recorded allergies and active medication.
///
/// A pure function over resources that are already open on the writer's device; nothing leaves it. The command line and
/// the web application call it before a `MedicationRequest` is signed:
///
///     let check = try PrescribingCheck()
///     let report = try check.report(draft: bytes, records: opened, seen: [.safety, .medication])
///     for finding in report.findings { print(finding.severity.word, finding.message, finding.source) }
///     print(report.allergies.text)
///     for limit in report.limits { print(limit) }
///
/// `records` are all resources of the patient that are at hand, in any order; others than AllergyIntolerance and
/// medicines are passed over. `seen` are the categories that the writer was able to read: of another one the report
/// says that it is unknown. It advises, it forbids nothing; the writer decides.
public struct PrescribingCheck: Sendable {
    private let medicines: MedicineTable
    private let table: InteractionTable

    /// Loads the tables.
    ///
    /// - Throws: `fhir.pickList.missing`, `fhir.pickList.damaged`.
    public init() throws(FHIRError) {
        medicines = MedicineTable(try PickList.load(.medications))
        table = try InteractionTable.load()
    }

    /// Checks a draft.
    ///
    /// - Parameters:
    ///   - draft: a MedicationRequest as JSON.
    ///   - records: resources of the patient as JSON.
    ///   - seen: the categories that could be read.
    /// - Throws: `fhir.json.*` when the draft is no JSON; a record that is none is passed over and counted in `limits`.
    public func report(
        draft: [UInt8], records: [[UInt8]], seen: Set<ClinicalCategory>
    ) throws(FHIRError) -> PrescribingReport {
        let draft = try FHIRJSONDocument(draft).root
        let parsed = records.compactMap { try? FHIRJSONDocument($0).root }
        return report(draft: draft, records: parsed, seen: seen, unreadable: records.count - parsed.count)
    }

    /// Checks a draft that is parsed already.
    public func report(
        draft: FHIRJSONValue, records: [FHIRJSONValue], seen: Set<ClinicalCategory>, unreadable: Int = 0
    ) -> PrescribingReport {
        let medicine = medicines.medicine(draft)
        let active = records.filter(Self.isActiveMedication).map(medicines.medicine)
        let allergies = records.filter(Self.isStandingAllergy)
        let findings =
            allergies.compactMap { allergyFinding(medicine, $0) } + active.flatMap { duplicates(medicine, $0) }
            + active.flatMap { interactions(medicine, $0) }
        var unique: [PrescribingFinding] = []
        for finding in findings where !unique.contains(finding) { unique.append(finding) }
        let order = unique.enumerated().sorted {
            ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset)
        }
        return PrescribingReport(
            findings: order.map(\.element), allergies: AllergyStatus(of: records),
            limits: limits(medicine, active, allergies, seen, unreadable))
    }

    // MARK: What counts

    private static func isActiveMedication(_ resource: FHIRJSONValue) -> Bool {
        let status = resource["status"]?.string ?? ""
        switch resource["resourceType"]?.string {
        case "MedicationRequest":
            return ["active", "on-hold", "unknown"].contains(status) && resource["doNotPerform"]?.boolean != true
        case "MedicationStatement": return ["active", "intended", "on-hold", "unknown"].contains(status)
        case "MedicationAdministration": return ["in-progress", "on-hold"].contains(status)
        default: return false
        }
    }

    private static func isStandingAllergy(_ resource: FHIRJSONValue) -> Bool {
        guard resource["resourceType"]?.string == "AllergyIntolerance" else { return false }
        let verification = resource["verificationStatus"]?.firstCode ?? ""
        let status = resource["clinicalStatus"]?.firstCode ?? ""
        return !["entered-in-error", "refuted"].contains(verification) && !["inactive", "resolved"].contains(status)
            && AllergyStatus.statedAbsence(resource) == nil
    }

    // MARK: Allergies

    private func allergyFinding(_ medicine: Medicine, _ allergy: FHIRJSONValue) -> PrescribingFinding? {
        let concepts = [allergy["code"]].compactMap { $0 } + allergy.list("reaction").compactMap { $0["substance"] }
        let words = concepts.flatMap(MedicineTable.words)
        let ingredients = medicines.ingredients(concepts, words)
        var classes = medicines.classes(in: words)
        if concepts.contains(where: { $0.hasCode(system: "http://snomed.info/sct", ["91936005"]) }) {
            classes.append("penicillin")
        }
        let title = ClinicalSummary(of: allergy).title
        let recorded = allergy["recordedDate"]?.string.map { ", recorded \(FHIRReading.day($0))" } ?? ""
        let source = "the patient's record: \(title)\(recorded)"
        func finding(_ severity: PrescribingFinding.Severity, _ words: String, _ more: String = "")
            -> PrescribingFinding
        {
            PrescribingFinding(
                kind: .allergy, severity: severity, message: PlainText.line(words),
                source: PlainText.line(source + more))
        }
        if let same = medicine.ingredients.first(where: { ingredients.contains($0) }) {
            return finding(Self.severity(allergy), "\(title): this medicine contains \(same.display)")
        }
        // By the class that the allergy names, or the classes of the ingredient that it names (aspirin: NSAIDs).
        let reacting = (classes + ingredients.flatMap(\.classes)).filter { !Self.mechanisms.contains($0) }
        if let shared = medicine.classes.first(where: { reacting.contains($0) }) {
            let severity: PrescribingFinding.Severity = classes.contains(shared) ? Self.severity(allergy) : .serious
            return finding(severity, "\(title): this medicine is of the same class (\(Self.words(shared)))")
        }
        for cross in table.crossReactions where reacting.contains(cross.allergy) {
            guard medicine.classes.contains(cross.medication) else { continue }
            return finding(cross.severity, "\(title): \(cross.effect)", "; \(cross.source)")
        }
        let shared = Set(words).intersection(medicine.words).filter { $0.count >= 5 && !Self.plainWords.contains($0) }
        if let word = shared.sorted().first {
            return finding(.serious, "\(title): the names share the word \"\(word)\" (compared as text)")
        }
        return nil
    }

    private static func severity(_ allergy: FHIRJSONValue) -> PrescribingFinding.Severity {
        let isGrave =
            allergy["criticality"]?.string == "high"
            || allergy.list("reaction").contains { $0["severity"]?.string == "severe" }
        return isGrave ? .contraindicated : .serious
    }

    // MARK: Medication

    private func duplicates(_ medicine: Medicine, _ other: Medicine) -> [PrescribingFinding] {
        let source = PlainText.line("the patient's record: \(other.title)")
        if let same = medicine.ingredients.first(where: { other.ingredients.contains($0) }) {
            return [
                PrescribingFinding(
                    kind: .duplicate, severity: .serious,
                    message: PlainText.line("\(same.display) is in active medication already: \(other.title)"),
                    source: source)
            ]
        }
        if medicine.ingredients.isEmpty, other.ingredients.isEmpty, !medicine.words.isEmpty,
            medicine.words == other.words
        {
            return [
                PrescribingFinding(
                    kind: .duplicate, severity: .serious,
                    message: PlainText.line("a medicine of this name is active already (compared as text)"),
                    source: source)
            ]
        }
        let shared = medicine.classes.first { other.classes.contains($0) && !Self.mechanisms.contains($0) }
        guard let shared else { return [] }
        return [
            PrescribingFinding(
                kind: .duplicate, severity: .caution,
                message: PlainText.line("another \(Self.words(shared)) is active already: \(other.title)"),
                source: source)
        ]
    }

    private func interactions(_ medicine: Medicine, _ other: Medicine) -> [PrescribingFinding] {
        medicine.ingredients.flatMap { one in
            other.ingredients.compactMap { another in
                guard one != another, let row = table.interaction(one, another) else { return nil }
                return PrescribingFinding(
                    kind: .interaction, severity: row.severity,
                    message: PlainText.line("\(one.display) with \(another.display): \(row.effect) \(row.advice)"),
                    source: row.source)
            }
        }
    }

    // MARK: Limits

    private func limits(
        _ medicine: Medicine, _ active: [Medicine], _ allergies: [FHIRJSONValue], _ seen: Set<ClinicalCategory>,
        _ unreadable: Int
    ) -> [String] {
        var limits: [String] = []
        if !seen.contains(.safety) {
            limits.append("Allergies could not be looked at: the safety records are not open to you.")
        }
        if !seen.contains(.medication) {
            limits.append("Active medication could not be looked at: the medication records are not open to you.")
        } else if active.isEmpty {
            limits.append("No active medication is recorded; this does not mean that none is taken.")
        }
        if medicine.ingredients.isEmpty {
            limits.append("This medicine is not in the table of ingredients: it was compared as text only.")
        }
        let unknown = active.filter(\.ingredients.isEmpty).count
        if unknown > 0 {
            limits.append("\(unknown) of the active medicines are not in the table and were compared as text only.")
        }
        if unreadable > 0 { limits.append("\(unreadable) records could not be read and were passed over.") }
        limits.append(table.notice)
        limits.append("The patient may have chosen not to share everything.")
        return limits.map { PlainText.line($0) }
    }

    /// Classes that say how a medicine works or is broken down: two of them are no double therapy.
    private static let mechanisms: Set<String> = [
        "serotonergic", "cyp3a4-strong-inhibitor", "antifolate", "potassium", "insulin",
    ]
    /// Words that names share without having anything in common.
    private static let plainWords: Set<String> = [
        "allergy", "allergic", "intolerance", "intolerant", "hypersensitivity", "adverse", "reaction", "tablet",
        "tablets", "capsule", "capsules", "solution", "injection", "cream", "ointment", "inhaler", "metered", "release",
        "extended", "sodium", "hydrochloride", "chloride", "acid", "substance", "medication", "medicine", "product",
        "against", "known", "severe", "history", "sulfate", "phosphate", "potassium", "calcium", "protein",
    ]

    private static func words(_ name: String) -> String { name.replacing("-", with: " ") }
}
