/// Who pays, what is asked of them, and what they answer.
extension EntryForm {
    static let coverage = EntryForm(
        name: "coverage", resourceType: "Coverage", help: "Who pays for a patient.",
        fields: [
            EntryField("payor", .words, "Who pays.", required: true),
            EntryField("member", .words, "The member number."), EntryField("kind", .concept, "Of which kind."),
            EntryField("start", .date, "From when."), EntryField("end", .date, "Until when."),
            EntryField("status", .choice(["active", "cancelled", "draft"]), "By default active."),
        ],
        build: { values, context in
            [
                ("status", values["status"] ?? "active"), ("type", values["kind"]),
                ("subscriberId", values["member"]), ("beneficiary", context.subject),
                ("period", values.period("start", "end")), ("payor", .one(.named(values["payor"]))),
            ]
        })

    static let claim = EntryForm(
        name: "claim", resourceType: "Claim", help: "What is asked of an insurer.",
        fields: [
            EntryField("insurer", .words, "Who is asked.", required: true),
            EntryField("service", .concept, "What was done, or is to be done.", required: true),
            EntryField("amount", .money, "What it costs.", required: true),
            EntryField("date", .date, "When it was done."), EntryField("diagnosis", .concept, "What for."),
            EntryField("use", .choice(["claim", "preauthorization", "predetermination"]), "By default claim."),
            EntryField(
                "kind", .choice(["institutional", "oral", "pharmacy", "professional", "vision"]),
                "By default professional."),
        ],
        build: { values, context in
            let diagnosis = values["diagnosis"].map {
                JSONText.object([("sequence", .number("1")), ("diagnosisCodeableConcept", $0)])
            }
            let insurance = JSONText.object([
                ("sequence", .number("1")), ("focal", .boolean(true)), ("coverage", .named(values["insurer"])),
            ])
            let item = JSONText.object([
                ("sequence", .number("1")), ("diagnosisSequence", diagnosis.map { _ in .array([.number("1")]) }),
                ("productOrService", values["service"]), ("servicedDate", values["date"]),
                ("unitPrice", values["amount"]), ("net", values["amount"]),
            ])
            return [
                ("status", "active"), ("type", .hl7("claim-type", values["kind"] ?? "professional")),
                ("use", values["use"] ?? "claim"), ("patient", context.subject), ("created", context.moment),
                ("insurer", .named(values["insurer"])),
                (
                    "provider",
                    context.author == context.patient ? .object([("display", "the patient")]) : context.writer
                ),
                ("priority", .hl7("processpriority", "normal")), ("diagnosis", .one(diagnosis)),
                ("insurance", .array([insurance])), ("item", .array([item])), ("total", values["amount"]),
            ]
        })

    static let claimResponse = EntryForm(
        name: "claim-response", resourceType: "ClaimResponse", help: "What an insurer answers.",
        fields: [
            EntryField("insurer", .words, "Who answers.", required: true),
            EntryField(
                "outcome", .choice(["queued", "complete", "error", "partial"]), "How far it is.", required: true),
            EntryField("decision", .words, "What was decided."),
            EntryField("paid", .money, "What is paid."), EntryField("approval", .words, "The approval's number."),
            EntryField("use", .choice(["claim", "preauthorization", "predetermination"]), "By default claim."),
            EntryField(
                "kind", .choice(["institutional", "oral", "pharmacy", "professional", "vision"]),
                "By default professional."),
        ],
        build: { values, context in
            let payment = values["paid"].map {
                JSONText.object([("type", .hl7("ex-paymenttype", "complete")), ("amount", $0)])
            }
            let total = values["paid"].map {
                JSONText.object([("category", .hl7("adjudication", "benefit")), ("amount", $0)])
            }
            return [
                ("status", "active"), ("type", .hl7("claim-type", values["kind"] ?? "professional")),
                ("use", values["use"] ?? "claim"), ("patient", context.subject), ("created", context.moment),
                ("insurer", .named(values["insurer"])), ("outcome", values["outcome"]),
                ("disposition", values["decision"]), ("preAuthRef", values["approval"]), ("total", .one(total)),
                ("payment", payment),
            ]
        })
}
