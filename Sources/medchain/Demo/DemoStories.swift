import ClinicalFHIR
import LedgerFormat
import NodeClient
import RecordClient
import RecordContract
import SealedRecord

/// What has happened between the people of the demonstration, so that every role finds something to see.
struct DemoStories: Sendable {
    let people: DemoSeeding.People

    static let day: Int64 = 86_400_000

    /// The stories in their order, by name.
    var all: [(String, @Sendable () async throws -> Void)] {
        [
            ("bruno", bruno), ("anna", anna), ("carmen", carmen), ("david", david), ("emma", emma),
            ("messages", messages), ("management", management), ("erasure", erasure), ("claims", claims),
            ("family", family),
        ] + care
    }

    /// Bruno's cardiologist treats him; a radiologist adds a scan, a pharmacist may dispense; the insurer has asked.
    @Sendable private func bruno() async throws {
        let (bruno, eva) = (try person("bruno"), try person("eva"))
        try await ask(
            eva, bruno, [.demographics, .clinical, .medication, .laboratory, .imaging], [.read, .contribute], days: 180)
        try await add(
            ResourceDraft(patient: bruno.id, author: eva.id).condition(
                "Stable angina pectoris", code: CodeArgument(argument: "icd10:I20.8"), onset: nil, status: "active"),
            by: eva, to: bruno)
        try await add(
            ResourceDraft(patient: bruno.id, author: eva.id).prescription(
                "Bisoprolol 2.5 mg tablets", code: nil, dosage: "1 tablet in the morning", quantity: "90"),
            by: eva, to: bruno)
        try await read(3, of: bruno, by: eva)
        try await ask(try person("paolo"), bruno, [.demographics, .medication], [.read, .dispense], days: 90)
        try await read(1, of: bruno, by: try person("paolo"))
        let lena = try person("lena")
        try await ask(lena, bruno, [.demographics, .imaging], [.read, .contribute], days: 14)
        let scan = SyntheticDocuments.dicom(studyDate: "2026-10-14", description: "CT chest", seed: 7)
        try await add(
            .bytes(scan), mediaType: "application/dicom", title: "CT of the chest", category: .imaging, by: lena,
            to: bruno)
        try await request(
            try person("greta"), bruno, [.clinical], [.read], purpose: .payment, days: 30)
    }

    /// Anna lets a whole hospital read; two of its physicians did, each in their own name. The laboratory adds results.
    @Sendable private func anna() async throws {
        let anna = try person("anna")
        try await grant(
            anna, to: try person("eva").identity.organisation,
            [.demographics, .clinical, .laboratory, .medication], [.read],
            days: 365)
        try await read(2, of: anna, by: try person("eva"))
        try await read(4, of: anna, by: try person("marek"))
        let tariq = try person("tariq")
        try await ask(tariq, anna, [.laboratory], [.contribute], days: 30)
        let value = try ObservationValue("6.9", unit: "%", range: "4.0-6.0", effective: nil)
        try await add(
            ResourceDraft(patient: anna.id, author: tariq.id).observation(
                "Haemoglobin A1c", code: CodeArgument(argument: "loinc:4548-4"), value: value, kind: "laboratory"),
            by: tariq, to: anna)
        try await add(
            .bytes(SyntheticDocuments.png(seed: 3)), mediaType: "image/png", title: "Blood film",
            category: .laboratory, by: tariq, to: anna)
        let joana = try person("joana")
        try await ask(joana, anna, [.demographics, .clinical], [.read, .contribute], days: 7)
        try await read(1, of: anna, by: joana)
    }

    /// Carmen ended an access after it had been used.
    @Sendable private func carmen() async throws {
        let (carmen, clara) = (try person("carmen"), try person("clara"))
        let grant = try await ask(clara, carmen, [.clinical, .laboratory], [.read, .contribute], days: 30)
        try await read(2, of: carmen, by: clara)
        _ = try await carmen.revokeAccess(grant)
    }

    /// David's family has a request to answer.
    @Sendable private func david() async throws {
        try await request(
            try person("clara"), try person("david"), [.clinical, .medication], [.read, .contribute],
            purpose: .treatment, days: 60)
    }

    /// Emma allowed a single look at a single record, and refused somebody else.
    @Sendable private func emma() async throws {
        let (emma, clara, marek) = (try person("emma"), try person("clara"), try person("marek"))
        if let record = try await emma.records(of: emma.id, category: .clinical, limit: 1).first {
            let terms = AccessTerms(scope: .records([record.record]), rights: [.read], purpose: .treatment, reads: 1)
            let now = LedgerTime.now()
            let grant = try await emma.grantAccess(
                to: clara.id, terms: terms, from: start(emma), until: now.advanced(byMilliseconds: 7 * Self.day))
            try await clara.open([record], purpose: .treatment, grant: grant.grant) { _ in }
        }
        let refused = try await request(
            marek, emma, [.clinical, .restricted], [.read], purpose: .treatment, days: 30)
        _ = try await emma.denyAccess(refused, note: nil)
    }

    // MARK: Steps

    func person(_ name: String) throws -> Person {
        guard let person = people[name] else {
            throw Failure("demo.person", "Nobody called \(name) takes part.", status: .failure)
        }
        return person
    }

    func start(_ person: Person) -> LedgerTime { min(.now(), person.network.time) }

    /// Asks and is granted what was asked. Returns the grant.
    @discardableResult
    func ask(
        _ asker: Person, _ patient: Person, _ categories: [Category], _ rights: [Right], days: Int64
    ) async throws -> EntityID {
        let request = try await request(asker, patient, categories, rights, purpose: .treatment, days: days)
        return try await grant(patient, to: asker.id, categories, rights, days: days, answering: request)
    }

    @discardableResult
    func request(
        _ asker: Person, _ patient: Person, _ categories: [Category], _ rights: [Right], purpose: Purpose, days: Int64
    ) async throws -> EntityID {
        let terms = AccessTerms(scope: .categories(categories.sorted()), rights: rights.sorted(), purpose: purpose)
        return try await asker.requestAccess(
            to: patient.id, terms: terms, duration: days * Self.day, forOrganisation: false
        ).request
    }

    @discardableResult
    func grant(
        _ patient: Person, to grantee: IdentityID, _ categories: [Category], _ rights: [Right], days: Int64,
        answering request: EntityID? = nil
    ) async throws -> EntityID {
        let terms = AccessTerms(scope: .categories(categories.sorted()), rights: rights.sorted(), purpose: .treatment)
        return try await patient.grantAccess(
            to: grantee, terms: terms, from: start(patient),
            until: LedgerTime.now().advanced(byMilliseconds: days * Self.day), answering: request
        ).grant
    }

    func read(_ count: Int, of patient: Person, by reader: Person) async throws {
        let records = try await reader.records(of: patient.id, limit: count)
        try await reader.open(records, purpose: .treatment) { _ in }
    }

    func add(_ resource: [UInt8], by author: Person, to patient: Person) async throws {
        let record = Draft(try ClinicalLibrary.validator().record(resource)).record()
        _ = try await author.add(record, in: try await author.writingContext(for: patient.id))
    }

    func add(
        _ source: RecordSource, mediaType: String, title: String, category: Category, by author: Person,
        to patient: Person
    ) async throws {
        var generator = SystemRandomNumberGenerator()
        let record = NewRecord(
            id: .random(using: &generator), category: category,
            metadata: PayloadMetadata(
                mediaType: mediaType, title: title, effective: Moments.today(), authored: Moments.instant(.now())),
            source: source)
        _ = try await author.add(record, in: try await author.writingContext(for: patient.id))
    }
}
