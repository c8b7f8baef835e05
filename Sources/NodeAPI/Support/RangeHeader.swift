/// A `Range` header with one range of bytes (RFC 9110 section 14.1.2).
enum RangeHeader: Equatable {
    /// From the first position to the last, both included; to the end without a last one.
    case positions(first: Int, last: Int?)
    /// The last so many bytes.
    case suffix(Int)

    /// Nil for what is not one range of bytes: such a header is ignored, as RFC 9110 section 14.2 lets a server do.
    init?(_ text: String) {
        guard text.utf8.count <= 64, text.hasPrefix("bytes=") else { return nil }
        let parts = text.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let (first, last) = (Self.number(parts[0]), Self.number(parts[1]))
        switch (parts[0].isEmpty, parts[1].isEmpty) {
        case (true, false):
            guard let last else { return nil }
            self = .suffix(last)
        case (false, true):
            guard let first else { return nil }
            self = .positions(first: first, last: nil)
        case (false, false):
            guard let first, let last, first <= last else { return nil }
            self = .positions(first: first, last: last)
        case (true, true): return nil
        }
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...15).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// The bytes of a content of `size` that are meant; nil when none are: 416.
    func bytes(of size: Int) -> Range<Int>? {
        switch self {
        case .positions(let first, let last):
            guard first < size else { return nil }
            return first..<min(size, (last ?? size - 1) + 1)
        case .suffix(let count):
            guard count > 0, size > 0 else { return nil }
            return max(0, size - count)..<size
        }
    }
}
