internal import ContentStore
internal import Crypto
public import LedgerFormat
internal import LedgerStore
internal import Logging
internal import RecordContract

/// Deletes what erased records referred to: with the commit of the erasure, before anybody is told that it was
/// accepted, and again at every start, so that content which came back with a backup goes before anybody gets it. What
/// is erased is given out by no route meanwhile: the world state says so.
struct Erasing: Sendable {
    let ledger: Ledger
    let content: any ContentStore
    let clock: NodeClock
    let node: IdentityID
    let organisation: IdentityID
    let signing: P256.Signing.PrivateKey
    let logger: Logger

    private static let page = 200

    /// Deletes what the records of these blocks referred to. A failure is logged; the next start tries again.
    func erase(_ blocks: [ExecutedBlock]) async {
        for block in blocks {
            for case .record(let record)? in block.changes.map(\.document) where record.status == .erased {
                await delete(record)
            }
        }
    }

    /// Goes through all erased records. Returns how many objects were there still.
    @discardableResult
    func sweep() async throws -> Int {
        var found = 0
        var after: IndexPosition?
        repeat {
            let page = try await ledger.read { [after] reader in
                try reader.documents(in: .erasedRecords, prefix: [], after: after, limit: Self.page)
            }
            for case .record(let record) in page.documents { found += await delete(record) }
            after = page.next
        } while after != nil
        if found > 0 { logger.notice("erased content came back and is gone again", metadata: ["count": "\(found)"]) }
        return found
    }

    @discardableResult
    private func delete(_ record: RecordDocument) async -> Int {
        var deleted = 0
        for cid in record.objects {
            do {
                if try await content.delete(cid) { deleted += 1 }
            } catch {
                let kind = (error as? ContentError)?.code ?? "\(type(of: error))"
                logger.error("erasing failed and is tried again at the next start", metadata: ["kind": "\(kind)"])
            }
        }
        return deleted
    }

    /// This node's certificate that it has nothing of an erased record. Throws `notFound` for a record that is not
    /// erased, or not the reader's to ask about; `erasure.pending` while something is there still.
    func certificate(of id: EntityID, patient: IdentityID, for principal: Principal) async throws -> JSONObject {
        let found = try await ledger.read { reader in
            try Visibility(reader, principal).erasedRecord(id, of: patient)
        }
        guard let record = found else { throw NodeError.notFound }
        for cid in record.objects where try await content.exists(cid) {
            throw NodeError(.busy, "erasure.pending", "The node has not deleted everything yet; ask again.")
        }
        let certificate = ErasureCertificate(
            network: ledger.network, organisation: organisation, nodeKey: P256PublicKey(signing.publicKey), node: node,
            record: record, erased: record.objects, confirmedAt: clock.now())
        let raw = try signing.signature(for: certificate.message).rawRepresentation
        return certificate.signed(try ES256Signature(normalizing: Array(raw)))
    }
}

extension Visibility {
    /// An erased record, for its patient, its author and the managers of the author's organisation.
    func erasedRecord(_ id: EntityID, of patient: IdentityID) throws -> RecordDocument? {
        try requireStanding()
        guard case .record(let record)? = try ledger.document(.record(patient, id)), record.status == .erased else {
            return nil
        }
        let manages = me.role == .hospitalManager && me.organisation == record.organisation
        return patient == me.id || record.author == me.id || manages ? record : nil
    }

    /// A request for erasure, for its patient and the managers of the organisation that answers.
    func erasure(_ record: EntityID, of patient: IdentityID) throws -> ErasureDocument? {
        try requireStanding()
        guard case .erasure(let erasure)? = try ledger.document(.erasure(patient, record)) else { return nil }
        let manages = me.role == .hospitalManager && me.organisation == erasure.organisation
        return patient == me.id || manages ? erasure : nil
    }
}

extension Node {
    /// This node's certificate that it has nothing of an erased record. Throws `notFound`, `erasure.pending`.
    public func erasureCertificate(
        of record: EntityID, patient: IdentityID, for principal: Principal
    ) async throws -> JSONObject {
        try await translating { try await self.erasing.certificate(of: record, patient: patient, for: principal) }
    }
}
