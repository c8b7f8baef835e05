internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Answers what signed-in people ask of the ledger. Each answer is read on one snapshot and goes through `Visibility`.
struct NodeQueries: Sendable {
    let ledger: Ledger
    let cursors: CursorCodec

    /// How much of what waits for somebody is counted.
    private static let waitingCap = 100

    static func position(_ reader: LedgerReader) throws -> QueryPosition {
        let height = try reader.height()
        return QueryPosition(height: height, headersRoot: try reader.checkpoint(treeSize: height + 1).root)
    }

    // MARK: Objects

    /// An object that the person may see. Throws `notFound`, `forbidden`.
    func object(_ object: NodeObject, for principal: Principal) async throws -> QueryObject {
        try await ledger.read { reader in
            let visibility = try Visibility(reader, principal)
            try visibility.requireRepresented(object.need)
            guard let value = try value(of: object, visibility) else { throw NodeError.notFound }
            return QueryObject(value: value, at: try Self.position(reader))
        }
    }

    private func value(of object: NodeObject, _ visibility: Visibility) throws -> JSONObject? {
        switch object {
        case .own: try own(visibility)
        case .identity(let id):
            try visibility.person(id).map { person in
                person.id == visibility.me.id ? Document.identity(person).json : PublicViews.person(person)
            }
        case .sealingKey(let id):
            try visibility.sealingKey(ofPatient: id).flatMap { key in
                try proof(of: id, visibility).map {
                    ["patient": .identity(id), "sealingKey": key.json, "proof": .array($0)]
                }
            }
        case .identityProof(let id):
            try visibility.person(id).flatMap { try proof(of: $0.id, visibility) }.map { ["people": .array($0)] }
        case .organisationKey(let id): try visibility.organisationKey(id)
        case .patient(let id): try patient(id, visibility)
        case .record(let patient, let record):
            try visibility.record(record, of: patient, .list).map { Document.record($0).json }
        case .recordProof(let patient, let record):
            try visibility.record(record, of: patient, .list).flatMap { try signed($0.transaction, visibility) }
        case .grantProof(let id):
            try visibility.grant(id).flatMap { try signed($0.transaction, visibility) }
        case .request(let id): try visibility.request(id).map { Document.request($0).json }
        case .grant(let id): try visibility.grant(id).map { Document.grant($0).json }
        case .duties(let patient): try WalletDuties(visibility).json(patient)
        case .care(let object): try CareQueries(visibility: visibility).value(of: object)
        case .thread(let id): try visibility.thread(id).map { try UnreadCounts(visibility).json($0) }
        case .message(let id): try visibility.message(id).map { Document.message($0).json }
        case .sharedPatient(let id):
            try visibility.details(of: id, at: visibility.me.organisation).map { Document.details($0).json }
        case .claim(let id): try visibility.claim(id).map { Document.claim($0).json }
        case .invitation(let id): try visibility.invitation(id).map { Document.invitation($0).json }
        case .erasure(let patient, let record):
            try visibility.erasure(record, of: patient).map { Document.erasure($0).json }
        case .representation(let id): try visibility.representation(id).map { Document.representation($0).json }
        case .dependant(let id): try visibility.dependant(id).map { Document.dependant($0).json }
        case .attestation(let id): try visibility.attestation(id).map { Document.attestation($0).json }
        }
    }

    private func proof(of person: IdentityID, _ visibility: Visibility) throws -> [JSONValue]? {
        try IdentityProofs(ledger: visibility.ledger, genesis: ledger.genesis).people(provingFrom: person)
    }

    private func signed(_ hash: TransactionHash, _ visibility: Visibility) throws -> JSONObject? {
        guard let stored = try visibility.ledger.transaction(hash) else { return nil }
        var json: JSONObject = ["transaction": .string(String(decoding: stored.encoded, as: UTF8.self))]
        let proofs = RepresentationProofs(ledger: visibility.ledger, genesis: ledger.genesis)
        json.set("representation", try proofs.steps(behind: stored.encoded).map(JSONValue.array))
        return json
    }

