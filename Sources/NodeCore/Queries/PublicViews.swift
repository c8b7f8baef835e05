internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// The JSON in which queries show documents that hold more than everybody may see.
enum PublicViews {
    /// What everybody who may see a person at all sees of them.
    static func person(_ person: IdentityDocument) -> JSONObject {
        var json: JSONObject = [
            "id": .identity(person.id), "role": .string(person.role.rawValue),
            "organisation": .identity(person.organisation), "status": .string(person.status.rawValue),
        ]
        if let profile = person.application.profile {
            var object: JSONObject = ["name": .string(profile.name)]
            object.set("specialty", profile.specialty.map(JSONValue.string))
            json.set("profile", .object(object))
        }
        json.set("signingKey", person.application.signingKey.json)
        json.set("sealingKey", person.application.sealingKey.json)
        return json
    }

    /// What the management sees of its own staff besides: since when they wait, were decided about, are suspended or
    /// gone.
    static func managed(_ person: IdentityDocument) -> JSONObject {
        var json = Self.person(person)
        json.set("registeredAt", .time(person.registeredAt))
        json.set("decidedAt", person.decidedAt.map(JSONValue.time))
        json.set("suspendedAt", person.suspendedAt.map(JSONValue.time))
        json.set("suspendedBy", person.suspendedBy.map { .string($0.rawValue) })
        return json
    }

    /// An organisation in the directory.
    static func organisation(_ organisation: OrganisationDocument, _ ledger: LedgerReader) throws -> JSONObject {
        var json: JSONObject = [
            "id": .identity(organisation.id), "kind": .string(organisation.kind.rawValue),
            "name": .string(organisation.name), "status": .string(organisation.status.rawValue),
        ]
        json.set("node", organisation.node.map(JSONValue.identity))
        if case .organisationKey(let key)? = try ledger.document(.organisationKey(organisation.id)) {
            json.set(
                "key",
                .object([
                    "version": .integer(key.version), "publicKey": key.publicKey.json,
                    "statedBy": .identity(key.statedBy), "statement": .bytes(key.statement.bytes),
                ]))
        }
        return json
    }

    /// What waits to be acknowledged, without who else has to.
    static func acknowledgement(_ document: AcknowledgementsDocument, _ record: Document?) -> JSONObject {
        var json: JSONObject = [
            "record": .id(document.record), "patient": .identity(document.patient),
            "author": .identity(document.author),
        ]
        if case .record(let record)? = record {
            json.set("status", .string(record.status.rawValue))
            json.set("supersededBy", record.supersededBy.map(JSONValue.id))
            json.set("endedAt", record.endedAt.map(JSONValue.time))
            json.set("order", record.order.map(JSONValue.id))
        }
        return json
    }
}
