internal import Crypto
internal import Foundation
internal import LedgerFormat
internal import RecordContract
internal import SealedRecord
internal import Sealing

/// Sealed content with its identifier.
struct LoadContent: Sendable {
    let cid: CID
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        cid = CIDBuilder.cid(of: bytes)
    }
}

/// The commands that make a population, and those of the load. Everything is sealed as a device seals it.
extension Derivation {
    static let category = RecordContract.Category.clinical

    /// What stands in the place of a certificate: it says what these people are.
    static let credentials = LoadContent(Array("Somebody made up for a measurement".utf8))

    /// An application; staff have a name.
    func application(of person: LoadPerson, role: Role, name: String?) throws -> JSONObject {
        try IdentityApply(
            application: .init(
                role: role, organisation: organisation, signingKey: person.signingKey, sealingKey: person.sealingKey,
                profile: name.map { Profile(name: $0, specialty: "Load") },
                credentials: name == nil ? nil : Self.credentials.cid)
        ).json
    }

    /// The seven compartments of a patient.
    func opening(patient index: Int, _ person: LoadPerson) throws -> (command: JSONObject, content: LoadContent) {
        let keys = try RecordContract.Category.allCases.map { try compartment($0, ofPatient: index) }
        let envelope = LoadContent(
            try CompartmentEnvelope(
                network: network.base64URL, patient: person.id.canonical, keys: keys,
                patientKey: person.sealing.publicKey
            ).encoded())
        let openings = try zip(RecordContract.Category.allCases, keys).map { category, key in
            let publicKey = try P256PublicKey(coordinates: key.publicKey.key.x + key.publicKey.key.y)
            let statement = try person.sign(
                KeyStatement.message(
                    network: network, holder: person.id, category: category, version: 1, publicKey: publicKey))
            return CompartmentOpen.Opening(
                category: category, publicKey: publicKey, keyEnvelope: envelope.cid, statement: statement)
        }
        return (CompartmentOpen(compartments: openings).json, envelope)
    }

    /// A patient's grant to a reader.
    func granting(
        slot: Int, patient: LoadPerson, to reader: LoadPerson, at now: LedgerTime
    ) throws -> (command: JSONObject, content: LoadContent) {
        let categories = [RecordContract.Category.safety, Self.category]
        let envelope = LoadContent(
            try GrantEnvelope(
                network: network.base64URL, patient: patient.id.canonical, grantee: reader.id.canonical,
                granteeKey: reader.sealing.publicKey,
                compartments: categories.map { try compartment($0, ofPatient: self.patient(ofSlot: slot)) }
            ).encoded())
        guard let until = LedgerTime(milliseconds: population.grantsUntil) else { throw Rejection(.formatMalformed) }
        let grant = AccessGrant(
            grant: try grant(slot: slot), grantee: reader.id,
            terms: AccessTerms(
                scope: .categories([Self.category]), rights: [.list, .read, .contribute], purpose: .treatment),
            from: now, until: until, envelope: envelope.cid)
        return (grant.json, envelope)
    }

    /// The halves and the envelope of a record that `reader` writes under `slot`.
    func sealing(
        _ record: EntityID, slot: Int, patient: LoadPerson, reader: LoadPerson
    ) throws -> (halves: RecordKeyHalves, binding: RecordBinding, envelope: LoadContent, shares: [RecordContent.Share])
    {
        guard let category = CompartmentCategory(name: Self.category.rawValue) else {
            throw Rejection(.formatMalformed)
        }
        let binding = try RecordBinding(
            network: network.base64URL, patient: patient.id.canonical, record: record.text, category: category)
        let halves = RecordKeyHalves.random()
        let (envelope, commitments) = try RecordEnvelope.seal(
            halves, binding: binding,
            compartment: try compartment(Self.category, ofPatient: self.patient(ofSlot: slot)).publicKey,
            author: (reader.id.canonical, reader.sealing.publicKey), patientKey: patient.sealing.publicKey,
            organisations: try recipients(), threshold: threshold)
        let shares = try commitments.entries.map { entry in
            guard let organisation = IdentityID(canonical: entry.organisation),
                let commitment = Hash256(bytes: entry.commitment)
            else { throw Rejection(.formatMalformed) }
            return RecordContent.Share(organisation: organisation, commitment: commitment)
        }
        return (halves, binding, LoadContent(envelope.encoded()), shares)
    }

    var threshold: Int { population.members.count / 2 + 1 }

    private func recipients() throws -> [ReleaseRecipient] {
        try population.members.map { member in
            guard let key = Base64URL.decode(member.releaseKey.utf8), key.count == 64 else {
                throw LoadError("bench.population", "The population file is damaged.")
            }
            return ReleaseRecipient(
                organisation: member.organisation,
                releaseKey: try SealingPublicKey(x: Array(key[..<32]), y: Array(key[32...])))
        }
    }

    /// A small observation, sealed: what a record of the load holds.
    func payload(_ halves: RecordKeyHalves, _ binding: RecordBinding) throws -> LoadContent {
        LoadContent(
            try Payload.seal(
                Self.observation, metadata: PayloadMetadata(mediaType: "application/fhir+json", title: "Pulse"),
                dataKey: halves.dataKey(for: binding), binding: PayloadBinding(binding)))
    }

    static let observation = Array(
        """
        {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org",\
        "code":"8867-4","display":"Heart rate"}],"text":"Heart rate"},"effectiveDateTime":"2026-01-05T09:30:00Z",\
        "valueQuantity":{"value":72,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
        """.utf8)

    /// `record.add` of content that is sealed already.
    func adding(
        _ record: EntityID, slot: Int, patient: IdentityID, payload: CID, size: Int, envelope: CID,
        shares: [RecordContent.Share]
    ) throws -> JSONObject {
        RecordAdd(
            patient: patient, record: record,
            content: RecordContent(
                category: Self.category, payload: payload, size: Int64(size), envelope: envelope,
                compartmentVersion: 1, threshold: Int64(threshold), shares: shares),
            grant: try grant(slot: slot)
        ).json
    }

    /// `record.add` of a record that only the ledger has: its content identifiers name nothing.
    func addingNothing(_ record: EntityID, slot: Int, patient: IdentityID) throws -> JSONObject {
        let shares = try population.members.map { member in
            guard let organisation = IdentityID(canonical: member.organisation) else {
                throw LoadError("bench.population", "The population file is damaged.")
            }
            return RecordContent.Share(
                organisation: organisation, commitment: Hash256(hashing: record.bytes + organisation.canonical.utf8))
        }
        return try adding(
            record, slot: slot, patient: patient,
            payload: try CID(codec: .raw, sha256: Hash256(hashing: record.bytes + [1]).bytes), size: 1_136,
            envelope: try CID(codec: .raw, sha256: Hash256(hashing: record.bytes + [2]).bytes), shares: shares)
    }

    /// `access.read` of one record under `slot`.
    func reading(_ record: EntityID, slot: Int, patient: IdentityID) throws -> JSONObject {
        AccessRead(patient: patient, purpose: .treatment, records: [record], grant: try grant(slot: slot)).json
    }
}
