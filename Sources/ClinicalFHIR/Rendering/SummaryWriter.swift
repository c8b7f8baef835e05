/// One function for each type that people read often; a plain fallback for the others.
enum SummaryWriter {
    static func write(_ type: String, _ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        switch type {
        case "Patient": patient(resource, &draft)
        case "Condition": condition(resource, &draft)
        case "AllergyIntolerance": allergy(resource, &draft)
        case "MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration":
            medication(type, resource, &draft)
        case "Observation": observation(resource, &draft)
        case "DiagnosticReport": report(resource, &draft)
        case "Immunization": immunization(resource, &draft)
        case "Procedure": procedure(resource, &draft)
        case "Encounter": encounter(resource, &draft)
        case "ImagingStudy": imagingStudy(resource, &draft)
        case "DocumentReference": document(resource, &draft)
        case "FamilyMemberHistory": familyHistory(resource, &draft)
        case "CarePlan": carePlan(resource, &draft)
        case "Goal": goal(resource, &draft)
        case "ServiceRequest": order(resource, &draft)
        case "Specimen": specimen(resource, &draft)
        case "Flag": flag(resource, &draft)
        case "Device": device(resource, &draft)
        case "Coverage": coverage(resource, &draft)
        case "Claim", "ExplanationOfBenefit": claim(type, resource, &draft)
        case "ClaimResponse": claimResponse(resource, &draft)
        case "Communication": communication(resource, &draft)
        case "AdverseEvent": adverseEvent(resource, &draft)
        case "Practitioner", "Person", "RelatedPerson":
            draft.title = resource.list("name").first?.humanName
        case "Organization", "Location", "HealthcareService":
            draft.title = resource["name"]?.string
        default: fallback(type, resource, &draft)
        }
    }

    /// `ExplanationOfBenefit` as "Explanation of benefit".
    static func typeName(_ type: String) -> String {
        var words = ""
        for character in type {
            if character.isUppercase && !words.isEmpty {
                words += " " + character.lowercased()
            } else {
                words.append(character)
            }
        }
        return words
    }

    static func patient(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let names = resource.list("name")
        let official = names.first { $0["use"]?.string == "official" } ?? names.first
        draft.title = official?.humanName ?? "Patient without name"
        draft.addDate("Born", resource["birthDate"]?.string)
        draft.add("Sex (administrative)", resource["gender"]?.string)
        draft.addDate("Died", resource["deceasedDateTime"]?.string)
        if resource["deceasedBoolean"]?.boolean == true { draft.add("Died", "yes, no date recorded") }
        draft.add("Marital status", resource["maritalStatus"]?.concept)
        for contact in resource.list("telecom") { draft.add("Contact", contact["value"]?.string) }
        draft.add("Address", resource.list("address").first?.address)
        for language in resource.list("communication") { draft.add("Language", language["language"]?.concept) }
    }

    static func condition(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let status = resource["clinicalStatus"]?.firstCode
        let verification = resource["verificationStatus"]?.firstCode
        var title = resource["code"]?.concept ?? "Condition without code"
        if let verification, ["refuted", "entered-in-error"].contains(verification) {
            title += verification == "refuted" ? " (ruled out)" : " (entered in error)"
        } else if let status, status != "active" {
            title += " (\(status))"
        } else if let verification, ["provisional", "differential", "unconfirmed"].contains(verification) {
            title += " (\(verification))"
        }
        draft.title = title
        draft.add("Status", [status, verification].compactMap { $0 }.joined(separator: ", "))
        draft.add("Severity", resource["severity"]?.concept)
        draft.add("Since", resource.choice("onset"))
        draft.add("Until", resource.choice("abatement"))
        draft.add("Body site", resource.list("bodySite").first?.concept)
        draft.addDate("Recorded", resource["recordedDate"]?.string)
        draft.add("Recorded by", resource["recorder"]?.referenceText ?? resource["asserter"]?.referenceText)
        draft.addNotes(resource)
    }

