/// What must come out, written from docs/spec/contract-v1.md in words of its own: it uses nothing of the contract.
enum MatrixOracle {
    static let accepted = "accepted"
    private static let everyCategory = [
        "demographics", "safety", "clinical", "medication", "laboratory", "imaging", "restricted",
    ]
    private static let writes: [String: [String]] = [
        "self": everyCategory, "physician": everyCategory, "nurse": ["clinical", "medication", "safety"],
        "radiologist": ["imaging"], "laboratoryTechnician": ["laboratory"], "pharmacist": ["medication"],
    ]
    private static let actForOrganisation = [
        "physician", "nurse", "radiologist", "laboratoryTechnician", "pharmacist", "insurer",
    ]
    /// What `live` covers: clinical and medication, and safety, which goes along.
    private static let usual = ["clinical", "medication", "safety"]

    /// Why somebody does not act at all; nil when they do.
    static func standing(_ who: Signatory) -> String? {
        if who.role == "stranger" { return "key.unknown" }
        switch who.standing {
        case "pending": return "identity.notVerified"
        case "rejected": return "identity.rejected"
        case "suspended": return "identity.suspended"
        case "organisationSuspended": return ["self", "patient"].contains(who.role) ? nil : "organisation.suspended"
        default: return nil
        }
    }

    static func isPerson(_ who: Signatory) -> Bool { !["organisation", "node"].contains(who.role) }

    /// Why the grant itself does not hold for them; nil when it does.
    private static func grant(_ state: String, _ who: Signatory) -> String? {
        switch state {
        case "none", "unknown", "otherPatient", "someoneElses", "otherOrganisation": return "access.denied"
        case "organisation": return actForOrganisation.contains(who.role) ? nil : "access.denied"
        default: break
        }
        // Nobody can give these a grant; they name a colleague's.
        if ["authority", "self"].contains(who.role) { return "access.denied" }
        switch state {
        case "revoked": return "access.revoked"
        case "expired": return "access.expired"
        case "usedUp": return "access.usedUp"
        case "notYet": return "access.notYet"
        default: return nil
        }
    }

    static func read(_ who: Signatory, grant state: String, category: String) -> String {
        if let code = standing(who) { return code }
        if !isPerson(who) || who.role == "self" { return "identity.wrongRole" }
        if let code = grant(state, who) { return code }
        switch state {
        case "wrongPurpose": return "access.wrongPurpose"
        case "listOnly", "contributeOnly": return "access.wrongRight"
        case "wide": return accepted
        case "dispenseOnly": return category == "safety" ? accepted : "access.wrongCategory"
        case "wrongCategory":
            return ["demographics", "safety"].contains(category) ? accepted : "access.wrongCategory"
        case "record": return category == "clinical" ? accepted : "access.wrongCategory"
        default: return usual.contains(category) ? accepted : "access.wrongCategory"
        }
    }

    static func write(_ who: Signatory, grant state: String, category: String) -> String {
        if let code = standing(who) { return code }
        guard isPerson(who), let allowed = writes[who.role] else { return "identity.wrongRole" }
        if who.role == "self" { return state == "none" ? accepted : "access.denied" }
        guard allowed.contains(category) else { return "record.categoryForRole" }
        if let code = grant(state, who) { return code }
        switch state {
        case "listOnly", "readOnly", "record": return "access.wrongRight"
        case "wide": return accepted
        case "dispenseOnly":
            return who.role == "pharmacist" && category == "medication" ? accepted : "access.wrongRight"
        case "wrongCategory":
            return ["demographics", "safety"].contains(category) ? accepted : "access.wrongCategory"
        default: return usual.contains(category) ? accepted : "access.wrongCategory"
        }
    }

    /// `target` is `own`, `others`, `unknown`, `superseded`, `retracted` or `otherCategory`.
    static func amend(_ who: Signatory, grant state: String, category: String, target: String) -> String {
        let writing = write(who, grant: state, category: category)
        guard writing == accepted else { return writing }
        return ending(target)
    }

