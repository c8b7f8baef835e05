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
        invitation: InvitationLink? = nil, client: NodeClient, now: LedgerTime
    ) async throws -> TransactionResult {
        let network = try await client.network()
        let id = keys.identity(in: network.network)
        var credentialsCID: CID?
        if let credentials {
            let trusted = try await TrustedKeys.begin(network.network, at: client)
            let note = try SealedNote(
                credentials.bytes,
                metadata: PayloadMetadata(mediaType: credentials.mediaType, fileName: credentials.fileName),
                kind: .credential, network: network.network.base64URL, sender: id.canonical,
                recipients: try trusted.officials(network).map { ($0.id.canonical, try $0.sealingKey.sealing) })
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
                sealingKey: keys.sealingPublicKey, profile: profile, credentials: credentialsCID),
            invitation: invitation.map { .init(invitation: $0.invitation, token: $0.token) })
        let application = try keys.transaction(apply.json, network: network.network, issuedAt: now)
        let result: TransactionResult = try await client.post(
            "/v1/registrations", RegistrationRequest(application: application.encoded))
        if let code = result.rejection { throw RecordClientError.rejected(code, result.hash) }
        return result
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
            let publicKey = try key.publicKey.key.ledger
            return CompartmentOpen.Opening(
                category: category, publicKey: publicKey, keyEnvelope: cid,
                statement: try state(publicKey, of: id, category: category, version: 1))
        }
        return try await submit(CompartmentOpen(compartments: openings))
    }

    /// Signs what others must know of a sealing key before they seal to it.
    func state(
        _ publicKey: P256PublicKey, of holder: IdentityID, category: RecordContract.Category?, version: Int64
    ) throws -> ES256Signature {
        try keys.sign(
            KeyStatement.message(
                network: network.network, holder: holder, category: category, version: version, publicKey: publicKey))
    }

    /// Stores a small sealed object and returns its CID. Throws `NodeClientError`.
    func upload(_ sealed: [UInt8]) async throws -> CID {
        let content = SealedContent(sealed)
        try await content.upload(to: client)
        return content.cid
    }
}
