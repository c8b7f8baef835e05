/// Identifiers of the sealed formats: 1 to 128 of `A-Z a-z 0-9 . _ : -`.
public enum Identifier {
    /// The most characters an identifier has.
    public static let largestCount = 128

    /// Answers the identifier itself.
    /// - Throws: `identifier.invalid`.
    @discardableResult
    public static func check(_ identifier: String) throws -> String {
        let isValid = identifier.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isValid, !identifier.isEmpty, identifier.utf8.count <= largestCount else {
            throw SealingError(.identifierInvalid, "an identifier is 1 to \(largestCount) of A-Z a-z 0-9 . _ : -")
        }
        return identifier
    }

    /// Whether identifiers ascend strictly by their bytes.
    package static func ascend(_ identifiers: [String]) -> Bool {
        zip(identifiers, identifiers.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// The categories of compartments; the codes are part of the payload's header and never change.
public enum CompartmentCategory: UInt8, Sendable, CaseIterable {
    /// Name, address, contact, insurance.
    case demographics = 1
    /// Allergies, current medicines, major problems, implants, pregnancy, blood group.
    case safety = 2
    /// Diagnoses, encounters, procedures, reports.
    case clinical = 3
    /// Prescriptions, dispenses, administrations.
    case medication = 4
    /// Laboratory orders and results.
    case laboratory = 5
    /// Imaging orders, studies and reports.
    case imaging = 6
    /// What the patient keeps apart.
    case restricted = 7

    /// The name used in JSON and in contexts.
    public var name: String {
        switch self {
        case .demographics: "demographics"
        case .safety: "safety"
        case .clinical: "clinical"
        case .medication: "medication"
        case .laboratory: "laboratory"
        case .imaging: "imaging"
        case .restricted: "restricted"
        }
    }

    /// The category of a name, or nil.
    public init?(name: String) {
        guard let category = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = category
    }
}

extension JSONFields {
    /// A field that names a category.
    package mutating func category(_ name: String = "category") throws -> CompartmentCategory {
        guard let category = CompartmentCategory(name: try string(name)) else {
            throw SealingError(.formatValueInvalid, "'\(name)' is not a category")
        }
        return category
    }
}
