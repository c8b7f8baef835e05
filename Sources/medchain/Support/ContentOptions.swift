import ArgumentParser
import ClinicalFHIR
import LedgerFormat
import RecordContract

/// What a record is made from: one of a diagnosis, an allergy, a measurement, a prescription, a form or a file.
struct ContentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A diagnosis, in words.", valueName: "words")) var condition: String?
    @Option(help: ArgumentHelp("An allergy: to what, in words.", valueName: "words")) var allergy: String?
    @Option(help: ArgumentHelp("A measurement: of what, in words.", valueName: "words")) var observation: String?
    @Option(help: ArgumentHelp("A prescription: of what, in words.", valueName: "words")) var prescription: String?
    @Option(help: ArgumentHelp("A form; `medchain record forms` lists them.", valueName: "name")) var form: String?
    @Option(
        name: .customLong("field"),
        help: ArgumentHelp(
            "An answer in the form, any number of times; a coded one as \"words [snomed:CODE]\".",
            valueName: "name=value"))
    var fields: [String] = []
    @Option(
        help: ArgumentHelp("A FHIR resource (JSON), PDF, PNG, JPEG or DICOM; - for standard input.", valueName: "file"))
    var file: String?
    @Option(help: ArgumentHelp("snomed:, icd10:, loinc:, rxnorm:, atc: or URI|CODE.", valueName: "code"))
    var code: CodeArgument?
    @Option(help: ArgumentHelp("Diagnosis: since when.", valueName: "date")) var onset: String?
    @Option(help: ArgumentHelp("Diagnosis: active, recurrence, relapse, inactive, remission or resolved."))
    var status: String?
    @Option(help: ArgumentHelp("Allergy: low, high or unable-to-assess.")) var criticality: String?
    @Option(help: ArgumentHelp("Allergy: what happened.", valueName: "words")) var reaction: String?
    @Option(help: ArgumentHelp("Allergy: mild, moderate or severe.")) var severity: String?
    @Option(help: ArgumentHelp("Measurement: a number, or words.")) var value: String?
    @Option(help: ArgumentHelp("Measurement: the unit (UCUM).")) var unit: String?
    @Option(help: ArgumentHelp("Measurement: the reference range, low-high.")) var range: String?
    @Option(help: ArgumentHelp("Measurement: when.", valueName: "date")) var effective: String?
    @Option(help: ArgumentHelp("Measurement: laboratory, vital-signs, imaging, exam, social-history ...")) var kind:
        String?
    @Option(help: ArgumentHelp("Prescription: how to take it.", valueName: "words")) var dosage: String?
    @Option(help: ArgumentHelp("Prescription: how many to dispense.", valueName: "number")) var quantity: String?
    @Option(help: "The category; by default the one that the content belongs to.") var category: CategoryArgument?
    @Option(help: ArgumentHelp("Document: its title.", valueName: "words")) var title: String?

    func validate() throws {
        let contents = [condition, allergy, observation, prescription, form, file].compactMap { $0 }
        guard contents.count == 1 else {
            throw ValidationError(
                "Give exactly one of --condition, --allergy, --observation, --prescription, --form and --file.")
        }
        if form == nil, !fields.isEmpty { throw ValidationError("--field goes with --form.") }
        if let stray = fields.first(where: { !$0.contains("=") || $0.hasPrefix("=") }) {
            throw ValidationError("--field takes name=value, not \(Terminal.safe(stray, limit: 40)).")
        }
        try only("--condition", condition, ["--onset": onset, "--status": status])
        try only("--allergy", allergy, ["--criticality": criticality, "--reaction": reaction, "--severity": severity])
        try only(
            "--observation", observation,
            ["--value": value, "--unit": unit, "--range": range, "--effective": effective, "--kind": kind])
        try only("--prescription", prescription, ["--dosage": dosage, "--quantity": quantity])
        try only("--file", file, ["--title": title])
        if observation != nil, value == nil { throw ValidationError("A measurement needs --value.") }
        if prescription != nil, dosage == nil { throw ValidationError("A prescription needs --dosage.") }
        if severity != nil, reaction == nil { throw ValidationError("--severity goes with --reaction.") }
        if let quantity, !ObservationValue.isDecimal(quantity) {
            throw ValidationError("--quantity is a number.")
        }
        if file != nil || form != nil, code != nil {
            throw ValidationError("--code does not go with --file or --form.")
        }
    }

    private func only(_ name: String, _ content: String?, _ options: [String: String?]) throws {
        guard content == nil else { return }
        if let stray = options.first(where: { $0.value != nil }) {
            throw ValidationError("\(stray.key) goes with \(name).")
        }
    }

    /// The content, validated. Throws `fhir.*`, `document.*`, `file.*`, `observation.*`.
    func draft(patient: IdentityID, author: IdentityID) throws -> Draft {
        try Moments.requirePast(onset, "--onset")
        try Moments.requirePast(effective, "--effective")
        if let file { return try Draft(file: file, title: title, category: category?.category) }
        let make = ResourceDraft(patient: patient, author: author)
        let bytes: [UInt8]
        if let form {
            bytes = try entry(form, patient: patient, author: author)
        } else if let condition {
            bytes = make.condition(condition, code: code, onset: onset, status: status ?? "active")
        } else if let allergy {
            bytes = make.allergy(
                allergy, code: code, criticality: criticality, reaction: reaction, severity: severity)
        } else if let observation {
            let value = try ObservationValue(value ?? "", unit: unit, range: range, effective: effective)
            bytes = make.observation(observation, code: code, value: value, kind: kind ?? "laboratory")
        } else {
            bytes = make.prescription(prescription ?? "", code: code, dosage: dosage ?? "", quantity: quantity)
        }
        var draft = Draft(try ClinicalLibrary.validator().record(bytes))
        if let category { draft.category = category.category }
        return draft
    }

    /// The resource that a filled form makes. Throws `fhir.entry.*`.
    private func entry(_ name: String, patient: IdentityID, author: IdentityID) throws -> [UInt8] {
        var values: [String: [String]] = [:]
        for field in fields {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
            values[parts[0], default: []].append(Self.coded(parts[1]))
        }
        let context = EntryContext(
            patient: patient.canonical, author: author.canonical, now: Moments.instant(.now()))
        return try EntryForm.named(name).resource(values, context: context)
    }

    /// `words [snomed:CODE]` with the system's own address.
    private static func coded(_ value: String) -> String {
        guard value.hasSuffix("]"), let open = value.lastIndex(of: "["),
            let code = CodeArgument(argument: String(value[value.index(after: open)...].dropLast()))
        else { return value }
        return value[..<open] + "[\(code.system)|\(code.code)]"
    }
}
