import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract

/// The care workflows in the demonstration, each in a state in which there is something to do.
extension DemoStories {
    /// The stories in their order, by name.
    var care: [(String, @Sendable () async throws -> Void)] {
        [
            ("appointments", appointments), ("prescriptions", prescriptions), ("orders", orders),
            ("worklists", worklists), ("correction", correction),
        ]
    }

    /// Eva Lind sees patients today and tomorrow: Bruno is expected, Emma and Anna wait for an answer.
    @Sendable private func appointments() async throws {
        let (eva, bruno, emma) = (try person("eva"), try person("bruno"), try person("emma"))
        let anna = try person("anna")
        let hour: Int64 = 3_600_000
        // A start that was interrupted here has offered them already, and perhaps more: it is left as it is.
        guard try await eva.slots(of: eva.id).isEmpty else { return }
        // From the next full hour, and at that hour tomorrow.
        let next = (LedgerTime.now().milliseconds / hour + 1) * hour
        for (offset, length) in [(0, 3 * hour), (Self.day, 4 * hour)] as [(Int64, Int64)] {
            guard let from = LedgerTime(milliseconds: next + offset) else { continue }
            _ = try await eva.publishAvailability(
                from: from, until: from.advanced(byMilliseconds: length), slot: hour / 2)
        }
        let slots = try await eva.slots(of: eva.id)
        guard slots.count > 8 else { return }
        let terms = AccessTerms(
            scope: .categories([.clinical, .medication]), rights: [.read, .contribute], purpose: .treatment)
        let booked = try await bruno.requestAppointment(
            with: eva.id, from: slots[0].from, until: slots[0].until, reason: "Follow-up of the angina", access: terms,
            after: 7 * Self.day)
        _ = try await eva.confirmAppointment(booked.appointment, note: "Please bring your list of medicines.")
        _ = try await emma.requestAppointment(
            with: eva.id, from: slots[8].from, until: slots[8].until, reason: "Palpitations at night", access: terms,
            after: 14 * Self.day)
        _ = try await anna.requestAppointment(
            with: eva.id, from: slots[3].from, until: slots[3].until, reason: "Swollen ankles since Monday",
            access: nil,
            after: Self.day)
    }

    /// Bruno has a prescription that is dispensed in part and asks for a refill of it; another one is used up, and a
    /// third, with repeats, waits at the pharmacy. So does one of Anna's, by another physician.
    @Sendable private func prescriptions() async throws {
        let (eva, bruno, paolo) = (try person("eva"), try person("bruno"), try person("paolo"))
        let until = LedgerTime.now().advanced(byMilliseconds: 120 * Self.day)
        func prescribe(
            _ words: String, _ dosage: String, _ quantity: Int64, repeats: Int64, by physician: Person? = nil,
            to patient: Person? = nil
        ) async throws -> EntityID {
            let (physician, patient) = (physician ?? eva, patient ?? bruno)
            let resource = ResourceDraft(patient: patient.id, author: physician.id).prescription(
                words, code: nil, dosage: dosage, quantity: String(quantity))
            let record = Draft(try ClinicalLibrary.validator().record(resource)).record()
            _ = try await physician.prescribe(
                record, in: try await physician.writingContext(for: patient.id), quantity: quantity, repeats: repeats,
                until: until)
            return record.id
        }
        let statin = try await prescribe("Atorvastatin 40 mg tablets", "1 tablet in the evening", 30, repeats: 1)
        _ = try await paolo.dispense(statin, quantity: 30)
        _ = try await paolo.dispense(statin, quantity: 14, substituted: true)
        _ = try await bruno.requestRefill(statin, note: "I am going abroad for two months.")
        let spray = try await prescribe("Glyceryl trinitrate spray", "1 puff when the chest tightens", 1, repeats: 0)
        _ = try await paolo.dispense(spray, quantity: 1)
        _ = try await prescribe("Clopidogrel 75 mg tablets", "1 tablet in the morning", 28, repeats: 3)
        let (anna, marek) = (try person("anna"), try person("marek"))
        try await ask(marek, anna, [.demographics, .medication], [.read, .contribute], days: 60)
        try await ask(paolo, anna, [.demographics, .medication], [.read, .dispense], days: 60)
        _ = try await prescribe(
            "Metformin 850 mg tablets", "1 tablet with breakfast and supper", 60, repeats: 2, by: marek, to: anna)
    }

