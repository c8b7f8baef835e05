import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension DetailsCommand {
    /// `medchain details list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Patients shared with you (managers); or with whom your own details are shared (patients).",
            discussion: "Example:\n  medchain details list --as otto")

        @Option(help: "At most so many.")
        var limit = 50
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
        }

        func run() async throws {
            try await options.run { session in
                let isPatient = session.person.identity.role == .patient
                let shared =
                    try await isPatient ? session.person.sharedDetails() : session.person.sharedPatients(limit: limit)
                if session.json {
                    var items: [JSONValue] = []
                    for item in shared { items.append(.object(try await DetailsView.json(item, in: session))) }
                    return Terminal.print(json: .object(["patients": .array(items)]))
                }
                var table =
                    isPatient
                    ? Table("HOSPITAL", "SINCE", "SHARED BY") : Table("PATIENT", "SINCE", "SHARED BY", "NAME")
                for item in shared {
                    let since = Words.moment(item.sharedAt)
                    let physician = await session.directory.label(item.sharedBy)
                    if isPatient {
                        table.add(await session.directory.organisation(item.organisation), since, physician)
                    } else {
                        let details = try await session.person.open(item)
                        table.add(item.patient.readable, since, physician, details.members["name"] ?? "")
                    }
                }
                table.print(
                    orElse: isPatient ? "Your details are shared with nobody." : "No patient is shared with you.")
            }
        }
    }

    /// `medchain details show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A patient who was shared with you, by id (managers).",
            discussion: """
                The answer is the same for a patient who is not shared with you and for one who does not exist.

                Example:
                  medchain details show 7K3Q-9XJ2-P4TM-5A --as otto
                """)

        @Argument(help: "The patient's id.")
        var patient: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let patient = try await session.directory.find(patient, among: [.patient])
                let shared = try await session.person.sharedPatient(patient)
                if session.json {
                    return Terminal.print(json: .object(try await DetailsView.json(shared, in: session)))
                }
                let details = try await session.person.open(shared)
                var card = Card()
                card.add("Patient", patient.readable)
                for (name, label) in DetailsView.labels { card.add(label, details.members[name]) }
                card.add("Shared by", await session.directory.label(shared.sharedBy))
                card.add("Since", Words.moment(shared.sharedAt))
                card.print()
            }
        }
    }
}

/// How shared details are shown.
enum DetailsView {
    static let labels = [
        ("name", "Name"), ("birthDate", "Born"), ("sex", "Sex"), ("address", "Address"), ("phone", "Telephone"),
        ("bloodGroup", "Blood group"),
    ]

    /// What the ledger says and, for a manager, what is inside the seal.
    static func json(_ shared: DetailsDocument, in session: Session) async throws -> JSONObject {
        var object = shared.json
        guard session.person.identity.role != .patient else { return object }
        let details = try await session.person.open(shared)
        object.set(
            "details",
            .object(
                JSONObject(
                    details.members.sorted { $0.key < $1.key }.map {
                        JSONObject.Member($0.key, .string($0.value))
                    })))
        return object
    }
}
