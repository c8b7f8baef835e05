internal import ContentStore
internal import LedgerFormat
internal import LedgerStore
internal import RecordContract
internal import Sealing

/// What a transaction may refer to: content that its signer brought to this node, and nothing else; and what a record's
/// envelope must be before this node proposes the record. Both keep one person's transaction from showing another's
/// content, and from leaving behind a record that nobody can open.
struct ContentAdmission: Sendable {
    let ledger: Ledger
    let access: ContentAccess
    let store: any ContentStore

    private static let notUploaded = NodeError(
        .conflict, "content.notUploaded", "The transaction refers to content that its signer has not uploaded here.")

    private struct WrittenRecord {
        let patient: IdentityID
        let record: EntityID
        let content: RecordContent
        /// Who writes, where it is not the signer.
        var author: IdentityID?
    }

    /// Throws `record.storage` (payload or envelope of a record), `content.notUploaded` (anything else), and
    /// `content.envelope` for an envelope that is not the record's.
    func check(_ transaction: Transaction, signedWith key: KeyDocument) async throws {
        let cids = ContentReferences.all(in: .object(transaction.command))
        guard !cids.isEmpty else { return }
        // What a node signs is somebody's application.
        let provenance = key.kind == .node ? UploadOwner.applicants : key.holder.canonical
        let written = try await writtenRecord(transaction)
        let envelope = written?.content.envelope
        let claims = cids.map { cid in
            ContentClaim(cid, bytesUpTo: cid == envelope ? ContentLimits.smallObject : 0)
        }
        let kept = try await access.keep(claims, broughtBy: provenance)
        for (claim, kept) in zip(claims, kept) where kept == nil {
            let isRecords = written.map { [$0.content.payload, $0.content.envelope].contains(claim.cid) } ?? false
            throw isRecords ? NodeError(Rejection(.recordStorage)) : Self.notUploaded
        }
        guard let written else { return }
        guard let index = claims.firstIndex(where: { $0.cid == envelope }), let found = kept[index] else {
            throw NodeError(Rejection(.recordStorage))
        }
        try await checkEnvelope(found, of: written, author: written.author ?? key.holder)
    }

    private func writtenRecord(_ transaction: Transaction) async throws -> WrittenRecord? {
        if transaction.commandType == CommandType.representativeAct.rawValue {
            guard case .representation(let outer)? = try? Command(parsing: transaction.command),
                let act = outer.value as? RepresentativeAct, let inner = try? act.inner
            else { return nil }
            // The patient is the author, whoever acts for them.
            var written = try await writtenRecord(inner)
            written?.author = act.patient
            return written
        }
        guard ["record.", "order."].contains(where: transaction.commandType.hasPrefix) else { return nil }
        return try await writtenRecord(try? Command(parsing: transaction.command))
    }

    private func writtenRecord(_ command: Command?) async throws -> WrittenRecord? {
        switch command {
        case .recordAdd(let command):
            return WrittenRecord(patient: command.patient, record: command.record, content: command.content)
        case .recordAmend(let command):
            return WrittenRecord(patient: command.patient, record: command.record, content: command.content)
        case .care(let care):
            guard let command = care.value as? OrderFulfil else { return nil }
            let order = try await ledger.read { reader in try reader.document(.order(command.order)) }
            guard case .order(let order)? = order else { return nil }
            return WrittenRecord(patient: order.patient, record: command.record, content: command.content)
        default: return nil
        }
    }

    /// The ledger holds only the envelope's identifier; that it is an envelope, and this record's, a node sees. What it
    /// seals, nobody but its readers can.
    private func checkEnvelope(
        _ kept: HeldContent, of written: WrittenRecord, author: IdentityID
    ) async throws {
        let refusal = NodeError(.refused, "content.envelope", "The envelope is not one of this record.")
        let content = written.content
        guard kept.size <= RecordEnvelope.largestByteCount,
            let category = CompartmentCategory(rawValue: content.category.code)
        else { throw refusal }
        var bytes = try kept.verified(as: content.envelope)
        if bytes == nil { bytes = try await store.bytes(of: content.envelope, limit: RecordEnvelope.largestByteCount) }
        guard let bytes else { throw refusal }
        let binding = try RecordBinding(
            network: ledger.network.base64URL, patient: written.patient.canonical, record: written.record.text,
            category: category)
        do {
            let envelope = try RecordEnvelope(parsing: bytes)
            try envelope.check(binding)
            let expectedAuthor = author == written.patient ? nil : author.canonical
            guard envelope.threshold == Int(content.threshold),
                envelope.compartment.version == UInt64(content.compartmentVersion),
                envelope.shares.map(\.organisation) == content.shares.map(\.organisation.canonical),
                envelope.author?.id == expectedAuthor
            else { throw refusal }
        } catch is SealingError {
            throw refusal
        }
    }
}
