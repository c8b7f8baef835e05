/// Plans, orders, alerts, devices, and who pays, in a synthetic chart.
extension SyntheticChart {
    mutating func familyHistory(
        _ role: String, _ relative: String, _ condition: (code: String, text: String), onset: String
    ) {
        let relationship = JSONText.concept(Self.terminology + "v3-RoleCode", role, relative)
        let known = JSONText.object([
            ("code", .concept(Self.snomed, condition.code, condition.text)), ("onsetString", .string(onset)),
        ])
        add(
            "FamilyMemberHistory",
            [
                ("status", "completed"), ("patient", subject), ("relationship", relationship),
                ("condition", .array([known])),
            ])
    }

    mutating func goal(_ text: String, from start: String, due: String) -> String {
        add(
            "Goal",
            [
                ("lifecycleStatus", "active"), ("description", .words(text)), ("subject", subject),
                ("startDate", .string(start)), ("target", .array([.object([("dueDate", .string(due))])])),
            ])
    }

    mutating func carePlan(_ title: String, goal: String, _ activities: [String], from start: String) {
        let todo = activities.map { text in
            JSONText.object([("detail", .object([("status", "in-progress"), ("description", .string(text))]))])
        }
        add(
            "CarePlan",
            [
                ("status", "active"), ("intent", "plan"), ("title", .string(title)), ("subject", subject),
                ("period", .object([("start", .string(start))])), ("author", performer),
                ("goal", .array([.reference(goal)])), ("activity", .array(todo)),
            ])
    }

    mutating func medicationStatement(_ rxnormCode: String, _ text: String, dosage: String, since day: String) {
        add(
            "MedicationStatement",
            [
                ("status", "active"), ("medicationCodeableConcept", .concept(Self.rxnorm, rxnormCode, text)),
                ("subject", subject), ("effectivePeriod", .object([("start", .string(day))])),
                ("informationSource", subject), ("dosage", .array([.words(dosage)])),
            ])
    }

    mutating func dispense(_ rxnormCode: String, _ text: String, tablets: Int, on day: String) {
        add(
            "MedicationDispense",
            [
                ("status", "completed"), ("medicationCodeableConcept", .concept(Self.rxnorm, rxnormCode, text)),
                ("subject", subject), ("quantity", .quantity(String(tablets), "tablet", "{tablet}")),
                ("whenHandedOver", .string(day)),
                ("substitution", .object([("wasSubstituted", .boolean(false))])),
            ])
    }

    mutating func specimen(_ snomedCode: String, _ text: String, on day: String) -> String {
        add(
            "Specimen",
            [
                ("status", "available"), ("type", .concept(Self.snomed, snomedCode, text)), ("subject", subject),
                ("collection", .object([("collectedDateTime", .string(day))])),
            ])
    }

    mutating func order(_ loincCode: String, _ text: String, specimen: String, on day: String) {
        add(
            "ServiceRequest",
            [
                ("status", "completed"), ("intent", "order"),
                ("category", .array([.concept(Self.snomed, "108252007", "Laboratory procedure")])),
                ("priority", "routine"), ("code", .concept(Self.loinc, loincCode, text)), ("subject", subject),
                ("authoredOn", .string(day)), ("requester", performer), ("specimen", .array([.reference(specimen)])),
            ])
    }

    mutating func flag(_ text: String, kind: String, from day: String) {
        add(
            "Flag",
            [
                ("status", "active"), ("category", .array([code("flag-category", kind)])), ("code", .words(text)),
                ("subject", subject), ("period", .object([("start", .string(day))])), ("author", performer),
            ])
    }

    mutating func device(_ name: String, manufacturer: String, on day: String) {
        let number = generator.number(in: 100_000...999_999)
        add(
            "Device",
            [
                ("status", "active"), ("manufacturer", .string(manufacturer)), ("manufactureDate", .string(day)),
                ("serialNumber", .string("S\(number)")),
                ("deviceName", .array([.object([("name", .string(name)), ("type", "user-friendly-name")])])),
                ("patient", subject),
            ])
    }

    mutating func adverseEvent(_ text: String, suspected: String, severity: String, on day: String) {
        add(
            "AdverseEvent",
            [
                ("actuality", "actual"), ("event", .words(text)), ("subject", subject), ("date", .string(day)),
                ("severity", code("adverse-event-severity", severity)), ("recorder", performer),
                (
                    "suspectEntity",
                    .array([.object([("instance", .object([("display", .string(suspected))]))])])
                ),
            ])
    }

    mutating func communication(_ text: String, on day: String) {
        add(
            "Communication",
            [
                ("status", "completed"), ("subject", subject), ("sent", .string("\(day)T09:00:00+01:00")),
                ("recipient", .array([subject])), ("sender", performer),
                ("payload", .array([.object([("contentString", .string(text))])])),
            ])
    }

    /// The coverage, a claim under it and its answer.
    mutating func claim(insurer: String, service: String, francs: String, paid: String, on day: String) {
        let payor = JSONText.object([("display", .string(insurer))])
        let coverage = add(
            "Coverage",
            [
                ("status", "active"), ("subscriberId", .string("M\(generator.number(in: 10_000...99_999))")),
                ("beneficiary", subject), ("payor", .array([payor])),
            ])
        func money(_ value: String) -> JSONText { .object([("value", .number(value)), ("currency", "CHF")]) }
        let item = JSONText.object([
            ("sequence", .number("1")), ("productOrService", .words(service)), ("unitPrice", money(francs)),
        ])
        let insurance = JSONText.object([
            ("sequence", .number("1")), ("focal", .boolean(true)), ("coverage", .reference(coverage)),
        ])
        let claim = add(
            "Claim",
            [
                ("status", "active"), ("type", code("claim-type", "professional")), ("use", "claim"),
                ("patient", subject), ("created", .string(day)), ("insurer", payor), ("provider", performer),
                ("priority", code("processpriority", "normal")), ("insurance", .array([insurance])),
                ("item", .array([item])), ("total", money(francs)),
            ])
        add(
            "ClaimResponse",
            [
                ("status", "active"), ("type", code("claim-type", "professional")), ("use", "claim"),
                ("patient", subject), ("created", .string(day)), ("insurer", payor), ("request", .reference(claim)),
                ("outcome", "complete"), ("disposition", "Covered, less the patient's share."),
                (
                    "payment",
                    .object([("type", code("ex-paymenttype", "complete")), ("amount", money(paid))])
                ),
            ])
    }
}
