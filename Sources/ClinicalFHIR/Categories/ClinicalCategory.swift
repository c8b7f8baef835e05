/// The categories of records; a patient has one compartment for each.
public enum ClinicalCategory: String, Sendable, Hashable, CaseIterable, Codable {
    /// Who the patient is, and who pays.
    case demographics
    /// What anybody who treats must know: allergies, implants, alerts, pregnancy, blood group.
    case safety
    /// Diagnoses, encounters, procedures, vital signs, plans, documents.
    case clinical
    /// Prescribed, dispensed, administered and stated medicines.
    case medication
    /// Laboratory results, specimens.
    case laboratory
    /// Imaging studies, radiology reports.
    case imaging
    /// What is labelled as especially sensitive, whatever it is.
    case restricted

    /// The category of a resource, from its labels, its codes and its type, in this order.
    public init(of resource: FHIRJSONValue) {
        let type = resource["resourceType"]?.string ?? ""
        if SensitivityLabels.isRestricted(resource) {
            self = .restricted
        } else if let refined = Self.refined(type, resource) {
            self = refined
        } else {
            self = Self.byType[type] ?? .clinical
        }
    }

    private static func refined(_ type: String, _ resource: FHIRJSONValue) -> ClinicalCategory? {
        switch type {
        case "Observation":
            if SafetyCodes.observations.matches(resource["code"]) { return .safety }
            return byCategoryCodes(resource)
        case "Condition":
            return SafetyCodes.conditions.matches(resource["code"]) ? .safety : nil
        case "DiagnosticReport", "ServiceRequest":
            return byCategoryCodes(resource)
        default: return nil
        }
    }

    /// By `category`: HL7's observation-category, v2-0074 (diagnostic service sections) and SNOMED CT.
    private static func byCategoryCodes(_ resource: FHIRJSONValue) -> ClinicalCategory? {
        let category = resource["category"]
        let concepts = category.map { $0.elements.isEmpty ? [$0] : $0.elements } ?? []
        for coding in concepts.flatMap({ $0["coding"]?.elements ?? [] }) {
            guard let code = coding["code"]?.string else { continue }
            if laboratoryCodes.contains(code) { return .laboratory }
            if imagingCodes.contains(code) { return .imaging }
        }
        return nil
    }

    /// observation-category `laboratory`; v2-0074 sections of a laboratory; SNOMED CT laboratory procedure.
    private static let laboratoryCodes: Set<String> = [
        "laboratory", "LAB", "BG", "BLB", "CH", "CG", "CTH", "CP", "CUS_LAB", "GE", "HM", "IMM", "MB", "MCB", "MYC",
        "OSL",
        "PAR", "SP", "SR", "TX", "VR", "108252007",
    ]
    /// observation-category `imaging`; v2-0074 sections of radiology; SNOMED CT imaging.
    private static let imagingCodes: Set<String> = [
        "imaging", "RAD", "RX", "CT", "CUS", "NMR", "NMS", "OUS", "RUS", "VUS", "XRC", "363679005",
    ]
}

/// Labels in `meta.security` that put a resource under `restricted`.
enum SensitivityLabels {
    /// v3-Confidentiality: restricted, very restricted.
    private static let confidentiality: Set<String> = ["R", "V"]
    /// v3-ActCode: HL7's information sensitivity policies about the person's health and wishes (not those about the
    /// roles
    /// of others, nor those about demographic details, which have their own category).
    private static let sensitivity: Set<String> = [
        "ETH", "GDIS", "HIV", "MST", "SCA", "SDV", "SEX", "SPI", "BH", "COGN", "DVD", "EMOTDIS", "MH", "PSY", "PSYTHPN",
        "SUD", "ETHUD", "OPIOIDUD", "STD", "TBOO", "VIO", "SICKLE", "ADOL", "CEL", "DIA", "DRGIS", "PDS", "PHY", "PRS",
    ]

    static func isRestricted(_ resource: FHIRJSONValue) -> Bool {
        (resource["meta"]?["security"]?.elements ?? []).contains { label in
            guard let code = label["code"]?.string else { return false }
            let system = label["system"]?.string ?? ""
            if system.hasSuffix("v3-Confidentiality") { return confidentiality.contains(code) }
            if system.hasSuffix("v3-ActCode") { return sensitivity.contains(code) }
            // A label of an unknown system is taken at its word: too guarded is the safe side.
            return confidentiality.contains(code) || sensitivity.contains(code)
        }
    }
}

/// Codes that move a resource to `safety`.
enum SafetyCodes {
    struct CodeList {
        let codes: [String: Set<String>]

        func matches(_ concept: FHIRJSONValue?) -> Bool {
            (concept?["coding"]?.elements ?? []).contains { coding in
                guard let system = coding["system"]?.string, let code = coding["code"]?.string else { return false }
                return codes[system]?.contains(code) ?? false
            }
        }
    }

    static let observations = CodeList(codes: [
        "http://loinc.org": [
            // Blood group: ABO + Rh, ABO, Rh, and their confirmations.
            "882-1", "883-9", "884-7", "10331-7", "14578-9", "14906-2", "34530-6", "19057-7", "1305-2", "77397-8",
            // Pregnancy: status, expected date of delivery, gestational age.
            "82810-3", "11449-6", "11778-8", "11779-6", "11780-4", "49051-6", "11884-4", "18185-9", "2106-3", "2118-8",
        ],
        "http://snomed.info/sct": ["365636006", "112143006", "278149003", "58460004", "118185001", "250423000"],
    ])

    static let conditions = CodeList(codes: [
        // Pregnancy, high-risk pregnancy, normal pregnancy.
        "http://snomed.info/sct": ["77386006", "72892002", "47200007", "237238006", "127364007"],
        "http://hl7.org/fhir/sid/icd-10": ["Z33", "O09"],
        "http://hl7.org/fhir/sid/icd-10-cm": ["Z33.1", "Z34.90"],
    ])
}
