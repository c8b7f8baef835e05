import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord

/// Whom the records of a Bundle are about, by its Patient resources: what a person compares before they sign.
struct BundlePeople {
    /// A person as a Patient resource names them.
    struct Named: Hashable {
        let name: String
        let birthDate: String

        /// Nil for what is no Patient, or names nobody.
        init?(_ resource: [UInt8]) {
            guard let root = try? FHIRJSONDocument(resource).root, root["resourceType"]?.string == "Patient" else {
                return nil
            }
            let official = root["name"]?.elements.first
            let given = official?["given"]?.elements.compactMap(\.string) ?? []
            let parts = given + [official?["family"]?.string].compactMap { $0 }
            let name = parts.isEmpty ? official?["text"]?.string ?? "" : parts.joined(separator: " ")
            let birthDate = root["birthDate"]?.string ?? ""
            guard !name.isEmpty || !birthDate.isEmpty else { return nil }
            self.name = name
            self.birthDate = birthDate
        }

        /// The same person: names compared as people type them, and the birth date where both have one.
        func isSame(as other: Named) -> Bool {
            (birthDate.isEmpty || other.birthDate.isEmpty || birthDate == other.birthDate)
                && (name.isEmpty || other.name.isEmpty || Name(name) == Name(other.name))
        }

        var words: String { (name.isEmpty ? "no name" : name) + (birthDate.isEmpty ? "" : ", born \(birthDate)") }
    }

    let people: [Named]

    init(_ plan: BundleImportPlan) {
        var found: [Named] = []
        for item in plan.items where item.record.resourceType == "Patient" {
            if let person = Named(item.record.bytes), !found.contains(person) { found.append(person) }
        }
        people = found
    }

    /// What the signer reads.
    var lines: [String] {
        people.isEmpty
            ? ["The Bundle does not say whom it is about."] : people.prefix(5).map { "It is about \($0.words)." }
    }
}

extension Session {
    /// The Bundle is about one person, the one whom the chart is about as far as this person can open it. A patient's
    /// own chart is opened on this device without a trace; of another's, nothing is read for it. Throws
    /// `import.severalPeople`, `import.otherPerson`.
    func requireSamePerson(_ bundle: BundlePeople, as patient: IdentityID) async throws {
        let advice = "Look at whom it is about. To import it all the same, add --other-person."
        guard let one = bundle.people.first else { return }
        guard bundle.people.allSatisfy({ $0.isSame(as: one) }) else {
            throw Failure.input(
                "import.severalPeople", "The Bundle is about several people; a chart is about one.", advice: advice)
        }
        guard patient == person.id else { return }
        for known in try await peopleOfOwnChart() where !known.isSame(as: one) {
            throw Failure.input(
                "import.otherPerson", "The Bundle is about another person than your chart.", advice: advice)
        }
    }

    private func peopleOfOwnChart() async throws -> [BundlePeople.Named] {
        let records = try await person.records(of: person.id, category: .demographics)
            .filter { $0.status == .current }
        let metadata = try await person.metadata(of: records)
        let patients = zip(records, metadata).filter { $0.1?.fhirType == "Patient" }.map(\.0)
        var found: [BundlePeople.Named] = []
        for record in patients {
            // One that does not open names nobody.
            try? await person.open([record], purpose: .treatment) { opened in
                if let named = BundlePeople.Named(opened.content) { found.append(named) }
            }
        }
        return found
    }
}
