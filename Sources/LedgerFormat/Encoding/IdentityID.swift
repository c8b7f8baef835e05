import Crypto

/// The identifier of a person, an organisation or a node: short enough to read out over a telephone.
///
/// Twelve symbols of Crockford's base32 carry the first 60 bits of `SHA-256("medchain/v1/identity" || network ||
/// thumbprint of its first signing key)`; two more carry that number modulo 1021, which finds every single wrong symbol
/// and every swap of two neighbours. The canonical form is 14 upper-case symbols; people see `7K3Q-9XJ2-P4TM-5A`.
public struct IdentityID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The length of the canonical form, in ASCII symbols.
    public static let symbolCount = 14
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// What each symbol stands for; 0xFF for what is none.
    private static let values = alphabet.enumerated().reduce(into: [UInt8](repeating: 0xFF, count: 256)) {
        $0[Int($1.element)] = UInt8($1.offset)
    }
    private static let dataBits: UInt64 = 60
    private static let checkModulus: UInt64 = 1021

    /// 60 bits of identity followed by 10 bits of check.
    private let number: UInt64

    /// Derives the identifier of the holder of a first signing key in a network.
    public init(network: NetworkID, firstKey: KeyThumbprint) {
        let digest = Hash256(hashing: Array("medchain/v1/identity".utf8) + network.bytes + firstKey.bytes)
        var value: UInt64 = 0
        for byte in digest.bytes.prefix(8) { value = (value << 8) | UInt64(byte) }
        number = value >> (64 - Self.dataBits)
    }

    /// Reads the canonical form only, as the ledger demands.
    public init?(canonical text: String) {
        guard text.utf8.count == Self.symbolCount, let id = Self(symbols: Array(text.utf8)) else { return nil }
        self = id
    }

    /// Reads what a person typed: case, hyphens and spaces do not matter, `O` is `0`, `I` and `L` are `1`.
    public init?(typed text: String) {
        var symbols: [UInt8] = []
        for character in text.utf8 {
            switch character {
            case UInt8(ascii: "-"), UInt8(ascii: " "): continue
            case UInt8(ascii: "a")...UInt8(ascii: "z"): symbols.append(Self.folded(character - 32))
            default: symbols.append(Self.folded(character))
            }
        }
        guard symbols.count == Self.symbolCount, let id = Self(symbols: symbols) else { return nil }
        self = id
    }

    private static func folded(_ symbol: UInt8) -> UInt8 {
        switch symbol {
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        default: symbol
        }
    }

    private init?(symbols: [UInt8]) {
        var data: UInt64 = 0
        var check: UInt64 = 0
        let values = Self.values
        for (index, symbol) in symbols.enumerated() {
            let value = values[Int(symbol)]
            guard value < 32 else { return nil }
            if index < 12 { data = (data << 5) | UInt64(value) } else { check = (check << 5) | UInt64(value) }
        }
        guard check == data % Self.checkModulus else { return nil }
        number = data
    }

    /// The canonical form: 14 ASCII symbols, no hyphens.
    public var canonical: String {
        let check = number % Self.checkModulus
        let alphabet = Self.alphabet
        return String(unsafeUninitializedCapacity: Self.symbolCount) { symbols in
            for index in 0..<12 { symbols[index] = alphabet[Int((number >> UInt64(55 - 5 * index)) & 31)] }
            symbols[12] = alphabet[Int(check >> 5)]
            symbols[13] = alphabet[Int(check & 31)]
            return Self.symbolCount
        }
    }

    /// The form for people: `7K3Q-9XJ2-P4TM-5A`.
    public var readable: String {
        let symbols = Array(canonical)
        return [symbols[0..<4], symbols[4..<8], symbols[8..<12], symbols[12...]].map { String($0) }.joined(
            separator: "-")
    }

    /// The canonical form.
    public var description: String { canonical }

    /// Orders as the canonical texts do.
    public static func < (lhs: IdentityID, rhs: IdentityID) -> Bool { lhs.number < rhs.number }
}
