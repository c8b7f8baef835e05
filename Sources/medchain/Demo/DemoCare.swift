import LedgerFormat
import RecordClient
import RecordContract

/// The care workflows in the demonstration, each in a state in which there is something to do.
extension DemoStories {
    /// The stories in their order, by name.
    var care: [(String, @Sendable () async throws -> Void)] {
        [("appointments", appointments)]
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
}