    static func allergy(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let what = resource["code"]?.concept
        let verification = resource["verificationStatus"]?.firstCode
        if let absence = AllergyStatus.statedAbsence(resource) {
            draft.title = absence
        } else {
            let kind = resource["type"]?.string == "intolerance" ? "Intolerance" : "Allergy"
            var title = "\(kind): \(what ?? "substance not recorded")"
            if resource["criticality"]?.string == "high" { title += " (high risk)" }
            if verification == "refuted" { title += " (ruled out)" }
            if verification == "entered-in-error" { title += " (entered in error)" }
            draft.title = title
        }
        let status = resource["clinicalStatus"]?.firstCode
        draft.add("Status", [status, verification].compactMap { $0 }.joined(separator: ", "))
        draft.add("Kind", resource.list("category").compactMap(\.string).joined(separator: ", "))
        draft.add("Criticality", resource["criticality"]?.string)
        for reaction in resource.list("reaction") {
            let signs = reaction.list("manifestation").compactMap(\.concept).joined(separator: ", ")
            let severity = reaction["severity"]?.string.map { " (\($0))" } ?? ""
            draft.add("Reaction", signs + severity)
        }
        draft.add("Since", resource.choice("onset"))
        draft.addDate("Recorded", resource["recordedDate"]?.string)
        draft.addNotes(resource)
    }

    static func medication(_ type: String, _ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let medicine =
            resource["medicationCodeableConcept"]?.concept ?? resource["medicationReference"]?.referenceText
            ?? containedMedication(resource) ?? "Medicine not named"
        let status = resource["status"]?.string
        let act = [
            "MedicationRequest": "prescribed", "MedicationStatement": "taken as stated",
            "MedicationDispense": "dispensed",
            "MedicationAdministration": "administered",
        ]
        draft.title =
            "\(medicine), \(act[type] ?? "")"
            + (status.map { ["active", "completed"].contains($0) ? "" : " (\($0))" } ?? "")
        draft.add("Status", status)
        draft.add("Intent", resource["intent"]?.string)
        for dosage in resource.list("dosageInstruction") + resource.list("dosage") {
            draft.add("Dosage", FHIRReading.dosage(dosage))
        }
        draft.add("Quantity", resource["quantity"]?.quantity ?? resource["dispenseRequest"]?["quantity"]?.quantity)
        draft.add("Repeats allowed", resource["dispenseRequest"]?["numberOfRepeatsAllowed"]?.number)
        draft.add("Days of supply", resource["daysSupply"]?.quantity)
        if resource["substitution"]?["wasSubstituted"]?.boolean == true {
            draft.add("Substituted", resource["substitution"]?.list("reason").first?.concept ?? "yes")
        }
        draft.add("Reason", resource.list("reasonCode").compactMap(\.concept).joined(separator: ", "))
        draft.addDate("Date", EffectiveDate.of(resource))
        draft.add("By", resource["requester"]?.referenceText ?? resource["informationSource"]?.referenceText)
        for performer in resource.list("performer") { draft.add("By", performer["actor"]?.referenceText) }
        draft.addNotes(resource)
    }

    private static func containedMedication(_ resource: FHIRJSONValue) -> String? {
        guard let reference = resource["medicationReference"]?["reference"]?.string, reference.hasPrefix("#") else {
            return nil
        }
        let id = reference.dropFirst()
        return resource.list("contained").first { $0["id"]?.string == String(id) }?["code"]?.concept
    }

    static func immunization(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let vaccine = resource["vaccineCode"]?.concept ?? "vaccine not named"
        let isDone = resource["status"]?.string == "completed"
        draft.title = isDone ? "Vaccination: \(vaccine)" : "Vaccination not done: \(vaccine)"
        if resource["status"]?.string == "entered-in-error" {
            draft.title = "Vaccination: \(vaccine) (entered in error)"
        }
        draft.add("Given", resource.choice("occurrence"))
        draft.add("Reason not given", resource["statusReason"]?.concept)
        draft.add("Lot", resource["lotNumber"]?.string)
        draft.add("Dose", resource.list("protocolApplied").first?.choice("doseNumber"))
        draft.add("Site", resource["site"]?.concept)
        draft.addNotes(resource)
    }

