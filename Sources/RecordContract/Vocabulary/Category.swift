/// The category of a record: one compartment of a patient. The raw values stand on the ledger; the order is that of
/// lists.
public enum Category: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Who the patient is.
    case demographics
    /// What everybody who treats the patient must know: allergies, current medicines, implants, blood group.
    case safety
    /// Findings, diagnoses, procedures, reports.
    case clinical
    /// Prescriptions and what was dispensed.
    case medication
    /// Results of laboratories.
    case laboratory
    /// Images and their reports.
    case imaging
    /// What the patient keeps apart.
    case restricted

    /// The number that indexes and envelopes use: 1 ... 7, for ever.
    public var code: UInt8 {
        switch self {
        case .demographics: 1
        case .safety: 2
        case .clinical: 3
        case .medication: 4
        case .laboratory: 5
        case .imaging: 6
        case .restricted: 7
        }
    }

    /// Orders as lists on the ledger do.
    public static func < (lhs: Category, rhs: Category) -> Bool { lhs.code < rhs.code }
}

/// What a grant allows. The raw values stand on the ledger; the order is that of lists.
public enum Right: String, Hashable, Sendable, CaseIterable, Comparable {
    /// To see that a record exists, its category, author and time.
    case list
    /// To open a record; it implies `list`.
    case read
    /// To add records.
    case contribute
    /// To record that a medicine was handed out.
    case dispense

    private var rank: UInt8 {
        switch self {
        case .list: 0
        case .read: 1
        case .contribute: 2
        case .dispense: 3
        }
    }

    /// Orders as lists on the ledger do.
    public static func < (lhs: Right, rhs: Right) -> Bool { lhs.rank < rhs.rank }
}

/// Why a record is read: codes of HL7 v3 PurposeOfUse (http://terminology.hl7.org/CodeSystem/v3-ActReason).
public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// Treatment.
    case treatment = "TREAT"
    /// Payment for care.
    case payment = "HPAYMT"
    /// The running of a care organisation.
    case operations = "HOPERAT"
    /// Research.
    case research = "HRESCH"
    /// At the patient's request.
    case patientRequest = "PATRQT"
    /// At the request of the patient's family.
    case familyRequest = "FAMRQT"
}
