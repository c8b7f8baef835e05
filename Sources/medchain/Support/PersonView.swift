import LedgerFormat
import RecordClient
import RecordContract

/// How people of the directory are shown.
enum PersonView {
    static func json(_ person: PublicIdentity, reason: String? = nil) -> JSONValue {
        var object: JSONObject = [
            "id": .identity(person.id), "readableId": .string(person.id.readable),
            "role": .string(person.role.rawValue), "organisation": .identity(person.organisation),
            "status": .string(person.status.rawValue), "signingKey": .hash(person.signingKey.thumbprint),
        ]
        object.set("name", person.profile.map { .string($0.name) })
        object.set("specialty", person.profile?.specialty.map { .string($0) })
        object.set("reason", reason.map { .string(Terminal.safe($0, limit: 4_000)) })
        return .object(object)
    }

    /// Prints people as a table, or as JSON.
    static func print(_ people: [PublicIdentity], in session: Session, orElse empty: String) async {
        if session.json { return Terminal.print(json: .object(["people": .array(people.map { json($0) })])) }
        var table = Table("ID", "NAME", "ROLE", "ORGANISATION", "STATUS")
        for person in people {
            table.add(
                person.id.readable, person.profile?.name ?? "", Words.role(person.role),
                await session.directory.organisation(person.organisation), person.status.rawValue)
        }
        table.print(orElse: empty)
    }
}
