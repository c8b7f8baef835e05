/// Why a wallet refused. Codes are stable (docs/spec/wallet-v1.md); none says more than its holder may know.
public enum WalletError: String, Error, Sendable, CaseIterable {
    /// Fewer than 10 characters.
    case passphraseTooShort = "wallet.passphraseTooShort"
    /// More than 256 characters.
    case passphraseTooLong = "wallet.passphraseTooLong"
    /// The parameters of key derivation are outside what a device accepts.
    case kdfRefused = "wallet.kdfRefused"
    /// Passphrase, account secret or vault do not belong together.
    case locked = "wallet.locked"
    /// The bytes are not a vault of a known version.
    case malformed = "wallet.malformed"
    /// The user name is not one.
    case userName = "wallet.userName"
    /// The sign-in card has a wrong symbol.
    case cardChecksum = "card.checksum"
    /// The text is not a sign-in card.
    case cardMalformed = "card.malformed"

    /// The stable code.
    public var code: String { rawValue }

    /// The reason in plain words, with what to do.
    public var reason: String {
        switch self {
        case .passphraseTooShort: "The passphrase needs at least 10 characters."
        case .passphraseTooLong: "The passphrase may have at most 256 characters."
        case .kdfRefused: "The node proposes key derivation that this device does not accept. Do not sign in there."
        case .locked: "The passphrase or the sign-in card is wrong for this account."
        case .malformed: "The vault is damaged or of a newer version."
        case .userName:
            "A user name has 3 to 64 characters: a-z, 0-9, dot, hyphen, underscore; first a letter or digit."
        case .cardChecksum: "The sign-in card's secret has a wrong character. Compare it with the card again."
        case .cardMalformed: "This is not a MedChain sign-in card."
        }
    }
}