    static func retract(_ who: Signatory, target: String) -> String {
        if let code = standing(who) { return code }
        if !isPerson(who) || who.role == "patient" { return "identity.wrongRole" }
        return ending(target)
    }

    private static func ending(_ target: String) -> String {
        switch target {
        case "own": accepted
        case "others": "record.notAuthor"
        case "unknown": "record.unknown"
        case "superseded": "record.superseded"
        case "retracted": "record.retracted"
        default: "record.wrongCategory"
        }
    }

    static func acknowledge(_ who: Signatory) -> String {
        if let code = standing(who) { return code }
        if !isPerson(who) { return "identity.wrongRole" }
        return who.role == "patient" ? accepted : "record.nothingToAcknowledge"
    }

    /// `kind` is `ok`, `organisation`, `notPatient`, `exists`, `tooLong`.
    static func request(_ who: Signatory, kind: String) -> String {
        if let code = standing(who) { return code }
        guard isPerson(who), !["self", "patient", "authority"].contains(who.role) else { return "identity.wrongRole" }
        switch kind {
        case "notPatient": return "identity.unknown"
        case "exists": return "request.exists"
        case "tooLong": return "grant.period"
        default: return accepted
        }
    }

    /// `target` is `own`, `answered`, `others` or `unknown`.
    static func withdraw(_ who: Signatory, target: String) -> String {
        if let code = standing(who) { return code }
        if !isPerson(who) { return "identity.wrongRole" }
        let asks = !["self", "patient", "authority"].contains(who.role)
        guard asks, target == "own" || target == "answered" else { return "request.unknown" }
        return target == "own" ? accepted : "request.answered"
    }

    /// What the patient alone does; `code` is what the patient whom it is about gets, `other` what another patient
    /// gets.
    static func patientOnly(_ who: Signatory, _ code: String, other: String) -> String {
        if let standing = standing(who) { return standing }
        switch who.role {
        case "self": return code
        case "patient": return other
        default: return "identity.wrongRole"
        }
    }

    static func authorityOnly(_ who: Signatory, _ code: String) -> String {
        if let standing = standing(who) { return standing }
        return who.role == "authority" ? code : "identity.wrongRole"
    }

    /// `target` is how the person stands: `pending`, `verified`, `rejected`, `byAuthority`, `byHospital`, `patient`,
    /// `southern`, `unknown` or `oneself`.
    static func suspend(_ who: Signatory, target: String) -> String {
        suspension(who, target: target) { _ in
            ["pending", "verified", "patient", "southern"].contains(target) ? accepted : "identity.wrongState"
        }
    }

    static func reinstate(_ who: Signatory, target: String) -> String {
        suspension(who, target: target) { isAuthority in
            switch target {
            case "byHospital": accepted
            case "byAuthority": isAuthority ? accepted : "identity.wrongRole"
            default: "identity.wrongState"
            }
        }
    }

    private static func suspension(_ who: Signatory, target: String, _ state: (Bool) -> String) -> String {
        if let standing = standing(who) { return standing }
        guard ["authority", "hospitalManager", "organisation"].contains(who.role) else { return "identity.wrongRole" }
        if target == "unknown" { return "identity.unknown" }
        if target == "oneself" { return who.role == "organisation" ? "identity.unknown" : "identity.wrongRole" }
        if who.role == "authority" { return state(true) }
        if target == "southern" { return "identity.wrongOrganisation" }
        if target == "patient" { return "identity.wrongRole" }
        return state(false)
    }

    static func vote(_ who: Signatory, inSet: Bool) -> String {
        if let standing = standing(who) { return standing }
        guard who.role == "organisation" else { return "identity.wrongRole" }
        return inSet ? accepted : "organisation.notVoting"
    }

    static func keeper(_ who: Signatory, _ code: String) -> String {
        if let standing = standing(who) { return standing }
        return who.role == "hospitalManager" || who.role == "insurer" ? code : "identity.wrongRole"
    }

    static func register(_ who: Signatory) -> String {
        if let standing = standing(who) { return standing }
        return who.role == "node" ? accepted : "identity.wrongRole"
    }
}
