/// What is done: medicines taken and given, procedures, visits, orders and specimens, and what went wrong.
extension EntryForm {
    static let medicationStatement = EntryForm(
        name: "medication-statement", resourceType: "MedicationStatement", help: "What a patient takes, as stated.",
        fields: [
            EntryField("medicine", .concept, "What.", required: true),
            EntryField("dosage", .words, "How it is taken."), EntryField("start", .date, "Since when."),
            EntryField("end", .date, "Until when."), EntryField("reason", .concept, "What for."),
            EntryField(
                "status", .choice(["active", "completed", "intended", "stopped", "on-hold", "not-taken", "unknown"]),
                "By default active."),
            EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            [
                ("status", values["status"] ?? "active"), ("medicationCodeableConcept", values["medicine"]),
                ("subject", context.subject), ("effectivePeriod", values.period("start", "end")),
                ("dateAsserted", context.today), ("informationSource", context.writer),
                ("reasonCode", .one(values["reason"])), ("note", .notes(values["note"])),
                ("dosage", .one(values["dosage"].map { .object([("text", $0)]) })),
            ]
        })

    static let dispense = EntryForm(
        name: "dispense", resourceType: "MedicationDispense", help: "What was handed over at a pharmacy.",
        fields: [
            EntryField("medicine", .concept, "What.", required: true),
            EntryField("quantity", .quantity, "How much.", required: true),
            EntryField("dosage", .words, "How it is taken."), EntryField("date", .date, "When; by default now."),
            EntryField("days", .quantity, "For how many days."),
            EntryField("substituted", .flag, "Whether it is another than the one prescribed."),
            EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            [
                ("status", "completed"), ("medicationCodeableConcept", values["medicine"]),
                ("subject", context.subject), ("performer", .one(.object([("actor", context.writer)]))),
                ("quantity", values["quantity"]),
                ("daysSupply", values.text("days").flatMap { EntryValues.read("\($0) d", .quantity) }),
                ("whenHandedOver", values["date"] ?? context.moment), ("note", .notes(values["note"])),
                ("dosageInstruction", .one(values["dosage"].map { .object([("text", $0)]) })),
                ("substitution", values["substituted"].map { .object([("wasSubstituted", $0)]) }),
            ]
        })

    static let procedure = EntryForm(
        name: "procedure", resourceType: "Procedure", help: "What was done to a patient.",
        fields: [
            EntryField("procedure", .concept, "What.", required: true), EntryField("date", .date, "When."),
            EntryField("reason", .concept, "What for."), EntryField("site", .concept, "Where on the body."),
            EntryField("outcome", .concept, "How it went."),
            EntryField(
                "status", .choice(["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed"]),
                "By default completed."), EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            [
                ("status", values["status"] ?? "completed"), ("code", values["procedure"]),
                ("subject", context.subject), ("performedDateTime", values["date"] ?? context.today),
                ("recorder", context.writer), ("performer", .one(.object([("actor", context.writer)]))),
                ("reasonCode", .one(values["reason"])), ("bodySite", .one(values["site"])),
                ("outcome", values["outcome"]), ("note", .notes(values["note"])),
            ]
        })

    static let immunization = EntryForm(
        name: "immunization", resourceType: "Immunization", help: "A vaccination.",
        fields: [
            EntryField("vaccine", .concept, "Which.", required: true),
            EntryField("date", .date, "When; by default today."),
            EntryField("lot", .words, "The lot."), EntryField("dose", .count, "Which dose of its series."),
            EntryField("site", .concept, "Where on the body."),
            EntryField("status", .choice(["completed", "not-done"]), "By default completed."),
            EntryField("reason", .concept, "Why it was not given."), EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            [
                ("status", values["status"] ?? "completed"), ("statusReason", values["reason"]),
                ("vaccineCode", values["vaccine"]), ("patient", context.subject),
                ("occurrenceDateTime", values["date"] ?? context.today), ("primarySource", .boolean(true)),
                ("lotNumber", values["lot"]), ("site", values["site"]), ("note", .notes(values["note"])),
                ("protocolApplied", .one(values["dose"].map { .object([("doseNumberPositiveInt", $0)]) })),
            ]
        })

    static let encounter = EntryForm(
        name: "encounter", resourceType: "Encounter", help: "A visit or a stay.",
        fields: [
            EntryField("kind", .concept, "Of which kind."),
            EntryField(
                "setting", .choice(["AMB", "EMER", "IMP", "HH", "VR", "SS"]),
                "AMB outpatient, EMER emergency, IMP inpatient, HH at home, VR remote, SS short stay.", required: true),
            EntryField("start", .date, "From when; by default now."), EntryField("end", .date, "Until when."),
            EntryField("reason", .concept, "Why."), EntryField("where", .words, "Where."),
            EntryField(
                "status", .choice(["planned", "arrived", "in-progress", "finished", "cancelled"]),
                "By default finished."),
        ],
        build: { values, context in
            let period = JSONText.object([("start", values["start"] ?? context.moment), ("end", values["end"])])
            let setting = JSONText.object([
                ("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode"), ("code", values["setting"]),
            ])
            return [
                ("status", values["status"] ?? "finished"), ("class", setting), ("type", .one(values["kind"])),
                ("subject", context.subject), ("participant", .one(.object([("individual", context.writer)]))),
                ("period", period), ("reasonCode", .one(values["reason"])),
                ("serviceProvider", .named(values["where"])),
            ]
        })

