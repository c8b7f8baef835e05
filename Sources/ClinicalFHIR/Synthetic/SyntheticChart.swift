/// Writes one synthetic chart: each function adds one resource to a transaction Bundle. Internal to `SyntheticPatient`.
struct SyntheticChart {
    static let snomed = "http://snomed.info/sct"
    static let loinc = "http://loinc.org"
    static let rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    static let cvx = "http://hl7.org/fhir/sid/cvx"
    static let terminology = "http://terminology.hl7.org/CodeSystem/"

    var generator: SyntheticGenerator
    private(set) var entries: [JSONText] = []
    private(set) var patient = ""
    private var organization = ""
    private var practitioner = ""
    private var practitionerName = ""
    private var encounter: String?

    init(seed: UInt64) { generator = SyntheticGenerator(seed: seed) }

    var bundle: [UInt8] {
        let bundle = JSONText.object([
            ("resourceType", "Bundle"), ("type", "transaction"), ("entry", .array(entries)),
        ])
        return Array(bundle.text.utf8)
    }

    @discardableResult
    mutating func add(_ type: String, _ members: [(String, JSONText?)]) -> String {
        let id = generator.uuid()
        let url = "urn:uuid:" + id
        let resource = JSONText.object([("resourceType", .string(type)), ("id", .string(id))] + members)
        entries.append(
            .object([
                ("fullUrl", .string(url)), ("resource", resource),
                ("request", .object([("method", "POST"), ("url", .string(type))])),
            ]))
        return url
    }

    var subject: JSONText { .reference(patient) }
    var performer: JSONText { .reference(practitioner, practitionerName) }
    private var encounterReference: JSONText? { encounter.map { .reference($0) } }

    func code(_ system: String, _ code: String) -> JSONText {
        .object([
            ("coding", .array([.object([("system", .string(Self.terminology + system)), ("code", .string(code))])]))
        ])
    }

    // MARK: People and places

    mutating func people(
        given: String, family: String, gender: String, birthDate: String, city: String, hospital: String,
        physician: String
    ) {
        organization = add("Organization", [("active", .boolean(true)), ("name", .string(hospital))])
        let parts = physician.split(separator: " ").map(String.init)
        practitionerName = "Dr. " + physician
        practitioner = add(
            "Practitioner",
            [
                (
                    "name",
                    .array([
                        .object([
                            ("family", .string(parts.last ?? "")), ("given", .array([.string(parts.first ?? "")])),
                            ("prefix", .array(["Dr."])),
                        ])
                    ])
                )
            ])
        patient = add(
            "Patient",
            [
                (
                    "name",
                    .array([
                        .object([("use", "official"), ("family", .string(family)), ("given", .array([.string(given)]))])
                    ])
                ),
                (
                    "telecom",
                    .array([
                        .object([
                            ("system", "phone"), ("use", "mobile"),
                            (
                                "value",
                                .string("+41 00 555 \(generator.number(in: 10...99)) \(generator.number(in: 10...99))")
                            ),
                        ])
                    ])
                ),
                ("gender", .string(gender)), ("birthDate", .string(birthDate)),
                ("address", .array([.object([("city", .string(city)), ("country", "CH")])])),
                ("generalPractitioner", .array([performer])),
            ])
    }

    /// Begins a visit; what follows belongs to it.
    mutating func visit(_ day: String, _ text: String, setting: String = "AMB", end: String? = nil) {
        let hour = generator.number(in: 8...15)
        let start = "\(day)T\(hour < 10 ? "0" : "")\(hour):15:00+01:00"
        let finish = end.map { "\($0)T11:00:00+01:00" } ?? "\(day)T\(hour < 10 ? "0" : "")\(hour):45:00+01:00"
        encounter = add(
            "Encounter",
            [
                ("status", "finished"),
                ("class", .object([("system", .string(Self.terminology + "v3-ActCode")), ("code", .string(setting))])),
                ("type", .array([.words(text)])), ("subject", subject),
                ("participant", .array([.object([("individual", performer)])])),
                ("period", .object([("start", .string(start)), ("end", .string(finish))])),
                ("serviceProvider", .reference(organization)),
            ])
    }

    // MARK: Problems

