public import LedgerFormat
public import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
public import Wallet

/// A staff member's proof of who they are: sealed to the authority, never readable by a node.
public struct Credentials: Sendable {
    /// The document, such as a PDF of the licence.
    public let bytes: [UInt8]
    /// Its media type.
    public let mediaType: String
    /// Its file name; it stays inside the seal.
    public let fileName: String?

    /// A document of these parts.
    public init(bytes: [UInt8], mediaType: String, fileName: String?) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.fileName = fileName
    }
}

/// Registers people who have no identity on the ledger yet.
public enum Registration {
    /// Applies for an identity: a patient's needs no profile and no credentials, a staff member's needs both. The
    /// node counter-signs. Throws `NodeClientError` or `RecordClientError`.
    public static func register(
        _ keys: WalletKeys, role: Role, organisation: IdentityID, profile: Profile?, credentials: Credentials?,
        client: NodeClient, now: LedgerTime
    ) async throws -> TransactionResult {
        let network = try await client.network()
        let id = keys.identity(in: network.network)
        var credentialsCID: CID?
        if let credentials {
            let note = try SealedNote(
                credentials.bytes,
                metadata: PayloadMetadata(mediaType: credentials.mediaType, fileName: credentials.fileName),
                kind: .credential, network: network.network.base64URL, sender: id.canonical,
                recipients: try authorities(network))
            let sealed = note.encoded()
            let cid = CIDBuilder.cid(of: sealed)
            try await client.upload(
                cid: cid.text, length: Int64(sealed.count), path: "/v1/registrations/content/"
            ) { offset, count in Array(sealed[Int(offset)..<(Int(offset) + count)]) }
            credentialsCID = cid
        }
        let apply = IdentityApply(
            application: .init(
                role: role, organisation: organisation, signingKey: keys.signingPublicKey,
                sealingKey: keys.sealingPublicKey, profile: profile, credentials: credentialsCID))
        let application = try keys.transaction(apply.json, network: network.network, issuedAt: now)
        let result: TransactionResult = try await client.post(
            "/v1/registrations", RegistrationRequest(application: application.encoded))
        if let code = result.rejection { throw RecordClientError.rejected(code, result.hash) }
        return result
    }

    static func authorities(_ network: NetworkInformation) throws -> [(id: String, key: SealingPublicKey)] {
        guard case .array(let items)? = network.json["authorities"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/network")
        }
        return try items.map { item in
            var reader = try ObjectReader(item, field: "authorities")
            let id = try reader.identity("id")
            let key = try P256PublicKey(try reader.value("sealingKey"), field: "sealingKey")
            return (id.canonical, try key.sealing)
        }
    }
}

extension Person {
    /// Opens a staff member's credentials, as the authority. Throws `NodeClientError`, `SealingError`.
    public func credentials(of applicant: IdentityID) async throws -> Credentials {
        let sealed = try await client.getBytes("/v1/identities/\(applicant.canonical)/credentials")
        let opened = try SealedNote(parsing: sealed).open(
            recipient: id.canonical, key: keys.sealingPrivateKey, network: networkText, sender: applicant.canonical,
            kind: .credential)
        return Credentials(
            bytes: opened.content, mediaType: opened.metadata.mediaType, fileName: opened.metadata.fileName)
    }

    /// Makes the seven compartments of a new patient. Throws `NodeClientError` or `RecordClientError`.
    public func openCompartments() async throws -> TransactionResult {
        let generated = try RecordContract.Category.allCases.map { category in
            try CompartmentKey.generate(category.compartment)
        }
        let envelope = try CompartmentEnvelope(
            network: networkText, patient: id.canonical, keys: generated, patientKey: keys.sealingPublicKey.sealing)
        let cid = try await upload(envelope.encoded())
        let openings = try zip(RecordContract.Category.allCases, generated).map { category, key in
            CompartmentOpen.Opening(
                category: category, publicKey: try key.publicKey.key.ledger, keyEnvelope: cid)
        }
        return try await submit(CompartmentOpen(compartments: openings))
    }

    /// Stores a small sealed object and returns its CID. Throws `NodeClientError`.
    func upload(_ sealed: [UInt8]) async throws -> CID {
        let content = SealedContent(sealed)
        try await content.upload(to: client)
        return content.cid
    }
}
