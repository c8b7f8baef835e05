import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access requests`
    struct Requests: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List requests: those to you as a patient, or those that you made.",
            discussion: "Example:\n  medchain access requests")

        @Flag(help: "Also those that are answered.")
        var all = false
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let isPatient = session.person.identity.role == .patient
                let everything = try await isPatient ? session.person.requestsToMe() : session.person.myRequests()
                let requests = everything.filter { all || $0.status == .open }
                var reasons: [EntityID: (reason: String?, answer: String?)] = [:]
                for request in requests {
                    reasons[request.request] = (
                        await Reasons.read { try await session.person.reason(of: request) },
                        await Reasons.read { try await session.person.answer(to: request) }
                    )
                }
                if session.json {
                    return Terminal.print(
                        json: .object(["requests": .array(requests.map { Self.json($0, reasons[$0.request]) })]))
                }
                var table = Table(
                    "REQUEST", isPatient ? "FROM" : "PATIENT", "WHAT", "RIGHTS", "FOR", "HOW LONG", "ASKED", "STATUS",
                    "REASON")
                for request in requests {
                    let said = reasons[request.request]
                    var other = request.patient.readable
                    if isPatient {
                        other = await session.directory.label(request.requester)
                        if request.forOrganisation { other += " (for the whole organisation)" }
                    }
                    table.add(
                        request.request.text, other, Words.covered(request.terms),
                        Words.rights(request.terms.rights), Words.purpose(request.terms.purpose),
                        Words.duration(request.duration), Words.moment(request.requestedAt), request.status.rawValue,
                        [said?.reason, said?.answer.map { "Answer: \($0)" }].compactMap { $0 }.joined(separator: " "))
                }
                table.print(orElse: isPatient ? "Nobody asks for access." : "You have no open requests.")
                if isPatient, requests.contains(where: { $0.status == .open }) {
                    session.note(
                        "Answer with: medchain access grant --request REQUEST, or medchain access deny REQUEST")
                }
            }
        }

        private static func json(_ request: RequestDocument, _ said: (reason: String?, answer: String?)?) -> JSONValue {
            var object = request.json
            object.set("reasonText", (said?.reason).map { .string(Terminal.safe($0, limit: 4_000)) })
            object.set("answerText", (said?.answer).map { .string(Terminal.safe($0, limit: 4_000)) })
            return .object(object)
        }
    }
}
