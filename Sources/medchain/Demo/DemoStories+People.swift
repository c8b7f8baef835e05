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
        let prescription = try await paolo.records(of: bruno.id, category: .medication).first { $0.author == eva.id }
        if let prescription {
            _ = try await paolo.send(
                MessageDraft(
                    "90 tablets at once, or 30 with two repeats?", subject: "Bisoprolol 2.5 mg", kind: .question),
                about: bruno.id, to: [eva.id], record: prescription.record)
        }
    }
}
