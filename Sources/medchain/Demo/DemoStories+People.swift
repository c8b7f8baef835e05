import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract

/// What people of the demonstration have to do with each other.
extension DemoStories {
    /// Bruno asks his cardiologist, who answers; a nurse hands over to a physician; a pharmacist asks the prescriber.
    @Sendable func messages() async throws {
        let (bruno, eva, anna) = (try person("bruno"), try person("eva"), try person("anna"))
        let asked = try await bruno.send(
            MessageDraft(
                "Since the new tablet I feel dizzy in the mornings. Should I go on?", subject: "Dizzy in the mornings",
                kind: .question), about: bruno.id, to: [eva.id])
        try await eva.markRead(try await eva.messages(in: asked.message), in: asked.message)
        _ = try await eva.send(
            MessageDraft("Please measure your blood pressure for three mornings, and write me the values."),
            about: bruno.id, to: [bruno.id], in: asked.message)
        let (joana, marek, paolo) = (try person("joana"), try person("marek"), try person("paolo"))
        _ = try await joana.send(
            MessageDraft(
                "Slept badly, glucose 11.2 mmol/L at 6 am, insulin given as ordered. Please look at her foot.",
                subject: "Night shift", kind: .handoff,
                attachments: [
                    MessageAttachment(
                        bytes: SyntheticDocuments.pdf(title: "Night chart", lines: ["06:00 glucose 11.2 mmol/L"]),
                        mediaType: "application/pdf", fileName: "night-chart.pdf")
                ]), about: anna.id, to: [marek.id])
        _ = try await marek.send(
            MessageDraft(
                "Please measure her glucose again at noon and at six, and write it into her chart.",
                subject: "Glucose today", kind: .handoff), about: anna.id, to: [joana.id])
        let prescription = try await paolo.records(of: bruno.id, category: .medication).first { $0.author == eva.id }
        if let prescription {
            _ = try await paolo.send(
                MessageDraft(
                    "90 tablets at once, or 30 with two repeats?", subject: "Bisoprolol 2.5 mg", kind: .question),
                about: bruno.id, to: [eva.id], record: prescription.record)
        }
    }

    /// Bruno's cardiologist has told her hospital's management who he is; the management has invited a nurse.
    @Sendable func management() async throws {
        let (bruno, eva, otto) = (try person("bruno"), try person("eva"), try person("otto"))
        guard let known = DemoCast.patients.first(where: { $0.userName == "bruno" })?.person else { return }
        _ = try await eva.shareDetails(
            PatientDetails([
                "name": "\(known.given) \(known.family)", "birthDate": known.birthDate,
                "address": "Hafenweg 12, Harbour", "bloodGroup": "A Rh+",
            ]), of: bruno.id)
        _ = try await otto.inviteStaff(.nurse, until: LedgerTime.now().advanced(byMilliseconds: 7 * Self.day))
    }

    /// Anna keeps a finding to herself, has erased what she wrote in anger, and asks the hospital to erase an entry.
    @Sendable func erasure() async throws {
        let (anna, marek, otto) = (try person("anna"), try person("marek"), try person("otto"))
        let written = ResourceDraft(patient: anna.id, author: anna.id)
        for title in ["Low mood since spring", "Quarrel at the reception"] {
            try await add(written.condition(title, code: nil, onset: nil, status: "active"), by: anna, to: anna)
        }
        let own = try await anna.records(of: anna.id, category: .clinical, limit: 10).filter(\.selfReported)
        if own.count > 1 {
            _ = try await anna.erase([own[0].record])
            _ = try await anna.restrict(own[1].record)
        }
        try await ask(marek, anna, [.clinical], [.read, .contribute], days: 30)
        let note = ResourceDraft(patient: anna.id, author: marek.id)
        for title in ["Alcohol dependence", "Suspected fracture of the wrist"] {
            try await add(note.condition(title, code: nil, onset: nil, status: "active"), by: marek, to: anna)
        }
        let clinical = try await anna.records(of: anna.id, category: .clinical, limit: 10)
        let theirs = clinical.filter { $0.author == marek.id }
        guard theirs.count > 1 else { return }
        _ = try await anna.requestErasure(of: theirs[0].record, note: "My wrist was never hurt.")
        _ = try await anna.requestErasure(of: theirs[1].record, note: "That is not true, and I do not want it there.")
        _ = try await otto.refuseErasure(
            of: theirs[1].record, of: anna.id, until: LedgerTime.now().advanced(byMilliseconds: 3_650 * Self.day),
            note: "Records of treatment are kept for ten years. We asked Dr. Sova to correct the entry.")
    }

    /// The insurer has a key; Bruno has claimed for a visit, showing one record, and been paid a part; another waits.
    @Sendable func claims() async throws {
        let (bruno, greta) = (try person("bruno"), try person("greta"))
        if try await greta.organisation(greta.identity.organisation).key == nil {
            _ = try await greta.rotateOrganisationKey()
        }
        let records = try await bruno.records(of: bruno.id, category: .clinical, limit: 2)
        guard records.count == 2 else { return }
        for (index, record) in records.enumerated() {
            let terms = AccessTerms(scope: .records([record.record]), rights: [.read], purpose: .payment)
            let grant = try await bruno.grantAccess(
                to: greta.identity.organisation, terms: terms, from: start(bruno),
                until: LedgerTime.now().advanced(byMilliseconds: 90 * Self.day))
            let text = ClaimText(
                description: index == 0 ? "Consultation, cardiology" : "Ergometry",
                amount: index == 0 ? "120.50" : "86", currency: "EUR")
            let claim = try await bruno.submitClaim(
                text, for: bruno.id, to: greta.identity.organisation, grant: grant.grant)
            guard index == 0 else { continue }
            try await greta.open([record], purpose: .payment, grant: grant.grant) { _ in }
            _ = try await greta.answerClaim(
                try await greta.claim(claim.claim), .partial, note: "96.40 EUR are covered by your tariff.")
        }
    }
}
