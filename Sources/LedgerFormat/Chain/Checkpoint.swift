public import Crypto

/// The state of the log of headers at a size, in the form of C2SP tlog-checkpoint, with the cosignatures (C2SP
/// tlog-cosignature, Ed25519) of the nodes that executed those headers. Format: docs/spec/block-v1.md, "Checkpoint".
public struct Checkpoint: Hashable, Sendable {
    /// The largest text that is read, in bytes.
    public static let maximumBytes = 65_536
    private static let originPrefix = "medchain/"

    /// The network; its origin line is `medchain/` and the network's id.
    public let network: NetworkID
    /// The number of headers: the last has height `treeSize - 1`.
    public let treeSize: UInt64
    /// The RFC 6962 root over the headers 0 ..< treeSize.
    public let root: Hash256
    /// The cosignatures, in the order of their lines; not verified by parsing.
    public private(set) var cosignatures: [Cosignature]

    /// A checkpoint of these parts.
    public init(network: NetworkID, treeSize: UInt64, root: Hash256, cosignatures: [Cosignature] = []) {
        self.network = network
        self.treeSize = treeSize
        self.root = root
        self.cosignatures = cosignatures
    }

    /// What is signed about: origin, size and root, a line each.
    public var body: String {
        "\(Self.originPrefix)\(network.base64URL)\n\(treeSize)\n\(Base64.string(root.bytes))\n"
    }

    /// The whole text: body, an empty line, one line for each cosignature.
    public var text: String { body + "\n" + cosignatures.map(\.line).joined() }

    /// The same checkpoint with one more cosignature; one that stands there already, by name and key, is replaced.
    public func adding(_ cosignature: Cosignature) -> Checkpoint {
        var kept = cosignatures.filter { $0.name != cosignature.name || $0.keyID != cosignature.keyID }
        kept.append(cosignature)
        return Checkpoint(network: network, treeSize: treeSize, root: root, cosignatures: kept)
    }

    /// A node's cosignature at `unixSeconds`, made with its attestation key.
    public func cosignature(
        node: IdentityID, unixSeconds: UInt64, key: Curve25519.Signing.PrivateKey
    ) throws -> Cosignature {
        let signature = try key.signature(for: Cosignature.message(unixSeconds: unixSeconds, body: body))
        return Cosignature(
            node: node, attestationKey: Array(key.publicKey.rawRepresentation), unixSeconds: unixSeconds,
            signature: Array(signature))
    }

    /// The organisations of `set` whose node cosigned, sorted, each once. Lines of keys that are not in the set are
    /// passed over, as C2SP asks. Throws `checkpoint.signature` when a line of a key in the set does not verify.
    public func cosigners(in set: OrganisationSet) throws(Rejection) -> [IdentityID] {
        var organisations: Set<IdentityID> = []
        for cosignature in cosignatures {
            guard let node = cosignature.node, let member = set.member(ofNode: node),
                cosignature.keyID == Cosignature.keyID(name: cosignature.name, key: member.attestationKey)
            else { continue }
            guard cosignature.verifies(body: body, key: member.attestationKey) else {
                throw Rejection(.checkpointSignature)
            }
            organisations.insert(member.organisation)
        }
        return organisations.sorted()
    }

    /// The organisations that cosigned, a quorum of `set`. Throws `checkpoint.signature` or `checkpoint.quorum`.
    @discardableResult
    public func verifyQuorum(of set: OrganisationSet) throws(Rejection) -> [IdentityID] {
        let organisations = try cosigners(in: set)
        guard organisations.count >= set.quorum else { throw Rejection(.checkpointQuorum) }
        return organisations
    }

    /// Parses the text; verifies nothing. Throws `checkpoint.syntax`.
    public init(parsing text: [UInt8]) throws(Rejection) {
        guard text.count <= Self.maximumBytes, text.last == UInt8(ascii: "\n") else {
            throw Rejection(.checkpointSyntax)
        }
        let lines = text.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 4, lines[3].isEmpty, let network = Self.network(originLine: lines[0]),
            let treeSize = Self.decimal(lines[1]), let rootBytes = Base64.decode(lines[2]),
            let root = Hash256(bytes: rootBytes), lines.count - 4 <= Limits.organisations
        else { throw Rejection(.checkpointSyntax) }
        self.network = network
        self.treeSize = treeSize
        self.root = root
        cosignatures = []
        for line in lines.dropFirst(4) {
            let cosignature = try Cosignature(line: line)
            let isRepeated = cosignatures.contains { $0.name == cosignature.name && $0.keyID == cosignature.keyID }
            guard !isRepeated else { throw Rejection(.checkpointSyntax) }
            cosignatures.append(cosignature)
        }
    }

    private static func network(originLine: ArraySlice<UInt8>) -> NetworkID? {
        guard originLine.starts(with: originPrefix.utf8) else { return nil }
        return Hash256(base64URL: String(decoding: originLine.dropFirst(originPrefix.utf8.count), as: UTF8.self))
    }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }
}
