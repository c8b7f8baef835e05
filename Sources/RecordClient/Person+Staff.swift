internal import Crypto
public import LedgerFormat
public import NodeClient
public import NodeWire
public import RecordContract

/// What an invited person gets: the invitation and the token that proves that they are meant.
public struct InvitationLink: Sendable, Equatable {
    /// The invitation.
    public let invitation: EntityID
    /// 256 random bits.
    public let token: [UInt8]

    private static let marker = "#join="

    /// A link to this invitation.
    public init(invitation: EntityID, token: [UInt8]) {
        self.invitation = invitation
        self.token = token
    }

    /// Reads a link, or the part after `#join=`; nil for what is neither.
    public init?(_ text: String) {
        let tail = text.components(after: Self.marker) ?? text
        let parts = tail.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let invitation = EntityID(text: String(parts[0])),
            let token = Base64URL.decode(parts[1].utf8), token.count == 32
        else { return nil }
        self.init(invitation: invitation, token: token)
    }

    /// The link at a node. What follows `#` never reaches a server.
    public func text(at node: String) -> String {
        "\(node)/\(Self.marker)\(invitation.text).\(Base64URL.string(token))"
    }
}

extension String {
    fileprivate func components(after marker: String) -> String? {
        guard let range = self.firstRange(of: marker) else { return nil }
        return String(self[range.upperBound...])
    }
}

/// What an invitation says to whom it is meant for.
public struct OpenInvitation: Sendable {
    /// To which organisation.
    public let organisation: IdentityID
    /// In which role.
    public let role: Role
    /// Until when.
    public let until: LedgerTime

    /// Asks the node; nobody needs to sign in for it. Throws `NodeClientError`.
    public static func fetch(_ link: InvitationLink, at client: NodeClient) async throws -> OpenInvitation {
        let answer: Positioned = try await client.get("/v1/registrations/invitations/\(link.invitation.text)")
        var reader = ObjectReader(answer.value)
        return OpenInvitation(
            organisation: try reader.identity("organisation"), role: try reader.choice("role"),
            until: try reader.time("until"))
    }
}

extension Person {
    /// Invites somebody to the person's organisation. The token is made here and is in the link alone. Throws
    /// `NodeClientError`, `RecordClientError`.
    public func inviteStaff(
        _ role: Role, until: LedgerTime
    ) async throws -> (link: InvitationLink, result: TransactionResult) {
        let token = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let link = InvitationLink(invitation: newID(), token: token)
        let result = try await submit(
            StaffInvite(
                invitation: link.invitation, role: role, tokenHash: Hash256(hashing: token), until: until))
        return (link, result)
    }

    /// The invitations of the person's organisation, the latest first, open ones before others. Throws
    /// `NodeClientError`.
    public func invitations(limit: Int = .max) async throws -> [InvitationDocument] {
        try await client.list("/v1/me/invitations", limit: limit).map { json in
            var reader = ObjectReader(json)
            return try json.ledgerDocument(.invitation(try reader.id("invitation")))
        }
    }
}
