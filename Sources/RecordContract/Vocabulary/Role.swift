public import LedgerFormat

/// What a person is in the network. The raw values stand on the ledger (docs/spec/contract-v1.md section 1).
public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Whose records these are.
    case patient
    /// A physician.
    case physician
    /// A nurse.
    case nurse
    /// A radiologist.
    case radiologist
    /// A technician of a laboratory.
    case laboratoryTechnician
    /// A pharmacist.
    case pharmacist
    /// A manager of an organisation that gives care.
    case hospitalManager
    /// A clerk of an insurer.
    case insurer
    /// An officer of the health authority.
    case authority

    /// Everybody but patients: they act only once the authority has verified them.
    public var isStaff: Bool { self != .patient }

    /// Whether a person of that role acts under a grant that was given to their organisation.
    public var actsForOrganisation: Bool {
        switch self {
        case .physician, .nurse, .radiologist, .laboratoryTechnician, .pharmacist, .insurer: true
        case .patient, .hospitalManager, .authority: false
        }
    }

    /// Whether a person of that role may ask a patient for access.
    public var requestsAccess: Bool { isStaff && self != .authority }

    /// The categories in which a person of that role may write; a patient only about themself.
    public var writes: [Category] {
        switch self {
        case .patient, .physician: Category.allCases
        case .nurse: [.safety, .clinical, .medication]
        case .radiologist: [.imaging]
        case .laboratoryTechnician: [.laboratory]
        case .pharmacist: [.medication]
        case .hospitalManager, .insurer, .authority: []
        }
    }
}

/// What an organisation is: one vocabulary for the genesis document and the ledger.
public typealias OrganisationKind = Genesis.OrganisationKind

extension OrganisationKind {
    /// The roles that people of such an organisation have.
    public var roles: [Role] {
        switch self {
        case .hospital:
            [.patient, .physician, .nurse, .radiologist, .laboratoryTechnician, .pharmacist, .hospitalManager]
        case .laboratory: [.patient, .physician, .laboratoryTechnician, .hospitalManager]
        case .imagingCentre: [.patient, .physician, .nurse, .radiologist, .hospitalManager]
        case .pharmacy: [.patient, .pharmacist, .hospitalManager]
        case .insurer: [.insurer]
        case .authority: [.patient, .authority]
        }
    }

    /// The role that keeps the organisation's sealing key.
    public var keyKeeper: Role { self == .insurer ? .insurer : .hospitalManager }
}