    mutating func condition(
        _ snomedCode: String, _ text: String, onset: String, abated: String? = nil, sensitivity: String? = nil
    ) {
        let label = sensitivity.map { code in
            JSONText.object([
                (
                    "security",
                    .array([.object([("system", .string(Self.terminology + "v3-ActCode")), ("code", .string(code))])])
                )
            ])
        }
        add(
            "Condition",
            [
                ("meta", label),
                ("clinicalStatus", code("condition-clinical", abated == nil ? "active" : "resolved")),
                ("verificationStatus", code("condition-ver-status", "confirmed")),
                ("category", .array([code("condition-category", "problem-list-item")])),
                (
                    "code", .concept(Self.snomed, snomedCode, text)
                ), ("subject", subject), ("encounter", encounterReference),
                ("onsetDateTime", .string(onset)), ("abatementDateTime", abated.map(JSONText.string)),
                ("recordedDate", .string(onset)), ("recorder", performer),
            ])
    }

    mutating func allergy(
        _ snomedCode: String, _ text: String, category: String, criticality: String,
        reaction: (
            String, String
        )?, on day: String
    ) {
        let shown = reaction.map { sign, severity in
            JSONText.array([.object([("manifestation", .array([.words(sign)])), ("severity", .string(severity))])])
        }
        add(
            "AllergyIntolerance",
            [
                ("clinicalStatus", code("allergyintolerance-clinical", "active")),
                ("verificationStatus", code("allergyintolerance-verification", "confirmed")),
                ("type", "allergy"), ("category", .array([.string(category)])), ("criticality", .string(criticality)),
                ("code", .concept(Self.snomed, snomedCode, text)), ("patient", subject),
                ("recordedDate", .string(day)), ("recorder", performer), ("reaction", shown),
            ])
    }

    /// Somebody asked, and the answer was no.
    mutating func noKnownAllergies(on day: String) {
        add(
            "AllergyIntolerance",
            [
                ("clinicalStatus", code("allergyintolerance-clinical", "active")),
                ("verificationStatus", code("allergyintolerance-verification", "confirmed")),
                ("code", .concept(Self.snomed, "716186003", "No known allergy")), ("patient", subject),
                ("recordedDate", .string(day)), ("recorder", performer),
            ])
    }

    // MARK: Medicines and acts

    mutating func medication(
        _ rxnormCode: String?, _ text: String, dosage: String, from day: String, isActive: Bool = true
    ) {
        add(
            "MedicationRequest",
            [
                ("status", .string(isActive ? "active" : "completed")), ("intent", "order"),
                ("medicationCodeableConcept", rxnormCode.map { .concept(Self.rxnorm, $0, text) } ?? .words(text)),
                ("subject", subject), ("encounter", encounterReference), ("authoredOn", .string(day)),
                ("requester", performer), ("dosageInstruction", .array([.words(dosage)])),
            ])
    }

    mutating func immunization(_ cvxCode: String, _ text: String, on day: String) {
        add(
            "Immunization",
            [
                ("status", "completed"), ("vaccineCode", .concept(Self.cvx, cvxCode, text)), ("patient", subject),
                ("occurrenceDateTime", .string(day)), ("primarySource", .boolean(true)),
                ("lotNumber", .string("L\(generator.number(in: 10_000...99_999))")),
            ])
    }

    mutating func procedure(_ snomedCode: String, _ text: String, on day: String) {
        add(
            "Procedure",
            [
                ("status", "completed"), ("code", .concept(Self.snomed, snomedCode, text)), ("subject", subject),
                ("encounter", encounterReference), ("performedDateTime", .string(day)),
                ("performer", .array([.object([("actor", performer)])])),
            ])
    }

    // MARK: Results

    /// A laboratory or vital sign value. Values are tenths, hundredths ... as `scale` says, so that no binary fraction
    /// ever stands in a record.
    @discardableResult
    mutating func measurement(
        _ loincCode: String, _ text: String, _ value: Decimal10, unit: String, ucum: String? = nil,
        range: (low: Decimal10?, high: Decimal10?)? = nil, kind: String = "laboratory", on day: String
    ) -> String {
        let code = ucum ?? unit
        var interpretation: String?
        if let range {
            interpretation = "N"
            if let high = range.high, high < value { interpretation = "H" }
            if let low = range.low, value < low { interpretation = "L" }
        }
        let shown = range.map { range in
            JSONText.array([
                .object([
                    ("low", range.low.map { .quantity($0.text, unit, code) }),
                    ("high", range.high.map { .quantity($0.text, unit, code) }),
                ])
            ])
        }
        return add(
            "Observation",
            [
                ("status", "final"), ("category", .array([self.code("observation-category", kind)])),
                (
                    "code", .concept(Self.loinc, loincCode, text)
                ), ("subject", subject), ("encounter", encounterReference),
                ("effectiveDateTime", .string("\(day)T08:30:00+01:00")),
                ("valueQuantity", .quantity(value.text, unit, code)),
                ("interpretation", interpretation.map { .array([self.code("v3-ObservationInterpretation", $0)]) }),
                ("referenceRange", shown),
            ])
    }

