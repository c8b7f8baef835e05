/// Plans, orders, alerts and what people tell each other, in words.
extension SummaryWriter {
    static func familyHistory(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let who = resource["relationship"]?.concept ?? "relative not named"
        let conditions = resource.list("condition")
        let names = conditions.compactMap { $0["code"]?.concept }
        let suffix = resource["status"]?.string == "entered-in-error" ? " (entered in error)" : ""
        draft.title =
            "Family history, \(who): \(names.isEmpty ? "nothing named" : names.joined(separator: ", "))" + suffix
        for condition in conditions {
            let words = [
                condition["code"]?.concept, condition.choice("onset").map { "since \($0)" },
                condition["outcome"]?.concept,
                condition["contributedToDeath"]?.boolean == true ? "contributed to death" : nil,
            ]
            draft.add("Condition", words.compactMap { $0 }.joined(separator: ", "))
        }
        draft.add("Sex", resource["sex"]?.concept)
        draft.add("Born", resource.choice("born"))
        draft.add("Age", resource.choice("age"))
        draft.add("Died", resource.choice("deceased"))
        draft.add("Why nothing is known", resource["dataAbsentReason"]?.concept)
        draft.add("Status", resource["status"]?.string)
        draft.addDate("Date", resource["date"]?.string)
        draft.addNotes(resource)
    }

    static func carePlan(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let name =
            resource["title"]?.string ?? resource.list("category").last?.concept ?? resource["description"]?.string
        draft.title = withStatus("Care plan" + (name.map { ": \($0)" } ?? ""), resource["status"]?.string)
        draft.add("Status", resource["status"]?.string)
        draft.add("Intent", resource["intent"]?.string)
        draft.add("When", resource["period"]?.period)
        draft.add("Description", resource["description"]?.string)
        for concern in resource.list("addresses") { draft.add("For", concern["display"]?.string) }
        for goal in resource.list("goal") { draft.add("Goal", goal["display"]?.string) }
        for activity in resource.list("activity") {
            let detail = activity["detail"]
            let words =
                detail?["description"]?.string ?? detail?["code"]?.concept ?? activity["reference"]?.referenceText
            let status = detail?["status"]?.string
            draft.add("Activity", words.map { text in status.map { "\(text) (\($0))" } ?? text })
        }
        draft.add("By", resource["author"]?.referenceText)
        draft.addNotes(resource)
    }

    static func goal(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        draft.title = withStatus(
            "Goal: " + (resource["description"]?.concept ?? "not described"), resource["lifecycleStatus"]?.string)
        draft.add("Status", resource["lifecycleStatus"]?.string)
        draft.add("Achievement", resource["achievementStatus"]?.concept)
        draft.add("Priority", resource["priority"]?.concept)
        for target in resource.list("target") {
            let words = [target["measure"]?.concept, target.choice("detail"), target.choice("due").map { "by \($0)" }]
            draft.add("Target", words.compactMap { $0 }.joined(separator: ", "))
        }
        draft.add("Since", resource.choice("start"))
        for concern in resource.list("addresses") { draft.add("For", concern["display"]?.string) }
        draft.addNotes(resource)
    }

    static func order(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let what = resource["code"]?.concept ?? "not named"
        let urgent = ["urgent", "asap", "stat"].contains(resource["priority"]?.string ?? "")
        let negation = resource["doNotPerform"]?.boolean == true ? "Not to be done: " : "Order: "
        draft.title = withStatus(
            negation + what + (urgent ? " (\(resource["priority"]?.string ?? ""))" : ""), resource["status"]?.string)
        draft.add("Status", resource["status"]?.string)
        draft.add("Intent", resource["intent"]?.string)
        draft.add("Priority", resource["priority"]?.string)
        draft.add("Kind", resource.list("category").compactMap(\.concept).joined(separator: ", "))
        draft.add("Reason", resource.list("reasonCode").compactMap(\.concept).joined(separator: ", "))
        draft.add("Body site", resource.list("bodySite").first?.concept)
        draft.add("When", resource.choice("occurrence"))
        draft.add("Instruction for the patient", resource["patientInstruction"]?.string)
        draft.addDate("Ordered", resource["authoredOn"]?.string)
        draft.add("By", resource["requester"]?.referenceText)
        for performer in resource.list("performer") { draft.add("Sent to", performer.referenceText) }
        draft.addNotes(resource)
    }

