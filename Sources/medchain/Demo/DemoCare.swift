import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract

/// The care workflows in the demonstration, each in a state in which there is something to do.
extension DemoStories {
    /// The stories in their order, by name.
    var care: [(String, @Sendable () async throws -> Void)] {
        [("appointments", appointments), ("prescriptions", prescriptions), ("orders", orders)]
    }

    /// Eva Lind sees patients today and in two days: Bruno is expected, Emma waits for an answer.
    @Sendable private func appointments() async throws {
        let (eva, bruno, emma) = (try person("eva"), try person("bruno"), try person("emma"))
        let hour: Int64 = 3_600_000
        let next = (LedgerTime.now().milliseconds / hour + 2) * hour
        for (offset, length) in [(0, 3 * hour), (2 * Self.day, 4 * hour)] as [(Int64, Int64)] {
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
    }

    /// Bruno has a prescription that is dispensed in part and asks for a refill of it; another one is used up.
    @Sendable private func prescriptions() async throws {
        let (eva, bruno, paolo) = (try person("eva"), try person("bruno"), try person("paolo"))
        let context = try await eva.writingContext(for: bruno.id)
        let until = LedgerTime.now().advanced(byMilliseconds: 120 * Self.day)
        func prescribe(_ words: String, _ dosage: String, _ quantity: Int64, repeats: Int64) async throws -> EntityID {
            let resource = ResourceDraft(patient: bruno.id, author: eva.id).prescription(
                words, code: nil, dosage: dosage, quantity: String(quantity))
            let record = Draft(try ClinicalLibrary.validator().record(resource)).record()
            _ = try await eva.prescribe(record, in: context, quantity: quantity, repeats: repeats, until: until)
            return record.id
        }
        let statin = try await prescribe("Atorvastatin 40 mg tablets", "1 tablet in the evening", 30, repeats: 1)
        _ = try await paolo.dispense(statin, quantity: 30)
        _ = try await paolo.dispense(statin, quantity: 14, substituted: true)
        _ = try await bruno.requestRefill(statin, note: "I am going abroad for two months.")
        let spray = try await prescribe("Glyceryl trinitrate spray", "1 puff when the chest tightens", 1, repeats: 0)
        _ = try await paolo.dispense(spray, quantity: 1)
    }

    /// The laboratory has an urgent order of Eva Lind's on its worklist; a critical result waits for her.
    @Sendable private func orders() async throws {
        let (eva, bruno, tariq) = (try person("eva"), try person("bruno"), try person("tariq"))
        let laboratory = tariq.identity.organisation
        let context = try await eva.writingContext(for: bruno.id)
        func order(_ words: String, _ priority: OrderPriority) async throws -> EntityID {
            let entry = EntryContext(
                patient: bruno.id.canonical, author: eva.id.canonical, now: Moments.instant(.now()))
            let resource = try EntryForm.named("order").resource(
                ["service": [words], "kind": ["laboratory"], "priority": [priority.rawValue]], context: entry)
            var draft = Draft(try ClinicalLibrary.validator().record(resource))
            draft.category = .clinical
            let record = draft.record()
            _ = try await eva.placeOrder(
                record, in: context, to: laboratory, kind: .laboratory, priority: priority)
            return record.id
        }
        let potassium = try await order("Potassium in serum", .stat)
        _ = try await tariq.submit(OrderAccept(order: potassium))
        let value = try ObservationValue("6.8", unit: "mmol/L", range: "3.5-5.1", effective: nil)
        let result = ResourceDraft(patient: bruno.id, author: tariq.id).observation(
            "Potassium", code: CodeArgument(argument: "loinc:2823-3"), value: value, kind: "laboratory")
        _ = try await tariq.fulfilOrder(
            potassium, with: Draft(try ClinicalLibrary.validator().record(result)).record(), stage: .final,
            criticalWithin: 4 * 3_600_000)
        _ = try await order("Lipid panel", .routine)
        _ = try await order("Troponin", .urgent)
    }
}
