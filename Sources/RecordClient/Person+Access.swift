public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

extension Person {
    /// Asks a patient for access, with a reason sealed to them. Throws `NodeClientError`, `RecordClientError`;
    /// `notFound` where a reason is given and there is no such patient.
    public func requestAccess(
        to patient: IdentityID, terms: AccessTerms, duration: Int64, forOrganisation: Bool, reason: String? = nil
    ) async throws -> (request: EntityID, result: TransactionResult) {
        let request = newID()
        var content: [SealedContent] = []
        if let reason { content.append(try sealedNote(reason, to: patient, key: try await sealingKey(of: patient))) }
        let result = try await submit(
            AccessRequest(
                request: request, patient: patient, forOrganisation: forOrganisation, terms: terms, duration: duration,
                note: content.first?.cid), storing: content)
        return (request, result)
    }

    /// Grants access to a person or an organisation: seals the keys of the categories, or the records' halves, to the
    /// grantee. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func grantAccess(
        to grantee: IdentityID, terms: AccessTerms, from: LedgerTime, until: LedgerTime,
        answering request: EntityID? = nil
    ) async throws -> (grant: EntityID, result: TransactionResult) {
        let target = try await grantTarget(grantee)
        let envelope = try await grantEnvelope(
            scope: terms.scope, rights: terms.rights, grantee: grantee, key: target.key)
        let grant = newID()
        let content = SealedContent(envelope.encoded())
        let result = try await submit(
            AccessGrant(
                grant: grant, request: request, grantee: grantee, terms: terms, from: from, until: until,
                envelope: content.cid, keyVersion: target.keyVersion), storing: [content])
        return (grant, result)
    }

    /// Refuses a request. Throws `NodeClientError`, `RecordClientError`.
    public func denyAccess(_ request: EntityID, note: String? = nil) async throws -> TransactionResult {
        guard let note else { return try await submit(AccessDeny(request: request, note: nil)) }
        let requester = try await self.request(request).requester
        let content = try sealedNote(note, to: requester, key: try await sealingKey(of: requester))
        return try await submit(AccessDeny(request: request, note: content.cid), storing: [content])
    }

    /// Ends a grant and does what follows from it: new keys for the compartments that it covered. Throws
    /// `NodeClientError`, `RecordClientError`, `SealingError`.
    public func revokeAccess(_ grant: EntityID) async throws -> TransactionResult {
        let result = try await submit(AccessRevoke(grant: grant))
        try await attendToDuties()
        return result
    }

    private func grantTarget(_ grantee: IdentityID) async throws -> (key: SealingPublicKey, keyVersion: Int64?) {
        do {
            return (try await publicIdentity(grantee).sealingKey.sealing, nil)
        } catch NodeClientError.problem(let problem) where problem.code == "notFound" {
            let key = try await organisationKey(of: grantee)
            return (try key.publicKey.sealing, key.version)
        }
    }

    func grantEnvelope(
        scope: Scope, rights: [Right], grantee: IdentityID, key: SealingPublicKey
    ) async throws -> GrantEnvelope {
        switch scope {
        case .categories(let categories):
            let covered = rights == [.list] ? categories : (categories + [.safety])
            // A grant to list or contribute needs no private key: contributing seals to the public one.
            let opens = rights.contains(.read) || rights.contains(.dispense)
            let keys =
                try await opens
                ? compartmentKeys().filter { key in covered.contains { $0.rawValue == key.category.name } } : []
            return try GrantEnvelope(
                network: networkText, patient: id.canonical, grantee: grantee.canonical, granteeKey: key,
                compartments: keys)
        case .records(let records):
            var halves: [(binding: RecordBinding, a: SecretBytes)] = []
            for record in records {
                let document = try await self.record(record, of: id)
                halves.append((try document.binding(in: network.network), try await firstHalf(of: document)))
            }
            return try GrantEnvelope(
                network: networkText, patient: id.canonical, grantee: grantee.canonical, granteeKey: key,
                compartments: [],
                records: halves)
        }
    }

    /// The person's own compartment private keys, all versions of all categories. Throws `NodeClientError`,
    /// `SealingError`.
    func compartmentKeys() async throws -> [CompartmentKey] {
        var keys: [CompartmentKey] = []
        for category in RecordContract.Category.allCases {
            keys += try await compartmentKeys(of: category)
        }
        return keys
    }

    func compartmentKeys(of category: RecordContract.Category) async throws -> [CompartmentKey] {
        if let actor, !actor.isGuardian {
            return try await actor.compartmentKeys().filter { $0.category.name == category.rawValue }
        }
        let sealed = try await client.getBytes("/v1/patients/\(id.canonical)/compartments/\(category.rawValue)/key")
        return try withOwnKeys { key in
            try CompartmentEnvelope(parsing: sealed).open(
                network: networkText, patient: id.canonical, patientKey: key
            ).filter { $0.category.name == category.rawValue }
        }
    }
}

// MARK: - What a patient's wallet does at each unlock

extension Person {
    /// Renews grants to organisations whose key has changed, re-keys stale compartments and re-seals envelopes under
    /// the new keys: what follows from a revocation, an expiry or a suspension. None of it gives anybody more than
    /// the patient decided, so nothing of it asks for approval. Returns how many compartments and records it attended
    /// to. Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    @discardableResult
    public func attendToDuties() async throws -> (rekeyed: Int, resealed: Int) {
        guard identity.role == .patient else { return (0, 0) }
        return try await approving { _ in }.doDuties()
    }

