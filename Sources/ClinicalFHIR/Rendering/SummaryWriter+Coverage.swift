/// Who pays, what is asked of them, and what they answer, in words.
extension SummaryWriter {
    static func coverage(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let payors = resource.list("payor").compactMap(\.referenceText)
        draft.title = withStatus(
            "Coverage" + (payors.isEmpty ? "" : " by \(payors.joined(separator: ", "))"), resource["status"]?.string)
        draft.add("Kind", resource["type"]?.concept)
        draft.add("Member number", resource["subscriberId"]?.string)
        draft.add("Relationship to the insured", resource["relationship"]?.concept)
        draft.add("When", resource["period"]?.period)
        for part in resource.list("class") {
            draft.add(
                part["type"]?.concept.map { PlainText.line($0, limit: 40) } ?? "Class",
                part["name"]?.string ?? part["value"]?.string)
        }
        draft.add("Status", resource["status"]?.string)
    }

    /// Claim and ExplanationOfBenefit.
    static func claim(_ type: String, _ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let items = resource.list("item")
        let names = items.compactMap { $0["productOrService"]?.concept }
        let use = resource["use"]?.string
        let kind = type == "Claim" ? (use == "preauthorization" ? "Request for approval" : "Claim") : typeName(type)
        draft.title = withStatus(kind + (names.first.map { ": \($0)" } ?? ""), resource["status"]?.string)
        draft.add("Status", resource["status"]?.string)
        draft.add("Outcome", resource["outcome"]?.string)
        draft.add("Use", use)
        draft.addDate("Made", resource["created"]?.string)
        draft.add("Period", resource["billablePeriod"]?.period)
        draft.add("Provider", resource["provider"]?.referenceText)
        draft.add("Insurer", resource["insurer"]?.referenceText)
        for diagnosis in resource.list("diagnosis") {
            draft.add("Diagnosis", diagnosis["diagnosisCodeableConcept"]?.concept)
        }
        for item in items {
            let words = [item["productOrService"]?.concept, money(item["net"] ?? item["unitPrice"])]
            draft.add("Item", words.compactMap { $0 }.joined(separator: ", "))
        }
        addTotals(resource, &draft)
        draft.add("Payment", money(resource["payment"]?["amount"]))
        draft.addNotes(resource)
    }

    static func claimResponse(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let answers = [
            "queued": "waiting", "complete": "decided", "error": "could not be processed", "partial": "partly decided",
        ]
        let outcome = resource["outcome"]?.string
        draft.title = withStatus(
            "Answer to a claim" + (outcome.map { ": \(answers[$0] ?? $0)" } ?? ""), resource["status"]?.string)
        draft.add("Decision", resource["disposition"]?.string)
        draft.add("Insurer", resource["insurer"]?.referenceText)
        draft.addDate("Made", resource["created"]?.string)
        draft.add("Approval number", resource["preAuthRef"]?.string)
        addTotals(resource, &draft)
        draft.add("Payment", money(resource["payment"]?["amount"]))
        draft.addDate("Paid", resource["payment"]?["date"]?.string)
        for fault in resource.list("error") { draft.add("Error", fault["code"]?.concept) }
        for note in resource.list("processNote") { draft.add("Note", note["text"]?.string) }
    }

    /// A Claim has one total, an answer one for each category.
    private static func addTotals(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        for total in resource.list("total") {
            let category = total["category"]?.concept.map { PlainText.line($0, limit: 40) }
            draft.add(category.map { "Total, \($0)" } ?? "Total", money(total["amount"] ?? total))
        }
    }

    /// Money as recorded: value, then currency.
    static func money(_ value: FHIRJSONValue?) -> String? {
        guard let number = value?["value"]?.number else { return nil }
        return number + (value?["currency"]?.string.map { " \($0)" } ?? "")
    }
}
