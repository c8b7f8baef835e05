import LedgerFormat
import RecordContract
import Testing

/// The world state in memory. It keeps what was encoded and hands out what parsing makes of it, so that every document
/// that any test writes goes through its parser.
struct MemoryState: WorldState {
    private(set) var encoded: [DocumentKey: [UInt8]] = [:]
    private var documents: [DocumentKey: Document] = [:]
    private var due: [DocumentKey: DueDocument] = [:]
    private var ids: [EntityID: TransactionHash] = [:]
    /// Each patient's chain of events, counted and hashed by the test itself.
    private var chains: [IdentityID: (count: Int64, head: Hash256)] = [:]

    func document(_ key: DocumentKey) throws -> Document? { documents[key] }
    func transactionHash(ofID id: EntityID) throws -> TransactionHash? { ids[id] }
    func nextDue() throws -> LedgerTime? { due.values.map(\.time).min() }
    func dueDocuments(notAfter time: LedgerTime, limit: Int) throws -> [DueDocument] {
        due.filter { $0.value.time <= time }.sorted { $0.key < $1.key }.prefix(limit).map(\.value)
    }

    var usedIDs: Int { ids.count }
    var all: [Document] { documents.sorted { $0.key < $1.key }.map(\.value) }

    func get<D: LedgerDocument>(_ key: DocumentKey, _ type: D.Type = D.self) -> D? { documents[key].flatMap(D.init) }

    /// Takes over what a block changed, and checks what must hold for every block.
    mutating func commit(_ block: BlockExecution) throws {
        var last: DocumentKey?
        for change in block.changes {
            if let last { #expect(last < change.key) }
            last = change.key
            guard let document = change.document, let bytes = change.encoded else {
                #expect(documents.removeValue(forKey: change.key) != nil)
                encoded[change.key] = nil
                due[change.key] = nil
                continue
            }
            let parsed = try Document(parsing: bytes, key: change.key)
            #expect(parsed == document && parsed.encoded == bytes && document.key == change.key)
            documents[change.key] = parsed
            encoded[change.key] = bytes
            if case .due(let value) = parsed { due[change.key] = value }
        }
        for used in block.usedIDs { #expect(ids.updateValue(used.transaction, forKey: used.id) == nil) }
        for outcome in block.outcomes {
            #expect(try Outcome(parsing: outcome.encoded).encoded == outcome.encoded)
            for event in outcome.events { try chain(event) }
        }
        for event in block.dueEvents { try chain(event) }
        for (patient, chain) in chains {
            let document = get(.events(patient), EventsDocument.self)
            #expect(document?.count == chain.count && document?.head == chain.head)
        }
    }

    private mutating func chain(_ json: JSONObject) throws {
        let event = try Event(parsing: json)
        #expect(event.json.canonicalBytes == json.canonicalBytes)
        guard let patient = event.patient else { return }
        let before = chains[patient] ?? (0, .zero)
        chains[patient] = (before.count + 1, Hash256(hashing: before.head.bytes + json.canonicalBytes))
    }
}
