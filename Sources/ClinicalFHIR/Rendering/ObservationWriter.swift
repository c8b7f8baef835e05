extension SummaryWriter {
    /// "Glucose: 5.4 mmol/L (high)"; blood pressure as systolic over diastolic.
    static func observation(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let name = resource["code"]?.concept ?? "Observation without code"
        let components = resource.list("component")
        let interpretation = interpretationText(resource)
        var title = name
        if let value = resource["valueQuantity"]?.shortQuantity ?? resource.choice("value") {
            title += ": \(value)"
        } else if let pressure = bloodPressure(components) {
            title += ": \(pressure)"
        } else if let reason = resource["dataAbsentReason"]?.concept {
            title += ": no value (\(reason))"
        }
        if let interpretation { title += " (\(interpretation))" }
        if let status = resource["status"]?.string, ["preliminary", "entered-in-error", "cancelled"].contains(status) {
            title += " [\(status.replacing("-", with: " "))]"
        }
        draft.title = title
        draft.add("Value (as recorded)", resource.choice("value"))
        addRanges(resource, &draft)
        draft.add("Interpretation (from the record)", interpretation)
        for component in components {
            let value = component.choice("value") ?? component["dataAbsentReason"]?.concept.map { "no value (\($0))" }
            let flag = interpretationText(component).map { " (\($0))" } ?? ""
            draft.add(PlainText.line(component["code"]?.concept ?? "Component", limit: 80), value.map { $0 + flag })
            addRanges(component, &draft)
        }
        draft.addDate("Taken", EffectiveDate.of(resource))
        draft.add("Method", resource["method"]?.concept)
        draft.add("Body site", resource["bodySite"]?.concept)
        draft.add("Status", resource["status"]?.string)
        for performer in resource.list("performer") { draft.add("By", performer.referenceText) }
        draft.addNotes(resource)
    }

    static func report(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let status = resource["status"]?.string
        let suffix = status.map { ["final", "amended", "corrected"].contains($0) ? "" : " (\($0))" } ?? ""
        draft.title = "Report: " + (resource["code"]?.concept ?? "without code") + suffix
        draft.add("Conclusion", resource["conclusion"]?.string)
        for code in resource.list("conclusionCode") { draft.add("Conclusion", code.concept) }
        for result in resource.list("result") { draft.add("Result", result["display"]?.string) }
        for form in resource.list("presentedForm") {
            draft.add("Document", form["title"]?.string ?? form["contentType"]?.string)
        }
        draft.addDate("Date", EffectiveDate.of(resource))
        draft.addDate("Issued", resource["issued"]?.string)
        draft.add("Status", status)
        for performer in resource.list("performer") { draft.add("By", performer.referenceText) }
    }

    /// The record's own ranges, named for whom they hold; no typical range is ever put in their place.
    private static func addRanges(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        for range in resource.list("referenceRange") {
            guard let text = range.rangeText else { continue }
            let who = (range.list("appliesTo").compactMap(\.concept) + [range["type"]?.concept].compactMap { $0 })
                .joined(separator: ", ")
            draft.add("Reference range (from the record)", who.isEmpty ? text : "\(text) (\(who))")
        }
    }

    private static func interpretationText(_ resource: FHIRJSONValue) -> String? {
        let names = [
            "H": "high", "HH": "critically high", "HU": "significantly high", "L": "low", "LL": "critically low",
            "LU": "significantly low", "N": "normal", "A": "abnormal", "AA": "critically abnormal", "POS": "positive",
            "NEG": "negative", "R": "resistant", "S": "susceptible", "I": "intermediate", "DET": "detected",
            "ND": "not detected", "IND": "indeterminate",
        ]
        let texts = resource.list("interpretation").compactMap { concept in
            concept.firstCode.flatMap { names[$0] } ?? concept.concept
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }

    /// LOINC 8480-6 over 8462-4.
    private static func bloodPressure(_ components: [FHIRJSONValue]) -> String? {
        func part(_ code: String) -> FHIRJSONValue? {
            components.first { $0["code"]?.hasCode(system: "http://loinc.org", [code]) == true }?["valueQuantity"]
        }
        guard let systolic = part("8480-6"), let diastolic = part("8462-4"),
            let top = systolic.shortQuantity?.prefix(while: { $0 != " " }), let bottom = diastolic.shortQuantity
        else { return nil }
        return "\(top)/\(bottom)"
    }
}
