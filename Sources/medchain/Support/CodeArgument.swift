import ArgumentParser

/// A code of a terminology: `snomed:38341003`, `icd10:I10`, `loinc:718-7`, `rxnorm:308182`, or `URI|CODE`.
struct CodeArgument: ExpressibleByArgument {
    let system: String
    let code: String

    static let systems = [
        "snomed": "http://snomed.info/sct", "icd10": "http://hl7.org/fhir/sid/icd-10", "loinc": "http://loinc.org",
        "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm", "atc": "http://www.whocc.no/atc",
    ]

    init?(argument: String) {
        if let bar = argument.firstIndex(of: "|") {
            system = String(argument[..<bar])
            code = String(argument[argument.index(after: bar)...])
            guard system.contains(":"), !code.isEmpty else { return nil }
            return
        }
        let parts = argument.split(separator: ":", maxSplits: 1).map { String($0) }
        guard parts.count == 2, let system = Self.systems[parts[0].lowercased()], !parts[1].isEmpty else { return nil }
        self.system = system
        code = parts[1]
    }
}
