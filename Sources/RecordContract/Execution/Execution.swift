import LedgerFormat

/// One block while it executes: the state before it, what the block has changed so far, and what the transaction at
/// hand wants to change. A transaction that is rejected leaves nothing behind.
final class Execution {
    /// Where the block stands.
    let block: BlockContext
    /// The ledger time of the block.
    let time: LedgerTime
    /// The parameters in force.
    private(set) var parameters: Parameters
    /// The organisation set in force.
    private(set) var organisationSet: OrganisationSet
    /// Who acts for a patient in the transaction at hand.
    struct Acting {
        /// Under which representation; nil while a dependant is being registered.
        let representation: RepresentationDocument?
        /// Who acts.
        let representative: IdentityDocument
        /// For whom.
        let patient: IdentityID
    }

    /// Who acts for a patient in the transaction at hand; nil when the signer acts for themself.
    private(set) var acting: Acting?
    /// The transaction at hand; zero outside of one.
    private(set) var transaction: TransactionHash = .zero

    private let state: any WorldState
    private var changed: [DocumentKey: Document?] = [:]
    private var pending: [DocumentKey: Document?] = [:]
    private var events: [JSONObject] = []
    private var used: [UsedID] = []
    private var usedHashes: [EntityID: TransactionHash] = [:]
    private var nestedIDs: [UsedID] = []
    private var dueEvents: [Event] = []

    /// Begins a block: finds its ledger time and notes how far the proposer has come.
    init(_ block: BlockContext, reading state: any WorldState) throws {
        self.block = block
        self.state = state
        parameters = try Self.required(.parameters, in: state)
        organisationSet = try Self.required(.organisationSet, in: state, as: OrganisationSetDocument.self).set
        time = try LedgerTimePolicy.time(of: block, set: organisationSet) { node in
            try Self.required(.progress(node), in: state, as: ProgressDocument.self).time
        }
        let heading = block.heading
        write(
            ProgressDocument(
                node: heading.node, epoch: heading.epoch, sequence: heading.sequence, batch: block.batch,
                time: heading.time))
        accept()
    }

    private static func required<D: LedgerDocument>(
        _ key: DocumentKey, in state: any WorldState, as type: D.Type = D.self
    ) throws -> D {
        guard let document = try state.document(key), let value = D(document) else {
            throw ContractFailure.stateInconsistent(key.text)
        }
        return value
    }

    // MARK: Documents

    /// The document under `key`, with the changes so far.
    func document(_ key: DocumentKey) throws -> Document? {
        if let change = pending[key] { return change }
        if let change = changed[key] { return change }
        do { return try state.document(key) } catch { throw StateUnreadable(cause: error) }
    }

    /// The document of that kind under `key`.
    func read<D: LedgerDocument>(_ key: DocumentKey, as type: D.Type = D.self) throws -> D? {
        guard let document = try document(key) else { return nil }
        guard let value = D(document) else { throw ContractFailure.stateInconsistent(key.text) }
        return value
    }

    /// The document of that kind under `key`, which the contract itself has put there.
    func require<D: LedgerDocument>(_ key: DocumentKey, as type: D.Type = D.self) throws -> D {
        guard let value = try read(key, as: type) else { throw ContractFailure.stateInconsistent(key.text) }
        return value
    }

    /// Whether there is a document under `key`.
    func has(_ key: DocumentKey) throws -> Bool { try document(key) != nil }

    /// Writes a document; the transaction's rejection takes it back.
    func write(_ value: some LedgerDocument) {
        let document = value.document
        pending.updateValue(document, forKey: value.key)
        // Both are asked for by nearly every transaction; they follow what is written.
        if case .parameters(let value) = document { parameters = value }
        if case .organisationSet(let value) = document { organisationSet = value.set }
    }

    /// Deletes a document; the transaction's rejection takes it back.
    func delete(_ key: DocumentKey) { pending.updateValue(nil, forKey: key) }

    // MARK: Ids