    private func own(_ visibility: Visibility) throws -> JSONObject {
        let me = visibility.me
        var json: JSONObject = [
            "identity": .object(Document.identity(me).json),
            "organisation": .object(try PublicViews.organisation(visibility.organisation, visibility.ledger)),
        ]
        guard visibility.isInGoodStanding, visibility.representation?.isGuardian ?? true else { return json }
        let requests =
            me.role == .patient
            ? try count(.requestsByPatient, IndexTerm().then(me.id).then(true).bytes, visibility) : 0
        let acknowledgements = try count(.acknowledgementsByReader, IndexTerm().then(me.id).bytes, visibility)
        let messages = try count(.unreadMessages, IndexTerm().then(me.id).bytes, visibility)
        let erasures =
            me.role == .hospitalManager
            ? try count(.erasuresByOrganisation, IndexTerm().then(me.organisation).then(true).bytes, visibility) : 0
        json.set(
            "waiting",
            .object([
                "requests": .integer(requests), "acknowledgements": .integer(acknowledgements),
                "messages": .integer(messages), "erasures": .integer(erasures),
                "refills": .integer(try count(.refillsByPrescriber, IndexTerm().then(me.id).bytes, visibility)),
                "results": .integer(try count(.resultsByPhysician, IndexTerm().then(me.id).bytes, visibility)),
            ]))
        return json
    }

    private func count(_ index: DocumentIndex, _ prefix: [UInt8], _ visibility: Visibility) throws -> Int64 {
        let page = try visibility.ledger.documents(in: index, prefix: prefix, limit: Self.waitingCap)
        return Int64(page.documents.count)
    }

    private func patient(_ id: IdentityID, _ visibility: Visibility) throws -> JSONObject? {
        try visibility.requireStanding()
        let consented = try visibility.consent(for: id).coveredCategories
        let covered = Set(consented).union(try visibility.categoriesOfOrders(about: id)).sorted()
        guard case .compartments(let document)? = try visibility.ledger.document(.compartments(id)), !covered.isEmpty
        else { return nil }
        let compartments = covered.map { category -> JSONValue in
            let compartment = document[category]
            var json: JSONObject = [
                "category": .string(category.rawValue), "version": .integer(compartment.version),
                "publicKey": compartment.publicKey.json, "stale": .bool(compartment.stale),
                "statement": .bytes(compartment.statement.bytes),
            ]
            json.set("representation", compartment.representation.map(JSONValue.id))
            return .object(json)
        }
        var json: JSONObject = ["patient": .identity(id), "compartments": .array(compartments)]
        let stated = Set(covered.compactMap { document[$0].representation }).sorted()
        if !stated.isEmpty {
            let proofs = RepresentationProofs(ledger: visibility.ledger, genesis: ledger.genesis)
            json.set("representations", .array(try stated.compactMap { try proofs.steps(of: $0).map(JSONValue.array) }))
        }
        return json
    }

    // MARK: Lists

    /// A page of a list. Throws `notFound`, `forbidden`, `query`.
    func list(_ list: NodeList, _ page: PageRequest, for principal: Principal) async throws -> QueryPage {
        try await ledger.read { reader in
            let visibility = try Visibility(reader, principal)
            try visibility.requireStanding()
            try visibility.requireRepresented(list.need)
            switch list {
            case .ownRecords:
                let source = RecordSource.index(.recordsByAuthor, IndexTerm().then(visibility.me.id).bytes)
                return try records([source], list, page, visibility)
            case .patientRecords(let patient, let category):
                let sources = try RecordSource.visible(of: patient, category: category, visibility)
                return try records(sources, list, page, visibility)
            case .care(.patientPrescriptions(let patient)):
                let found = try PrescriptionQueries(visibility: visibility).list(of: patient)
                return try gathered(found, list, page, visibility)
            case .care(.sharedPrescriptions(let status)):
                let found = try PrescriptionQueries(visibility: visibility).shared(status: status)
                return try gathered(found, list, page, visibility)
            default:
                return try documents(list, page, visibility)
            }
        }
    }

