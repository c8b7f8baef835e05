internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// The signed transactions from which a device proves somebody's keys to itself, so that it need not believe this node:
/// the person's own application and, for staff, the authority's verification, up to an official of the genesis
/// document. Format: docs/spec/node-api-v1.md section 3, "Proof of a person's keys".
struct IdentityProofs {
    let ledger: LedgerReader
    let genesis: Genesis

    /// How many officials may have verified one another in turn.
    private static let longestChain = 8
    /// Registration and verification are among the first events of a person: who is not verified yet causes no others.
    private static let eventsSearched = 64

    /// The person first, then who verified them, and so on. Nil where the ledger does not hold what it takes.
    func people(provingFrom person: IdentityID) throws -> [JSONValue]? {
        var people: [JSONValue] = []
        var next: IdentityID? = person
        while let id = next {
            guard people.count < Self.longestChain else { return nil }
            if genesis.officialIDs.contains(id) {
                people.append(.object(["id": .identity(id)]))
                return people
            }
            guard let entry = try entry(id) else { return nil }
            people.append(.object(entry.json))
            next = entry.decider
        }
        return people
    }

    private func entry(_ id: IdentityID) throws -> (json: JSONObject, decider: IdentityID?)? {
        let events = try ledger.events(for: id, limit: Self.eventsSearched).events
        func isAbout(_ type: Event.Kind, _ event: LedgerEvent) -> Bool {
            event.event.kind == type && event.event.subject == id.canonical
        }
        guard let registration = events.first(where: { isAbout(.identityRegistered, $0) }),
            let application = try application(in: registration)
        else { return nil }
        var json: JSONObject = ["id": .identity(id), "application": .string(application)]
        // Who was a dependant has keys of their own, which staff countersigned.
        if case .dependant(let dependant)? = try ledger.document(.dependant(id)), let hash = dependant.handOver {
            guard let stored = try ledger.transaction(hash) else { return nil }
            json.set("handOver", .string(String(decoding: stored.encoded, as: UTF8.self)))
            return (json, dependant.handedOverBy)
        }
        let verification = events.last { isAbout(.identityVerified, $0) }
        guard let verification else { return (json, nil) }
        guard let hash = verification.transaction, let stored = try ledger.transaction(hash) else { return nil }
        json.set("verification", .string(String(decoding: stored.encoded, as: UTF8.self)))
        return (json, verification.event.actor)
    }

    private func application(in registration: LedgerEvent) throws -> String? {
        guard let hash = registration.transaction, let stored = try ledger.transaction(hash) else { return nil }
        switch try Command(parsing: try Transaction(parsing: stored.encoded).command) {
        case .identityRegister(let register): return register.application
        case .representation(let command): return (command.value as? DependantRegister)?.application
        default: return nil
        }
    }
}