    /// Throws `transaction.repeated` when that very transaction has used up `id`, `transaction.idReused` when another
    /// has.
    func requireFresh(_ id: EntityID, of hash: TransactionHash) throws {
        let known: TransactionHash?
        if let seen = usedHashes[id] {
            known = seen
        } else {
            do { known = try state.transactionHash(ofID: id) } catch { throw StateUnreadable(cause: error) }
        }
        if let known { throw Rejection(known == hash ? .transactionRepeated : .transactionIDReused) }
    }

    /// Uses up the id of the transaction at hand, whatever becomes of it.
    func begin(_ id: EntityID, _ hash: TransactionHash) {
        transaction = hash
        used.append(UsedID(id: id, transaction: hash))
        usedHashes[id] = hash
    }

    /// Uses up the id of a nested transaction, if the one at hand is accepted.
    func useNested(_ id: EntityID, _ hash: TransactionHash) { nestedIDs.append(UsedID(id: id, transaction: hash)) }

    // MARK: Events

    /// Tells what the transaction at hand did.
    func emit(_ event: Event) throws {
        var event = event
        if let acting, event.actor == acting.patient { event.representative = acting.representative.id }
        events.append(try chain(event).json)
    }

    /// From here on the transaction at hand is carried out as a patient's by who represents them.
    func act(_ acting: Acting) { self.acting = acting }

    /// Tells what the ledger did by itself; it comes after the block's transactions.
    func emitDue(_ event: Event) { dueEvents.append(event) }

    /// Chains an event that concerns a patient. What a dependant is told, their guardians are told.
    private func chain(_ event: Event) throws -> Event {
        guard let patient = event.patient else { return event }
        var event = event
        var chain = try read(.events(patient)) ?? EventsDocument(patient: patient)
        if event.audience.ascendingContains(patient) {
            for guardian in chain.guardians { _ = event.audience.insertAscending(guardian) }
        }
        chain.append(event.json.canonicalBytes)
        write(chain)
        return event
    }

    // MARK: Boundaries

    /// Keeps what was written since the last boundary and returns the events.
    @discardableResult
    func accept() -> [JSONObject] {
        changed.merge(pending) { _, new in new }
        pending.removeAll(keepingCapacity: true)
        for nested in nestedIDs {
            used.append(nested)
            usedHashes[nested.id] = nested.transaction
        }
        nestedIDs = []
        transaction = .zero
        acting = nil
        defer { events = [] }
        return events
    }

    /// Forgets what was written since the last boundary.
    func reject() throws {
        let touchesNetwork = pending[.parameters] != nil || pending[.organisationSet] != nil
        pending.removeAll(keepingCapacity: true)
        events = []
        nestedIDs = []
        transaction = .zero
        acting = nil
        if touchesNetwork {
            parameters = try require(.parameters)
            organisationSet = try require(.organisationSet, as: OrganisationSetDocument.self).set
        }
    }

    /// Ends the block.
    func finish(outcomes: [Outcome], contractVersion: Int64) throws -> BlockExecution {
        dueEvents = try dueEvents.map(chain)
        accept()
        var changes: [StateChange] = []
        changes.reserveCapacity(changed.count)
        for key in changed.keys.sorted() {
            guard let change = changed[key] else { continue }
            // What was made and deleted within the block never was in the state.
            if change == nil, try state.document(key) == nil { continue }
            changes.append(StateChange(key: key, document: change))
        }
        return BlockExecution(
            time: time, outcomes: outcomes, dueEvents: dueEvents.map(\.json), changes: changes, usedIDs: used,
            organisationSet: organisationSet, contractVersion: UInt16(clamping: contractVersion))
    }

    /// What has fallen due, at most `limit`.
    func dueDocuments(limit: Int) throws -> [DueDocument] {
        try state.dueDocuments(notAfter: time, limit: limit)
    }
}

/// The state could not be read. It is wrapped, so that no failure of the store is taken for a rejection.
struct StateUnreadable: Error {
    /// What the store said.
    let cause: any Error
}