    private func documents(_ list: NodeList, _ page: PageRequest, _ visibility: Visibility) throws -> QueryPage {
        let plan = try ListPlan(list, visibility)
        let name = "\(list) \(page.descending)"
        let start = plan.range?.start(plan.prefix, descending: page.descending)
        var after = try page.after.map { try cursors.decode($0, list: name, reader: visibility.me.id) } ?? start
        var items: [JSONObject] = []
        var hasMore = true
        // A list that leaves documents out goes on until its page is full.
        while items.count < page.limit, hasMore {
            let found = try visibility.ledger.documents(
                in: plan.index, prefix: plan.prefix, after: after, limit: page.limit - items.count,
                descending: page.descending)
            let within = found.documents.prefix { plan.range?.contains($0, descending: page.descending) ?? true }
            items += try within.compactMap(plan.view)
            hasMore = found.next != nil && within.count == found.documents.count
            after = found.next
        }
        let next = hasMore ? after.map { cursors.encode($0, list: name, reader: visibility.me.id) } : nil
        return QueryPage(items: items, next: next, at: try Self.position(visibility.ledger))
    }

    /// A page of what was gathered from several places, ordered by its terms.
    private func gathered(
        _ found: [GatheredItem], _ list: NodeList, _ page: PageRequest, _ visibility: Visibility
    ) throws -> QueryPage {
        let name = "\(list) \(page.descending)"
        let after = try page.after.map { try cursors.decode($0, list: name, reader: visibility.me.id).term }
        let precedes = { (left: [UInt8], right: [UInt8]) in
            page.descending ? right.lexicographicallyPrecedes(left) : left.lexicographicallyPrecedes(right)
        }
        let rest = found.sorted { precedes($0.term, $1.term) }.filter { item in
            after.map { precedes($0, item.term) } ?? true
        }
        let items = rest.prefix(page.limit)
        let next = items.count < rest.count ? items.last : nil
        return QueryPage(
            items: items.map(\.json),
            next: next.map { item in
                let position = IndexPosition(term: item.term, key: .parameters)
                return cursors.encode(position, list: name, reader: visibility.me.id)
            }, at: try Self.position(visibility.ledger))
    }

    private func records(
        _ sources: [RecordSource], _ list: NodeList, _ page: PageRequest, _ visibility: Visibility
    ) throws -> QueryPage {
        let name = "\(list) \(page.descending)"
        let after = try page.after.map { try cursors.decode($0, list: name, reader: visibility.me.id) }
        let found = try RecordMerge(descending: page.descending, ledger: visibility.ledger)
            .page(of: sources, after: after?.term, limit: page.limit)
        let next = found.next.map { term -> String in
            let position = IndexPosition(term: term, key: .parameters)
            return cursors.encode(position, list: name, reader: visibility.me.id)
        }
        return QueryPage(
            items: found.records.map { Document.record($0).json }, next: next,
            at: try Self.position(visibility.ledger))
    }
}

/// Which index answers a list, and what of each document is shown; nil leaves it out.
struct ListPlan {
    let index: DocumentIndex
    let prefix: [UInt8]
    let view: (Document) throws -> JSONObject?
    /// The part of the index that is asked for; nil for all under the prefix.
    let range: TimeRange?

    init(
        _ index: DocumentIndex, _ prefix: IndexTerm, within range: TimeRange? = nil,
        _ view: @escaping (Document) throws -> JSONObject? = { $0.json }
    ) {
        self.range = range
        self.index = index
        self.prefix = prefix.bytes
        self.view = view
    }

