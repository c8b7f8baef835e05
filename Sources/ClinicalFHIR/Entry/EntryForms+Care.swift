/// The forms, in the order in which they are listed.
extension EntryForm {
    /// All forms.
    public static let all: [EntryForm] = [
        familyHistory, carePlan, goal, medicationStatement, dispense, procedure, immunization, encounter, order,
        specimen, flag, device, adverseEvent, communication, coverage, claim, claimResponse,
    ]

    static let familyHistory = EntryForm(
        name: "family-history", resourceType: "FamilyMemberHistory", help: "What a relative has or had.",
        fields: [
            EntryField("relation", .concept, "Who: mother, brother ...", required: true),
            EntryField("condition", .concept, "What they have or had.", required: true, repeated: true),
            EntryField("onset", .words, "When it began: \"age 50\", \"childhood\"."),
            EntryField("deceased", .flag, "Whether they have died."), EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            let onset = values["onset"]
            let conditions = values.all("condition").map { JSONText.object([("code", $0), ("onsetString", onset)]) }
            return [
                ("status", "completed"), ("patient", context.subject), ("date", context.today),
                ("relationship", values["relation"]), ("deceasedBoolean", values["deceased"]),
                ("note", .notes(values["note"])), ("condition", .array(conditions)),
            ]
        })

    static let carePlan = EntryForm(
        name: "care-plan", resourceType: "CarePlan", help: "What is planned for a patient.",
        fields: [
            EntryField("title", .words, "What the plan is called.", required: true),
            EntryField("description", .words, "What it is about."),
            EntryField("for", .words, "The problem that it addresses."),
            EntryField("activity", .words, "Something to be done.", repeated: true),
            EntryField("goal", .words, "Something to be reached.", repeated: true),
            EntryField("start", .date, "From when."), EntryField("end", .date, "Until when."),
            EntryField(
                "status", .choice(["draft", "active", "on-hold", "revoked", "completed"]), "By default active."),
            EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            let activities = values.all("activity").map { words in
                JSONText.object([("detail", .object([("status", "not-started"), ("description", words)]))])
            }
            return [
                ("status", values["status"] ?? "active"), ("intent", "plan"), ("title", values["title"]),
                ("description", values["description"]), ("subject", context.subject),
                ("period", values.period("start", "end")), ("created", context.today), ("author", context.writer),
                ("addresses", .one(.named(values["for"]))),
                ("goal", values.all("goal").isEmpty ? nil : .array(values.all("goal").compactMap { .named($0) })),
                ("activity", activities.isEmpty ? nil : .array(activities)), ("note", .notes(values["note"])),
            ]
        })

    static let goal = EntryForm(
        name: "goal", resourceType: "Goal", help: "What a treatment is to reach.",
        fields: [
            EntryField("description", .concept, "What is to be reached.", required: true),
            EntryField("measure", .concept, "What is measured to see it."),
            EntryField("target", .quantity, "The value to reach; needs measure."),
            EntryField("due", .date, "Until when."), EntryField("start", .date, "From when."),
            EntryField(
                "status", .choice(["proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled"]),
                "By default active."),
            EntryField("priority", .choice(["high-priority", "medium-priority", "low-priority"]), "How important."),
            EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            let target = JSONText.object([
                ("measure", values["measure"]), ("detailQuantity", values["target"]), ("dueDate", values["due"]),
            ])
            let hasTarget = ["measure", "target", "due"].contains { values[$0] != nil }
            return [
                ("lifecycleStatus", values["status"] ?? "active"),
                ("priority", .hl7("goal-priority", values["priority"])), ("description", values["description"]),
                ("subject", context.subject), ("startDate", values["start"]),
                ("target", hasTarget ? .array([target]) : nil), ("expressedBy", context.writer),
                ("note", .notes(values["note"])),
            ]
        })

    static let flag = EntryForm(
        name: "flag", resourceType: "Flag", help: "What everybody who treats must see at once.",
        fields: [
            EntryField("alert", .concept, "What to beware of.", required: true),
            EntryField(
                "kind",
                .choice([
                    "diet", "drug", "lab", "admin", "contact", "clinical", "behavioral", "research",
                    "advance-directive", "safety",
                ]), "Of which kind."),
            EntryField("start", .date, "From when."), EntryField("end", .date, "Until when."),
            EntryField("status", .choice(["active", "inactive"]), "By default active."),
        ],
        build: { values, context in
            [
                ("status", values["status"] ?? "active"), ("category", .one(.hl7("flag-category", values["kind"]))),
                ("code", values["alert"]), ("subject", context.subject), ("period", values.period("start", "end")),
                ("author", context.writer),
            ]
        })

    static let device = EntryForm(
        name: "device", resourceType: "Device", help: "An implant or another device of the patient.",
        fields: [
            EntryField("name", .words, "What it is called.", required: true),
            EntryField("kind", .concept, "What it is."), EntryField("manufacturer", .words, "Who made it."),
            EntryField("model", .words, "The model number."), EntryField("serial", .words, "The serial number."),
            EntryField("lot", .words, "The lot."),
            EntryField("udi", .words, "The unique device identifier as it is printed."),
            EntryField("made", .date, "When it was made."), EntryField("expires", .date, "Until when it may be used."),
            EntryField("status", .choice(["active", "inactive"]), "By default active."),
            EntryField("note", .words, "Anything else."),
        ],
        build: { values, context in
            [
                ("udiCarrier", .one(values["udi"].map { .object([("carrierHRF", $0)]) })),
                ("status", values["status"] ?? "active"), ("manufacturer", values["manufacturer"]),
                ("manufactureDate", values["made"]), ("expirationDate", values["expires"]),
                ("lotNumber", values["lot"]), ("serialNumber", values["serial"]),
                ("deviceName", .one(.object([("name", values["name"]), ("type", "user-friendly-name")]))),
                ("modelNumber", values["model"]), ("type", values["kind"]), ("patient", context.subject),
                ("note", .notes(values["note"])),
            ]
        })

    static let communication = EntryForm(
        name: "communication", resourceType: "Communication", help: "What was said or told, for the record.",
        fields: [
            EntryField("text", .words, "What was told.", required: true, repeated: true),
            EntryField("topic", .concept, "What it was about."), EntryField("sent", .date, "When."),
            EntryField("to", .words, "To whom.", repeated: true),
            EntryField("priority", .choice(["routine", "urgent", "asap", "stat"]), "How urgent."),
        ],
        build: { values, context in
            [
                ("status", "completed"), ("priority", values["priority"]), ("subject", context.subject),
                ("topic", values["topic"]), ("sent", values["sent"] ?? context.moment),
                (
                    "recipient",
                    values.all("to").isEmpty ? nil : .array(values.all("to").compactMap { .named($0) })
                ),
                ("sender", context.writer),
                ("payload", .array(values.all("text").map { .object([("contentString", $0)]) })),
            ]
        })
}
