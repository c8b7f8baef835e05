import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract

/// A newborn of the demonstration.
extension DemoStories {
    /// Carmen's child: the paediatrician saw the proof, Carmen registered it, Bruno is the other parent and answered
    /// the paediatrician's request, and Emma helps for a while with appointments.
    @Sendable func family() async throws {
        let (carmen, bruno, emma) = (try person("carmen"), try person("bruno"), try person("emma"))
        let clara = try person("clara")
        let known = try await carmen.representations().first { $0.isGuardian && $0.status == .live }?.patient
        let child: IdentityID
        if let known { child = known } else { child = try await registerChild(of: carmen, attestedBy: clara) }
        let mother = try await carmen.acting(for: child)
        let represents = Set(try await mother.representatives().filter { $0.status == .live }.map(\.representative))
        if !represents.contains(bruno.id) { _ = try await mother.appoint(bruno.id, as: .guardian) }
        if !represents.contains(emma.id) {
            let until = LedgerTime.now().advanced(byMilliseconds: 60 * Self.day)
            _ = try await mother.appoint(emma.id, as: .representative([.read, .arrange], until: until))
        }
        try await add(
            ResourceDraft(patient: child, author: child).condition(
                "Born at term, healthy", code: nil, onset: nil, status: "active"), by: mother, to: mother)
        try await ask(clara, try await bruno.acting(for: child), [.clinical], [.read, .contribute], days: 365)
    }

    private func registerChild(of parent: Person, attestedBy staff: Person) async throws -> IdentityID {
        // A mean year; the child comes of age eighteen years from now.
        let now = LedgerTime.now().milliseconds / 31_556_952_000 + 1_970
        guard let year = CalendarYear(now + 18) else {
            throw Failure("demo.year", "The device's clock is wrong.", status: .failure)
        }
        let attested = try await staff.attest(parent.id, comesOfAge: year).attestation
        guard let attestation = try await parent.attestations().first(where: { $0.attestation == attested }) else {
            throw Failure("demo.attestation", "The node lost an attestation.", status: .failure)
        }
        return try await parent.registerDependant(attestation).patient
    }
}