    /// Throws `notFound` for a list that is not for this reader, `query` for words that nobody knows.
    init(_ list: NodeList, _ visibility: Visibility) throws {
        let me = visibility.me
        switch list {
        case .ownRequests: self.init(.requestsByRequester, IndexTerm().then(me.id))
        case .ownGrants(viaOrganisation: false): self.init(.grantsByGrantee, IndexTerm().then(me.id))
        case .ownGrants(viaOrganisation: true):
            guard me.role.actsForOrganisation else { throw NodeError.notFound }
            self.init(.grantsByGrantee, IndexTerm().then(me.organisation))
        case .ownReads: self.init(.readsByReader, IndexTerm().then(me.id))
        case .ownAcknowledgements:
            self.init(.acknowledgementsByReader, IndexTerm().then(me.id)) { document in
                guard case .acknowledgements(let value) = document else { return nil }
                return PublicViews.acknowledgement(
                    value, (try? visibility.ledger.document(.record(value.patient, value.record))) ?? nil)
            }
        case .patientRequests(let patient):
            try visibility.requirePatient(patient)
            self.init(.requestsByPatient, IndexTerm().then(patient))
        case .patientGrants(let patient):
            try visibility.requirePatient(patient)
            self.init(.grantsByPatient, IndexTerm().then(patient))
        case .patientReads(let patient):
            try visibility.requirePatient(patient)
            self.init(.readsByPatient, IndexTerm().then(patient))
        case .identities(let status): try self.init(status: status, visibility)
        case .staff(let organisation):
            self.init(.identitiesByOrganisation, IndexTerm().then(organisation)) { Self.staff($0, nil, nil) }
        case .keyMembers(let organisation): try self.init(keyMembersOf: organisation, visibility)
        case .staffNamed(let name, let role, let organisation):
            self.init(staffNamed: name, role: role, organisation: organisation)
        case .care(let list): try self.init(list, visibility)
        case .ownThreads, .threadMessages, .unreadMessages: try self.init(messages: list, visibility)
        case .sharedPatients, .patientDetails, .invitations, .patientErasures, .organisationErasures:
            try self.init(people: list, visibility)
        case .ownClaims: try self.init(claims: visibility)
        case .ownRepresentations: self.init(.representationsByRepresentative, IndexTerm().then(me.id))
        case .patientRepresentations(let patient):
            try visibility.requirePatient(patient)
            self.init(.representationsByPatient, IndexTerm().then(patient))
        case .ownAttestations:
            self.init(me.role == .patient ? .attestationsByGuardian : .attestationsByStaff, IndexTerm().then(me.id))
        case .ownRecords, .patientRecords: throw NodeError.failed
        }
    }

    private init(status: String, _ visibility: Visibility) throws {
        guard let status = IdentityDocument.Status(rawValue: status) else { throw NodeError.query("status") }
        let me = visibility.me
        switch me.role {
        case .authority: self.init(.identitiesByStatus, IndexTerm().then(status.code))
        case .hospitalManager:
            self.init(.identitiesByOrganisation, IndexTerm().then(me.organisation)) { document in
                guard case .identity(let person) = document, person.status == status else { return nil }
                return PublicViews.managed(person)
            }
        default: throw NodeError.notFound
        }
    }

    private init(staffNamed name: String, role: String?, organisation: IdentityID?) {
        var prefix = IndexTerm()
        for byte in name.lowercased().utf8.prefix(Limits.nameBytes) { prefix = prefix.then(byte) }
        self.init(.staffByName, prefix) { Self.staff($0, role, organisation) }
    }

    private static func staff(_ document: Document, _ role: String?, _ organisation: IdentityID?) -> JSONObject? {
        guard case .identity(let person) = document, person.status == .verified,
            role == nil || person.role.rawValue == role, organisation == nil || person.organisation == organisation
        else { return nil }
        return PublicViews.person(person)
    }
}
