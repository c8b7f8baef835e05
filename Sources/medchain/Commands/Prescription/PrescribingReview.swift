import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord

/// What the check at prescribing found and what the prescriber said to it: it stays in the prescription's record
/// (docs/spec/clinical-content-v1.md, "The check at prescribing").
struct PrescribingReview {
    let findings: [PrescribingFinding]
    /// Whether nothing was looked at.
    let isUnchecked: Bool
    /// Why all the same; nil where nothing serious was found.
    let reason: String?

    /// What whoever reads the prescription is told.
    var note: String? {
        reason.map {
            (isUnchecked
                ? "Prescribed without the check against allergies and active medication: "
                : "Prescribed in spite of what the check found: ") + $0
        }
    }

    /// The id of a contained DetectedIssue.
    static func issueID(_ number: Int) -> String { "finding-\(number + 1)" }

    /// HL7's v3-ActCode for the kind of a DetectedIssue.
    static func code(of kind: PrescribingFinding.Kind) -> String {
        switch kind {
        case .allergy: "ALGY"
        case .duplicate: "DUPTHPY"
        case .interaction: "DRG"
        }
    }
}

extension Session {
    /// Checks a draft against the allergies and the medication of the patient that this person may read.
    func prescribingReport(_ draft: [UInt8], for patient: IdentityID) async throws -> PrescribingReport {
        var seen: Set<ClinicalCategory> = []
        var resources: [FHIRJSONValue] = []
        var unreadable = 0
        let now = LedgerTime.now()
        let grants = try await person.grantsToMe().filter { grant in
            grant.patient == patient && grant.status == .live && grant.awaits == nil && grant.from <= now
                && grant.until > now && grant.terms.purpose == .treatment && grant.terms.reads == nil
        }
        for category in [RecordContract.Category.safety, .medication] {
            let grant = grants.first { $0.terms.allow(.read, in: category) }
            let documents = try await person.records(of: patient, category: category).filter { document in
                // Without the patient's access what this person wrote is left.
                document.status == .current && (grant != nil || document.author == person.id)
            }
            if grant != nil, let word = ClinicalCategory(rawValue: category.rawValue) { seen.insert(word) }
            for start in stride(from: 0, to: documents.count, by: Limits.recordsPerRead) {
                let batch = Array(documents[start..<min(start + Limits.recordsPerRead, documents.count)])
                try await person.open(
                    batch, purpose: .treatment, grant: grant?.grant, unreadable: { _ in unreadable += 1 }
                ) {
                    guard $0.metadata.mediaType == ClinicalLibrary.resourceType else { return }
                    if let resource = try? FHIRJSONDocument($0.content) {
                        resources.append(resource.root)
                    } else {
                        unreadable += 1
                    }
                }
            }
        }
        return try PrescribingCheck().report(
            draft: FHIRJSONDocument(draft).root, records: resources, seen: seen, unreadable: unreadable)
    }

    /// Shows what the check found; the prescriber decides, and says why where it is serious. Throws
    /// `prescription.findings` where no reason was given, and as the signing desk.
    func confirm(_ report: PrescribingReport, despite reason: String?) throws {
        note(report.allergies.text)
        for limit in report.limits { note(limit) }
        guard !report.findings.isEmpty else { return }
        let lines = report.findings.map { "\($0.severity.word): \($0.message) (\($0.source))" }
        let isSerious = report.findings.contains { $0.severity != .caution }
        guard isSerious, reason == nil else {
            return try desk.confirm(
                "A prescription in spite of what the check found.",
                details: lines + (reason.map { ["Because: \($0)"] } ?? []))
        }
        // Whatever is printed else: who prescribes has to know what stands against it.
        Terminal.note("The check at prescribing found:\n  " + lines.map { Terminal.safe($0) }.joined(separator: "\n  "))
        throw Failure(
            "prescription.findings", "Nothing was issued: the check found something serious.",
            advice: "If you prescribe it all the same, say why with --despite WORDS; it stays in the record.",
            status: .usage)
    }

    /// A finding, for scripts.
    static func json(_ finding: PrescribingFinding) -> JSONValue {
        .object([
            "kind": .string(finding.kind.rawValue), "severity": .string(finding.severity.word),
            "message": .string(Terminal.safe(finding.message, limit: 1_000)),
            "source": .string(Terminal.safe(finding.source, limit: 1_000)),
        ])
    }
}