    static func procedure(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let status = resource["status"]?.string
        let suffix = status.map { $0 == "completed" ? "" : " (\($0))" } ?? ""
        draft.title = (resource["code"]?.concept ?? "Procedure without code") + suffix
        draft.add("Performed", resource.choice("performed"))
        draft.add("Reason", resource.list("reasonCode").compactMap(\.concept).joined(separator: ", "))
        draft.add("Body site", resource.list("bodySite").first?.concept)
        draft.add("Outcome", resource["outcome"]?.concept)
        for performer in resource.list("performer") { draft.add("By", performer["actor"]?.referenceText) }
        draft.addNotes(resource)
    }

    static func encounter(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let kind = resource.list("type").first?.concept
        let classes = [
            "AMB": "Outpatient visit", "IMP": "Inpatient stay", "EMER": "Emergency visit", "HH": "Home visit",
            "VR": "Remote consultation", "SS": "Short stay", "ACUTE": "Inpatient stay",
        ]
        let setting = resource["class"]?["code"]?.string.flatMap { classes[$0] } ?? resource["class"]?.concept
        draft.title = kind ?? setting ?? "Encounter"
        if kind != nil { draft.add("Setting", setting) }
        draft.add("When", resource["period"]?.period)
        draft.add("Status", resource["status"]?.string)
        draft.add("Reason", resource.list("reasonCode").compactMap(\.concept).joined(separator: ", "))
        draft.add("Where", resource["serviceProvider"]?.referenceText)
        for participant in resource.list("participant") { draft.add("With", participant["individual"]?.referenceText) }
    }

    static func imagingStudy(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let series = resource.list("series")
        let modalities = resource.list("modality") + series.compactMap { $0["modality"] }
        let names = modalities.compactMap { $0["display"]?.string ?? $0["code"]?.string.map(DICOMModality.name) }
        let site = series.compactMap { $0["bodySite"]?.concept }.first
        let modality = names.first ?? "Imaging study"
        draft.title = resource["description"]?.string ?? (site.map { "\(modality), \($0)" } ?? modality)
        draft.addDate("Taken", resource["started"]?.string)
        draft.add("Modality", names.first)
        draft.add("Body site", site)
        draft.add("Procedure", resource.list("procedureCode").compactMap(\.concept).joined(separator: ", "))
        let seriesCount = resource["numberOfSeries"]?.number ?? (series.isEmpty ? nil : String(series.count))
        draft.add("Series", seriesCount)
        draft.add("Images", resource["numberOfInstances"]?.number)
        for one in series { draft.add("Series description", one["description"]?.string) }
        draft.addNotes(resource)
    }

    static func document(_ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let attachment = resource.list("content").first?["attachment"]
        draft.title =
            resource["description"]?.string ?? attachment?["title"]?.string ?? resource["type"]?.concept ?? "Document"
        draft.add("Type", resource["type"]?.concept)
        draft.addDate("Date", resource["date"]?.string ?? attachment?["creation"]?.string)
        draft.add("Format", attachment?["contentType"]?.string)
        draft.add("Status", resource["docStatus"]?.string ?? resource["status"]?.string)
        for author in resource.list("author") { draft.add("Author", author.referenceText) }
    }

    static func fallback(_ type: String, _ resource: FHIRJSONValue, _ draft: inout SummaryDraft) {
        let name = typeName(type)
        let what =
            resource["title"]?.string ?? resource["code"]?.concept ?? resource["description"]?.string
            ?? resource["description"]?.concept ?? resource["name"]?.string ?? resource["type"]?.concept
            ?? resource.list("category").first?.concept
        draft.title = what.map { "\(name): \($0)" } ?? name
        draft.add("Status", resource["status"]?.string ?? resource["lifecycleStatus"]?.string)
        draft.addDate("Date", EffectiveDate.of(resource))
        draft.add("Intent", resource["intent"]?.string)
        for item in resource.list("activity") { draft.add("Activity", item["detail"]?["code"]?.concept) }
        for item in resource.list("item") {
            draft.add("Item", item["productOrService"]?.concept ?? item["text"]?.string)
        }
        for key in ["total", "payment"] {
            let money = resource[key]?["amount"] ?? resource[key]
            if let value = money?["value"]?.number {
                draft.add(key == "total" ? "Total" : "Payment", value + " " + (money?["currency"]?.string ?? ""))
            }
        }
        draft.addNotes(resource)
    }
}
