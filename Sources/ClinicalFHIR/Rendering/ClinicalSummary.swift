/// A resource as medicine for people: a title and lines of label and value. All text is safe to print (`PlainText`).
public struct ClinicalSummary: Sendable, Hashable {
    /// A line under the title.
    public struct Line: Sendable, Hashable {
        /// What the value is, e.g. "Reference range (from the record)".
        public let label: String
        /// The value in words.
        public let value: String
    }

    /// One line that says what this is.
    public let title: String
    /// More, in the order in which people read it.
    public let lines: [Line]

    /// Summarises a resource. Any JSON object gives a summary; nothing is refused here.
    public init(of resource: FHIRJSONValue) {
        let type = resource["resourceType"]?.string ?? "Resource"
        var draft = SummaryDraft()
        SummaryWriter.write(type, resource, &draft)
        if resource["meta"]?["security"] != nil, SensitivityLabels.isRestricted(resource) {
            draft.add("Sensitivity", "labelled as restricted")
        }
        title = PlainText.line(draft.title ?? SummaryWriter.typeName(type), limit: 160)
        lines = draft.lines.map { Line(label: $0.0, value: PlainText.line($0.1)) }.filter { !$0.value.isEmpty }
    }
}

/// Collects a summary.
struct SummaryDraft {
    var title: String?
    var lines: [(String, String)] = []

    mutating func add(_ label: String, _ value: String?) {
        if let value, !value.isEmpty { lines.append((label, value)) }
    }

    mutating func addDate(_ label: String, _ value: String?) { add(label, value.map(FHIRReading.date)) }

    mutating func addNotes(_ resource: FHIRJSONValue) {
        for note in resource.list("note") { add("Note", note["text"]?.string) }
    }
}
