/// Canonical base64 with padding (RFC 4648 section 4), which the signed notes of transparency logs use.
enum Base64 {
    static func string(_ bytes: some Collection<UInt8>) -> String {
        var text = Base64URL.encode(bytes).map { symbol -> UInt8 in
            switch symbol {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: symbol
            }
        }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for anything but the one canonical text.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var symbols: [UInt8] = []
        symbols.reserveCapacity(text.count)
        for symbol in text {
            switch symbol {
            case UInt8(ascii: "+"): symbols.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): symbols.append(UInt8(ascii: "_"))
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: symbols.append(symbol)
            }
        }
        for _ in 0..<2 where symbols.last == UInt8(ascii: "=") { symbols.removeLast() }
        return Base64URL.decode(symbols)
    }
}
