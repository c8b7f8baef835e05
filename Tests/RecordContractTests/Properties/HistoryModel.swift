/// What a random history may and may not come to, kept in words and numbers of its own: nothing here asks the contract.
struct HistoryModel {
    struct Person {
        var role: String
        var organisation: String
        var status: String
        var before = ""
        var byAuthority = false
    }

    struct Grant {
        var patient: String
        var grantee: String
        var categories: Set<String>
        var records: Set<String>
        var rights: Set<String>
        var purpose: String
        var from: Int64
        var until: Int64
        var reads: Int?
        var used = 0
        var revoked = false
    }

    struct Record {
        var patient: String
        var author: String
        var category: String
    }

    var people: [String: Person] = [:]
    var grants: [String: Grant] = [:]
    var records: [String: Record] = [:]
    /// Every read that was accepted: by whom, of what, under which grant, when.
    var reads: [(reader: String, record: String, grant: String?, at: Int64)] = []

    func acts(_ name: String) -> Bool { people[name]?.status == "verified" }

    /// Whether there is consent for a read, at `now`.
    func mayRead(
        _ reader: String, of patient: String, _ names: [String], under grant: String?, for purpose: String,
        at now: Int64
    ) -> Bool {
        guard acts(reader), reader != patient else { return false }
        let found = names.compactMap { records[$0] }.filter { $0.patient == patient }
        guard found.count == names.count else { return false }
        guard let grant else { return found.allSatisfy { $0.author == reader } }
        guard let consent = grants[grant], consent.patient == patient, !consent.revoked, consent.from <= now,
            now < consent.until, consent.purpose == purpose, isFor(consent, reader)
        else { return false }
        if let reads = consent.reads, consent.used + names.count > reads { return false }
        return names.allSatisfy { name in
            guard let record = records[name] else { return false }
            if consent.categories.isEmpty {
                return consent.records.contains(name) && consent.rights.contains("read")
            }
            if record.category == "safety", !consent.rights.isDisjoint(with: ["read", "dispense"]) { return true }
            return consent.rights.contains("read") && consent.categories.contains(record.category)
        }
    }

    private func isFor(_ grant: Grant, _ name: String) -> Bool {
        if grant.grantee == name { return true }
        guard let person = people[name], grant.grantee == person.organisation else { return false }
        return ["physician", "nurse", "radiologist", "laboratoryTechnician", "pharmacist", "insurer"].contains(
            person.role)
    }
}