    mutating func bloodPressure(_ systolic: Int, _ diastolic: Int, on day: String) {
        func part(_ code: String, _ text: String, _ value: Int) -> JSONText {
            .object([
                (
                    "code", .concept(Self.loinc, code, text)
                ), ("valueQuantity", .quantity(String(value), "mmHg", "mm[Hg]")),
            ])
        }
        add(
            "Observation",
            [
                ("status", "final"), ("category", .array([code("observation-category", "vital-signs")])),
                ("code", .concept(Self.loinc, "85354-9", "Blood pressure")), ("subject", subject),
                ("encounter", encounterReference), ("effectiveDateTime", .string("\(day)T08:20:00+01:00")),
                (
                    "component",
                    .array([
                        part("8480-6", "Systolic blood pressure", systolic),
                        part("8462-4", "Diastolic blood pressure", diastolic),
                    ])
                ),
            ])
    }

    /// A coded or worded finding.
    mutating func finding(_ loincCode: String, _ text: String, _ value: JSONText, kind: String, on day: String) {
        add(
            "Observation",
            [
                ("status", "final"), ("category", .array([code("observation-category", kind)])),
                ("code", .concept(Self.loinc, loincCode, text)), ("subject", subject),
                ("effectiveDateTime", .string(day)), ("valueCodeableConcept", value),
            ])
    }

    mutating func report(
        _ loincCode: String, _ text: String, section: String, results: [String], conclusion: String?, on day: String
    ) {
        add(
            "DiagnosticReport",
            [
                ("status", "final"), ("category", .array([code("v2-0074", section)])),
                (
                    "code", .concept(Self.loinc, loincCode, text)
                ), ("subject", subject), ("encounter", encounterReference),
                ("effectiveDateTime", .string(day)), ("issued", .string("\(day)T15:00:00+01:00")),
                ("performer", .array([.reference(organization)])),
                ("result", results.isEmpty ? nil : .array(results.map { .reference($0) })),
                ("conclusion", conclusion.map(JSONText.string)),
            ])
    }

    mutating func imagingStudy(_ modality: String, _ description: String, site: (String, String), on day: String) {
        let series = "urn:oid:2.25.\(generator.next())"
        let uid = series.dropFirst(8)
        add(
            "ImagingStudy",
            [
                (
                    "identifier",
                    .array([.object([("system", "urn:dicom:uid"), ("value", .string(series))])])
                ),
                ("status", "available"), ("subject", subject), ("encounter", encounterReference),
                ("started", .string("\(day)T10:15:00+01:00")), ("numberOfSeries", .number("1")),
                ("numberOfInstances", .number("1")), ("description", .string(description)),
                (
                    "series",
                    .array([
                        .object([
                            ("uid", .string("\(uid).1")), ("number", .number("1")),
                            (
                                "modality",
                                .object([
                                    ("system", "http://dicom.nema.org/resources/ontology/DCM"),
                                    ("code", .string(modality)),
                                ])
                            ),
                            (
                                "bodySite",
                                .object([
                                    ("system", .string(Self.snomed)), ("code", .string(site.0)),
                                    ("display", .string(site.1)),
                                ])
                            ),
                        ])
                    ])
                ),
            ])
    }
}

/// A decimal with a fixed number of places, written as such: `Decimal10(71, places: 1)` is 7.1.
struct Decimal10: Comparable {
    let digits: Int
    let places: Int

    init(_ digits: Int, places: Int = 0) {
        self.digits = digits
        self.places = places
    }

    var text: String {
        guard places > 0 else { return String(digits) }
        let unsigned = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - unsigned.count)) + unsigned
        return (digits < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }

    static func < (left: Decimal10, right: Decimal10) -> Bool {
        var (one, other) = (left.digits, right.digits)
        for _ in left.places..<max(left.places, right.places) { one *= 10 }
        for _ in right.places..<max(left.places, right.places) { other *= 10 }
        return one < other
    }
}