    /// Eva Lind's orders for Bruno at the laboratory: a critical result waits for her, others wait to be done.
    @Sendable private func orders() async throws {
        let tariq = try person("tariq")
        let potassium = try await order("Potassium in serum", .laboratory, .stat, at: tariq)
        _ = try await tariq.submit(OrderAccept(order: potassium))
        try await result(
            of: potassium, "Potassium", "loinc:2823-3",
            try ObservationValue(
                "6.8", unit: "mmol/L", range: "3.5-5.1", effective: nil), .final, criticalWithin: 4 * 3_600_000)
        _ = try await order("Lipid panel", .laboratory, .routine, at: tariq)
        _ = try await order("Troponin", .laboratory, .urgent, at: tariq)
    }

    /// An order in each other state: accepted, with a preliminary result, rejected and called off; the imaging centre
    /// has one to do and one taken on.
    @Sendable private func worklists() async throws {
        let (eva, tariq, lena, mira) = (try person("eva"), try person("tariq"), try person("lena"), try person("mira"))
        if try await mira.organisation(mira.identity.organisation).key == nil {
            _ = try await mira.rotateOrganisationKey()
        }
        let crp = try await order("C-reactive protein", .laboratory, .asap, at: tariq)
        _ = try await tariq.submit(OrderAccept(order: crp))
        let culture = try await order("Blood culture", .laboratory, .urgent, at: tariq)
        _ = try await tariq.submit(OrderAccept(order: culture))
        try await result(
            of: culture, "Blood culture", nil,
            try ObservationValue(
                "No growth after 24 hours", unit: nil, range: nil, effective: nil), .preliminary)
        let rejected = try await order("Vitamin D", .laboratory, .routine, at: tariq)
        _ = try await tariq.rejectOrder(rejected, note: "The sample had clotted. Please send another one.")
        let cancelled = try await order("Ferritin", .laboratory, .routine, at: tariq)
        _ = try await eva.cancelOrder(cancelled, note: "Already known from the hospital in May.")
        _ = try await order("Echocardiography", .imaging, .urgent, at: lena)
        let chest = try await order("X-ray of the chest", .imaging, .routine, at: lena)
        _ = try await lena.submit(OrderAccept(order: chest))
    }

    /// The laboratory corrected a result that Eva Lind had opened: it waits for her to say that she knows.
    @Sendable private func correction() async throws {
        let (eva, tariq) = (try person("eva"), try person("tariq"))
        let sugar = try await order("Haemoglobin A1c", .laboratory, .routine, at: tariq)
        _ = try await tariq.submit(OrderAccept(order: sugar))
        func value(_ text: String) throws -> ObservationValue {
            try ObservationValue(text, unit: "%", range: "4.0-6.0", effective: nil)
        }
        let first = try await result(of: sugar, "Haemoglobin A1c", "loinc:4548-4", try value("5.1"), .final)
        _ = try await eva.openUnderOrder(sugar, record: first)
        _ = try await eva.submit(ResultAcknowledge(order: sugar, record: first))
        try await result(of: sugar, "Haemoglobin A1c", "loinc:4548-4", try value("7.1"), .corrected)
    }

    // MARK: Steps

    /// Eva Lind orders something for Bruno from the organisation of who performs it.
    private func order(
        _ words: String, _ kind: OrderKind, _ priority: OrderPriority, at performer: Person
    ) async throws -> EntityID {
        let (eva, bruno) = (try person("eva"), try person("bruno"))
        let entry = EntryContext(
            patient: bruno.id.canonical, author: eva.id.canonical, now: Moments.instant(.now()))
        let resource = try EntryForm.named("order").resource(
            ["service": [words], "kind": [kind.rawValue], "priority": [priority.rawValue]], context: entry)
        var draft = Draft(try ClinicalLibrary.validator().record(resource))
        draft.category = .clinical
        let record = draft.record()
        _ = try await eva.placeOrder(
            record, in: try await eva.writingContext(for: bruno.id), to: performer.identity.organisation, kind: kind,
            priority: priority)
        return record.id
    }

    /// Tariq Nasser brings a result, or its next version. Returns its record.
    @discardableResult
    private func result(
        of order: EntityID, _ words: String, _ code: String?, _ value: ObservationValue, _ stage: ResultStage,
        criticalWithin: Int64? = nil
    ) async throws -> EntityID {
        let (bruno, tariq) = (try person("bruno"), try person("tariq"))
        let resource = ResourceDraft(patient: bruno.id, author: tariq.id).observation(
            words, code: code.flatMap { CodeArgument(argument: $0) }, value: value, kind: "laboratory")
        let record = Draft(try ClinicalLibrary.validator().record(resource)).record()
        _ = try await tariq.fulfilOrder(order, with: record, stage: stage, criticalWithin: criticalWithin)
        return record.id
    }
}
