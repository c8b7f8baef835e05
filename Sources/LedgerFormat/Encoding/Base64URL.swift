/// Canonical base64url without padding (RFC 4648 section 5): one text for each byte string, nothing else accepted.
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    /// The text of `bytes` as ASCII.
    public static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.withContiguousStorageIfAvailable { encode(UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { encode($0) }
    }

    /// The text of `bytes` as a `String`.
    public static func string(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }

    /// The bytes that `text` stands for, or nil when it is not the one canonical text: padding, other characters,
    /// an impossible length or trailing bits that are not zero.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        // Two kinds of nil: no contiguous bytes at hand, and no canonical text.
        let decoded: [UInt8]?? = text.withContiguousStorageIfAvailable { decode(UnsafeRawBufferPointer($0)) }
        if let decoded { return decoded }
        return Array(text).withUnsafeBytes { decode($0) }
    }

    private static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let alphabet = alphabet
        let length = (bytes.count * 4 + 2) / 3
        return [UInt8](unsafeUninitializedCapacity: length) { text, count in
            var written = 0
            func write(_ window: UInt32, _ characters: Int) {
                for index in 0..<characters {
                    text[written + index] = alphabet[Int((window >> UInt32(18 - 6 * index)) & 0x3F)]
                }
                written += characters
            }
            var read = 0
            while read + 3 <= bytes.count {
                write(UInt32(bytes[read]) << 16 | UInt32(bytes[read + 1]) << 8 | UInt32(bytes[read + 2]), 4)
                read += 3
            }
            switch bytes.count - read {
            case 1: write(UInt32(bytes[read]) << 16, 2)
            case 2: write(UInt32(bytes[read]) << 16 | UInt32(bytes[read + 1]) << 8, 3)
            default: break
            }
            count = written
        }
    }

    private static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        let values = values
        // Every value has six bits; what is no character has more. Looked at once, at the end.
        var seen: UInt8 = 0
        var rest: UInt32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, count in
            var written = 0
            var read = 0
            func window(_ characters: Int) -> UInt32 {
                var window: UInt32 = 0
                for index in 0..<characters {
                    let value = values[Int(text[read + index])]
                    seen |= value
                    window |= UInt32(value & 0x3F) << UInt32(18 - 6 * index)
                }
                read += characters
                return window
            }
            func write(_ window: UInt32, _ octets: Int) {
                for index in 0..<octets {
                    bytes[written + index] = UInt8(truncatingIfNeeded: window >> UInt32(16 - 8 * index))
                }
                written += octets
            }
            while read + 4 <= text.count { write(window(4), 3) }
            let characters = text.count - read
            if characters > 1 {
                let last = window(characters)
                write(last, characters - 1)
                rest = last & (characters == 2 ? 0xFFFF : 0xFF)
            }
            count = written
        }
        return seen < 64 && rest == 0 ? bytes : nil
    }
}
