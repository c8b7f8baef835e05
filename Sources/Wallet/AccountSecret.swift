import Crypto
public import LedgerFormat

/// The 128 random bits that only a person's devices and sign-in card know.
public struct AccountSecret: Sendable, CustomStringConvertible, CustomReflectable {
    /// The length, in bytes.
    public static let byteCount = 16
    /// The bytes; a secret.
    public let bytes: [UInt8]

    /// Takes 16 bytes; nil for any other count.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Draws a new secret from the system's generator.
    public static func random() -> AccountSecret {
        AccountSecret(unchecked: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Never the secret.
    public var description: String { "<secret>" }
    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a person takes to a second device: network, user name and account secret (docs/spec/wallet-v1.md section 3).
public struct SignInCard: Sendable {
    /// The network.
    public let network: NetworkID
    /// The sign-in name.
    public let userName: UserName
    /// The account secret.
    public let secret: AccountSecret

    private static let scheme = "medchain-card:1?"
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let secretSymbols = 26
    private static let checkSymbols = 4

    /// A card of these parts.
    public init(network: NetworkID, userName: UserName, secret: AccountSecret) {
        self.network = network
        self.userName = userName
        self.secret = secret
    }

    /// The card as one line of text, also the content of its QR code. A secret.
    public var text: String {
        "\(Self.scheme)network=\(network.base64URL)&user=\(userName.text)&secret=\(secretText)"
    }

    /// The account secret for a person to read and type: groups of five symbols. A secret.
    public var readableSecret: String {
        let symbols = Array(secretText)
        return stride(from: 0, to: symbols.count, by: 5)
            .map { String(symbols[$0..<min($0 + 5, symbols.count)]) }.joined(separator: "-")
    }

    private var secretText: String {
        let data = Self.symbols(of: secret.bytes, count: Self.secretSymbols)
        let check = Self.check(network: network, userName: userName, secret: secret)
        return String(decoding: (data + check).map { Self.alphabet[Int($0)] }, as: UTF8.self)
    }

    /// Reads a card. Throws `card.malformed` or `card.checksum`.
    public init(parsing text: String) throws(WalletError) {
        guard text.utf8.count <= 512, text.hasPrefix(Self.scheme) else { throw .cardMalformed }
        var members: [String: String] = [:]
        for part in text.dropFirst(Self.scheme.count).split(separator: "&", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
            guard pair.count == 2, members.updateValue(pair[1], forKey: pair[0]) == nil else { throw .cardMalformed }
        }
        guard members.count == 3, let network = members["network"].flatMap({ Hash256(base64URL: $0) }),
            let user = members["user"], let secret = members["secret"]
        else { throw .cardMalformed }
        self.network = network
        userName = try UserName(user)
        self.secret = try Self.secret(typed: secret, network: network, userName: userName)
    }

    /// Reads an account secret that a person typed from a card. Throws `card.malformed` or `card.checksum`.
    public static func secret(
        typed text: String, network: NetworkID, userName: UserName
    ) throws(WalletError) -> AccountSecret {
        var values: [UInt8] = []
        for symbol in text.uppercased().utf8 where symbol != UInt8(ascii: "-") && symbol != UInt8(ascii: " ") {
            let folded: UInt8 =
                switch symbol {
                case UInt8(ascii: "O"): UInt8(ascii: "0")
                case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
                default: symbol
                }
            guard let value = alphabet.firstIndex(of: folded) else { throw .cardMalformed }
            values.append(UInt8(value))
        }
        guard values.count == secretSymbols + checkSymbols,
            let bytes = bytes(of: values[..<secretSymbols]), let secret = AccountSecret(bytes: bytes)
        else { throw .cardMalformed }
        guard Array(values[secretSymbols...]) == check(network: network, userName: userName, secret: secret) else {
            throw .cardChecksum
        }
        return secret
    }

    private static func check(network: NetworkID, userName: UserName, secret: AccountSecret) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw("medchain/v1/card".utf8)
        writer.hash(network)
        writer.lengthPrefixed(Array(userName.text.utf8))
        writer.raw(secret.bytes)
        return symbols(of: Array(Hash256(hashing: writer.bytes).bytes.prefix(3)), count: checkSymbols)
    }

    private static func symbols(of bytes: [UInt8], count: Int) -> [UInt8] {
        var symbols: [UInt8] = []
        var window: UInt32 = 0
        var bits = 0
        for byte in bytes + [0] {
            window = (window << 8) | UInt32(byte)
            bits += 8
            while bits >= 5, symbols.count < count {
                bits -= 5
                symbols.append(UInt8((window >> UInt32(bits)) & 31))
            }
            window &= (1 << UInt32(bits)) - 1
        }
        return symbols
    }

    private static func bytes(of symbols: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var window: UInt32 = 0
        var bits = 0
        for symbol in symbols {
            window = (window << 5) | UInt32(symbol)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: window >> UInt32(bits)))
                window &= (1 << UInt32(bits)) - 1
            }
        }
        return window == 0 ? bytes : nil
    }
}

/// A sign-in name: `[a-z0-9][a-z0-9._-]{2,63}`.
public struct UserName: Hashable, Sendable, CustomStringConvertible {
    /// The name: ASCII.
    public let text: String

    /// Takes a name. Throws `wallet.userName`.
    public init(_ text: String) throws(WalletError) {
        let letters = Array(text.utf8)
        let isPlain = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        guard (3...64).contains(letters.count), isPlain(letters[0]),
            letters.allSatisfy({ isPlain($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D })
        else { throw .userName }
        self.text = text
    }

    /// The name.
    public var description: String { text }
}
