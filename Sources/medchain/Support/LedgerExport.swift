import ClinicalFHIR
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract

/// The access log and the consents of the ledger as FHIR Bundles.
struct LedgerExport {
    let session: Session

    /// Reads as AuditEvents. Throws `fhir.*`.
    func print(_ reads: [ReadDocument]) async throws {
        var entries: [(fullUrl: String, resource: [UInt8])] = []
        for read in reads {
            let audited = AuditedRead(
                transaction: read.transaction.base64URL, network: session.person.network.network.base64URL,
                at: Moments.instant(read.at), patient: LedgerParty(.patient, id: read.patient.canonical),
                reader: await party(read.reader, .practitioner), role: read.role.rawValue,
                organisation: await party(read.organisation, .organization), purpose: read.purpose.rawValue,
                grant: read.grant?.text, records: read.records.map(\.text))
            entries += audited.auditEvents
        }
        try print(entries)
    }

    /// Grants as Consents. Throws `fhir.*`.
    func print(_ grants: [GrantDocument]) async throws {
        var entries: [(fullUrl: String, resource: [UInt8])] = []
        for grant in grants {
            let kind: LedgerParty.Kind = grant.granteeKind == .organisation ? .organization : .practitioner
            let scope: GivenConsent.Scope =
                switch grant.terms.scope {
                case .categories(let categories): .categories(categories.map(\.rawValue))
                case .records(let records): .records(records.map(\.text))
                }
            let given = GivenConsent(
                grant: grant.grant.text, patient: LedgerParty(.patient, id: grant.patient.canonical),
                grantee: await party(grant.grantee, kind), givenAt: Moments.instant(grant.grantedAt),
                from: Moments.instant(grant.from),
                until: Moments.instant(min(grant.endedAt ?? grant.until, grant.until)),
                isActive: grant.status == .live && LedgerTime.now() < grant.until,
                purpose: grant.terms.purpose.rawValue, rights: grant.terms.rights.map(\.rawValue), scope: scope,
                reads: grant.terms.reads.map { String($0) })
            entries.append(given.consent)
        }
        try print(entries)
    }

    private func party(_ id: IdentityID, _ kind: LedgerParty.Kind) async -> LedgerParty {
        let name = await session.directory.name(of: id)
        return LedgerParty(kind, id: id.canonical, name: name == "yourself" ? nil : name)
    }

    private func print(_ entries: [(fullUrl: String, resource: [UInt8])]) throws {
        let bundle = try BundleExport.bundle(entries, timestamp: Moments.instant(.now()))
        Terminal.print(String(decoding: bundle.dropLast(), as: UTF8.self))
    }
}
