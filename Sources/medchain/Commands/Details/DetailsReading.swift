import Foundation
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord

/// Finds who a patient is in the records that a physician may read: the newest Patient resource.
enum DetailsReading {
    /// How many demographics records are looked at.
    private static let depth = 5

    static func members(of patient: IdentityID, in session: Session) async throws -> [String: String] {
        let records = try await session.person.records(of: patient, category: .demographics, limit: depth)
            .filter { $0.status == .current }
        guard !records.isEmpty else { return [:] }
        var found: [String: String] = [:]
        try await session.person.open(records, purpose: .treatment) { record in
            guard found.isEmpty, record.metadata.fhirType == "Patient" else { return }
            found = try members(ofPatient: record.content)
        }
        return found
    }

    /// The members of a FHIR Patient resource. Throws what JSON that is none throws.
    static func members(ofPatient resource: [UInt8]) throws -> [String: String] {
        let json = try JSONSerialization.jsonObject(with: Data(resource)) as? [String: Any] ?? [:]
        var members: [String: String] = [:]
        let name = first(json["name"])
        let words = (name["given"] as? [String] ?? []) + [name["family"] as? String].compactMap { $0 }
        members["name"] = words.isEmpty ? name["text"] as? String : words.joined(separator: " ")
        members["birthDate"] = json["birthDate"] as? String
        members["sex"] = json["gender"] as? String
        let address = first(json["address"])
        let lines = address["line"] as? [String] ?? []
        let rest = ["postalCode", "city", "country"].compactMap { address[$0] as? String }
        members["address"] = (lines + rest).joined(separator: ", ")
        members["phone"] = first(json["telecom"])["value"] as? String
        return members.filter { !$0.value.isEmpty }
    }

    private static func first(_ list: Any?) -> [String: Any] { (list as? [[String: Any]])?.first ?? [:] }
}