    /// What fails for one grant, category or record keeps nobody from the others; the first failure is thrown when all
    /// that can be done is done.
    private func doDuties() async throws -> (rekeyed: Int, resealed: Int) {
        var done = (rekeyed: 0, resealed: 0)
        var failure: (any Error)?
        var duties: WalletDuties = try await fetchDuties()
        if !duties.organisationGrants.isEmpty {
            for grant in duties.organisationGrants {
                do { try await renewOrganisationGrant(try await self.grant(grant)) } catch {
                    failure = failure ?? error
                }
            }
            duties = try await fetchDuties()
        }
        for category in duties.rekey.compactMap(RecordContract.Category.init(rawValue:)) {
            do {
                try await rekey(category)
                done.rekeyed += 1
            } catch { failure = failure ?? error }
        }
        if !duties.rekey.isEmpty { duties = try await fetchDuties() }
        for category in duties.reseal.compactMap({ RecordContract.Category(rawValue: $0.category) }) {
            do { done.resealed += try await reseal(category) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return done
    }

    private func fetchDuties() async throws -> WalletDuties {
        let answer: Positioned = try await client.get("/v1/patients/\(id.canonical)/duties")
        return try WalletDuties(json: answer.value)
    }

    /// Replaces a grant by the same one sealed to the organisation's present key, where there is a newer key than the
    /// grant's; the patient's decision stays what it was.
    private func renewOrganisationGrant(_ old: GrantDocument) async throws {
        guard let key = try await organisation(old.grantee).key, let version = old.keyVersion, key.version > version,
            old.status == .live
        else { return }
        try await requireOwn(old)
        let left = old.terms.reads.map { $0 - old.readsUsed }
        let terms = AccessTerms(
            scope: old.terms.scope, rights: old.terms.rights, purpose: old.terms.purpose, reads: left)
        _ = try await grantAccess(to: old.grantee, terms: terms, from: old.from, until: old.until)
        try await submit(AccessRevoke(grant: old.grant))
    }

    private func rekey(_ category: RecordContract.Category) async throws {
        let earlier = try await earlierKeys(of: category)
        let version = UInt64(try await currentVersion(of: category)) + 1
        let new = try CompartmentKey.generate(category.compartment, version: version)
        let envelope = try CompartmentEnvelope(
            network: networkText, patient: id.canonical, keys: earlier + [new],
            patientKey: sealingPublicKey.sealing)
        let keyEnvelope = try await upload(envelope.encoded())
        var carried: [CompartmentRekey.Carried] = []
        for grant in try await myGrants() where grant.status == .live && grant.covers(category) {
            guard grant.terms.rights.contains(.read) || grant.terms.rights.contains(.dispense),
                let target = try? await grantTarget(grant.grantee), try await isInGoodStanding(grant)
            else { continue }
            try await requireOwn(grant)
            let others = try await compartmentKeys().filter { key in
                key.category.name != category.rawValue
                    && RecordContract.Category(rawValue: key.category.name).map { grant.covers($0) } ?? false
            }
            let sealed = try GrantEnvelope(
                network: networkText, patient: id.canonical, grantee: grant.grantee.canonical, granteeKey: target.key,
                compartments: others + earlier + [new])
            carried.append(
                CompartmentRekey.Carried(grant: grant.grant, envelope: try await upload(sealed.encoded())))
        }
        let publicKey = try new.publicKey.key.ledger
        try await submit(
            CompartmentRekey(
                category: category, version: Int64(version), publicKey: publicKey, keyEnvelope: keyEnvelope,
                statement: try state(publicKey, of: id, category: category, version: Int64(version)),
                grants: carried.sorted { $0.grant < $1.grant }))
    }

    /// A suspended grantee gets no new key; an organisation's grant stays sealed to the key version that it names.
    private func isInGoodStanding(_ grant: GrantDocument) async throws -> Bool {
        switch grant.granteeKind {
        case .person: try await publicIdentity(grant.grantee).status == .verified
        case .organisation: try await organisation(grant.grantee).key?.version == grant.keyVersion
        }
    }

    /// Re-seals the envelopes of a category that seal to an older key, as many as one transaction takes at a time.
    /// Those that do not open are left as they are: nobody can read such a record anyway.
    private func reseal(_ category: RecordContract.Category) async throws -> Int {
        guard let compartment = try await compartments(of: id)[category] else {
            throw RecordClientError.contentMismatch
        }
        let behind = try await records(of: id, category: category)
            .filter { $0.status != .erased && $0.content.compartmentVersion < compartment.version }.map(\.record)
            .sorted()
        var done = 0
        for start in stride(from: 0, to: behind.count, by: Limits.recordsPerReseal) {
            let part = behind[start..<min(start + Limits.recordsPerReseal, behind.count)]
            var resealed: [CompartmentReseal.Resealed] = []
            for record in part {
                do { resealed.append(try await self.resealed(record, to: compartment)) } catch
                    where UnreadableContent.isWhy(error)
                { continue }
            }
            guard !resealed.isEmpty else { continue }
            try await submit(CompartmentReseal(category: category, version: compartment.version, records: resealed))
            done += resealed.count
        }
        return done
    }

    private func resealed(
        _ record: EntityID, to compartment: PatientCompartment
    ) async throws -> CompartmentReseal.Resealed {
        let path = "/v1/patients/\(id.canonical)/records/\(record.text)/envelope"
        let envelope = try RecordEnvelope(parsing: try await client.getBytes(path))
        // What the patient has restricted lies in that compartment, whatever category it is of.
        let new = try moved(envelope, to: compartment)
        return CompartmentReseal.Resealed(record: record, envelope: try await upload(new.encoded()))
    }
}
