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
                if session.json {
                    return Terminal.print(json: .object(["requests": .array(requests.map { .object($0.json) })]))
                }
                var table = Table(
                    "REQUEST", isPatient ? "FROM" : "PATIENT", "WHAT", "RIGHTS", "FOR", "HOW LONG", "ASKED", "STATUS")
                for request in requests {
                    var other = request.patient.readable
                    if isPatient {
                        other = await session.directory.label(request.requester)
                        if request.forOrganisation { other += " (for the whole organisation)" }
                    }
                    table.add(
                        request.request.text, other, Words.scope(request.terms.scope),
                        Words.rights(request.terms.rights), Words.purpose(request.terms.purpose),
                        Words.duration(request.duration), Words.moment(request.requestedAt), request.status.rawValue)
                }
                table.print(orElse: isPatient ? "Nobody asks for access." : "You have no open requests.")
                if isPatient, requests.contains(where: { $0.status == .open }) {
                    session.note(
                        "Answer with: medchain access grant --request REQUEST, or medchain access deny REQUEST")
                }
            }
        }
    }
}
