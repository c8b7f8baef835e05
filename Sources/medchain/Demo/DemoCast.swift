import ClinicalFHIR
import LedgerFormat
import RecordContract

/// Who plays in the demonstration. Nobody of them exists.
enum DemoCast {
    static let networkName = "Harbour Region Health Network"
    /// The passphrase of every demo person. It protects nothing: it is printed.
    static let passphrase = "demo passphrase only"

    /// An organisation of the demonstration.
    struct Organisation {
        let id: String
        let kind: OrganisationKind
        let name: String
    }

    /// The authority comes first: it runs the demonstration's one node.
    static let organisations = [
        Organisation(id: "authority", kind: .authority, name: "Regional Health Authority"),
        Organisation(id: "riverside", kind: .hospital, name: "Riverside General Hospital"),
        Organisation(id: "brigid", kind: .hospital, name: "St. Brigid's Hospital"),
        Organisation(id: "meridian", kind: .laboratory, name: "Meridian Laboratory"),
        Organisation(id: "northlight", kind: .imagingCentre, name: "Northlight Imaging Centre"),
        Organisation(id: "oldmill", kind: .pharmacy, name: "Old Mill Pharmacy"),
        Organisation(id: "harbour", kind: .insurer, name: "Harbour Health Insurance"),
    ]

    /// Someone who works somewhere.
    struct Staff {
        let userName: String
        let name: String
        let role: Role
        let organisation: String
        var specialty: String?
        var staysPending = false
    }

    static let officer = Staff(userName: "ruth", name: "Ruth Amsel", role: .authority, organisation: "authority")

    static let staff = [
        Staff(userName: "otto", name: "Otto Brandt", role: .hospitalManager, organisation: "riverside"),
        Staff(
            userName: "eva", name: "Eva Lind", role: .physician, organisation: "riverside", specialty: "Cardiology"),
        Staff(
            userName: "marek", name: "Marek Sova", role: .physician, organisation: "riverside",
            specialty: "Internal medicine"),
        Staff(userName: "joana", name: "Joana Prates", role: .nurse, organisation: "riverside"),
        Staff(userName: "ida", name: "Ida Holm", role: .hospitalManager, organisation: "brigid"),
        Staff(
            userName: "clara", name: "Clara Novak", role: .physician, organisation: "brigid",
            specialty: "Paediatrics"),
        Staff(userName: "tariq", name: "Tariq Nasser", role: .laboratoryTechnician, organisation: "meridian"),
        Staff(userName: "vera", name: "Vera Quist", role: .hospitalManager, organisation: "meridian"),
        Staff(userName: "lena", name: "Lena Fischer", role: .radiologist, organisation: "northlight"),
        Staff(userName: "mira", name: "Mira Falk", role: .hospitalManager, organisation: "northlight"),
        Staff(userName: "paolo", name: "Paolo Rinaldi", role: .pharmacist, organisation: "oldmill"),
        Staff(userName: "greta", name: "Greta Vogel", role: .insurer, organisation: "harbour"),
        Staff(
            userName: "nils", name: "Nils Aaker", role: .physician, organisation: "riverside", specialty: "Surgery",
            staysPending: true),
    ]

    /// A patient with a history.
    struct Patient {
        let userName: String
        let story: SyntheticPatient.LifeStory
        let seed: UInt64
        let organisation: String

        var person: SyntheticPatient { SyntheticPatient(story, seed: seed) }
    }

    static let patients = [
        Patient(userName: "anna", story: .diabetic, seed: 11, organisation: "riverside"),
        Patient(userName: "bruno", story: .cardiac, seed: 12, organisation: "riverside"),
        Patient(userName: "carmen", story: .pregnancy, seed: 13, organisation: "brigid"),
        Patient(userName: "david", story: .asthmaticChild, seed: 14, organisation: "brigid"),
        Patient(userName: "emma", story: .healthyAdult, seed: 15, organisation: "riverside"),
    ]
}