    static func specimen(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let kind = resource["type"]?.concept ?? "not named"
        draft.title = withStatus("Specimen: " + kind, resource["status"]?.string, usual: "available")
        draft.add("Collected", resource["collection"]?.choice("collected"))
        draft.add("Body site", resource["collection"]?["bodySite"]?.concept)
        draft.add("Method", resource["collection"]?["method"]?.concept)
        draft.add("Amount", resource["collection"]?["quantity"]?.quantity)
        draft.addDate("Received", resource["receivedTime"]?.string)
        draft.add("Accession number", resource["accessionIdentifier"]?["value"]?.string)
        for condition in resource.list("condition") { draft.add("Condition", condition.concept) }
        draft.add("Status", resource["status"]?.string)
        draft.addNotes(resource)
    }

    static func flag(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        draft.title = withStatus("Alert: " + (resource["code"]?.concept ?? "not named"), resource["status"]?.string)
        draft.add("Status", resource["status"]?.string)
        draft.add("Kind", resource.list("category").compactMap(\.concept).joined(separator: ", "))
        draft.add("When", resource["period"]?.period)
        draft.add("By", resource["author"]?.referenceText)
    }

    static func device(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let name =
            resource.list("deviceName").first?["name"]?.string ?? resource["type"]?.concept ?? "device not named"
        draft.title = withStatus("Device: " + name, resource["status"]?.string)
        draft.add("Kind", resource["type"]?.concept)
        draft.add("Manufacturer", resource["manufacturer"]?.string)
        draft.add("Model", resource["modelNumber"]?.string)
        draft.add("Serial number", resource["serialNumber"]?.string)
        draft.add("Lot", resource["lotNumber"]?.string)
        for carrier in resource.list("udiCarrier") {
            draft.add("Unique device identifier", carrier["carrierHRF"]?.string ?? carrier["deviceIdentifier"]?.string)
        }
        draft.addDate("Made", resource["manufactureDate"]?.string)
        draft.addDate("Expires", resource["expirationDate"]?.string)
        for text in resource.list("safety") { draft.add("Safety", text.concept) }
        draft.add("Status", resource["status"]?.string)
        draft.addNotes(resource)
    }

    static func communication(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let texts = resource.list("payload").compactMap { $0["contentString"]?.string }
        let topic = resource["topic"]?.concept ?? texts.first.map { PlainText.line($0, limit: 80) }
        draft.title = withStatus("Message" + (topic.map { ": \($0)" } ?? ""), resource["status"]?.string)
        for text in texts { draft.add("Text", text) }
        for payload in resource.list("payload") {
            draft.add(
                "Attachment",
                payload["contentAttachment"]?["title"]?.string ?? payload["contentReference"]?.referenceText)
        }
        draft.add("Kind", resource.list("category").compactMap(\.concept).joined(separator: ", "))
        draft.add("Priority", resource["priority"]?.string)
        draft.addDate("Sent", resource["sent"]?.string)
        draft.addDate("Received", resource["received"]?.string)
        draft.add("From", resource["sender"]?.referenceText)
        for recipient in resource.list("recipient") { draft.add("To", recipient.referenceText) }
        draft.addNotes(resource)
    }

    static func adverseEvent(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let event = resource["event"]?.concept ?? "not described"
        let suspects = resource.list("suspectEntity").compactMap { $0["instance"]?.referenceText }
        let isPotential = resource["actuality"]?.string == "potential"
        draft.title =
            (isPotential ? "Potential adverse event: " : "Adverse event: ") + event
            + (suspects.isEmpty ? "" : " (suspected: \(suspects.joined(separator: ", ")))")
        draft.addDate("When", resource["date"]?.string ?? resource["detected"]?.string)
        draft.add("Kind", resource.list("category").compactMap(\.concept).joined(separator: ", "))
        draft.add("Seriousness", resource["seriousness"]?.concept)
        draft.add("Severity", resource["severity"]?.concept)
        draft.add("Outcome", resource["outcome"]?.concept)
        for suspect in resource.list("suspectEntity") {
            draft.add("Suspected cause", suspect["instance"]?.referenceText)
            for cause in suspect.list("causality") { draft.add("Causality", cause["assessment"]?.concept) }
        }
        draft.addDate("Recorded", resource["recordedDate"]?.string)
        draft.add("Recorded by", resource["recorder"]?.referenceText)
    }

    /// A status that is not what people expect stands in the title.
    static func withStatus(_ title: String, _ status: String?, usual: String = "active") -> String {
        guard let status, ![usual, "completed", "accepted"].contains(status) else { return title }
        return "\(title) (\(status.replacing("-", with: " ")))"
    }
}