    static let order = EntryForm(
        name: "order", resourceType: "ServiceRequest", help: "An order for a test, an image or another service.",
        fields: [
            EntryField("service", .concept, "What.", required: true),
            EntryField("kind", .choice(["laboratory", "imaging", "other"]), "Who is to do it.", required: true),
            EntryField("priority", .choice(["routine", "urgent", "asap", "stat"]), "By default routine."),
            EntryField("reason", .concept, "Why."), EntryField("site", .concept, "Where on the body."),
            EntryField("date", .date, "When it is to be done."),
            EntryField("instruction", .words, "What the patient has to do."),
            EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            // SNOMED CT laboratory procedure, imaging: HL7's own examples of a ServiceRequest's category.
            let kinds = ["laboratory": ("108252007", "Laboratory procedure"), "imaging": ("363679005", "Imaging")]
            let kind = values.text("kind").flatMap { kinds[$0] }.map {
                JSONText.concept(SyntheticChart.snomed, $0.0, $0.1)
            }
            return [
                ("status", "active"), ("intent", "order"), ("category", .one(kind)),
                ("priority", values["priority"] ?? "routine"), ("code", values["service"]),
                ("subject", context.subject), ("occurrenceDateTime", values["date"]), ("authoredOn", context.moment),
                ("requester", context.writer), ("reasonCode", .one(values["reason"])),
                ("bodySite", .one(values["site"])), ("note", .notes(values["note"])),
                ("patientInstruction", values["instruction"]),
            ]
        })

    static let specimen = EntryForm(
        name: "specimen", resourceType: "Specimen", help: "What was taken for a test.",
        fields: [
            EntryField("kind", .concept, "What: blood, urine, swab ...", required: true),
            EntryField("collected", .date, "When; by default now."), EntryField("site", .concept, "Where on the body."),
            EntryField("method", .concept, "How."), EntryField("amount", .quantity, "How much."),
            EntryField("accession", .words, "The laboratory's number."),
            EntryField("status", .choice(["available", "unavailable", "unsatisfactory"]), "By default available."),
            EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            [
                ("accessionIdentifier", values["accession"].map { .object([("value", $0)]) }),
                ("status", values["status"] ?? "available"), ("type", values["kind"]), ("subject", context.subject),
                (
                    "collection",
                    .object([
                        ("collector", context.author == context.patient ? nil : context.writer),
                        ("collectedDateTime", values["collected"] ?? context.moment), ("quantity", values["amount"]),
                        ("method", values["method"]), ("bodySite", values["site"]),
                    ])
                ), ("note", .notes(values["note"])),
            ]
        })

    static let adverseEvent = EntryForm(
        name: "adverse-event", resourceType: "AdverseEvent", help: "A side effect, or something that went wrong.",
        fields: [
            EntryField("event", .concept, "What happened.", required: true),
            EntryField("suspected", .words, "What is suspected to have caused it.", repeated: true),
            EntryField("date", .date, "When."),
            EntryField("severity", .choice(["mild", "moderate", "severe"]), "How bad."),
            EntryField("seriousness", .choice(["serious", "non-serious"]), "Whether it endangered."),
            EntryField(
                "outcome",
                .choice(["resolved", "recovering", "ongoing", "resolvedWithSequelae", "fatal", "unknown"]),
                "What became of it."),
            EntryField("actuality", .choice(["actual", "potential"]), "By default actual."),
        ],
        build: { values, context in
            let suspects = values.all("suspected").map { JSONText.object([("instance", .object([("display", $0)]))]) }
            let seriousness = values.text("seriousness").map {
                JSONText.string($0 == "serious" ? "Serious" : "Non-serious")
            }
            return [
                ("actuality", values["actuality"] ?? "actual"), ("event", values["event"]),
                ("subject", context.subject), ("date", values["date"]), ("recordedDate", context.today),
                ("seriousness", .hl7("adverse-event-seriousness", seriousness)),
                ("severity", .hl7("adverse-event-severity", values["severity"])),
                ("outcome", .hl7("adverse-event-outcome", values["outcome"])), ("recorder", context.writer),
                ("suspectEntity", suspects.isEmpty ? nil : .array(suspects)),
            ]
        })
}
